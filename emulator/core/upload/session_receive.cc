// Receiving inside a turn: body bytes behind the persisted prefix, and the step that makes them
// part of it.
#include <algorithm>
#include <cstring>
#include <utility>

#include "core/upload/body_pump.h"
#include "core/upload/session_state.h"

namespace resumulator {
namespace {

using End = Turn::Received::End;

End to_end(PumpEnd end) {
  switch (end) {
    case PumpEnd::kEnd:
      return End::kEnd;
    case PumpEnd::kCut:
      return End::kCut;
    case PumpEnd::kMalformed:
      return End::kMalformed;
    case PumpEnd::kTooMuch:
      return End::kTooMuch;
    case PumpEnd::kStorage:
      return End::kStorage;
    case PumpEnd::kLimit:
      return End::kLimit;
  }
  return End::kMalformed;
}

}  // namespace

Result<void> UploadSession::State::need_active() {
  MutexLock hold(mutex);
  if (state == SessionState::kActive) return {};
  return Unexpected(ErrorKind::kGone, std::string("The session is ") + to_string(state) + ".");
}

Result<void> UploadSession::State::ready_blob() {
  if (!blob) {
    Result<std::shared_ptr<Blob>> made = world.blobs().create();
    if (!made) return Unexpected(made.error());
    MutexLock hold(mutex);
    blob = std::move(*made);
  }
  if (!follower) {
    follower = std::make_shared<FollowingDigest>(hashes_md5(), world.hash_pool());
  }
  std::uint64_t persisted = 0;
  {
    MutexLock hold(mutex);
    persisted = offset;
  }
  return cut_tail(persisted);
}

void UploadSession::State::forget_received() {
  if (!blob) return;
  std::uint64_t persisted = 0;
  {
    MutexLock hold(mutex);
    persisted = offset;
  }
  // Bytes that cannot be cut off now lie behind the offset until the next receive tries again.
  static_cast<void>(cut_tail(persisted));
}

bool UploadSession::State::hashes_md5() const {
  return world.options().gcs.md5 || spec.digests.md5.has_value();
}

Result<Digests> UploadSession::State::digests_at(std::uint64_t to) {
  if (Result<void> ready = blob && follower ? Result<void>() : ready_blob(); !ready) {
    return Unexpected(ready.error());
  }
  return follower->at(*blob, to);
}

void UploadSession::State::know_digests() {
  std::uint64_t persisted = 0;
  {
    MutexLock hold(mutex);
    if (state != SessionState::kActive || offset == 0 || digests || parts) return;
    persisted = offset;
  }
  Result<Digests> known = digests_at(persisted);
  if (!known) return;
  MutexLock hold(mutex);
  digests = *known;
}

Turn::Received Turn::receive(BodySource& body, std::uint64_t skip, std::uint64_t limit,
                             bool unread_ok, std::uint64_t settles) {
  UploadSession::State& s = *session_->state_;
  Received received;
  Result<void> ready = s.need_active();
  if (ready) ready = s.ready_blob();
  if (!ready) {
    received.end = Received::End::kStorage;
    received.storage_error = ready.error();
    return received;
  }
  BodyPump pump{.body = body,
                .blob = s.blob,
                .digest = *s.follower,
                .with_md5 = s.hashes_md5(),
                .settles = settles,
                .silent_since_ms = &s.silent_since_ms};
  const Pumped pumped = pump.run(skip, limit, unread_ok);
  s.broke_off = pumped.end == PumpEnd::kCut;
  received.end = to_end(pumped.end);
  received.read = pumped.read;
  received.kept = pumped.kept;
  received.storage_error = pumped.error;
  return received;
}

Turn::Received Turn::compare(BodySource& body, std::uint64_t at, std::uint64_t length) {
  constexpr std::size_t kBlock = 64 * 1024;
  UploadSession::State& s = *session_->state_;
  Received received;
  received.end = Received::End::kLimit;
  std::vector<std::byte> theirs(kBlock);
  std::vector<std::byte> ours(kBlock);
  while (received.read < length) {
    const auto want =
        static_cast<std::size_t>(std::min<std::uint64_t>(length - received.read, kBlock));
    s.silent_since_ms = steady_ms();
    const BodyRead got = body.read(std::span(theirs).first(want));
    s.silent_since_ms = 0;
    if (got.state != BodyState::kMore) {
      received.end = got.state == BodyState::kEnd   ? Received::End::kEnd
                     : got.state == BodyState::kCut ? Received::End::kCut
                                                    : Received::End::kMalformed;
      return received;
    }
    const Result<std::size_t> stored =
        s.blob->read(at + received.read, std::span(ours).first(got.size));
    received.read += got.size;
    if (!stored) {
      received.end = Received::End::kStorage;
      received.storage_error = stored.error();
      return received;
    }
    if (*stored != got.size || std::memcmp(ours.data(), theirs.data(), got.size) != 0) {
      received.end = Received::End::kDiffers;
      return received;
    }
  }
  return received;
}

void Turn::discard() { session_->state_->forget_received(); }

Result<void> UploadSession::State::write_offset(std::uint64_t to) {
  std::optional<std::uint64_t> known;
  std::optional<CatalogChange> whole;
  {
    MutexLock hold(mutex);
    known = total;
    to = std::max(to, offset);
    if (blob && !blob_recorded) {
      SessionRecord now = record();
      now.offset = to;
      whole.emplace().put_sessions.push_back(std::move(now));
    }
  }
  Result<void> written =
      whole ? world.catalog().apply(*whole) : world.catalog().move_offset(id, to, known);
  if (!written) return written;
  if (whole) blob_recorded = true;
  total_unwritten = false;
  return {};
}

Result<void> UploadSession::State::cut_tail(std::uint64_t to) {
  if (!blob || blob->size() <= to) return {};
  if (follower) follower->rewind(to);
  return blob->truncate(to);
}

void UploadSession::State::show(std::uint64_t to, const std::optional<Digests>& known,
                                Operation operation) {
  const Duration delay = world.options().gcs.persist_delay;
  const bool lags = broke_off && delay > Duration(0);
  if (lags) know_digests();
  MutexLock hold(mutex);
  const std::uint64_t before = offset;
  if (to > before) {
    const TimePoint now = world.clock().now();
    if (!lags) {
      lag.reset();
    } else if (lag && now < lag->until) {
      lag->until = now + delay;
    } else {
      lag = PersistLag{before, digests.value_or(Digests{}), now + delay};
    }
    digests = known;
  }
  offset = to;
  note(operation, before);
}

Result<void> Turn::persist_to(std::uint64_t offset, Operation operation) {
  UploadSession::State& s = *session_->state_;
  if (Result<void> active = s.need_active(); !active) return active;
  const std::uint64_t before = this->offset();
  const bool moves = offset > before;
  if (offset < before || (moves && (!s.blob || s.blob->size() < offset))) {
    return Unexpected(ErrorKind::kInternal, "There is nothing received up to that offset.");
  }
  if (Result<void> cut = s.cut_tail(offset); !cut) return cut;
  std::optional<Digests> digests;
  if (moves && !s.broke_off) {
    Result<Digests> known = s.follower->at(*s.blob, offset);
    if (!known) return Unexpected(known.error());
    digests = *known;
  }
  if (moves || s.total_unwritten) {
    if (Result<void> written = s.write_offset(offset); !written) return written;
  }
  s.show(offset, digests, operation);
  // Nobody is there to be told the digests of a request that broke off: they are for a later query.
  if (moves && s.broke_off) s.follower->follow(s.blob, offset);
  return {};
}

Result<void> Turn::forget_to(std::uint64_t offset) {
  UploadSession::State& s = *session_->state_;
  if (Result<void> active = s.need_active(); !active) return active;
  const std::uint64_t before = this->offset();
  if (offset >= before) return {};
  if (s.parts) return s.parts->forget_tail(before - offset);
  if (Result<void> written = s.world.catalog().move_offset(s.id, offset, total()); !written) {
    return written;
  }
  {
    MutexLock hold(s.mutex);
    s.offset = offset;
    s.digests.reset();
    s.lag.reset();
    s.note(Operation::kOther, before);
  }
  s.forget_received();
  return {};
}

}  // namespace resumulator
