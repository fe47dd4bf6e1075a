// A client as a child process: started in a process group of its own, its output taken line by
// line and kept, its end told as facts.
//
// Promises  never hangs: past its time the whole group is asked to end (SIGTERM), two seconds later
//           it is ended (SIGKILL); so is one that writes without end, and at the end everything
//           that descends from it, whatever group it went to. A reader of our own output that does
//           not read costs lines, never time.
// Units     real time; sizes in bytes.
// Threads   run_child() from any thread, many at once.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "verdict/evidence.h"

namespace resumulator::app {

/// Tells every run_child() that it is time to end.
class StopFlag {
 public:
  StopFlag();
  ~StopFlag();
  StopFlag(const StopFlag&) = delete;
  StopFlag& operator=(const StopFlag&) = delete;
  void raise() const;
  [[nodiscard]] bool raised() const;
  /// Readable once raised.
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

struct ChildSpec {
  std::vector<std::string> arguments;    ///< the program first; looked for in PATH
  std::vector<std::string> environment;  ///< "NAME=value", all of it
  std::chrono::milliseconds timeout{std::chrono::seconds(120)};
  /// Lines of its output as they come, several at once where they come so; without the last one's
  /// end.
  std::function<void(std::string_view lines, bool is_error)> on_lines;
  std::uint64_t kept_max = 2 * 1024 * 1024;  ///< half from the beginning, half from the end
  std::uint64_t flood = 64 * 1024 * 1024;    ///< past it the child is ended
};

[[nodiscard]] ClientFact run_child(const ChildSpec& spec, const StopFlag& stop);

}  // namespace resumulator::app
