// What the hosts of Google's services speak: a path means something else at each of them.
//
// Source   docs/tls.md, the page of each protocol
// Threads  pure functions.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace resumulator {

/// The name in a Host field: lower case, without the port. Empty: none, or an address in brackets.
[[nodiscard]] std::string host_name(std::string_view field);

/// Names of the protocols spoken at this host, as the Host field has it. Empty: it is none of
/// Google's, and speaks all.
[[nodiscard]] std::span<const std::string_view> protocols_at(std::string_view field);

}  // namespace resumulator
