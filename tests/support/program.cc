#include "support/program.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "support/places.h"

namespace resumulator::testing_support {
namespace {

struct Pipe {
  Pipe() {
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  }
  std::array<int, 2> ends{};
};

std::vector<std::string> environment_with(const Program::Environment& added) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string variable(*entry);
    if (!variable.starts_with("RESUMULATOR_")) all.push_back(variable);
  }
  for (const auto& [name, value] : added) all.push_back(name + "=" + value);
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  for (auto& word : words) out.push_back(word.data());
  out.push_back(nullptr);
  return out;
}

}  // namespace

Program::Program(const std::vector<std::string>& arguments, const Environment& environment) {
  const Pipe in;
  const Pipe out;
  const Pipe err;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.ends[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out.ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err.ends[1], STDERR_FILENO);
  std::vector<std::string> words = {program_path()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  auto variables = environment_with(environment);
  const int failed = ::posix_spawn(&pid_, words.front().c_str(), &actions, nullptr,
                                   pointers(words).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  ::close(in.ends[0]);
  ::close(out.ends[1]);
  ::close(err.ends[1]);
  input_ = in.ends[1];
  out_.descriptor = out.ends[0];
  err_.descriptor = err.ends[0];
  if (failed != 0) {
    throw std::runtime_error("cannot run " + program_path());
  }
}

Program::~Program() {
  close_input();
  if (!reaped_ && pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  ::close(out_.descriptor);
  ::close(err_.descriptor);
}

void Program::receive(Stream& stream) {
  pollfd entry{.fd = stream.descriptor, .events = POLLIN, .revents = 0};
  const auto patience = std::chrono::duration_cast<std::chrono::milliseconds>(kPatience);
  if (::poll(&entry, 1, static_cast<int>(patience.count())) <= 0) {
    throw std::runtime_error("the program says nothing; so far: " + stream.buffer);
  }
  std::array<char, 4096> block;
  const auto got = ::read(stream.descriptor, block.data(), block.size());
  if (got <= 0) {
    stream.ended = true;
  } else {
    stream.buffer.append(block.data(), static_cast<std::size_t>(got));
  }
}

std::string Program::line(Stream& stream) {
  for (;;) {
    const auto end = stream.buffer.find('\n');
    if (end != std::string::npos) {
      auto line = stream.buffer.substr(0, end);
      stream.buffer.erase(0, end + 1);
      return line;
    }
    if (stream.ended) {
      return std::exchange(stream.buffer, {});
    }
    receive(stream);
  }
}

std::string Program::rest(Stream& stream) {
  while (!stream.ended) {
    receive(stream);
  }
  return std::exchange(stream.buffer, {});
}

std::string Program::err_line_with(const std::string& part) {
  for (;;) {
    const auto text = err_line();
    if (text.find(part) != std::string::npos) {
      return text;
    }
    if (err_.ended && err_.buffer.empty()) {
      throw std::runtime_error("never said: " + part);
    }
  }
}

void Program::signal(int number) const { ::kill(pid_, number); }

void Program::close_input() {
  if (input_ >= 0) {
    ::close(std::exchange(input_, -1));
  }
}

// The end of both outputs comes with the end of the process: nothing to sleep for.
int Program::exit_code() {
  if (reaped_) {
    return code_;
  }
  while (!out_.ended) receive(out_);
  while (!err_.ended) receive(err_);
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  reaped_ = true;
  code_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  return code_;
}

Ended ended(Program& program) {
  program.close_input();
  Ended end;
  end.out = program.out_rest();
  end.err = program.err_rest();
  end.code = program.exit_code();
  return end;
}

Ended run_program(const std::vector<std::string>& arguments,
                  const Program::Environment& environment) {
  Program program(arguments, environment);
  return ended(program);
}

ServeProgram::ServeProgram(std::vector<std::string> flags, const Environment& environment)
    : Program((flags.insert(flags.begin(), "serve"), flags), environment) {
  const auto line = out_line();
  if (line.empty()) {
    throw std::runtime_error("not ready: " + err_rest());
  }
  ready = nlohmann::json::parse(line);
}

TemporaryDirectory::TemporaryDirectory() {
  auto name = (std::filesystem::temp_directory_path() / "resumulator-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    throw std::runtime_error("no temporary directory");
  }
  path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryDirectory::path(const std::string& name) const {
  return name.empty() ? path_ : path_ + "/" + name;
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace resumulator::testing_support
