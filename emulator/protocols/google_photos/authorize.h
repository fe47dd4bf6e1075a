// Who may do what: the switch photos.auth, and the scopes of tokens this server has issued.
//
// Source   docs/protocols/google-photos.md, rules photos.auth.*
// Threads  pure functions over the world.
#pragma once

#include <cstdint>
#include <optional>

#include "core/upload/world.h"
#include "core/wire/http_message.h"
#include "core/wire/url.h"

namespace resumulator::google_photos {

/// The scopes of which any one is enough.
enum class Needs : std::uint8_t { kNothing, kAppend, kAppendOrEdit, kEdit, kRead };

enum class Denied : std::uint8_t { kNoCredentials, kBadCredentials, kScope };
/// Empty: go on.
[[nodiscard]] std::optional<Denied> check_access(World& world, const RequestHead& head,
                                                 const Query& query, Needs needs);

}  // namespace resumulator::google_photos
