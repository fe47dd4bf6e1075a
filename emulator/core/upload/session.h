// One upload session: its bytes so far, its state, and the turns requests take on it.
//
//            create            last byte, or an explicit end
//   (none) ─────────► ACTIVE ──────────────────────────────► COMPLETE (result kept, replayed)
//                      │  ▲ begin_turn .. end of turn (kept by policy)
//                      ├── cancel ──────────► CANCELLED
//                      ├── clock ≥ expiry ──► EXPIRED
//                      └── terminate ───────► TERMINATED (the adapter's answer kept, replayed)
//
// A Turn is the exclusive right to change the session: read, decide and write happen inside one. A
// second request waits for the turn while the first still receives; once the first has been silent
// for Limits::takeover_after, or its peer has left, it is interrupted, what it brought is kept as
// the policy says, and the second goes on. No two turns ever interleave. Parts (part_set.h) come
// side by side without one; a session of parts needs a turn to end.
//
// Units    bytes; offsets u64; spans half-open.
// Errors   kUnavailable when the store cannot keep what came: the offset does not move.
// Threads  every call from any thread; a Turn belongs to one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <resumulator/clock.hpp>
#include <resumulator/exchange.hpp>
#include <resumulator/options.hpp>
#include <resumulator/result.hpp>
#include <string>
#include <vector>

#include "core/body_io.h"
#include "core/upload/blob.h"
#include "core/upload/checksum.h"
#include "core/upload/object_store.h"
#include "core/upload/session_types.h"

namespace resumulator {

class UploadSession;
class PartSet;

/// The exclusive right to change a session. Move-only; letting go of it ends the turn.
class Turn {
 public:
  Turn(Turn&&) noexcept;
  Turn& operator=(Turn&&) noexcept;
  ~Turn();

  [[nodiscard]] SessionState state() const;
  [[nodiscard]] std::uint64_t offset() const;
  [[nodiscard]] std::optional<std::uint64_t> total() const;
  [[nodiscard]] const UploadSession& session() const;
  [[nodiscard]] SessionSnapshot snapshot() const;  ///< with digests of the persisted prefix
  /// The same without digests: what is stored is not read for it.
  [[nodiscard]] SessionSnapshot glance() const;
  /// Whether a later request has made this one stop receiving.
  [[nodiscard]] bool interrupted() const;

  /// Fixes the total. kConflict when another is known, kOutOfRange when it is below the offset.
  Result<void> set_total(std::uint64_t total);

  /// Receives body bytes behind the offset without moving it: skips the first `skip`, then takes at
  /// most `limit`. `unread_ok` stops after `limit` bytes without looking for the end; otherwise one
  /// more byte than `limit` is kTooMuch. Digests run ahead of what is persisted; they can go back
  /// at no cost to a multiple of `settles` (an object offset).
  struct Received {
    enum class End : std::uint8_t {  // kDiffers: of compare() only
      kEnd,
      kCut,
      kMalformed,
      kTooMuch,
      kStorage,
      kLimit,
      kDiffers
    };
    End end = End::kEnd;
    std::uint64_t read = 0;  ///< body bytes read, skipped ones included
    std::uint64_t kept = 0;  ///< bytes that now lie behind the offset, not yet persisted
    Error storage_error;     ///< kStorage
  };
  Received receive(BodySource& body, std::uint64_t skip, std::uint64_t limit,
                   bool unread_ok = false, std::uint64_t settles = 1);
  /// Compares `length` body bytes with the persisted ones from `at` on: kLimit: equal, or kDiffers.
  Received compare(BodySource& body, std::uint64_t at, std::uint64_t length);

  /// Persists what was received up to `offset` (between the old offset and old offset + kept) and
  /// forgets the rest. On success the bytes are durable and every later request sees the offset.
  Result<void> persist_to(std::uint64_t offset, Operation operation);
  /// Forgets what was received and not persisted. Ending the turn does the same.
  void discard();
  Result<void> forget_to(std::uint64_t offset);  ///< shortens what is persisted (a fault's doing)

  /// Makes the object of the persisted bytes: checks digests (kDigestMismatch, where = "md5" or
  /// "crc32c", text = the computed value), then ObjectStore::insert with the session's guards.
  /// `custom` joins the object's own metadata.
  Result<ObjectPtr> finalize(const DeclaredDigests& declared,
                             const std::map<std::string, std::string>& custom = {});
  Result<void> terminate(Termination termination);
  Result<void> cancel();
  /// A finished session ends as cancelled and forgets its object, which is the caller's to remove.
  Result<void> forget_result();
  /// Moves the end of the session's life; durable.
  Result<void> live_until(TimePoint expires);

 private:
  friend class UploadSession;
  friend class PartSet;
  explicit Turn(std::shared_ptr<UploadSession> session);
  std::shared_ptr<UploadSession> session_;
};

/// How a request gets the turn while another one still receives.
enum class Takeover : std::uint8_t {
  kWhenSilent,  ///< waits, and interrupts one that is silent or whose peer has left
  kAtOnce,      ///< interrupts it now; what it brought is kept as its policy says
};

class UploadSession : public std::enable_shared_from_this<UploadSession> {
 public:
  ~UploadSession();
  [[nodiscard]] const std::string& id() const;
  [[nodiscard]] std::uint64_t ordinal() const;  ///< from 1, in order of creation in its world
  [[nodiscard]] const SessionSpec& spec() const;
  [[nodiscard]] TimePoint created() const;
  [[nodiscard]] TimePoint expires() const;
  [[nodiscard]] const Limits& limits() const;  ///< of its world
  [[nodiscard]] PartSet* parts() const;        ///< nullptr: a session whose bytes come in order

  /// Waits for the turn (see above). `control` lets a later request interrupt this one while it
  /// receives; may be null.
  [[nodiscard]] Turn begin_turn(std::shared_ptr<BodyControl> control,
                                Takeover takeover = Takeover::kWhenSilent);
  /// The same, waiting no longer than `patience` of real time.
  [[nodiscard]] std::optional<Turn> begin_turn_within(std::chrono::milliseconds patience,
                                                      std::shared_ptr<BodyControl> control,
                                                      Takeover takeover);
  /// The turn, or nothing while another request has it whose peer is still there.
  [[nodiscard]] std::optional<Turn> try_turn(std::shared_ptr<BodyControl> control);
  /// The session as it is persisted, without a turn. While another request waits for its peer's
  /// bytes it answers at once with what was there before that request. When the peer has left, or
  /// bytes are still being taken in without a pause, it first waits (at most a few seconds) until
  /// what they brought is persisted: who breaks off and asks is told what arrived.
  [[nodiscard]] SessionSnapshot snapshot();
  /// As it is persisted at this moment: neither waits nor has digests.
  [[nodiscard]] SessionSnapshot glance() const;
  [[nodiscard]] std::vector<SessionEvent> history() const;
  /// Active, with exactly `size` bytes persisted and nothing more expected. Never waits.
  [[nodiscard]] bool is_whole_at(std::uint64_t size) const;
  /// Ends the session's life now, as the clock would.
  void expire();
  void expire_after(Duration left);  ///< on the service clock (a fault's doing; not durable)
  /// What is persisted of an active session: a prefix of the blob, which stays as it is while the
  /// session only grows. No blob: nothing was received yet.
  [[nodiscard]] StoredBytes stored() const;
  /// A finished session remembers this version from now on (its object was damaged).
  void remember(const ObjectPtr& object);

 private:
  friend class Turn;
  friend class PartSet;
  friend class SessionStore;
  struct State;
  explicit UploadSession(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace resumulator
