#include "core/upload/body_pump.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/upload/session_state.h"

namespace resumulator {
namespace {

constexpr std::size_t kBlockBytes = 256 * 1024;
// Where hashing is done between two reads: the peer goes on sending meanwhile, and the bytes are
// still in the cache.
constexpr std::size_t kInlineBlockBytes = 64 * 1024;
// Bodies up to this size are hashed where they are received: a hand-over to another thread and the
// wait for it cost more than they save.
constexpr std::uint64_t kInlineBytes = 256 * 1024;

PumpEnd to_end(BodyState state) {
  switch (state) {
    case BodyState::kMore:
      return PumpEnd::kTooMuch;
    case BodyState::kEnd:
      return PumpEnd::kEnd;
    case BodyState::kCut:
      return PumpEnd::kCut;
    case BodyState::kMalformed:
      return PumpEnd::kMalformed;
  }
  return PumpEnd::kMalformed;
}

}  // namespace

Pumped BodyPump::run(std::uint64_t skip, std::uint64_t limit, bool unread_ok) {
  Pumped pumped;
  digest.settle_at(settles);
  bool more = skip_bytes(skip, pumped);
  while (more && pumped.kept < limit) more = take_block(limit - pumped.kept, pumped);
  if (more && unread_ok) {
    pumped.end = PumpEnd::kLimit;
  } else if (more) {
    look_for_end(pumped);
  }
  blob->release_room();
  return pumped;
}

BodyRead BodyPump::read(std::span<std::byte> into) {
  if (silent_since_ms == nullptr) return body.read(into);
  silent_since_ms->store(steady_ms());
  const BodyRead got = body.read(into);
  silent_since_ms->store(0);
  return got;
}

bool BodyPump::skip_bytes(std::uint64_t skip, Pumped& pumped) {
  while (pumped.read < skip) {
    // Room that is not committed is scratch memory as good as any.
    Result<std::span<std::byte>> room = blob->reserve(
        static_cast<std::size_t>(std::min<std::uint64_t>(skip - pumped.read, kBlockBytes)));
    if (!room) {
      pumped.end = PumpEnd::kStorage;
      pumped.error = room.error();
      return false;
    }
    const BodyRead got = read(*room);
    if (got.state != BodyState::kMore) {
      pumped.end = to_end(got.state);
      return false;
    }
    pumped.read += got.size;
  }
  return true;
}

bool BodyPump::take_block(std::uint64_t left, Pumped& pumped) {
  // The first one is small in either case: whoever hashes in the background has had nothing to do
  // since the last request, and can begin.
  const bool small = with_md5 && (pumped.kept == 0 || !in_background(pumped));
  const std::size_t block = small ? kInlineBlockBytes : kBlockBytes;
  const auto want = static_cast<std::size_t>(
      std::min<std::uint64_t>({left, block, std::max<std::uint64_t>(announced(pumped), 1)}));
  Result<std::span<std::byte>> room = blob->reserve(want);
  Result<void> kept;
  if (room) {
    const BodyRead got = read(*room);
    if (got.state != BodyState::kMore) {
      pumped.end = to_end(got.state);
      return false;
    }
    pumped.read += got.size;
    kept = blob->commit(got.size);
    if (kept) {
      pumped.kept += got.size;
      kept = hash_on(pumped);
    }
  } else {
    kept = Unexpected(room.error());
  }
  if (kept) return true;
  pumped.end = PumpEnd::kStorage;
  pumped.error = kept.error();
  return false;
}

/// Bytes that are still to come as far as the head tells: room for more is never used.
std::uint64_t BodyPump::announced(const Pumped& pumped) const {
  const std::optional<std::uint64_t> length = body.declared_length();
  if (!length) return UINT64_MAX;
  return *length > pumped.read ? *length - pumped.read : 0;
}

void BodyPump::look_for_end(Pumped& pumped) {
  std::array<std::byte, 1> one{};
  const BodyRead got = read(one);
  pumped.end = to_end(got.state);
  if (got.state == BodyState::kMore) pumped.read += got.size;
}

bool BodyPump::in_background(const Pumped& pumped) const {
  if (!with_md5) return false;
  const std::optional<std::uint64_t> length = body.declared_length();
  return length ? *length > kInlineBytes : pumped.kept > kInlineBytes;
}

Result<void> BodyPump::hash_on(const Pumped& pumped) {
  if (!in_background(pumped)) return digest.advance_to(*blob, blob->size());
  digest.follow(blob, blob->size());
  return {};
}

}  // namespace resumulator
