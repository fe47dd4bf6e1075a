#include "app/log_sink.h"

#include <poll.h>
#include <unistd.h>

namespace resumulator::app {
namespace {

// A reader that is merely slow gets this long, once; after that lines are dropped until it reads.
constexpr int kPatienceMs = 500;

}  // namespace

bool LogSink::takes_more(int wait_ms) const {
  pollfd entry{.fd = descriptor_, .events = POLLOUT, .revents = 0};
  return ::poll(&entry, 1, wait_ms) > 0 && (entry.revents & POLLOUT) != 0;
}

void LogSink::write(const std::string& line) {
  MutexLock hold(mutex_);
  if (!takes_more(dropped_ == 0 ? kPatienceMs : 0)) {
    ++dropped_;
    return;
  }
  std::string text;
  if (dropped_ > 0) {
    text = "(" + std::to_string(dropped_) + " log lines dropped: nobody read them)\n";
    dropped_ = 0;
  }
  text += line;
  text += '\n';
  // A pipe that takes more takes at least PIPE_BUF bytes at once; what does not fit is lost.
  if (::write(descriptor_, text.data(), text.size()) < 0) {
    ++dropped_;
  }
}

}  // namespace resumulator::app
