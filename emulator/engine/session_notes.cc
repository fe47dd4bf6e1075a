#include "engine/session_notes.h"

#include <utility>

namespace resumulator {
namespace {

constexpr std::size_t kAnswersMax = 1024;

}  // namespace

std::shared_ptr<SessionShadow> SessionNotes::shadow_of(const UploadSession& session, World& world) {
  MutexLock hold(mutex_);
  std::shared_ptr<SessionShadow>& shadow = shadows_[session.ordinal()];
  if (shadow) return shadow;
  auto bytes = world.blobs().create();
  if (!bytes) return nullptr;
  shadow = std::make_shared<SessionShadow>();
  MutexLock hold_shadow(shadow->mutex);
  shadow->bytes = *std::move(bytes);
  return shadow;
}

void SessionNotes::drop_shadow(const UploadSession& session) {
  std::shared_ptr<SessionShadow> dropped;  // freed after the lock
  MutexLock hold(mutex_);
  const auto found = shadows_.find(session.ordinal());
  if (found == shadows_.end()) return;
  dropped = std::move(found->second);
  shadows_.erase(found);
}

void SessionNotes::damage_later(const UploadSession& session, const BitFlips& flips) {
  MutexLock hold(mutex_);
  BitFlips& waiting = damage_[session.ordinal()];
  waiting.insert(waiting.end(), flips.begin(), flips.end());
  damage_pending_ = true;
}

BitFlips SessionNotes::take_damage(const UploadSession& session) {
  if (!damage_pending_) return {};
  MutexLock hold(mutex_);
  const auto found = damage_.find(session.ordinal());
  if (found == damage_.end()) return {};
  BitFlips flips = std::move(found->second);
  damage_.erase(found);
  damage_pending_ = !damage_.empty();
  return flips;
}

void SessionNotes::keep_answer(const UploadSession* session, const Response& response) {
  if (session == nullptr || response.producer) return;
  MutexLock hold(mutex_);
  if (answers_.size() >= kAnswersMax) answers_.erase(answers_.begin());
  answers_.insert_or_assign(session->ordinal(), Answer{response.status, response.reason,
                                                       response.headers, response.body});
}

std::optional<Response> SessionNotes::earlier_answer(const UploadSession* session) const {
  if (session == nullptr) return std::nullopt;
  MutexLock hold(mutex_);
  const auto found = answers_.find(session->ordinal());
  if (found == answers_.end()) return std::nullopt;
  Response response;
  response.status = found->second.status;
  response.reason = found->second.reason;
  response.headers = found->second.headers;
  response.body = found->second.body;
  return response;
}

}  // namespace resumulator
