#include "core/upload/session.h"

#include <algorithm>
#include <utility>

#include "core/upload/session_state.h"

namespace resumulator {
namespace {

constexpr std::size_t kEventsMax = 8192;  // of one session's history; then the older half goes

/// Digests of a prefix that nobody changes, beside whoever receives behind it.
Digests hash_prefix(World& world, const std::shared_ptr<Blob>& blob, std::uint64_t size) {
  FollowingDigest digest(world.options().gcs.md5, world.hash_pool());
  return digest.at(*blob, size).value_or(Digests{});
}

}  // namespace

const char* to_string(SessionState state) {
  switch (state) {
    case SessionState::kActive:
      return "active";
    case SessionState::kComplete:
      return "complete";
    case SessionState::kCancelled:
      return "cancelled";
    case SessionState::kExpired:
      return "expired";
    case SessionState::kTerminated:
      return "terminated";
  }
  return "unknown";
}

UploadSession::State::State(World& of, SessionRecord record,
                            std::shared_ptr<std::atomic<std::uint64_t>> open)
    : world(of),
      id(std::move(record.id)),
      ordinal(record.ordinal),
      spec(std::move(record.spec)),
      created(record.created),
      open_count(std::move(open)),
      state(record.state),
      offset(record.offset),
      total(record.total),
      expires(record.expires),
      termination(std::move(record.termination)),
      result(std::move(record.result)),
      parts(spec.in_parts ? std::make_unique<PartSet>(*this) : nullptr) {
  if (state == SessionState::kActive) ++*open_count;
}

SessionState UploadSession::State::seen_state() const {
  if (state == SessionState::kActive && world.clock().now() >= expires) {
    return SessionState::kExpired;
  }
  return state;
}

SessionRecord UploadSession::State::record() const {
  SessionRecord record{.id = id,
                       .ordinal = ordinal,
                       .spec = spec,
                       .state = state,
                       .offset = offset,
                       .total = total,
                       .created = created,
                       .expires = expires,
                       .blob_key = {},
                       .termination = termination,
                       .result = result};
  if (blob && state == SessionState::kActive) record.blob_key = blob->key();
  return record;
}

void UploadSession::State::note(Operation operation, std::uint64_t from) {
  if (history.size() >= kEventsMax) {
    history.erase(history.begin(), history.begin() + kEventsMax / 2);
  }
  history.push_back({world.clock().now(), operation, from, offset, state});
}

void UploadSession::State::drop_bytes() {
  if (parts) parts->let_go();
  std::shared_ptr<Blob> dropped;
  if (follower) follower->rewind(0);
  follower.reset();
  MutexLock hold(mutex);
  dropped.swap(blob);
}

void UploadSession::State::settle_expiry() {
  std::optional<CatalogChange> change;
  {
    MutexLock hold(mutex);
    // Whoever has or gets the turn settles it at its end; nobody else touches the bytes meanwhile.
    if (state != SessionState::kActive || seen_state() != SessionState::kExpired) return;
    if (!take_free_turn()) return;
    state = SessionState::kExpired;
    --*open_count;
    note(Operation::kOther, offset);
    change.emplace().put_sessions.push_back(record());
  }
  // Where this cannot be written the bytes stay: after a restart the clock ends the session again.
  if (world.catalog().apply(*change)) drop_bytes();
  MutexLock hold(mutex);
  let_go();
}

UploadSession::UploadSession(std::unique_ptr<State> state) : state_(std::move(state)) {}
UploadSession::~UploadSession() = default;

const std::string& UploadSession::id() const { return state_->id; }
std::uint64_t UploadSession::ordinal() const { return state_->ordinal; }
const SessionSpec& UploadSession::spec() const { return state_->spec; }
TimePoint UploadSession::created() const { return state_->created; }
PartSet* UploadSession::parts() const { return state_->parts.get(); }

const Limits& UploadSession::limits() const { return state_->world.options().limits; }

TimePoint UploadSession::expires() const {
  MutexLock hold(state_->mutex);
  return state_->expires;
}

bool UploadSession::is_whole_at(std::uint64_t size) const {
  MutexLock hold(state_->mutex);
  return state_->state == SessionState::kActive && state_->offset == size &&
         (!state_->total || *state_->total == size);
}

std::vector<SessionEvent> UploadSession::history() const {
  MutexLock hold(state_->mutex);
  return state_->history;
}

void UploadSession::expire() {
  {
    MutexLock hold(state_->mutex);
    state_->expires = std::min(state_->expires, state_->world.clock().now());
  }
  state_->settle_expiry();
}

void UploadSession::expire_after(Duration left) {
  MutexLock hold(state_->mutex);
  state_->expires = state_->world.clock().now() + left;
}

void UploadSession::remember(const ObjectPtr& object) {
  auto remembered = std::make_shared<ObjectVersion>(*object);
  remembered->blob.reset();
  MutexLock hold(state_->mutex);
  if (state_->state == SessionState::kComplete) state_->result = std::move(remembered);
}

Turn UploadSession::begin_turn(std::shared_ptr<BodyControl> control, Takeover takeover) {
  state_->settle_expiry();
  state_->take_turn(std::move(control), takeover);
  return Turn(shared_from_this());
}

std::optional<Turn> UploadSession::begin_turn_within(std::chrono::milliseconds patience,
                                                     std::shared_ptr<BodyControl> control,
                                                     Takeover takeover) {
  state_->settle_expiry();
  const auto deadline = std::chrono::steady_clock::now() + patience;
  if (!state_->take_turn_until(deadline, std::move(control), takeover)) return std::nullopt;
  return Turn(shared_from_this());
}

std::optional<Turn> UploadSession::try_turn(std::shared_ptr<BodyControl> control) {
  state_->settle_expiry();
  {
    MutexLock hold(state_->mutex);
    while (!state_->take_free_turn(control)) {
      if (!state_->held || !state_->holder_left()) {
        if (state_->held || state_->serving != state_->tickets) return std::nullopt;
        continue;
      }
      state_->wait_for_holder(Takeover::kWhenSilent);
    }
  }
  return Turn(shared_from_this());
}

StoredBytes UploadSession::stored() const {
  MutexLock hold(state_->mutex);
  if (state_->state != SessionState::kActive) return {};
  return {state_->blob, state_->offset};
}

SessionSnapshot UploadSession::snapshot() {
  State& s = *state_;
  s.settle_expiry();
  SessionSnapshot shot;
  std::shared_ptr<Blob> blob;
  bool own_turn = false;
  {
    MutexLock hold(s.mutex);
    s.wait_for_end_in_sight();
    shot = {.state = s.seen_state(),
            .offset = s.offset,
            .total = s.total,
            .digests = s.digests.value_or(Digests{}),
            .result = s.result,
            .termination = s.termination};
    if (shot.state != SessionState::kActive || shot.offset == 0) return shot;
    if (s.lag && s.world.clock().now() < s.lag->until) {
      shot.offset = s.lag->shown;
      shot.digests = s.lag->digests;
      return shot;
    }
    if (s.digests || s.parts) return shot;
    own_turn = s.take_free_turn();
    blob = s.blob;
  }
  if (own_turn) return Turn(shared_from_this()).snapshot();
  if (blob) shot.digests = hash_prefix(s.world, blob, shot.offset);
  return shot;
}

}  // namespace resumulator
