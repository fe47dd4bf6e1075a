#include "core/upload/object_store_state.h"

#include <algorithm>
#include <utility>

namespace resumulator {
namespace {

void insert_by_generation(std::vector<ObjectPtr>& list, const ObjectPtr& version) {
  const auto at = std::upper_bound(
      list.begin(), list.end(), version->generation,
      [](std::uint64_t generation, const ObjectPtr& v) { return generation < v->generation; });
  list.insert(at, version);
}

void erase_generation(std::vector<ObjectPtr>& list, std::uint64_t generation, Trash& trash) {
  const auto at = std::find_if(list.begin(), list.end(),
                               [&](const ObjectPtr& v) { return v->generation == generation; });
  if (at == list.end()) return;
  trash.push_back(std::move(*at));
  list.erase(at);
}

/// Takes the version out of whichever list has it.
void take_out(NamedObject& object, std::uint64_t generation, Trash& trash) {
  if (object.live && object.live->generation == generation) {
    trash.push_back(std::exchange(object.live, nullptr));
  }
  erase_generation(object.older, generation, trash);
  erase_generation(object.soft_deleted, generation, trash);
}

/// The highest generation the name has; 0: none.
std::uint64_t last_of(const NamedObject& object) {
  std::uint64_t last = object.live ? object.live->generation : 0;
  if (!object.older.empty()) last = std::max(last, object.older.back()->generation);
  if (!object.soft_deleted.empty()) last = std::max(last, object.soft_deleted.back()->generation);
  return last;
}

/// What a version gets that is made now, as the service counts: microseconds.
std::uint64_t generation_now(const Clock& clock) {
  return static_cast<std::uint64_t>(
      std::max<Duration::rep>(1, clock.now().time_since_epoch().count()));
}

constexpr std::size_t kGoneMax = 10'000;

}  // namespace

Unexpected no_bucket() {
  return {ErrorKind::kNotFound, "The specified bucket does not exist.", "bucket"};
}

Unexpected no_object(std::string_view bucket, std::string_view name) {
  std::string text = "No such object: ";
  text.append(bucket).append("/").append(name);
  return {ErrorKind::kNotFound, std::move(text), "object"};
}

void ObjectChange::put(ObjectPtr version) {
  catalog.put_objects.push_back(version);
  steps.push_back({Step::Kind::kPut, std::move(version)});
}

void ObjectChange::drop(ObjectPtr version) {
  catalog.drop_objects.push_back({version->bucket, version->name, version->generation});
  steps.push_back({Step::Kind::kDrop, std::move(version)});
}

std::uint64_t ObjectStore::State::next_generation(std::string_view bucket, std::string_view name) {
  std::uint64_t next = std::max(least_generation, generation_now(clock));
  const auto found = name.empty() ? buckets.end() : buckets.find(bucket);
  if (found != buckets.end()) {
    const auto object = found->second.names.find(name);
    if (object != found->second.names.end()) next = std::max(next, last_of(object->second) + 1);
  }
  if (gone.empty()) return next;
  const auto before = gone.find({std::string(bucket), std::string(name)});
  return before == gone.end() ? next : std::max(next, before->second + 1);
}

void ObjectStore::State::remember_gone(const std::string& bucket, const std::string& name,
                                       std::uint64_t generation) {
  const std::uint64_t now = generation_now(clock);
  if (generation < now) return;
  std::uint64_t& last = gone[{bucket, name}];
  last = std::max(last, generation);
  if (gone.size() <= kGoneMax) return;
  std::erase_if(gone, [now](const auto& entry) { return entry.second < now; });
  if (gone.size() <= kGoneMax) return;
  // A clock that stands, and many names that went: from here on they are all behind one number.
  for (const auto& [key, highest] : gone)
    least_generation = std::max(least_generation, highest + 1);
  gone.clear();
}

Result<BucketState*> ObjectStore::State::find_bucket(std::string_view name) {
  const auto found = buckets.find(name);
  if (found == buckets.end()) return no_bucket();
  return &found->second;
}

Result<void> ObjectStore::State::apply(const ObjectChange& change, Trash& trash) {
  if (Result<void> written = catalog.apply(change.catalog); !written) return written;
  for (const ObjectChange::Step& step : change.steps) {
    if (step.kind == ObjectChange::Step::Kind::kPut) {
      put_version(step.version, trash);
    } else {
      drop_version(*step.version, trash);
    }
  }
  return {};
}

void ObjectStore::State::put_version(const ObjectPtr& version, Trash& trash) {
  const auto bucket = buckets.find(version->bucket);
  if (bucket == buckets.end()) return;
  NamedObject& object = bucket->second.names[version->name];
  take_out(object, version->generation, trash);
  if (version->soft_deleted) {
    insert_by_generation(object.soft_deleted, version);
    if (version->hard_delete_at) {
      expiring.emplace(*version->hard_delete_at, version->bucket, version->name,
                       version->generation);
    }
  } else if (version->deleted) {
    insert_by_generation(object.older, version);
  } else {
    if (object.live) trash.push_back(std::move(object.live));
    object.live = version;
  }
  if (gone.empty()) return;
  const auto before = gone.find({version->bucket, version->name});
  if (before != gone.end() && before->second < version->generation) gone.erase(before);
}

void ObjectStore::State::drop_version(const ObjectVersion& version, Trash& trash) {
  const auto bucket = buckets.find(version.bucket);
  if (bucket == buckets.end()) return;
  const auto found = bucket->second.names.find(version.name);
  if (found == bucket->second.names.end()) return;
  take_out(found->second, version.generation, trash);
  remember_gone(version.bucket, version.name, version.generation);
  if (version.hard_delete_at) {
    expiring.erase({*version.hard_delete_at, version.bucket, version.name, version.generation});
  }
  if (found->second.empty()) bucket->second.names.erase(found);
}

void ObjectStore::State::purge(Trash& trash) {
  if (expiring.empty()) return;
  const TimePoint now = clock.now();
  ObjectChange change;
  for (const auto& [at, bucket_name, name, generation] : expiring) {
    if (at > now) break;
    const auto bucket = buckets.find(bucket_name);
    if (bucket == buckets.end()) continue;
    const auto found = bucket->second.names.find(name);
    if (found == bucket->second.names.end()) continue;
    for (const ObjectPtr& version : found->second.soft_deleted) {
      if (version->generation == generation) change.drop(version);
    }
  }
  // When the catalogue cannot write now they go with a later change; nobody sees them until then.
  if (!change.steps.empty()) static_cast<void>(apply(change, trash));
}

Result<void> check_may_destroy(const Bucket& bucket, const ObjectVersion& version, TimePoint now) {
  const std::string object = version.bucket + "/" + version.name;
  if (version.metadata.temporary_hold || version.metadata.event_based_hold) {
    return Unexpected(ErrorKind::kDenied,
                      "Object '" + object +
                          "' is under active Temporary hold or Event-Based hold and cannot be "
                          "deleted, overwritten or archived until it is released.",
                      "objectUnderActiveHold");
  }
  const bool by_bucket =
      bucket.retention_period && version.created + *bucket.retention_period > now;
  const bool by_object = version.metadata.retain_until && *version.metadata.retain_until > now;
  if (by_bucket || by_object) {
    return Unexpected(ErrorKind::kDenied,
                      "Object '" + object +
                          "' is subject to a retention policy and cannot be deleted or overwritten "
                          "until its retention time has passed.",
                      "retentionPolicyNotMet");
  }
  return {};
}

Result<void> destroy_version(const Bucket& bucket, const ObjectPtr& version, TimePoint now,
                             ObjectChange& change) {
  if (Result<void> may = check_may_destroy(bucket, *version, now); !may) return may;
  if (bucket.soft_delete_for <= Duration::zero()) {
    change.drop(version);
    return {};
  }
  auto gone = std::make_shared<ObjectVersion>(*version);
  gone->soft_deleted = now;
  gone->hard_delete_at = now + bucket.soft_delete_for;
  change.put(std::move(gone));
  return {};
}

Result<void> retire_live(const Bucket& bucket, const ObjectPtr& live, TimePoint now,
                         ObjectChange& change) {
  if (!bucket.versioning) return destroy_version(bucket, live, now, change);
  // A version that only becomes noncurrent is not lost, so holds and retention allow it.
  auto older = std::make_shared<ObjectVersion>(*live);
  older->deleted = now;
  change.put(std::move(older));
  return {};
}

}  // namespace resumulator
