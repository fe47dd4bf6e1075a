// The flags about HTTPS and the proxy.
//
// Errors   as in flag.h.
#pragma once

#include <resumulator/options.hpp>

namespace CLI {
class App;
}

namespace resumulator::app {

/// Their title in the help.
inline constexpr const char* kTlsGroup = "HTTPS";

/// `tls` must outlive the parsing.
void add_tls_flags(CLI::App& command, TlsOptions& tls);

}  // namespace resumulator::app
