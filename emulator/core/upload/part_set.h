// The parts of one upload by number: each comes whole or leaves nothing, in any order, side by side.
//
//   receive   receive_part() takes a body into a blob of its own; nobody sees it
//   put       the part is there, in one step, catalogue first; a duplicate is met by policy
//   finish    chosen parts, one behind the other, become the object of the session. No byte is
//             copied: the object's blob is composed of theirs
//
// A set belongs to a session opened with SessionSpec::in_parts and shares its life: when that is
// cancelled, expires (by the world's clock) or completes, the parts go. The session's offset is the
// sum of the parts' sizes. Whoever finishes holds a Turn, so that exactly one sees it happen; puts
// need none and do not wait for each other's bytes.
//
// Units    bytes u64; numbers u32, any value: what a protocol allows is the protocol's to check.
// Errors   kUnavailable when the store cannot keep a change: the set is as it was.
// Memory   a part costs some 200 bytes besides its own, at most Limits::parts_max of them.
// Threads  every call from any thread, but load(), which comes before all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <resumulator/result.hpp>
#include <set>
#include <string>
#include <vector>

#include "core/base/mutex.h"
#include "core/upload/session.h"
#include "core/upload/world.h"

namespace resumulator {

struct PartRecord;

/// One part, immutable: who holds it has its bytes, whatever becomes of the set.
struct Part {
  std::uint32_t number = 0;
  std::uint64_t size = 0;
  Digests digests;  ///< as it was received
  TimePoint stored{};
  std::uint64_t sequence = 0;  ///< order of arrival in its set, from 1; grows with a replacement
  std::shared_ptr<const Blob> blob;
};
using PartPtr = std::shared_ptr<const Part>;

/// Receives a whole body, digests included; MD5 where a protocol tells it of parts. kCut,
/// kMalformed, kTooLarge (past `limit`) or kUnavailable leave nothing.
[[nodiscard]] Result<ReceivedObject> receive_part(World& world, BodySource& body,
                                                  std::uint64_t limit, bool with_md5 = true);
/// False where a fault wants less than all of this body kept, which is none of it: a part is whole.
/// Asked of the request's own body once it has ended.
[[nodiscard]] bool is_kept_whole(const BodySource& body);

class PartSet {
 public:
  explicit PartSet(UploadSession::State& owner);
  ~PartSet();
  PartSet(const PartSet&) = delete;
  PartSet& operator=(const PartSet&) = delete;

  /// What becomes of a part whose number is there.
  enum class Duplicate : std::uint8_t { kKeepFirst, kReplace, kError };
  struct Put {
    enum class Outcome : std::uint8_t {
      kStored,
      kReplaced,
      kAlreadyThere,  ///< kKeepFirst: the new bytes are gone
      kRefused,       ///< kError: the same
      kEnded,         ///< the session is not active
      kTooMany,       ///< past Limits::parts_max
      kStorage,       ///< `error` says why
    };
    Outcome outcome = Outcome::kStored;
    PartPtr part;  ///< the one that is in the set now; nullptr: none of this number
    /// Where there was one: the first byte that differs (the end of the shorter one at the latest);
    /// empty: the same bytes came again.
    std::optional<std::uint64_t> differs_at;
    Error error;
  };
  [[nodiscard]] Put put(std::uint32_t number, ReceivedObject received, Duplicate policy);

  [[nodiscard]] PartPtr find(std::uint32_t number) const;  ///< nullptr: not there
  /// In order of number: at most `most` after `after` (empty: from the first).
  [[nodiscard]] std::vector<PartPtr> list(std::optional<std::uint32_t> after = {},
                                          std::size_t most = SIZE_MAX) const;
  [[nodiscard]] std::size_t count() const;
  [[nodiscard]] std::uint64_t bytes() const;  ///< of all parts
  /// Whether 1..n are all there.
  [[nodiscard]] bool has_all(std::uint32_t n) const;
  /// Numbers of 1..n that are not, at most `most`.
  [[nodiscard]] std::vector<std::uint32_t> missing(std::uint32_t n, std::size_t most) const;

  Result<void> remove(std::uint32_t number);  ///< kNotFound when it is not there
  Result<void> remove_all();
  /// The parts that came last go, until at least `bytes` are gone (a fault's doing).
  Result<void> forget_tail(std::uint64_t bytes);

  struct Finish {
    std::string object = {};  ///< its name; empty: the session's
    /// False: the object has a CRC-32C, which costs nothing, and no MD5. True: both are computed
    /// when somebody asks for them.
    bool with_md5 = true;
    std::optional<std::uint32_t> component_count = {};
    std::optional<ObjectMetadata> metadata = {};  ///< empty: the session's
    std::optional<Preconditions> guards = {};     ///< empty: the session's
  };
  /// Makes the object of `chosen`, in the order given, and the session complete. The parts that were
  /// not chosen go. kGone when the session is not active, kTooLarge past Limits::object_bytes_max,
  /// else as ObjectStore::insert. On an error the session and its parts are as they were.
  [[nodiscard]] static Result<ObjectPtr> finish(Turn& turn, const std::vector<PartPtr>& chosen,
                                                const Finish& how);

  // For the session and its store.
  void load(const PartRecord& record, BlobStore& blobs);
  void keep() const;  ///< the files of all parts outlive this process
  void let_go();      ///< the session has ended: bytes go, the catalogue knows

 private:
  using Parts = std::map<std::uint32_t, PartPtr>;

  [[nodiscard]] bool is_active() const;
  /// Removes these, catalogue first.
  Result<void> drop(const std::set<std::uint32_t>& numbers) REQUIRES(mutex_);
  /// Tells the session how many bytes there are.
  void show(Operation operation) REQUIRES(mutex_);

  UploadSession::State& owner_;
  mutable Mutex mutex_;  // held while the catalogue writes, never while bytes come
  Parts parts_ GUARDED_BY(mutex_);
  std::uint64_t bytes_ GUARDED_BY(mutex_) = 0;
  std::uint64_t sequence_ GUARDED_BY(mutex_) = 0;
};

}  // namespace resumulator
