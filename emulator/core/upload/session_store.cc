#include "core/upload/session_store.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "core/upload/session_state.h"

namespace resumulator {
namespace {

using SessionPtr = std::shared_ptr<UploadSession>;

// Old sessions looked at when one is created: more than one, so that the queue shortens.
constexpr int kSweepSteps = 4;

// No protocol's name has a zero in it.
std::string full_key(std::string_view protocol, std::string_view client_key) {
  std::string key(protocol);
  key += '\0';
  return key.append(client_key);
}

}  // namespace

struct SessionStore::State {
  explicit State(World& of) : world(of) {}

  /// The next session in order of creation whose time is over, if the oldest one's is.
  [[nodiscard]] SessionPtr next_overdue(TimePoint now) EXCLUDES(mutex);
  /// The oldest session, if it has been over for as long as it may have lived.
  [[nodiscard]] SessionPtr next_forgotten(TimePoint now) EXCLUDES(mutex);
  void sweep(int steps);
  /// An id no session has, also none of an earlier run with the same seed. It says whose it is and
  /// the how-manieth, not when it was asked for: sessions opened side by side get the ids they
  /// would get one after the other.
  [[nodiscard]] std::string new_id(const SessionSpec& spec) EXCLUDES(mutex);
  void add(const SessionPtr& session) REQUIRES(mutex);
  void forget_key(const UploadSession& session) REQUIRES(mutex);

