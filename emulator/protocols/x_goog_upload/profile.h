// What one service's dialect of the protocol is: data, so that a dialect is a table and no code.
//
// Source   docs/protocols/x-goog-upload.md, the table of profiles.
// Threads  plain values.
#pragma once

#include <cstdint>

#include "core/upload/append.h"

namespace resumulator::x_goog_upload {

/// Data that comes while other data of its session is still coming.
enum class Beside : std::uint8_t {
  kWaits,
  kRefused,    ///< 409
  kEndsOther,  ///< the other is cut; what it brought is kept as of any broken request
};

struct Profile {
  const char* protocol = "generic";  ///< of sessions and records
  std::uint64_t granularity = 256 * 1024;
  AppendPolicy::Misaligned misaligned = AppendPolicy::Misaligned::kRejectLength;
  AppendPolicy::Cut cut = AppendPolicy::Cut::kGranules;
  int offset_error_status = 400;
  int unknown_session_status = 404;
  int cancelled_query_status = 200;
  UploadStatusOnErrors status_on_errors = UploadStatusOnErrors::kOmit;
  bool control_url = true;           ///< start answers X-Goog-Upload-Control-URL
  bool granularity_on_query = true;  ///< an active query answers the granularity again
  bool size_on_chunk = true;         ///< answers to chunks carry X-Goog-Upload-Size-Received
  bool size_on_final_query = true;   ///< so does a query of a finished session
  Beside beside = Beside::kWaits;
  bool body_on_final_query = true;    ///< a query of a finished session repeats its answer
  bool overrun = false;               ///< more bytes than declared are taken all the same
  bool restarts = false;              ///< `start` on the URL of a session opens a new one
  bool short_finalize = false;        ///< fewer bytes than declared are an upload all the same
  bool zero_size_is_empty = false;    ///< a declared size of 0 is no bytes, not "unknown"
  bool replays_final = true;          ///< a finished upload finalized again answers as before
  bool combined_start = true;         ///< "start, upload, finalize" in one request
  bool default_is_raw = false;        ///< a body without X-Goog-Upload-Protocol is an upload
  bool default_may_be_empty = false;  ///< so is an empty one
  bool reads_metadata = false;        ///< the body of `start` describes what is to come
  bool raw_says_final = true;         ///< uploads in one request answer an upload status
};

}  // namespace resumulator::x_goog_upload
