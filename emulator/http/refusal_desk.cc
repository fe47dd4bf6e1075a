#include "http/refusal_desk.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace resumulator {
namespace {

using Clock = std::chrono::steady_clock;

/// A guest stays no longer than this, whatever it does.
constexpr std::chrono::seconds kStay{5};
/// Read from one guest before the others have their turn.
constexpr int kReadsAtOnce = 16;

void ring(int bell) {
  const std::uint64_t once = 1;
  // Fails only when it rings already.
  [[maybe_unused]] const auto written = ::write(bell, &once, sizeof once);
}

}  // namespace

void RefusalDesk::turn_away(Descriptor socket, std::string answer) {
  MutexLock hold(mutex_);
  if (finishing_) return;
  if (!bell_) {
    bell_ = Descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!bell_) return;
  }
  if (!thread_.joinable()) {
    try {
      thread_ = std::thread([this] { work(); });
    } catch (const std::system_error&) {
      return;  // not even one thread left: the guest is closed without a word
    }
  }
  arrived_.push_back({std::move(socket), std::move(answer), Clock::now() + kStay});
  ring(bell_.number());
}

void RefusalDesk::finish() {
  std::thread thread;
  {
    MutexLock hold(mutex_);
    finishing_ = true;
    if (bell_) ring(bell_.number());
    thread.swap(thread_);
  }
  if (thread.joinable()) thread.join();
}

bool RefusalDesk::welcome(std::vector<Guest>& guests) {
  MutexLock hold(mutex_);
  std::uint64_t rung = 0;
  [[maybe_unused]] const auto read = ::read(bell_.number(), &rung, sizeof rung);
  for (auto& guest : arrived_) guests.push_back(std::move(guest));
  arrived_.clear();
  if (guests.size() > kGuestsMax) {
    guests.erase(guests.begin(), guests.end() - static_cast<std::ptrdiff_t>(kGuestsMax));
  }
  return !finishing_;
}

void RefusalDesk::work() {
  std::vector<Guest> guests;
  std::vector<pollfd> watched;
  while (welcome(guests)) {
    watched.clear();
    auto until = Clock::now() + std::chrono::hours(1);
    for (const auto& guest : guests) {
      watched.push_back({guest.socket.number(), POLLIN | POLLRDHUP, 0});
      until = std::min(until, guest.until);
    }
    {
      MutexLock hold(mutex_);
      watched.push_back({bell_.number(), POLLIN, 0});
    }
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    ::poll(watched.data(), watched.size(), static_cast<int>(std::max<std::int64_t>(wait, 0)));
    const auto now = Clock::now();
    for (std::size_t i = guests.size(); i-- > 0;) {
      const bool stays = watched[i].revents == 0 ? now < guests[i].until : attend(guests[i]);
      if (!stays) guests.erase(guests.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
}

bool RefusalDesk::attend(Guest& guest) {
  std::array<char, std::size_t{16} * 1024> dropped;
  const int socket = guest.socket.number();
  for (int reads = 0; reads < kReadsAtOnce; ++reads) {
    const ssize_t got = ::recv(socket, dropped.data(), dropped.size(), MSG_DONTWAIT);
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    if (got == 0) return false;
    if (guest.answer.empty()) continue;
    // A fresh connection's send buffer holds far more than this answer.
    ::send(socket, guest.answer.data(), guest.answer.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    ::shutdown(socket, SHUT_WR);
    guest.answer.clear();
  }
  return Clock::now() < guest.until;
}

}  // namespace resumulator
