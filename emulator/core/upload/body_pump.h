// Moves a request's body into a blob, with the digest following.
//
// Units    bytes. Errors  kUnavailable from the blob ends it as kStorage.
// Threads  one; the digest may go on in the background until the owner asks it to settle.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <resumulator/result.hpp>

#include "core/body_io.h"
#include "core/upload/blob.h"
#include "core/upload/following_digest.h"

namespace resumulator {

enum class PumpEnd : std::uint8_t { kEnd, kCut, kMalformed, kTooMuch, kStorage, kLimit };

struct Pumped {
  PumpEnd end = PumpEnd::kEnd;
  std::uint64_t read = 0;  ///< body bytes, skipped ones included
  std::uint64_t kept = 0;  ///< bytes added to the blob
  Error error;             ///< kStorage
};

struct BodyPump {
  BodySource& body;
  const std::shared_ptr<Blob>& blob;
  FollowingDigest& digest;
  bool with_md5 = true;
  std::uint64_t settles = 1;  ///< what is kept may end at a multiple of this
  std::atomic<std::int64_t>* silent_since_ms = nullptr;  ///< set while a read waits

  /// Skips `skip` bytes, then adds at most `limit`. See Turn::receive for `unread_ok`.
  [[nodiscard]] Pumped run(std::uint64_t skip, std::uint64_t limit, bool unread_ok);

 private:
  BodyRead read(std::span<std::byte> into);
  [[nodiscard]] bool skip_bytes(std::uint64_t skip, Pumped& pumped);
  [[nodiscard]] bool take_block(std::uint64_t left, Pumped& pumped);
  [[nodiscard]] std::uint64_t announced(const Pumped& pumped) const;
  void look_for_end(Pumped& pumped);
  [[nodiscard]] Result<void> hash_on(const Pumped& pumped);
  [[nodiscard]] bool in_background(const Pumped& pumped) const;
};

}  // namespace resumulator
