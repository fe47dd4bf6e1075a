// A request's body into an upload: the checksum, the policy, and what the outcome is called.
//
// Source   docs/protocols/tus.md, rules tus.patch.*, tus.checksum.*
// Threads  inside the turn.
#pragma once

#include <optional>
#include <variant>

#include "core/upload/append.h"
#include "protocols/tus/errors.h"
#include "protocols/tus/request.h"
#include "protocols/tus/upload_checksum.h"

namespace resumulator::tus {

/// What a request says of its body's checksum.
struct DeclaredChecksum {
  std::optional<UploadChecksum> field;  ///< in the head
  bool behind = false;                  ///< promised behind the body
  [[nodiscard]] bool any() const { return field.has_value() || behind; }
};
[[nodiscard]] std::variant<DeclaredChecksum, Problem> declared_checksum(const Request& request);

struct Receipt {
  Appended done;
  std::optional<Problem> problem;  ///< what was kept all the same stands in `done`
};
/// Appends the body at the offset of the turn, to an upload of `total` bytes.
[[nodiscard]] Receipt receive(const Request& request, Turn& turn, BodySource& body,
                              const DeclaredChecksum& checksum, std::optional<std::uint64_t> total);

/// Whether a body has no byte; reads one where its length is not known.
[[nodiscard]] bool is_empty(BodySource& body);

}  // namespace resumulator::tus
