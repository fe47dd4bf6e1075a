// What a POST says of the upload it makes: lengths, metadata, kind.
//
// Source   docs/protocols/tus.md, rules tus.create.*, tus.metadata.*
// Threads  pure functions; make_upload() as SessionStore::create().
#pragma once

#include <optional>
#include <variant>

#include "protocols/tus/memory.h"
#include "protocols/tus/uploads.h"

namespace resumulator::tus {

struct NewUpload {
  std::optional<std::uint64_t> length;  ///< empty: deferred, or of a final upload
  Memory memory;
  ObjectMetadata metadata;
};
/// `final`: the length is the sum of the parts, so none may be given.
[[nodiscard]] std::variant<NewUpload, Problem> read_new_upload(const Request& request, bool final);

/// Opens the session. kUnavailable: it cannot be kept.
[[nodiscard]] Result<SessionPtr> make_upload(const Request& request, NewUpload upload);

}  // namespace resumulator::tus
