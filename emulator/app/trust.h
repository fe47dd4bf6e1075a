// `resumulator trust`: how each kind of client is told to trust the certificate authority.
//
// Output   stdout: lines for a shell, those that change more than an environment behind '#'.
// Errors   kUsage: no directory, or one that cannot be used.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace resumulator::app {

/// The variables by which clients find the certificate in the file, with its value.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> trust_variables(
    const std::string& ca_file);

[[nodiscard]] int trust(const std::string& dir);

}  // namespace resumulator::app
