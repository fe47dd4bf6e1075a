#include "app/log_sink.h"

#include <poll.h>
#include <unistd.h>

#include <climits>

namespace resumulator::app {
namespace {

// A reader that is merely slow gets this long, once; after that lines are dropped until it reads.
constexpr int kPatienceMs = 500;

}  // namespace

bool LogSink::takes_more(int wait_ms) const {
  pollfd entry{.fd = descriptor_, .events = POLLOUT, .revents = 0};
  return ::poll(&entry, 1, wait_ms) > 0 && (entry.revents & POLLOUT) != 0;
}

// In pieces no larger than what a pipe that takes more is sure to take at once.
bool LogSink::put(std::string_view text, int wait_ms) const {
  while (!text.empty()) {
    const auto piece = text.substr(0, PIPE_BUF);
    if (!takes_more(wait_ms)) {
      return false;
    }
    const auto wrote = ::write(descriptor_, piece.data(), piece.size());
    if (wrote <= 0) {
      return false;
    }
    text.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return true;
}

void LogSink::write(const std::string& line) {
  MutexLock hold(mutex_);
  std::string text;
  if (dropped_ > 0) {
    text = "(" + std::to_string(dropped_) + " log lines dropped: nobody read them)\n";
  }
  text += line;
  text += '\n';
  const bool written = put(text, dropped_ == 0 ? kPatienceMs : 0);
  dropped_ = written ? 0 : dropped_ + 1;
}

}  // namespace resumulator::app
