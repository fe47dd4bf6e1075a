// Who asks, and whether the rules of the project let him.
//
// Source   docs/protocols/firebase-storage.md, rules firebase.access.*
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <resumulator/options.hpp>
#include <string>

#include "core/wire/http_message.h"

namespace resumulator::gcs::firebase {

struct Caller {
  enum class Kind : std::uint8_t {
    kNobody,  ///< no credentials, or some that are none
    kUser,    ///< "Authorization: Firebase ID-TOKEN"
    kOwner    ///< an OAuth bearer
  } kind = Kind::kNobody;
  std::string email;  ///< of a user; empty: the token has none
};
[[nodiscard]] Caller caller_of(const Headers& headers);
[[nodiscard]] bool may_act(const Caller& caller, const Options& options);

}  // namespace resumulator::gcs::firebase
