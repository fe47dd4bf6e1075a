#include "core/upload/object_store.h"

#include <algorithm>
#include <utility>

#include "core/upload/object_store_digests.h"
#include "core/upload/object_store_state.h"

namespace resumulator {
namespace {

/// The version a call means: the live one, or that generation of any state but soft-deleted.
Result<ObjectPtr> find_version(const BucketState& bucket, std::string_view name,
                               std::optional<std::uint64_t> generation) {
  const auto found = bucket.names.find(name);
  if (found != bucket.names.end()) {
    const NamedObject& object = found->second;
    if (object.live && (!generation || object.live->generation == *generation)) return object.live;
    if (generation) {
      for (const ObjectPtr& version : object.older) {
        if (version->generation == *generation) return version;
      }
    }
  }
  return no_object(bucket.bucket->name, name);
}

ObjectPtr live_version(const BucketState& bucket, std::string_view name) {
  const auto found = bucket.names.find(name);
  return found == bucket.names.end() ? nullptr : found->second.live;
}

ObjectPtr soft_deleted_version(const BucketState& bucket, std::string_view name,
                               std::uint64_t generation, TimePoint now) {
  const auto found = bucket.names.find(name);
  if (found == bucket.names.end()) return nullptr;
  for (const ObjectPtr& version : found->second.soft_deleted) {
    if (version->generation == generation && version->hard_delete_at > now) return version;
  }
  return nullptr;
}

/// A new live version, times and numbers set.
MutableVersion born(std::string_view bucket, std::string_view name, std::uint64_t generation,
                    TimePoint now) {
  auto version = std::make_shared<ObjectVersion>();
  version->bucket = bucket;
  version->name = name;
  version->generation = generation;
  version->created = version->updated = version->storage_class_updated = now;
  return version;
}

/// The same bytes and metadata as another version, as a new live one.
MutableVersion reborn(const ObjectVersion& from, std::string_view name, std::uint64_t generation,
                      TimePoint now) {
  MutableVersion version = born(from.bucket, name, generation, now);
  version->size = from.size;
  version->component_count = from.component_count;
  version->metadata = from.metadata;
  version->blob = from.blob;
  version->lazy_digests = from.lazy_digests;
  return version;
}

}  // namespace

ObjectStore::ObjectStore(Clock& clock, Catalog& catalog)
    : state_(std::make_unique<State>(clock, catalog)) {}

ObjectStore::~ObjectStore() {
  MutexLock hold(state_->mutex);
  const auto keep = [](const ObjectPtr& version) {
    if (version && version->blob) version->blob->keep();
  };
  for (const auto& [bucket_name, bucket] : state_->buckets) {
    for (const auto& [name, object] : bucket.names) {
      keep(object.live);
      std::for_each(object.older.begin(), object.older.end(), keep);
      std::for_each(object.soft_deleted.begin(), object.soft_deleted.end(), keep);
    }
  }
}

void ObjectStore::load(const CatalogContents& contents) {
  Trash trash;
  MutexLock hold(state_->mutex);
  for (const BucketPtr& bucket : contents.buckets) {
    state_->buckets[bucket->name].bucket = bucket;
  }
  for (const ObjectPtr& version : contents.objects) {
    state_->put_version(version, trash);
  }
}

Result<ObjectPtr> ObjectStore::insert(
    NewObject object, const Preconditions& guards,
    const std::function<void(CatalogChange&, const ObjectPtr&)>& also) {
  Trash trash;
  MutexLock hold(state_->mutex);
  state_->purge(trash);
  Result<BucketState*> bucket = state_->find_bucket(object.bucket);
  if (!bucket) return Unexpected(std::move(bucket).error());
  const Bucket& policy = *(*bucket)->bucket;
  const ObjectPtr live = live_version(**bucket, object.name);
  if (Result<void> held = check(guards, live.get()); !held) return Unexpected(held.error());

  ObjectChange change;
  const TimePoint now = state_->clock.now();
  if (live) {
    if (Result<void> done = retire_live(policy, live, now, change); !done) {
      return Unexpected(done.error());
    }
  }
  MutableVersion version =
      born(object.bucket, object.name, state_->next_generation(object.bucket, object.name), now);
  version->size = object.size;
  version->component_count = object.component_count;
  version->metadata = std::move(object.metadata);
  if (policy.default_event_based_hold) {
    version->metadata.event_based_hold = version->metadata.event_based_hold_set = true;
  }
  version->blob = std::move(object.blob);
  version->lazy_digests = object.digests
                              ? std::make_shared<ObjectVersion::LazyDigests>(*object.digests)
                              : std::make_shared<ObjectVersion::LazyDigests>(version->blob);
  change.put(version);
  if (also) also(change.catalog, version);
  if (Result<void> done = state_->apply(change, trash); !done) return Unexpected(done.error());
  return ObjectPtr(version);
}

Result<ObjectPtr> ObjectStore::get(std::string_view bucket, std::string_view name,
                                   std::optional<std::uint64_t> generation) const {
  MutexLock hold(state_->mutex);
  Result<BucketState*> found = state_->find_bucket(bucket);
  if (!found) return Unexpected(std::move(found).error());
  return find_version(**found, name, generation);
}

Result<ObjectPtr> ObjectStore::update(std::string_view bucket, std::string_view name,
                                      std::optional<std::uint64_t> generation,
                                      const Preconditions& guards,
                                      const std::function<Result<void>(ObjectMetadata&)>& change) {
  Trash trash;
  MutexLock hold(state_->mutex);
  Result<BucketState*> found = state_->find_bucket(bucket);
  if (!found) return Unexpected(std::move(found).error());
  Result<ObjectPtr> version = find_version(**found, name, generation);
  if (!version) return version;
  if (Result<void> held = check(guards, version->get()); !held) return Unexpected(held.error());

  auto edited = std::make_shared<ObjectVersion>(**version);
  if (Result<void> done = change(edited->metadata); !done) return Unexpected(done.error());
  ++edited->metageneration;
  edited->updated = state_->clock.now();
  if (edited->metadata.storage_class != (*version)->metadata.storage_class) {
    edited->storage_class_updated = edited->updated;
  }
  ObjectChange step;
  step.put(edited);
  if (Result<void> done = state_->apply(step, trash); !done) return Unexpected(done.error());
  return ObjectPtr(edited);
}

Result<ObjectPtr> ObjectStore::replace_bytes(const ObjectVersion& version,
                                             std::shared_ptr<const Blob> bytes) {
  const Result<Digests> digests = compute_digests(*bytes);
  if (!digests) return Unexpected(digests.error());
  const bool had_md5 = version.digests().md5.has_value();
  Trash trash;
  MutexLock hold(state_->mutex);
  Result<BucketState*> found = state_->find_bucket(version.bucket);
  if (!found) return Unexpected(std::move(found).error());
  Result<ObjectPtr> old = find_version(**found, version.name, version.generation);
  if (!old) return old;
  auto damaged = std::make_shared<ObjectVersion>(**old);
  damaged->blob = std::move(bytes);
  Digests told = *digests;
  if (!had_md5) told.md5.reset();
  damaged->lazy_digests = std::make_shared<ObjectVersion::LazyDigests>(told);
  ObjectChange change;
  change.put(damaged);
  if (Result<void> done = state_->apply(change, trash); !done) return Unexpected(done.error());
  return ObjectPtr(damaged);
}

Result<void> ObjectStore::remove(std::string_view bucket, std::string_view name,
                                 std::optional<std::uint64_t> generation,
                                 const Preconditions& guards) {
  Trash trash;
  MutexLock hold(state_->mutex);
  state_->purge(trash);
  Result<BucketState*> found = state_->find_bucket(bucket);
  if (!found) return Unexpected(std::move(found).error());
  Result<ObjectPtr> version = find_version(**found, name, generation);
  if (!version) return Unexpected(std::move(version).error());
  if (Result<void> held = check(guards, version->get()); !held) return held;

  ObjectChange change;
  const Bucket& policy = *(*found)->bucket;
  const TimePoint now = state_->clock.now();
  Result<void> done = generation ? destroy_version(policy, *version, now, change)
                                 : retire_live(policy, *version, now, change);
  if (!done) return done;
  return state_->apply(change, trash);
}

Result<ObjectPtr> ObjectStore::move(std::string_view bucket, std::string_view from,
                                    std::string_view to, const Preconditions& source,
                                    const Preconditions& destination) {
  Trash trash;
  MutexLock hold(state_->mutex);
  state_->purge(trash);
  Result<BucketState*> found = state_->find_bucket(bucket);
  if (!found) return Unexpected(std::move(found).error());
  Result<ObjectPtr> moved = find_version(**found, from, {});
  if (!moved) return moved;
  if (from == to) {
    return Unexpected(ErrorKind::kMalformed, "Source and destination object names are the same.",
                      "destinationObject");
  }
  const ObjectPtr replaced = live_version(**found, to);
  if (Result<void> held = check(source, moved->get()); !held) return Unexpected(held.error());
  if (Result<void> held = check(destination, replaced.get()); !held) {
    return Unexpected(held.error());
  }

  ObjectChange change;
  const Bucket& policy = *(*found)->bucket;
  const TimePoint now = state_->clock.now();
  Result<void> done = retire_live(policy, *moved, now, change);
  if (done && replaced) done = retire_live(policy, replaced, now, change);
  if (!done) return Unexpected(done.error());
  const MutableVersion version = reborn(**moved, to, state_->next_generation(bucket, to), now);
  change.put(version);
  done = state_->apply(change, trash);
  if (!done) return Unexpected(done.error());
  return ObjectPtr(version);
}

Result<ObjectPtr> ObjectStore::restore(std::string_view bucket, std::string_view name,
                                       std::uint64_t generation, const Preconditions& guards) {
  Trash trash;
  MutexLock hold(state_->mutex);
  state_->purge(trash);
  Result<BucketState*> found = state_->find_bucket(bucket);
  if (!found) return Unexpected(std::move(found).error());
  const TimePoint now = state_->clock.now();
  const ObjectPtr deleted = soft_deleted_version(**found, name, generation, now);
  if (!deleted) {
    if (Result<ObjectPtr> other = find_version(**found, name, generation); !other) return other;
    return Unexpected(ErrorKind::kPrecondition, "The object is not soft-deleted.",
                      "objectNotSoftDeleted");
  }
  const ObjectPtr live = live_version(**found, name);
  if (Result<void> held = check(guards, live.get()); !held) return Unexpected(held.error());

  ObjectChange change;
  if (live) {
    if (Result<void> done = retire_live(*(*found)->bucket, live, now, change); !done) {
      return Unexpected(done.error());
    }
  }
  const MutableVersion version = reborn(*deleted, name, state_->next_generation(bucket, name), now);
  change.drop(deleted);
  change.put(version);
  if (Result<void> done = state_->apply(change, trash); !done) return Unexpected(done.error());
  return ObjectPtr(version);
}

Result<ObjectPtr> ObjectStore::get_soft_deleted(std::string_view bucket, std::string_view name,
                                                std::uint64_t generation) const {
  MutexLock hold(state_->mutex);
  Result<BucketState*> found = state_->find_bucket(bucket);
  if (!found) return Unexpected(std::move(found).error());
  ObjectPtr version = soft_deleted_version(**found, name, generation, state_->clock.now());
  if (!version) return no_object(bucket, name);
  return version;
}

}  // namespace resumulator