  World& world;
  const std::shared_ptr<std::atomic<std::uint64_t>> open =
      std::make_shared<std::atomic<std::uint64_t>>(0);
  mutable Mutex mutex;
  std::unordered_map<std::string_view, SessionPtr> by_id GUARDED_BY(mutex);  // keys are in them
  std::unordered_map<std::string, SessionPtr> by_key GUARDED_BY(mutex);  // the newest of each
  Mutex keys_mutex;  // held from looking for a key until its session is there
  std::deque<SessionPtr> by_age GUARDED_BY(mutex);
  std::size_t ended GUARDED_BY(mutex) = 0;  // so many at the front are known to be over
  std::uint64_t ordinals GUARDED_BY(mutex) = 0;
  // How many sessions each object has had, by the hash of its name.
  std::unordered_map<std::uint64_t, std::uint64_t> opened GUARDED_BY(mutex);
};

SessionPtr SessionStore::State::next_overdue(TimePoint now) {
  MutexLock hold(mutex);
  if (ended >= by_age.size() || by_age[ended]->expires() > now) return nullptr;
  return by_age[ended++];
}

SessionPtr SessionStore::State::next_forgotten(TimePoint now) {
  MutexLock hold(mutex);
  if (ended == 0) return nullptr;
  const SessionPtr oldest = by_age.front();
  if (oldest->created() + 2 * world.options().session_lifetime > now) return nullptr;
  by_age.pop_front();
  --ended;
  by_id.erase(oldest->id());
  forget_key(*oldest);
  return oldest;
}

void SessionStore::State::add(const SessionPtr& session) {
  by_age.push_back(session);
  by_id.emplace(session->id(), session);
  const SessionSpec& spec = session->spec();
  if (spec.client_key.empty()) return;
  by_key.insert_or_assign(full_key(spec.protocol, spec.client_key), session);
}

void SessionStore::State::forget_key(const UploadSession& session) {
  const SessionSpec& spec = session.spec();
  const auto named = by_key.find(full_key(spec.protocol, spec.client_key));
  if (named != by_key.end() && named->second.get() == &session) by_key.erase(named);
}

void SessionStore::State::sweep(int steps) {
  const TimePoint now = world.clock().now();
  for (int i = 0; i < steps; ++i) {
    const SessionPtr overdue = next_overdue(now);
    if (!overdue) break;
    overdue->state_->settle_expiry();
  }
  CatalogChange change;
  for (int i = 0; i < steps; ++i) {
    const SessionPtr forgotten = next_forgotten(now);
    if (!forgotten) break;
    change.drop_sessions.push_back(forgotten->id());
  }
  // A row that stays is dropped by a later start: its time is over.
  if (!change.drop_sessions.empty()) static_cast<void>(world.catalog().apply(change));
}

std::string SessionStore::State::new_id(const SessionSpec& spec) {
  const std::string of = spec.protocol + "/" + spec.bucket + "/" + spec.object;
  MutexLock hold(mutex);
  std::uint64_t& nth = opened[std::hash<std::string>{}(of)];
  std::string id;
  do id = world.ids().upload_id(of, ++nth);
  while (by_id.contains(id));
  return id;
}

SessionStore::SessionStore(World& world) : state_(std::make_unique<State>(world)) {}

SessionStore::~SessionStore() {
  for (const SessionPtr& session : all()) {
    const UploadSession::State& s = *session->state_;
    if (s.blob && s.blob_recorded) s.blob->keep();
    if (s.parts) s.parts->keep();
  }
}

void SessionStore::load(const CatalogContents& contents) {
  std::vector<SessionRecord> records = contents.sessions;
  std::sort(records.begin(), records.end(),
            [](const SessionRecord& a, const SessionRecord& b) { return a.ordinal < b.ordinal; });
  MutexLock hold(state_->mutex);
  for (SessionRecord& record : records) {
    std::shared_ptr<Blob> blob;
    if (record.state == SessionState::kActive && !record.blob_key.empty()) {
      Result<std::shared_ptr<Blob>> opened =
          state_->world.blobs().open(record.blob_key, record.offset);
      // Its bytes went before its end could be written down: only an expiry does that.
      if (!opened) record.expires = std::min(record.expires, record.created);
      if (opened) blob = std::move(*opened);
    }
    state_->ordinals = std::max(state_->ordinals, record.ordinal);
    auto inner =
        std::make_unique<UploadSession::State>(state_->world, std::move(record), state_->open);
    inner->blob_recorded = blob != nullptr;
    inner->blob = std::move(blob);
    const SessionPtr session(new UploadSession(std::move(inner)));
    state_->add(session);
  }
  for (const PartRecord& part : contents.parts) {
    const auto of = state_->by_id.find(part.session);
    if (of == state_->by_id.end() || of->second->parts() == nullptr) continue;
    of->second->parts()->load(part, state_->world.blobs());
  }
}

Result<SessionPtr> SessionStore::create(SessionSpec spec) {
  const Options& options = state_->world.options();
  state_->sweep(kSweepSteps);
  if (*state_->open >= options.limits.sessions_max) state_->sweep(1 << 20);
  if (*state_->open >= options.limits.sessions_max) {
    return Unexpected(ErrorKind::kUnavailable,
                      "There are as many open upload sessions as allowed.");
  }
  if (!spec.id.empty() && find(spec.id)) {
    return Unexpected(ErrorKind::kConflict, "There is an upload session of that name.");
  }
  const TimePoint now = state_->world.clock().now();
  const Duration lifetime = spec.lifetime.value_or(options.session_lifetime);
  std::string id = spec.id.empty() ? state_->new_id(spec) : spec.id;
  SessionRecord record{.id = std::move(id),
                       .ordinal = 0,
                       .spec = std::move(spec),
                       .state = SessionState::kActive,
                       .offset = 0,
                       .total = {},
                       .created = now,
                       .expires = now + lifetime,
                       .blob_key = {},
                       .termination = {},
                       .result = {}};
  record.total = record.spec.declared_total;
  {
    MutexLock hold(state_->mutex);
    record.ordinal = ++state_->ordinals;
  }
  CatalogChange change;
  change.put_sessions.push_back(record);
  if (Result<void> written = state_->world.catalog().apply(change); !written) {
    return Unexpected(written.error());
  }
  auto inner =
      std::make_unique<UploadSession::State>(state_->world, std::move(record), state_->open);
  {
    MutexLock hold(inner->mutex);
    inner->note(Operation::kCreate, 0);
  }
  const SessionPtr session(new UploadSession(std::move(inner)));
  MutexLock hold(state_->mutex);
  state_->add(session);
  return session;
}

SessionPtr SessionStore::find_by_key(std::string_view protocol, std::string_view client_key) const {
  MutexLock hold(state_->mutex);
  const auto found = state_->by_key.find(full_key(protocol, client_key));
  return found == state_->by_key.end() ? nullptr : found->second;
}

void SessionStore::forget_key(const UploadSession& session) {
  MutexLock hold(state_->mutex);
  state_->forget_key(session);
}

Result<SessionPtr> SessionStore::find_or_create(SessionSpec spec,
                                                const std::function<bool(UploadSession&)>& usable) {
  MutexLock one_at_a_time(state_->keys_mutex);
  SessionPtr known = find_by_key(spec.protocol, spec.client_key);
  if (known && usable(*known)) return known;
  return create(std::move(spec));
}

SessionPtr SessionStore::find(std::string_view id) const {
  MutexLock hold(state_->mutex);
  const auto found = state_->by_id.find(id);
  return found == state_->by_id.end() ? nullptr : found->second;
}

std::vector<SessionPtr> SessionStore::all() const {
  MutexLock hold(state_->mutex);
  return {state_->by_age.begin(), state_->by_age.end()};
}

void SessionStore::interrupt_all() {
  for (const SessionPtr& session : all()) session->state_->interrupt();
}

}  // namespace resumulator
