// What ObjectStore holds: buckets, names in byte order, versions of each name.
//
// Threads  everything under State::mutex. What goes is handed to the caller's Trash, which is
// emptied after the lock: the last holder of a blob may delete a file.
#pragma once

#include <atomic>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "core/base/mutex.h"
#include "core/upload/catalog.h"
#include "core/upload/object_store.h"

namespace resumulator {

/// All versions of one name. `older` is noncurrent; both lists ascend by generation.
struct NamedObject {
  ObjectPtr live;
  std::vector<ObjectPtr> older;
  std::vector<ObjectPtr> soft_deleted;
  [[nodiscard]] bool empty() const { return !live && older.empty() && soft_deleted.empty(); }
};
using NameMap = std::map<std::string, NamedObject, std::less<>>;

struct BucketState {
  BucketPtr bucket;
  NameMap names;
};

using Trash = std::vector<ObjectPtr>;
using MutableVersion = std::shared_ptr<ObjectVersion>;

/// A change prepared: what the catalogue writes, and what then becomes of each version in memory.
struct ObjectChange {
  CatalogChange catalog;
  struct Step {
    enum class Kind : std::uint8_t { kPut, kDrop } kind = Kind::kPut;
    ObjectPtr version;
  };
  std::vector<Step> steps;

  void put(ObjectPtr version);
  void drop(ObjectPtr version);
};

struct ObjectStore::State {
  State(Clock& c, Catalog& k) : clock(c), catalog(k) {}

  Clock& clock;
  Catalog& catalog;
  mutable Mutex mutex;
  std::map<std::string, BucketState, std::less<>> buckets GUARDED_BY(mutex);
  /// Generations that are gone and that the clock has not passed, the highest of each name.
  std::map<std::pair<std::string, std::string>, std::uint64_t> gone GUARDED_BY(mutex);
  std::uint64_t least_generation GUARDED_BY(mutex) = 1;  ///< of every name
  /// Soft-deleted versions by the time they go for good.
  std::set<std::tuple<TimePoint, std::string, std::string, std::uint64_t>> expiring
      GUARDED_BY(mutex);

  /// The generation of the next version of a name (empty: of the bucket itself): the time in
  /// microseconds, and more than any the name has had. What other names get changes nothing.
  [[nodiscard]] std::uint64_t next_generation(std::string_view bucket, std::string_view name)
      REQUIRES(mutex);
  /// So that no later version gets it.
  void remember_gone(const std::string& bucket, const std::string& name, std::uint64_t generation)
      REQUIRES(mutex);
  [[nodiscard]] Result<BucketState*> find_bucket(std::string_view name) REQUIRES(mutex);
  /// The catalogue first, then memory; nothing at all when the catalogue fails.
  [[nodiscard]] Result<void> apply(const ObjectChange& change, Trash& trash) REQUIRES(mutex);
  void put_version(const ObjectPtr& version, Trash& trash) REQUIRES(mutex);
  void drop_version(const ObjectVersion& version, Trash& trash) REQUIRES(mutex);
  /// Drops soft-deleted versions whose time has come.
  void purge(Trash& trash) REQUIRES(mutex);
};

/// Error values every operation uses.
[[nodiscard]] Unexpected no_bucket();
[[nodiscard]] Unexpected no_object(std::string_view bucket, std::string_view name);
/// Whether a hold or a retention time forbids to destroy this version now. kDenied.
[[nodiscard]] Result<void> check_may_destroy(const Bucket& bucket, const ObjectVersion& version,
                                             TimePoint now);
/// Adds to `change` what becomes of the live version when another takes its place or it is deleted
/// by name: noncurrent, soft-deleted or gone.
[[nodiscard]] Result<void> retire_live(const Bucket& bucket, const ObjectPtr& live, TimePoint now,
                                       ObjectChange& change);
/// The same for one version named by its generation: soft-deleted or gone.
[[nodiscard]] Result<void> destroy_version(const Bucket& bucket, const ObjectPtr& version,
                                           TimePoint now, ObjectChange& change);

}  // namespace resumulator
