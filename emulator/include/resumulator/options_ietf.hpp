// Options of the server for resumable uploads as the IETF drafts them.
//
// Units    bytes and durations of the service clock; 0 is "none" where nothing else is said.
// Source   names and defaults: the table of switches in docs/protocols/ietf-resumable-upload.md.
#pragma once

#include <cstdint>
#include <resumulator/clock.hpp>
#include <string>
#include <vector>

namespace resumulator {

struct IetfOptions {
  enum class UnknownVersion : std::uint8_t { kPlain, k400 };
  enum class Lock : std::uint8_t { kInterrupt, k409, k423, kWait };
  enum class Overrun : std::uint8_t { kByVersion, kInvalidate, kKeep };
  enum class MissingComplete : std::uint8_t { kComplete, k400 };

  std::string mount = "/files";  ///< the target; tus may live below the same path
  std::vector<int> versions = {3, 4, 5, 6, 7, 8, 9, 10};  ///< interop versions that are spoken
  UnknownVersion unknown_version = UnknownVersion::kPlain;
  bool rfc_mode = false;     ///< 104 also to requests without a version
  bool echo_version = true;  ///< final answers carry the version of the request
  int final_status = 0;      ///< of a whole upload; 0: 201 up to version 6, then 200
  int append_status = 0;     ///< of an append that does not end it; 0: 201 up to version 6, then 204
  Lock lock = Lock::kInterrupt;
  Duration replay_for{0};  ///< how long the last answer is given again; 0: for ever
  int gone_status = 404;   ///< of an upload that has ended: 404 or 410
  Overrun overrun = Overrun::kByVersion;
  int bad_media_type_status = 415;  ///< 415 or 400
  std::uint64_t progress = 0;       ///< 104 with Upload-Offset every so many bytes
  Duration progress_time{0};        ///< or whenever bytes come so long after the last
  bool strict_head = true;          ///< HEAD and OPTIONS with fields of an upload are 400
  MissingComplete missing_complete = MissingComplete::kComplete;  ///< appends of versions 4 to 6
  bool digests = true;                ///< Content-Digest and Repr-Digest are checked
  std::uint64_t max_size = 0;         ///< Upload-Limit
  std::uint64_t min_size = 0;         ///< Upload-Limit; below it an upload is not resumable
  std::uint64_t max_append_size = 0;  ///< Upload-Limit
  std::uint64_t min_append_size = 0;  ///< Upload-Limit
  Duration max_age{0};                ///< Upload-Limit; 0: Options::session_lifetime, and not said
};

}  // namespace resumulator
