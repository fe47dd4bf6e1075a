// Buckets of the object store.
#include <algorithm>
#include <utility>

#include "core/upload/object_store_state.h"

namespace resumulator {
namespace {

/// Guards on a bucket are guards on its two numbers, by the same rules.
Result<void> check_bucket(const Preconditions& guards, const Bucket& bucket) {
  ObjectVersion numbers;
  numbers.generation = bucket.generation;
  numbers.metageneration = bucket.metageneration;
  return check(guards, &numbers);
}

bool holds_objects(const BucketState& bucket) {
  return std::any_of(bucket.names.begin(), bucket.names.end(), [](const auto& entry) {
    return entry.second.live || !entry.second.older.empty();
  });
}

}  // namespace

Result<BucketPtr> ObjectStore::create_bucket(Bucket spec) {
  MutexLock hold(state_->mutex);
  if (state_->buckets.contains(spec.name)) {
    return Unexpected(ErrorKind::kConflict,
                      "You already own this bucket. Please select another name.", "bucket");
  }
  spec.generation = state_->next_generation(spec.name, {});
  spec.metageneration = 1;
  spec.created = spec.updated = state_->clock.now();
  if (spec.retention_period && !spec.retention_effective) spec.retention_effective = spec.created;
  auto bucket = std::make_shared<const Bucket>(std::move(spec));
  CatalogChange change;
  change.put_buckets.push_back(bucket);
  if (Result<void> done = state_->catalog.apply(change); !done) return Unexpected(done.error());
  state_->buckets[bucket->name].bucket = bucket;
  return BucketPtr(bucket);
}

BucketPtr ObjectStore::bucket(std::string_view name) const {
  MutexLock hold(state_->mutex);
  const auto found = state_->buckets.find(name);
  return found == state_->buckets.end() ? nullptr : found->second.bucket;
}

std::vector<BucketPtr> ObjectStore::buckets() const {
  MutexLock hold(state_->mutex);
  std::vector<BucketPtr> all;
  all.reserve(state_->buckets.size());
  for (const auto& [name, bucket] : state_->buckets) all.push_back(bucket.bucket);
  return all;
}

Result<BucketPtr> ObjectStore::update_bucket(std::string_view name, const Preconditions& guards,
                                             const std::function<Result<void>(Bucket&)>& change) {
  MutexLock hold(state_->mutex);
  Result<BucketState*> found = state_->find_bucket(name);
  if (!found) return Unexpected(std::move(found).error());
  const Bucket& before = *(*found)->bucket;
  if (Result<void> held = check_bucket(guards, before); !held) return Unexpected(held.error());
  auto edited = std::make_shared<Bucket>(before);
  if (Result<void> done = change(*edited); !done) return Unexpected(done.error());
  edited->name = before.name;
  edited->generation = before.generation;
  edited->created = before.created;
  edited->metageneration = before.metageneration + 1;
  edited->updated = state_->clock.now();
  CatalogChange step;
  step.put_buckets.push_back(edited);
  if (Result<void> done = state_->catalog.apply(step); !done) return Unexpected(done.error());
  (*found)->bucket = edited;
  return BucketPtr(edited);
}

Result<void> ObjectStore::delete_bucket(std::string_view name, const Preconditions& guards) {
  Trash trash;
  MutexLock hold(state_->mutex);
  const auto found = state_->buckets.find(name);
  if (found == state_->buckets.end()) return no_bucket();
  if (Result<void> held = check_bucket(guards, *found->second.bucket); !held) return held;
  if (holds_objects(found->second)) {
    return Unexpected(ErrorKind::kConflict, "The bucket you tried to delete is not empty.",
                      "bucket");
  }
  // What is left are soft-deleted objects: they go with their bucket.
  ObjectChange change;
  for (const auto& [object_name, object] : found->second.names) {
    for (const ObjectPtr& version : object.soft_deleted) change.drop(version);
  }
  change.catalog.drop_buckets.emplace_back(name);
  if (Result<void> done = state_->apply(change, trash); !done) return done;
  state_->remember_gone(std::string(name), {}, found->second.bucket->generation);
  state_->buckets.erase(found);
  return {};
}

}  // namespace resumulator
