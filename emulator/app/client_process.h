// A client and what it starts, as one thing that can be asked to end and that ends whole.
//
// Errors   start(): an errno in words.
// Threads  one; many clients at once, each with its own.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace resumulator::app {

struct ReaperNews;

class ClientProcess {
 public:
  ClientProcess() = default;
  ~ClientProcess() { end_all(); }
  ClientProcess(const ClientProcess&) = delete;
  ClientProcess& operator=(const ClientProcess&) = delete;

  /// Nothing on its standard input, its output into `out` and `err`. An errno, or 0.
  [[nodiscard]] int start(std::vector<std::string> words, std::vector<std::string> environment,
                          int out, int err);
  /// Readable when the client has ended.
  [[nodiscard]] int descriptor() const { return channel_; }
  /// What wait() says of the client; nothing where nobody knows.
  [[nodiscard]] std::optional<int> status() const;
  /// SIGTERM, SIGKILL: to the client's process group.
  void ask_to_end() const;
  void end() const;
  /// Returns when all that descends from the client is gone.
  void end_all();

 private:
  [[nodiscard]] std::optional<ReaperNews> news() const;
  void order(char what) const;

  pid_t reaper_ = -1;
  int channel_ = -1;
};

}  // namespace resumulator::app
