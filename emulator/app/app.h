// The program behind main(): words to deeds.
//
// Exit codes   0 fine · 1 `health` found no healthy server · 2 usage: an option, a port, a store
// that cannot be · 4 our own failure.
#pragma once

#include <exception>
#include <string>

namespace resumulator::app {

inline constexpr int kFine = 0;
inline constexpr int kUnhealthy = 1;
inline constexpr int kUsage = 2;
inline constexpr int kInternal = 4;

[[nodiscard]] int run(int argc, char** argv);

/// One "resumulator: …" line on stderr.
void complain(const std::string& text);
/// What a JSON library says is wrong, without the name it gives to that.
[[nodiscard]] std::string json_problem(const std::exception& problem);

}  // namespace resumulator::app
