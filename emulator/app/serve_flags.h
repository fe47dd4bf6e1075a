// The flags of `serve` and what they set. One list: the command line, the environment and the help
// come from it.
//
// Errors   CLI::ParseError, caught in app.cc; third-party types stay in .cc files.
#pragma once

#include <cstdint>
#include <resumulator/result.hpp>
#include <string_view>

#include "app/serve.h"

namespace CLI {
class App;
}

namespace resumulator::app {

/// `settings` must outlive the parsing.
void add_serve_flags(CLI::App& command, ServeSettings& settings);
/// Makes what several flags describe together: the clock.
void finish_serve_flags(ServeSettings& settings);

/// A number from 0 to `max`.
[[nodiscard]] Result<std::uint64_t> parse_number(std::string_view text, std::uint64_t max);
/// How much longer waits on the wire take: 0.001 to 1000.
[[nodiscard]] Result<double> parse_scale(std::string_view text);
/// 64 bits, decimal or 0x….
[[nodiscard]] Result<std::uint64_t> parse_seed(std::string_view text);

}  // namespace resumulator::app
