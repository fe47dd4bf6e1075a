#include "protocols/tus/uploads.h"

#include <algorithm>

#include "core/upload/world.h"
#include "protocols/mount_bucket.h"

namespace resumulator::tus {

SessionPtr find_upload(const Request& request) {
  if (!request.upload) return nullptr;
  SessionPtr session = request.world->sessions().find(*request.upload);
  return session && session->spec().protocol == "tus" ? session : nullptr;
}

// Rules tus.lock.interrupt, tus.lock.busy, tus.lock.wait, tus.lock.timeout
std::optional<Turn> take_turn(const Request& request, UploadSession& session,
                              std::shared_ptr<BodyControl> control) {
  const auto patience = request.options().lock_timeout;
  switch (request.options().lock) {
    case TusOptions::Lock::kInterrupt:
      return session.begin_turn_within(patience, std::move(control), Takeover::kAtOnce);
    case TusOptions::Lock::k423:
      return session.try_turn(std::move(control));
    case TusOptions::Lock::kWait:
      break;
  }
  return session.begin_turn_within(patience, std::move(control), Takeover::kWhenSilent);
}

const Problem& lock_problem(const Request& request) {
  return request.options().lock == TusOptions::Lock::k423 ? kLocked : kLockTimeout;
}

std::optional<Problem> absence(const Request& request, const UploadSession& session,
                               const SessionSnapshot& shot) {
  switch (shot.state) {
    case SessionState::kActive:
      return std::nullopt;
    case SessionState::kComplete: {
      // A finished upload is its object, whoever has removed it. Rule tus.state.object-removed
      const auto& spec = session.spec();
      const auto object =
          request.world->objects().get(spec.bucket, spec.object, shot.result->generation);
      return object ? std::nullopt : std::optional(kNotFound);
    }
    case SessionState::kCancelled:
      return kNotFound;
    case SessionState::kTerminated:
      return shot.termination.status == 410 ? kGone : kNotFound;
    case SessionState::kExpired: {
      const TimePoint now = request.world->clock().now();
      return now < session.expires() + request.options().gone_for ? kGone : kNotFound;
    }
  }
  return kNotFound;
}

std::uint64_t offset_of(const SessionSnapshot& shot) {
  return shot.state == SessionState::kComplete ? shot.result->size : shot.offset;
}

std::optional<std::uint64_t> length_of(const SessionSnapshot& shot) {
  return shot.state == SessionState::kComplete ? shot.result->size : shot.total;
}

bool is_complete(const SessionSnapshot& shot, Kind kind) {
  if (shot.state == SessionState::kComplete) return true;
  return kind != Kind::kFinal && shot.state == SessionState::kActive && shot.total == shot.offset;
}

Duration lifetime(const Request& request) {
  constexpr Duration kForEver = std::chrono::hours(24 * 365 * 100);
  if (!request.can("expiration")) return kForEver;
  const Duration own = request.options().expiry;
  return own > Duration(0) ? own : request.world->options().session_lifetime;
}

Result<void> finish_if_whole(const Request& request, Turn& turn, CallInfo& info) {
  const SessionSnapshot shot = turn.glance();
  if (shot.state != SessionState::kActive || shot.total != shot.offset) return {};
  if (memory_of(turn.session().spec().adapter).kind != Kind::kNormal) return {};
  if (auto ready = ensure_bucket(*request.world, kBucket); !ready) return ready;
  const auto object = turn.finalize({});
  if (!object) return Unexpected(object.error());
  info.generation = (*object)->generation;
  return {};
}

}  // namespace resumulator::tus
