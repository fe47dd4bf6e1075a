// Buckets and finished objects: generations, metagenerations, versions, preconditions.
//
// Every change is one atomic step: looked up, checked and applied under the store's lock, written
// to the catalogue first. What is handed out is an immutable snapshot: it stays true of the moment
// it was taken.
//
// Errors   kNotFound (where = "bucket" or "object"), kConflict, kPrecondition, kNotModified,
// kDenied (holds, retention;
//          where = the service's reason word), kUnavailable (the catalogue could not be written:
//          nothing has changed).
// Threads  every call from any thread.
// Source   docs/protocols/gcs-json.md, rules gcs.object.*, gcs.bucket.*, gcs.precondition.*
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <resumulator/clock.hpp>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/upload/blob.h"
#include "core/upload/checksum.h"

namespace resumulator {

/// What a client may say of an object. `extra_json` keeps the protocol's own members (acl,
/// retention, contexts) as JSON text.
struct ObjectMetadata {
  std::string content_type;
  std::string content_encoding;
  std::string content_disposition;
  std::string content_language;
  std::string cache_control;
  std::string storage_class = "STANDARD";
  std::string custom_time;  ///< RFC 3339, as checked; empty: none
  std::string kms_key_name;
  std::string encryption_key_sha256;  ///< base64; not empty: written with a customer-supplied key
  std::map<std::string, std::string> custom;  ///< "metadata"
  bool temporary_hold = false;
  bool event_based_hold = false;
  bool temporary_hold_set = false;  ///< the member was given once, so it is shown even when false
  bool event_based_hold_set = false;
  std::optional<TimePoint> retain_until;  ///< object retention
  bool retention_locked = false;
  std::string extra_json;
  friend bool operator==(const ObjectMetadata&, const ObjectMetadata&) = default;
};

/// One version of one object.
struct ObjectVersion {
  std::string bucket;
  std::string name;
  std::uint64_t generation = 0;
  std::uint64_t metageneration = 1;
  std::uint64_t size = 0;
  TimePoint created{};
  TimePoint updated{};
  TimePoint storage_class_updated{};
  std::optional<TimePoint> deleted;       ///< noncurrent since
  std::optional<TimePoint> soft_deleted;  ///< soft-deleted since
  std::optional<TimePoint> hard_delete_at;
  std::optional<std::uint32_t> component_count;  ///< composite objects
  ObjectMetadata metadata;
  std::shared_ptr<const Blob> blob;
  /// Digests of the bytes. Computed on the first call for objects of a seed directory, known before
  /// for all others.
  [[nodiscard]] const Digests& digests() const;
  struct LazyDigests;
  std::shared_ptr<LazyDigests> lazy_digests;
};
using ObjectPtr = std::shared_ptr<const ObjectVersion>;

struct Bucket {
  std::string name;
  std::string project;
  std::uint64_t generation = 0;
  std::uint64_t metageneration = 1;
  TimePoint created{};
  TimePoint updated{};
  std::string location = "US";
  std::string storage_class = "STANDARD";
  bool versioning = false;
  bool default_event_based_hold = false;
  std::optional<Duration> retention_period;
  std::optional<TimePoint> retention_effective;
  bool retention_locked = false;
  Duration soft_delete_for{0};  ///< 0: deleted objects are gone at once
  std::string extra_json;       ///< cors, lifecycle, labels, iamConfiguration …: JSON object text
};
using BucketPtr = std::shared_ptr<const Bucket>;

/// The four guards. Values are signed: -1 is legal and equals nothing.
struct Preconditions {
  std::optional<std::int64_t> generation_match;
  std::optional<std::int64_t> generation_not_match;
  std::optional<std::int64_t> metageneration_match;
  std::optional<std::int64_t> metageneration_not_match;
  [[nodiscard]] bool empty() const {
    return !generation_match && !generation_not_match && !metageneration_match &&
           !metageneration_not_match;
  }
  friend bool operator==(const Preconditions&, const Preconditions&) = default;
};
/// Whether the guards hold for `live` (nullptr: no such object). kPrecondition or kNotModified
/// where not. A write to a missing object passes generation_match 0 only; the caller answers
/// kNotFound for other operations first.
[[nodiscard]] Result<void> check(const Preconditions& guards, const ObjectVersion* live);

/// An object about to be stored.
struct NewObject {
  std::string bucket;
  std::string name;
  ObjectMetadata metadata;
  std::shared_ptr<const Blob> blob;
  std::uint64_t size = 0;
  std::optional<Digests> digests;  ///< empty: computed from the blob when first asked for
  std::optional<std::uint32_t> component_count;
};

struct ListQuery {
  std::string prefix;
  std::string delimiter;
  std::string start_offset;  ///< inclusive
  std::string end_offset;    ///< exclusive; empty: none
  std::string match_glob;
  std::string after;  ///< exclusive lower bound from a page token: a name, or a prefix
  std::optional<std::uint64_t>
      after_generation;  ///< with versions: continue inside that name, after this generation
  std::uint64_t max_results = 1000;
  bool versions = false;
  bool soft_deleted = false;
  bool include_trailing_delimiter = false;
};
struct ListPage {
  std::vector<ObjectPtr> items;
  std::vector<std::string> prefixes;
  std::string next_after;  ///< not empty: there is more
  std::optional<std::uint64_t> next_after_generation;
};

class Catalog;
struct CatalogChange;
struct CatalogContents;

class ObjectStore {
 public:
  ObjectStore(Clock& clock, Catalog& catalog);
  ~ObjectStore();
  /// Takes over what a catalogue held. Once, before anything else.
  void load(const CatalogContents& contents);

