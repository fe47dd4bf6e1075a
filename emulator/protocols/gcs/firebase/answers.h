// Header sets and errors of the Firebase dialect.
//
//   read    JSON, open to every origin, not to be cached: reads, lists, deletes and their errors
//   write   the same without the cache fields: writes, their errors, a finished upload
//
// Source   docs/protocols/firebase-storage.md, rules firebase.headers.*
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/upload/world.h"
#include "core/wire/http_message.h"

namespace resumulator::gcs::firebase {

enum class Set : std::uint8_t { kRead, kWrite };

void add_set(Headers& headers, Set set, TimePoint now);
[[nodiscard]] Response json_answer(World& world, Set set, std::string body);
[[nodiscard]] Response error_answer(World& world, Set set, int status, std::string_view message);
[[nodiscard]] std::string error_json(int status, std::string_view message);

[[nodiscard]] Response denied(World& world, Set set);       ///< 403
[[nodiscard]] Response not_found(World& world);             ///< 404, set read
[[nodiscard]] Response unavailable(World& world, Set set);  ///< 503

}  // namespace resumulator::gcs::firebase
