#include "app/stop_signals.h"

#include <poll.h>
#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <csignal>

namespace resumulator::app {
namespace {

sigset_t stopping_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

// Everything there is on standard input; false at its end.
bool skip_input() {
  std::array<char, 4096> scrap;
  return ::read(STDIN_FILENO, scrap.data(), scrap.size()) > 0;
}

}  // namespace

StopSignals::StopSignals() {
  const auto set = stopping_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  descriptor_ = ::signalfd(-1, &set, SFD_CLOEXEC);
}

StopSignals::~StopSignals() { ::close(descriptor_); }

StopSignals::Woke StopSignals::wait(bool watch_stdin,
                                    std::optional<std::chrono::milliseconds> timeout, int also) {
  for (;;) {
    std::array<pollfd, 3> entries = {
        {{.fd = descriptor_, .events = POLLIN, .revents = 0},
         {.fd = watch_stdin ? STDIN_FILENO : -1, .events = POLLIN, .revents = 0},
         {.fd = also, .events = POLLIN, .revents = 0}}};
    const int wait_ms = timeout ? static_cast<int>(std::clamp<std::chrono::milliseconds::rep>(
                                      timeout->count(), 0, INT_MAX))
                                : -1;
    const int ready = ::poll(entries.data(), entries.size(), wait_ms);
    if (entries[0].revents != 0) {
      signalfd_siginfo which{};
      const auto got = ::read(descriptor_, &which, sizeof which);
      if (got == sizeof which) {
        return Woke::kSignal;
      }
    }
    if (entries[1].revents != 0 && !skip_input()) {
      return Woke::kParentGone;
    }
    if (entries[2].revents != 0) {
      return Woke::kReadable;
    }
    if (ready == 0) {
      return Woke::kTimeout;
    }
  }
}

bool StopSignals::pending(bool watch_stdin) const {
  std::array<pollfd, 2> entries = {
      {{.fd = descriptor_, .events = POLLIN, .revents = 0},
       {.fd = watch_stdin ? STDIN_FILENO : -1, .events = 0, .revents = 0}}};
  return ::poll(entries.data(), entries.size(), 0) > 0;
}

void StopSignals::let_through() {
  const auto set = stopping_signals();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

}  // namespace resumulator::app
