#include "app/child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>

#include "app/child_output.h"
#include "app/client_process.h"

namespace resumulator::app {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kGrace{2000};    // between asking and ending
constexpr milliseconds kAfterEnd{200};  // for output that is still in the pipe
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

std::string not_started(const ChildSpec& spec, int code) {
  return spec.arguments.front() + ": " + std::strerror(code) +
         (code == ENOENT   ? "; give the path of the program, or a name that PATH has"
          : code == EACCES ? "; is it executable?"
                           : "");
}

/// One client from its start to its end.
class Watch {
 public:
  Watch(const ChildSpec& spec, const StopFlag& stop, ClientProcess& client, Descriptor out,
        Descriptor err)
      : spec_(spec),
        stop_(stop),
        client_(client),
        streams_{std::move(out), std::move(err)},
        kept_(spec.kept_max),
        lines_{Lines([this](std::string_view line) { come_[0].append(line) += '\n'; }),
               Lines([this](std::string_view line) { come_[1].append(line) += '\n'; })} {}

  ClientFact run() {
    started_ = Clock::now();
    deadline_ = started_ + spec_.timeout;
    while (!over()) wait_a_while();
    // What it left behind must not outlive it, nor hold our server's connections.
    client_.end_all();
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

  [[nodiscard]] bool over() const {
    const bool silent = streams_[0].get() < 0 && streams_[1].get() < 0;
    return ended_ && (silent || Clock::now() >= drain_until_);
  }

  void learn_end() {
    ended_ = true;
    const auto now = Clock::now();
    fact_.ran = std::chrono::duration_cast<std::chrono::microseconds>(now - started_);
    drain_until_ = now + kAfterEnd;
    const auto status = client_.status();
    if (!status) return;
    if (WIFEXITED(*status)) fact_.exit = WEXITSTATUS(*status);
    // A signal that we sent is told as what it was for.
    if (WIFSIGNALED(*status) && !asked_) fact_.signal = WTERMSIG(*status);
  }

  void wait_a_while() {
    const auto now = Clock::now();
    if (!ended_) keep_time(now);
    const auto until = ended_ ? drain_until_ : asked_ ? end_at_ : deadline_;
    const auto left = std::chrono::ceil<milliseconds>(until - now).count();
    std::array<pollfd, 4> entries = {{{streams_[0].get(), POLLIN, 0},
                                      {streams_[1].get(), POLLIN, 0},
                                      {ended_ ? -1 : client_.descriptor(), POLLIN, 0},
                                      {asked_ ? -1 : stop_.descriptor(), POLLIN, 0}}};
    const auto bounded = std::clamp<milliseconds::rep>(left, 0, 60'000);
    if (::poll(entries.data(), entries.size(), static_cast<int>(bounded)) <= 0) return;
    for (std::size_t i = 0; i < streams_.size(); ++i) {
      if (entries[i].revents != 0) receive(i);
    }
    if (entries[2].revents != 0) learn_end();
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
      client_.end();
      end_at_ = now + kGrace;
    }
  }

  void ask_to_end() {
    asked_ = true;
    end_at_ = Clock::now() + kGrace;
    client_.ask_to_end();
  }

  const ChildSpec& spec_;
  const StopFlag& stop_;
  ClientProcess& client_;
  std::array<Descriptor, 2> streams_;
  KeptText kept_;
  std::array<std::string, 2> come_;  // whole lines that were not handed on yet
  std::array<Lines, 2> lines_;
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
  ClientProcess client;
  if (const int code = client.start(spec.arguments, spec.environment, out->write_end.get(),
                                    err->write_end.get());
      code != 0) {
    fact.failed_to_start = not_started(spec, code);
    return fact;
  }
  out->write_end.close();
  err->write_end.close();
  return Watch(spec, stop, client, std::move(out->read_end), std::move(err->read_end)).run();
}

}  // namespace resumulator::app