  Result<BucketPtr> create_bucket(
      Bucket spec);  ///< name, project and settings of `spec`; times and numbers are set here
  [[nodiscard]] BucketPtr bucket(std::string_view name) const;  ///< nullptr: none
  [[nodiscard]] std::vector<BucketPtr> buckets() const;         ///< in name order
  /// `change` edits a copy; metageneration + 1 and `updated` when it returns success.
  Result<BucketPtr> update_bucket(std::string_view name, const Preconditions& guards,
                                  const std::function<Result<void>(Bucket&)>& change);
  Result<void> delete_bucket(std::string_view name,
                             const Preconditions& guards);  ///< kConflict when not empty

  /// Stores a new live version. The replaced one becomes noncurrent (versioning), soft-deleted, or
  /// goes. `also` may add to the catalogue's transaction (a session that becomes complete with its
  /// object).
  Result<ObjectPtr> insert(NewObject object, const Preconditions& guards,
                           const std::function<void(CatalogChange&, const ObjectPtr&)>& also = {});
  /// The live version, or that generation of any state but soft-deleted.
  [[nodiscard]] Result<ObjectPtr> get(std::string_view bucket, std::string_view name,
                                      std::optional<std::uint64_t> generation = {}) const;
  /// `change` edits a copy of the metadata; metageneration + 1. Same generation, same bytes.
  Result<ObjectPtr> update(std::string_view bucket, std::string_view name,
                           std::optional<std::uint64_t> generation, const Preconditions& guards,
                           const std::function<Result<void>(ObjectMetadata&)>& change);
  /// Puts other bytes of the same size under a version (damage at rest, a fault's doing): same
  /// numbers and times, digests of the new bytes.
  Result<ObjectPtr> replace_bytes(const ObjectVersion& version, std::shared_ptr<const Blob> bytes);
  Result<void> remove(std::string_view bucket, std::string_view name,
                      std::optional<std::uint64_t> generation, const Preconditions& guards);
  /// Renames inside one bucket in one step; new generation.
  Result<ObjectPtr> move(std::string_view bucket, std::string_view from, std::string_view to,
                         const Preconditions& source, const Preconditions& destination);
  Result<ObjectPtr> restore(std::string_view bucket, std::string_view name,
                            std::uint64_t generation, const Preconditions& guards);
  [[nodiscard]] Result<ObjectPtr> get_soft_deleted(std::string_view bucket, std::string_view name,
                                                   std::uint64_t generation) const;
  [[nodiscard]] Result<ListPage> list(std::string_view bucket, const ListQuery& query) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace resumulator
