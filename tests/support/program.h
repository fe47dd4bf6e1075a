// The resumulator binary as a child process: lines of its two outputs, its end, its input.
//
//   Program program({"serve"});
//   const auto ready = program.out_line();        // waits on the pipe, never sleeps
//   program.signal(SIGTERM);
//   EXPECT_EQ(program.exit_code(), 0);
//
// Errors   throws std::runtime_error after kPatience: reached only when a test fails.
// Threads  one per program. The destructor kills what still runs.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace resumulator::testing_support {

class Program {
 public:
  using Environment = std::vector<std::pair<std::string, std::string>>;
  static constexpr std::chrono::seconds kPatience{30};

  /// Runs program_path(). `environment` is added to ours, from which every RESUMULATOR_… is
  /// taken away.
  explicit Program(const std::vector<std::string>& arguments, const Environment& environment = {});
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// The next line, without its end; empty at the end of the output.
  [[nodiscard]] std::string out_line() { return line(out_); }
  [[nodiscard]] std::string err_line() { return line(err_); }
  /// Everything up to the end of the output.
  [[nodiscard]] std::string out_rest() { return rest(out_); }
  [[nodiscard]] std::string err_rest() { return rest(err_); }
  /// Skips lines on stderr up to the first that holds `part`, and gives that one.
  [[nodiscard]] std::string err_line_with(const std::string& part);

  void signal(int number) const;
  void close_input();
  /// Waits for the end. Negative: the signal that killed it.
  [[nodiscard]] int exit_code();
  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  struct Stream {
    int descriptor = -1;
    std::string buffer;
    bool ended = false;
  };
  static std::string line(Stream& stream);
  static std::string rest(Stream& stream);
  static void receive(Stream& stream);

  pid_t pid_ = -1;
  int input_ = -1;
  Stream out_;
  Stream err_;
  bool reaped_ = false;
  int code_ = 0;
};

/// What a program that has ended leaves.
struct Ended {
  int code = 0;
  std::string out;
  std::string err;
};
/// Closes its input and waits for its end. One output after the other is enough: neither fills its
/// pipe.
[[nodiscard]] Ended ended(Program& program);
[[nodiscard]] Ended run_program(const std::vector<std::string>& arguments,
                                const Program::Environment& environment = {});

/// A server that is ready.
class ServeProgram : public Program {
 public:
  explicit ServeProgram(std::vector<std::string> flags = {}, const Environment& environment = {});
  nlohmann::json ready;  ///< the ready line
  [[nodiscard]] std::string url() const { return ready.at("url"); }
  [[nodiscard]] std::uint16_t port() const { return ready.at("port"); }
};

/// A directory of its own, gone with the test.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  [[nodiscard]] std::string path(const std::string& name = {}) const;

 private:
  std::string path_;
};

[[nodiscard]] std::string read_file(const std::string& path);

}  // namespace resumulator::testing_support
