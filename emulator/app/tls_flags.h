// The flags of `serve` and `run` about HTTPS and the proxy.
//
// Errors   CLI::ParseError, caught in app.cc.
#pragma once

#include <resumulator/options.hpp>

namespace CLI {
class App;
}

namespace resumulator::app {

/// `tls` must outlive the parsing.
void add_tls_serve_flags(CLI::App& command, TlsOptions& tls);
/// Without ports: each server of a run has free ones.
void add_tls_run_flags(CLI::App& command, TlsOptions& tls);

}  // namespace resumulator::app
