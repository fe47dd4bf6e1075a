// The flag --verify-signatures: what signed URLs and policy documents must be signed by.
//
// Errors   CLI::ParseError, caught in app.cc.
#pragma once

#include <resumulator/options.hpp>

namespace CLI {
class App;
}

namespace resumulator::app {

/// `options` must outlive the parsing.
void add_signature_flag(CLI::App& command, Options& options);

}  // namespace resumulator::app
