// Turns: who may change a session, and how the next one gets there.
#include <algorithm>
#include <cassert>
#include <utility>

#include "core/upload/session_state.h"

namespace resumulator {
namespace {

using TimeLimit = std::chrono::steady_clock::time_point;

// How often a waiter looks whether the peer of the one before it has left: nothing wakes it for
// that.
constexpr auto kLook = std::chrono::milliseconds(10);
// A reader whose peer has left takes what is still in the socket and meets the end by itself; one
// that does not in this time is held up by something else.
constexpr std::int64_t kLeftPeerGraceMs = 100;
// A holder that found no byte for so long is waiting for its peer, not taking in what was sent.
constexpr std::int64_t kBusyMs = 20;
constexpr auto kLeftPeerWait = std::chrono::seconds(5);

}  // namespace

std::int64_t steady_ms() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::max<std::int64_t>(1,
                                std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

void UploadSession::State::take_turn(std::shared_ptr<BodyControl> control, Takeover takeover) {
  const bool taken = take_turn_until(TimeLimit::max(), std::move(control), takeover);
  assert(taken);
  static_cast<void>(taken);
}

bool UploadSession::State::take_turn_until(TimeLimit deadline, std::shared_ptr<BodyControl> control,
                                           Takeover takeover) {
  MutexLock hold(mutex);
  const std::uint64_t ticket = tickets++;
  while (held || serving != ticket) {
    if (TimeLimit::clock::now() >= deadline) {
      given_up.insert(ticket);
      return false;
    }
    // Who has left does not push aside who is still there.
    const bool left = control && control->peer_gone();
    wait_for_holder(left ? Takeover::kWhenSilent : takeover);
  }
  hold_by(std::move(control));
  return true;
}

void UploadSession::State::hold_by(std::shared_ptr<BodyControl> control) {
  held = true;
  holder = std::move(control);
  interrupted = false;
  broke_off = false;
}

void UploadSession::State::let_go() {
  held = false;
  holder.reset();
  do ++serving;
  while (given_up.erase(serving) > 0);
  turn_ended.notify_all();
}

bool UploadSession::State::take_free_turn(std::shared_ptr<BodyControl> control) {
  if (held || serving != tickets) return false;
  ++tickets;
  hold_by(std::move(control));
  return true;
}

void UploadSession::State::wait_for_holder(Takeover takeover) {
  const std::int64_t since = silent_since_ms.load();
  const bool receives = takeover == Takeover::kAtOnce || since != 0;
  if (held && holder && !interrupted && receives) {
    const std::int64_t patience = world.options().limits.takeover_after.count();
    const std::int64_t silent = since == 0 ? 0 : steady_ms() - since;
    const std::shared_ptr<BodyControl> control = holder;
    // A peer that has left will send no more; what it sent before is taken in first.
    const bool left = control->peer_gone();
    const bool at_once = takeover == Takeover::kAtOnce && !left;
    if (at_once || silent >= patience || (silent >= kLeftPeerGraceMs && left)) {
      interrupted = true;
      control->interrupt();
    }
  }
  turn_ended.wait_for(mutex, kLook);
}

bool UploadSession::State::holder_left() { return held && holder && holder->peer_gone(); }

void UploadSession::State::wait_for_end_in_sight() {
  const auto start = std::chrono::steady_clock::now();
  const std::uint64_t turn = serving;
  while (held && serving == turn) {
    const auto waited = std::chrono::steady_clock::now() - start;
    if (!(holder_busy() && waited < world.options().limits.takeover_after) &&
        !(holder_left() && waited < kLeftPeerWait)) {
      return;
    }
    wait_for_holder(Takeover::kWhenSilent);
  }
}

bool UploadSession::State::holder_busy() {
  const std::int64_t since = silent_since_ms.load();
  return holder && (since == 0 || steady_ms() - since < kBusyMs);
}

void UploadSession::State::interrupt() {
  std::shared_ptr<BodyControl> control;
  {
    MutexLock hold(mutex);
    if (!held || !holder) return;
    control = holder;
    interrupted = true;
  }
  control->stop();
}

void UploadSession::State::end_turn() {
  if (need_active()) {
    forget_received();
    // The total is repeated with the next offset; here it only must not be lost in between.
    if (total_unwritten) static_cast<void>(write_offset(0));
  }
  {
    MutexLock hold(mutex);
    let_go();
  }
  settle_expiry();
}

Turn::Turn(std::shared_ptr<UploadSession> session) : session_(std::move(session)) {}
Turn::Turn(Turn&&) noexcept = default;

Turn& Turn::operator=(Turn&& other) noexcept {
  if (this != &other) {
    if (session_) session_->state_->end_turn();
    session_ = std::move(other.session_);
  }
  return *this;
}

Turn::~Turn() {
  if (session_) session_->state_->end_turn();
}

const UploadSession& Turn::session() const { return *session_; }

SessionState Turn::state() const {
  MutexLock hold(session_->state_->mutex);
  return session_->state_->seen_state();
}

std::uint64_t Turn::offset() const {
  MutexLock hold(session_->state_->mutex);
  return session_->state_->offset;
}

std::optional<std::uint64_t> Turn::total() const {
  MutexLock hold(session_->state_->mutex);
  return session_->state_->total;
}

SessionSnapshot Turn::snapshot() const {
  session_->state_->know_digests();
  return glance();
}

bool Turn::interrupted() const {
  MutexLock hold(session_->state_->mutex);
  return session_->state_->interrupted;
}

SessionSnapshot Turn::glance() const { return session_->glance(); }

SessionSnapshot UploadSession::glance() const {
  const State& s = *state_;
  MutexLock hold(s.mutex);
  SessionSnapshot shot{.state = s.seen_state(),
                       .offset = s.offset,
                       .total = s.total,
                       .digests = s.digests.value_or(Digests{}),
                       .result = s.result,
                       .termination = s.termination};
  if (shot.state == SessionState::kActive && s.lag && s.world.clock().now() < s.lag->until) {
    shot.offset = s.lag->shown;
    shot.digests = s.lag->digests;
  }
  return shot;
}

Result<void> Turn::set_total(std::uint64_t total) {
  UploadSession::State& s = *session_->state_;
  if (Result<void> active = s.need_active(); !active) return active;
  MutexLock hold(s.mutex);
  if (s.total == total) return {};
  if (s.total) return Unexpected(ErrorKind::kConflict, "The total size is known and differs.");
  if (total < s.offset) {
    return Unexpected(ErrorKind::kOutOfRange, "The total size is below what is stored already.");
  }
  s.total = total;
  s.total_unwritten = true;
  return {};
}

}  // namespace resumulator
