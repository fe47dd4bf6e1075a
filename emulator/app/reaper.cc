#include "app/reaper.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace resumulator::app {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kEndAllMax{2000};
constexpr int kTickMs = 5;  // between looks at what is left

/// Its own process group, no blocked signals. An errno, or 0.
int spawn(char** client, pid_t& pid) {
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
  const int failed = ::posix_spawnp(&pid, client[0], nullptr, &attributes, client, environ);
  posix_spawnattr_destroy(&attributes);
  return failed;
}

/// The client's output ends when the client's side does: this process must not hold it open.
void let_go_of_output() {
  for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) ::dup2(STDIN_FILENO, stream);
}

/// The parent of a process, out of "PID (NAME) STATE PARENT …"; the name may hold anything.
std::optional<pid_t> parent_of(pid_t pid) {
  const std::string path = "/proc/" + std::to_string(pid) + "/stat";
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  std::array<char, 512> block;
  const auto got = ::read(file, block.data(), block.size());
  ::close(file);
  if (got <= 0) return std::nullopt;
  const std::string_view text(block.data(), static_cast<std::size_t>(got));
  const auto name_end = text.rfind(')');
  if (name_end == std::string_view::npos || name_end + 4 > text.size()) return std::nullopt;
  pid_t parent = 0;
  std::from_chars(text.data() + name_end + 4, text.data() + text.size(), parent);
  return parent;
}

/// Their numbers stay theirs until we wait for them.
std::vector<pid_t> own_children() {
  std::vector<pid_t> out;
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir("/proc"), ::closedir);
  if (!directory) return out;
  while (const dirent* entry = ::readdir(directory.get())) {
    const std::string_view name = entry->d_name;
    pid_t pid = 0;
    const auto [end, wrong] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (wrong != std::errc() || end != name.data() + name.size()) continue;
    if (parent_of(pid) == ::getpid()) out.push_back(pid);
  }
  return out;
}

class Reaper {
 public:
  int run(char** client) {
    sigset_t all;
    sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, nullptr);
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    const int ends = ::signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
    ::fcntl(kReaperChannel, F_SETFD, FD_CLOEXEC);
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    const int failed = spawn(client, client_);
    tell({ReaperNews::Kind::kStarted, failed});
    if (failed != 0) return 0;
    let_go_of_output();
    while (serve(ends)) {
    }
    end_all();
    return 0;
  }

 private:
  /// False: the channel has closed.
  bool serve(int ends) {
    std::array<pollfd, 2> entries = {{{kReaperChannel, POLLIN, 0}, {ends, POLLIN, 0}}};
    if (::poll(entries.data(), entries.size(), -1) < 0) return errno == EINTR;
    if (entries[1].revents != 0) {
      signalfd_siginfo scrap;
      while (::read(ends, &scrap, sizeof scrap) > 0) {
      }
      reap();
    }
    if (entries[0].revents == 0) return true;
    char order = 0;
    if (::recv(kReaperChannel, &order, 1, 0) <= 0) return false;
    ::kill(-client_, order == kEnd ? SIGKILL : SIGTERM);
    return true;
  }

  /// False: nothing is left to wait for.
  bool reap() {
    for (;;) {
      int status = 0;
      const pid_t got = ::waitpid(-1, &status, WNOHANG);
      if (got == 0) return true;
      if (got < 0) return errno == EINTR;
      if (got == client_) tell({ReaperNews::Kind::kEnded, status});
    }
  }

  /// The children of what is ended become ours, one generation a round.
  void end_all() {
    ::kill(-client_, SIGKILL);
    for (const auto until = Clock::now() + kEndAllMax; reap() && Clock::now() < until;) {
      for (const pid_t each : own_children()) ::kill(each, SIGKILL);
      ::poll(nullptr, 0, kTickMs);
    }
  }

  static void tell(const ReaperNews& news) {
    // A run that has gone hears nothing, and its channel says so.
    static_cast<void>(::send(kReaperChannel, &news, sizeof news, MSG_NOSIGNAL));
  }

  pid_t client_ = -1;
};

}  // namespace

int reap_client(char** client) { return Reaper().run(client); }

}  // namespace resumulator::app
