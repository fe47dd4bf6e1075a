// What differs between the interop versions of the draft, as data.
//
// Source   docs/protocols/ietf-resumable-upload.md, "Versions"
// Threads  constant tables.
#pragma once

#include <optional>

#include "core/wire/http_message.h"

namespace resumulator::ietf {

struct Dialect {
  int number = 0;              ///< Upload-Draft-Interop-Version
  bool inverted = false;       ///< Upload-Incomplete instead of Upload-Complete
  bool needs_complete = true;  ///< an append must say whether it is the last
  bool partial_type = true;    ///< an append is application/partial-upload
  bool has_length = true;      ///< Upload-Length
  bool has_limit = true;       ///< Upload-Limit
  const char* max_age = "max-age";
  bool get_asks = true;  ///< GET as HEAD
  bool progress = true;  ///< 104 with Upload-Offset
  int append_status = 204;
  int final_status = 200;
  bool offset_problem = true;      ///< mismatching-upload-offset
  bool completed_problem = false;  ///< completed-upload
  bool length_problem = true;      ///< inconsistent-upload-length
  bool replays = true;             ///< a valid repeat of the last append gets its answer again
  bool overrun_invalidates = true;
  bool final_location = false;    ///< Location in the answer to a whole upload
  bool progress_location = true;  ///< every 104 has Location
};

/// nullptr: no such version is known.
[[nodiscard]] const Dialect* dialect_of(std::uint64_t number);
/// What a request without a version speaks.
[[nodiscard]] const Dialect& newest_dialect();

/// Whether the request ends the representation; nothing where it does not say.
[[nodiscard]] std::optional<bool> read_complete(const Headers& headers, const Dialect& dialect);
void add_complete(Headers& headers, const Dialect& dialect, bool complete);

}  // namespace resumulator::ietf
