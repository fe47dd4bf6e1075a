// What is inside an UploadSession, for the files that implement it.
//
// Two locks, never confused: `mutex` guards the fields for a moment at a time and is never held
// while bytes are read, hashed or written; the turn (`held`) is the long right to change the
// session, and the fields in its part belong to whoever has it.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/mutex.h"
#include "core/upload/catalog.h"
#include "core/upload/following_digest.h"
#include "core/upload/part_set.h"
#include "core/upload/session.h"
#include "core/upload/world.h"

namespace resumulator {

/// Bytes that are kept and not yet shown (gcs.persist_delay).
struct PersistLag {
  std::uint64_t shown = 0;
  Digests digests;
  TimePoint until{};
};

struct UploadSession::State {
  State(World& of, SessionRecord record, std::shared_ptr<std::atomic<std::uint64_t>> open);

  [[nodiscard]] SessionState seen_state() const REQUIRES(mutex);
  [[nodiscard]] SessionRecord record() const REQUIRES(mutex);
  void note(Operation operation, std::uint64_t from) REQUIRES(mutex);
  /// Waits until the turn is free and takes it.
  void take_turn(std::shared_ptr<BodyControl> control, Takeover takeover);
  /// The same until `deadline`. False: somebody else still had it then.
  [[nodiscard]] bool take_turn_until(std::chrono::steady_clock::time_point deadline,
                                     std::shared_ptr<BodyControl> control, Takeover takeover);
  /// The turn is the caller's.
  void hold_by(std::shared_ptr<BodyControl> control) REQUIRES(mutex);
  /// The next who waits may have it.
  void let_go() REQUIRES(mutex);
  void end_turn();
  /// Takes the turn if nobody has it or waits for it.
  [[nodiscard]] bool take_free_turn(std::shared_ptr<BodyControl> control = nullptr) REQUIRES(mutex);
  /// Waits a moment for the turn; interrupts a holder that is silent or whose peer has left.
  void wait_for_holder(Takeover takeover) REQUIRES(mutex);
  /// Whether the holder receives from a peer that has left.
  [[nodiscard]] bool holder_left() REQUIRES(mutex);
  /// Waits while the turn under way is about to end: its peer has left, or bytes are still being
  /// taken in without a pause (a client that broke off and asks at once has sent more than was
  /// read). Bounded; a holder that merely waits for its peer is not waited for.
  void wait_for_end_in_sight() REQUIRES(mutex);
  [[nodiscard]] bool holder_busy() REQUIRES(mutex);
  void interrupt();
  /// Makes an expiry the clock has brought final, unless a turn is under way.
  void settle_expiry();

  // For the turn's holder.
  [[nodiscard]] Result<void> need_active();
  [[nodiscard]] Result<void> ready_blob();
  /// Cuts off what lies in the blob past `to`.
  [[nodiscard]] Result<void> cut_tail(std::uint64_t to);
  void forget_received();
  [[nodiscard]] Result<Digests> digests_at(std::uint64_t to);
  void know_digests();
  [[nodiscard]] Result<void> write_offset(std::uint64_t to);
  /// Moves the offset, for all to see (or for later, while gcs.persist_delay runs).
  void show(std::uint64_t to, const std::optional<Digests>& known, Operation operation);
  [[nodiscard]] Result<void> end_life(SessionState to, Termination how, Operation operation);
  /// Digests of all bytes, held against what was declared with the session and now.
  [[nodiscard]] Result<Digests> checked_digests(std::uint64_t size,
                                                const DeclaredDigests& declared);
  /// Stores the object these bytes are, and with it that the session is complete.
  [[nodiscard]] Result<ObjectPtr> insert_object(NewObject object, const Preconditions& guards);
  void complete(const ObjectPtr& stored, const std::optional<Digests>& of_all);
  void drop_bytes();
  [[nodiscard]] bool hashes_md5() const;

  World& world;
  const std::string id;
  const std::uint64_t ordinal;
  const SessionSpec spec;
  const TimePoint created;
  const std::shared_ptr<std::atomic<std::uint64_t>> open_count;

  mutable Mutex mutex;
  std::condition_variable_any turn_ended;
  SessionState state GUARDED_BY(mutex) = SessionState::kActive;
  std::uint64_t offset GUARDED_BY(mutex) = 0;
  std::optional<std::uint64_t> total GUARDED_BY(mutex);
  TimePoint expires GUARDED_BY(mutex);
  std::optional<Digests> digests GUARDED_BY(mutex);  // of the persisted prefix, once computed
  std::optional<PersistLag> lag GUARDED_BY(mutex);
  Termination termination GUARDED_BY(mutex);
  ObjectPtr result GUARDED_BY(mutex);
  std::vector<SessionEvent> history GUARDED_BY(mutex);
  bool held GUARDED_BY(mutex) = false;
  std::uint64_t tickets GUARDED_BY(mutex) = 0;         // handed out
  std::uint64_t serving GUARDED_BY(mutex) = 0;         // the one whose turn it is
  std::set<std::uint64_t> given_up GUARDED_BY(mutex);  // tickets whose owner waits no more
  std::shared_ptr<BodyControl> holder GUARDED_BY(mutex);
  bool interrupted GUARDED_BY(mutex) = false;

  // Steady milliseconds since when the holder waits for a byte; 0: it does not wait.
  std::atomic<std::int64_t> silent_since_ms{0};

  const std::unique_ptr<PartSet> parts;  // nullptr: bytes come in order

  // The holder's. `blob` is also replaced under `mutex`, so that others may copy the pointer.
  std::shared_ptr<Blob> blob;
  std::shared_ptr<FollowingDigest> follower;
  bool blob_recorded = false;  // the catalogue knows the blob's key
  bool total_unwritten = false;
  bool broke_off = false;  // the last receive ended in a cut
};

/// Steady milliseconds, never 0.
[[nodiscard]] std::int64_t steady_ms();

}  // namespace resumulator
