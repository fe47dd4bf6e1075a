#include "app/client_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/auxv.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include "app/reaper.h"

namespace resumulator::app {
namespace {

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  out.reserve(words.size() + 1);
  for (auto& word : words) out.push_back(word.data());
  out.push_back(nullptr);
  return out;
}

/// This program again; where there is no /proc by the path it was started with. An errno, or 0.
int spawn_self(const posix_spawn_file_actions_t& actions, const posix_spawnattr_t& attributes,
               char* const* words, char* const* environment, pid_t& pid) {
  const int failed =
      ::posix_spawn(&pid, "/proc/self/exe", &actions, &attributes, words, environment);
  if (failed != ENOENT) return failed;
  const auto* path = reinterpret_cast<const char*>(::getauxval(AT_EXECFN));
  return path == nullptr ? failed
                         : ::posix_spawn(&pid, path, &actions, &attributes, words, environment);
}

}  // namespace

int ClientProcess::start(std::vector<std::string> words, std::vector<std::string> environment,
                         int out, int err) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) return errno;
  channel_ = ends[0];
  // In a group of its own: a signal for the run is not for it.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
  posix_spawn_file_actions_adddup2(&actions, ends[1], kReaperChannel);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDWR, 0);
  words.insert(words.begin(), {"resumulator", std::string(kReaperWord)});
  int failed = spawn_self(actions, attributes, pointers(words).data(), pointers(environment).data(),
                          reaper_);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  ::close(ends[1]);
  if (failed != 0) {
    reaper_ = -1;
    return failed;
  }
  const auto first = news();
  return first ? first->value : ECHILD;
}

std::optional<int> ClientProcess::status() const {
  const auto last = news();
  return last ? std::optional(last->value) : std::nullopt;
}

void ClientProcess::ask_to_end() const { order(kAskToEnd); }

void ClientProcess::end() const { order(kEnd); }

void ClientProcess::end_all() {
  if (channel_ >= 0) ::close(std::exchange(channel_, -1));
  if (reaper_ < 0) return;
  while (::waitpid(reaper_, nullptr, 0) < 0 && errno == EINTR) {
  }
  reaper_ = -1;
}

std::optional<ReaperNews> ClientProcess::news() const {
  ReaperNews news;
  ssize_t got = 0;
  do {
    got = ::recv(channel_, &news, sizeof news, 0);
  } while (got < 0 && errno == EINTR);
  return got == sizeof news ? std::optional(news) : std::nullopt;
}

void ClientProcess::order(char what) const {
  static_cast<void>(::send(channel_, &what, 1, MSG_NOSIGNAL));
}

}  // namespace resumulator::app
