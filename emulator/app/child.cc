#include "app/child.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>

#include "app/child_output.h"

namespace resumulator::app {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kGrace{2000};    // between asking and ending
constexpr milliseconds kAfterEnd{200};  // for output that is still in the pipe
constexpr milliseconds kBlindTick{20};  // where the kernel cannot tell of a child's end
constexpr std::size_t kBlock = 65'536;

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }
  [[nodiscard]] int get() const { return number_; }

 private:
  int number_;
};

struct Pipe {
  Descriptor read_end;
  Descriptor write_end;
};

std::optional<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  out.reserve(words.size() + 1);
  for (auto& word : words) out.push_back(word.data());
  out.push_back(nullptr);
  return out;
}

/// Its own process group, no blocked signals, nothing on standard input. An errno, or 0.
int spawn(const ChildSpec& spec, int out, int err, pid_t& pid) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  sigset_t back_to_default;
  sigemptyset(&back_to_default);
  for (const int number : {SIGPIPE, SIGTERM, SIGINT}) sigaddset(&back_to_default, number);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &back_to_default);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  auto words = spec.arguments;
  auto variables = spec.environment;
  const int failed = ::posix_spawnp(&pid, words.front().c_str(), &actions, &attributes,
                                    pointers(words).data(), pointers(variables).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return failed;
}

std::string not_started(const ChildSpec& spec, int code) {
  return spec.arguments.front() + ": " + std::strerror(code) +
         (code == ENOENT   ? "; give the path of the program, or a name that PATH has"
          : code == EACCES ? "; is it executable?"
                           : "");
}

/// One child from its start to its end.
class Watch {
 public:
  Watch(const ChildSpec& spec, const StopFlag& stop, pid_t pid, Descriptor out, Descriptor err)
      : spec_(spec),
        stop_(stop),
        pid_(pid),
        streams_{std::move(out), std::move(err)},
        kept_(spec.kept_max),
        lines_{Lines([this](std::string_view line) { come_[0].append(line) += '\n'; }),
               Lines([this](std::string_view line) { come_[1].append(line) += '\n'; })},
        exit_(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))) {}

  ClientFact run() {
    started_ = Clock::now();
    deadline_ = started_ + spec_.timeout;
    while (!over()) wait_a_while();
    // What it left behind must not outlive it, nor hold our server's connections.
    ::kill(-pid_, SIGKILL);
    reap(0);
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      lines_[i].finish();
      hand_on(i);
    }
    fact_.time_limit = spec_.timeout;
    fact_.output = kept_.text();
    return fact_;
  }

 private:
  /// What has come, at once: a client that writes short lines without end must not hold us up.
  void hand_on(std::size_t which) {
    std::string& lines = come_[which];
    if (lines.empty()) return;
    lines.pop_back();
    if (spec_.on_lines) spec_.on_lines(lines, which == 1);
    lines.clear();
  }

  [[nodiscard]] bool over() {
    if (!ended_) reap(WNOHANG);
    const bool silent = streams_[0].get() < 0 && streams_[1].get() < 0;
    return ended_ && (silent || Clock::now() >= drain_until_);
  }

  void reap(int flags) {
    if (ended_) return;
    int status = 0;
    pid_t got = 0;
    do {
      got = ::waitpid(pid_, &status, flags);
    } while (got < 0 && errno == EINTR);
    if (got == 0) return;
    ended_ = true;
    const auto now = Clock::now();
    fact_.ran = std::chrono::duration_cast<std::chrono::microseconds>(now - started_);
    drain_until_ = now + kAfterEnd;
    if (got < 0) return;
    if (WIFEXITED(status)) fact_.exit = WEXITSTATUS(status);
    // A signal that we sent is told as what it was for.
    if (WIFSIGNALED(status) && !asked_) fact_.signal = WTERMSIG(status);
  }

  void wait_a_while() {
    const auto now = Clock::now();
    if (!ended_) keep_time(now);
    auto until = ended_ ? drain_until_ : asked_ ? end_at_ : deadline_;
    if (exit_.get() < 0) until = std::min(until, now + kBlindTick);
    const auto left = std::chrono::ceil<milliseconds>(until - now).count();
    std::array<pollfd, 4> entries = {{{streams_[0].get(), POLLIN, 0},
                                      {streams_[1].get(), POLLIN, 0},
                                      {ended_ ? -1 : exit_.get(), POLLIN, 0},
                                      {asked_ ? -1 : stop_.descriptor(), POLLIN, 0}}};
    const auto bounded = std::clamp<milliseconds::rep>(left, 0, 60'000);
    if (::poll(entries.data(), entries.size(), static_cast<int>(bounded)) <= 0) return;
    for (std::size_t i = 0; i < streams_.size(); ++i) {
      if (entries[i].revents != 0) receive(i);
    }
    if (entries[3].revents != 0 && !asked_) ask_to_end();
  }

  void receive(std::size_t which) {
    std::array<char, kBlock> block;
    const auto got = ::read(streams_[which].get(), block.data(), block.size());
    if (got < 0 && errno == EINTR) return;
    if (got <= 0) {
      streams_[which].close();
      return;
    }
    const std::string_view text(block.data(), static_cast<std::size_t>(got));
    kept_.add(text);
    lines_[which].add(text);
    hand_on(which);
    if (kept_.total() > spec_.flood && !asked_) {
      fact_.flooded = true;
      ask_to_end();
    }
  }

  void keep_time(Clock::time_point now) {
    if (!asked_ && now >= deadline_) {
      fact_.timed_out = true;
      ask_to_end();
    } else if (asked_ && now >= end_at_) {
      ::kill(-pid_, SIGKILL);
      end_at_ = now + kGrace;
    }
  }

  void ask_to_end() {
    asked_ = true;
    end_at_ = Clock::now() + kGrace;
    ::kill(-pid_, SIGTERM);
  }

  const ChildSpec& spec_;
  const StopFlag& stop_;
  const pid_t pid_;
  std::array<Descriptor, 2> streams_;
  KeptText kept_;
  std::array<std::string, 2> come_;  // whole lines that were not handed on yet
  std::array<Lines, 2> lines_;
  Descriptor exit_;
  ClientFact fact_;
  Clock::time_point started_;
  Clock::time_point deadline_;
  Clock::time_point end_at_;
  Clock::time_point drain_until_;
  bool asked_ = false;
  bool ended_ = false;
};

}  // namespace

StopFlag::StopFlag() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
StopFlag::~StopFlag() { ::close(descriptor_); }

void StopFlag::raise() const {
  const std::uint64_t one = 1;
  // Nothing can go wrong that has not gone right before: the counter is far from its end.
  (void)!::write(descriptor_, &one, sizeof one);
}

bool StopFlag::raised() const {
  pollfd entry{descriptor_, POLLIN, 0};
  return ::poll(&entry, 1, 0) > 0;
}

ClientFact run_child(const ChildSpec& spec, const StopFlag& stop) {
  ClientFact fact;
  fact.time_limit = spec.timeout;
  auto out = make_pipe();
  auto err = make_pipe();
  if (!out || !err) {
    fact.failed_to_start = std::string("no pipe for its output: ") + std::strerror(errno);
    return fact;
  }
  pid_t pid = -1;
  if (const int code = spawn(spec, out->write_end.get(), err->write_end.get(), pid); code != 0) {
    fact.failed_to_start = not_started(spec, code);
    return fact;
  }
  out->write_end.close();
  err->write_end.close();
  return Watch(spec, stop, pid, std::move(out->read_end), std::move(err->read_end)).run();
}

}  // namespace resumulator::app
