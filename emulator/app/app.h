// The program behind main(): words to deeds.
//
// Exit codes   0 fine · 1 `health` found no healthy server · 2 usage: an option, a port, a store
// that cannot be · 4 our own failure.
#pragma once

#include <string>

namespace resumulator::app {

inline constexpr int kFine = 0;
inline constexpr int kUnhealthy = 1;
inline constexpr int kUsage = 2;
inline constexpr int kInternal = 4;

[[nodiscard]] int run(int argc, char** argv);

/// One "resumulator: …" line on stderr.
void complain(const std::string& text);

}  // namespace resumulator::app
