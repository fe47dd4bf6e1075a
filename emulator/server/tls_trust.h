// The certificate authority of a directory, for who wants to trust it before a server runs.
//
// Errors   kUsage, as http/tls_authority.h says.
// Threads  any.
#pragma once

#include <resumulator/result.hpp>
#include <string>

namespace resumulator {

/// The file of its certificate; both are made where they are not there yet.
[[nodiscard]] Result<std::string> authority_file(const std::string& dir);

}  // namespace resumulator
