// How a session ends: as an object, by cancellation, by the adapter's refusal.
#include <utility>

#include "core/upload/session_state.h"

namespace resumulator {
namespace {

Result<void> check_digests(const DeclaredDigests& declared, const Digests& actual) {
  if (declared.md5 && actual.md5 && *declared.md5 != *actual.md5) {
    return Unexpected(ErrorKind::kDigestMismatch, md5_base64(*actual.md5), "md5");
  }
  if (declared.crc32c && *declared.crc32c != actual.crc32c) {
    return Unexpected(ErrorKind::kDigestMismatch, crc32c_base64(actual.crc32c), "crc32c");
  }
  return {};
}

}  // namespace

Result<void> UploadSession::State::end_life(SessionState to, Termination how, Operation operation) {
  if (Result<void> active = need_active(); !active) return active;
  CatalogChange change;
  {
    MutexLock hold(mutex);
    SessionRecord ended = record();
    ended.state = to;
    ended.blob_key.clear();
    ended.termination = how;
    change.put_sessions.push_back(std::move(ended));
  }
  if (Result<void> written = world.catalog().apply(change); !written) return written;
  {
    MutexLock hold(mutex);
    state = to;
    termination = std::move(how);
    note(operation, offset);
  }
  --*open_count;
  drop_bytes();
  return {};
}

Result<void> Turn::cancel() {
  return session_->state_->end_life(SessionState::kCancelled, {}, Operation::kCancel);
}

Result<void> Turn::forget_result() {
  UploadSession::State& s = *session_->state_;
  CatalogChange change;
  {
    MutexLock hold(s.mutex);
    if (s.state != SessionState::kComplete) {
      return Unexpected(ErrorKind::kGone, "The session has no object to forget.");
    }
    SessionRecord ended = s.record();
    ended.state = SessionState::kCancelled;
    ended.result.reset();
    change.put_sessions.push_back(std::move(ended));
  }
  if (Result<void> written = s.world.catalog().apply(change); !written) return written;
  MutexLock hold(s.mutex);
  s.state = SessionState::kCancelled;
  s.result.reset();
  s.note(Operation::kCancel, s.offset);
  return {};
}

Result<void> Turn::live_until(TimePoint expires) {
  UploadSession::State& s = *session_->state_;
  if (Result<void> active = s.need_active(); !active) return active;
  CatalogChange change;
  {
    MutexLock hold(s.mutex);
    SessionRecord moved = s.record();
    moved.expires = expires;
    change.put_sessions.push_back(std::move(moved));
  }
  if (Result<void> written = s.world.catalog().apply(change); !written) return written;
  if (s.blob) s.blob_recorded = true;
  MutexLock hold(s.mutex);
  s.expires = expires;
  return {};
}

Result<void> Turn::terminate(Termination termination) {
  return session_->state_->end_life(SessionState::kTerminated, std::move(termination),
                                    Operation::kOther);
}

Result<Digests> UploadSession::State::checked_digests(std::uint64_t size,
                                                      const DeclaredDigests& declared) {
  if (Result<void> ready = ready_blob(); !ready) return Unexpected(ready.error());
  Result<Digests> computed = follower->at(*blob, size);
  if (computed && declared.md5 && !computed->md5) {
    // MD5 is switched off; what a client declares is checked all the same.
    FollowingDigest whole(true, world.hash_pool());
    computed = whole.at(*blob, size);
  }
  if (!computed) return computed;
  for (const DeclaredDigests* said : {&spec.digests, &declared}) {
    const DeclaredDigests md5{.crc32c = {}, .md5 = said->md5};
    if (Result<void> same = check_digests(md5, *computed); !same) return Unexpected(same.error());
  }
  for (const DeclaredDigests* said : {&spec.digests, &declared}) {
    const DeclaredDigests crc32c{.crc32c = said->crc32c, .md5 = {}};
    if (Result<void> same = check_digests(crc32c, *computed); !same) {
      return Unexpected(same.error());
    }
  }
  if (!world.options().gcs.md5) computed->md5.reset();
  return computed;
}

void UploadSession::State::complete(const ObjectPtr& stored,
                                    const std::optional<Digests>& of_all) {
  // The session remembers the object as it is now; its bytes go when the object goes.
  auto remembered = std::make_shared<ObjectVersion>(*stored);
  remembered->blob.reset();
  // Digests that nobody has asked for yet would hold the bytes.
  if (!of_all) remembered->lazy_digests.reset();
  {
    MutexLock hold(mutex);
    state = SessionState::kComplete;
    total = stored->size;
    result = std::move(remembered);
    digests = of_all;
    note(Operation::kFinalize, stored->size);
  }
  --*open_count;
  total_unwritten = false;
  drop_bytes();
}

Result<ObjectPtr> UploadSession::State::insert_object(NewObject object,
                                                      const Preconditions& guards) {
  const std::optional<Digests> known = object.digests;
  const std::uint64_t size = object.size;
  const auto with_session = [this, size](CatalogChange& change, const ObjectPtr& stored) {
    MutexLock hold(mutex);
    SessionRecord ended = record();
    ended.state = SessionState::kComplete;
    ended.total = size;
    ended.blob_key.clear();
    ended.result = stored;
    change.put_sessions.push_back(std::move(ended));
  };
  Result<ObjectPtr> stored = world.objects().insert(std::move(object), guards, with_session);
  if (stored) complete(*stored, known);
  return stored;
}

Result<ObjectPtr> Turn::finalize(const DeclaredDigests& declared,
                                 const std::map<std::string, std::string>& custom) {
  UploadSession::State& s = *session_->state_;
  if (Result<void> active = s.need_active(); !active) return Unexpected(active.error());
  const std::uint64_t size = offset();
  const Result<Digests> digests = s.checked_digests(size, declared);
  if (!digests) return Unexpected(digests.error());
  ObjectMetadata metadata = s.spec.metadata;
  for (const auto& [name, value] : custom) metadata.custom.insert_or_assign(name, value);
  return s.insert_object({.bucket = s.spec.bucket,
                          .name = s.spec.object,
                          .metadata = std::move(metadata),
                          .blob = s.blob,
                          .size = size,
                          .digests = *digests,
                          .component_count = {}},
                         s.spec.guards);
}

}  // namespace resumulator
