// Access control lists: kept and shown, never enforced.
//
// Kept     as JSON text [{"entity":"…","role":"…"}]: of a bucket in Bucket::extra_json ("acl",
//          "defaultObjectAcl"), of an object in ObjectMetadata::extra_json ("acl"). What was never
//          set is the service's default for the project.
// Shown    as access control resources; e-mail, domain and project team are read off the entity.
// Source   docs/protocols/gcs-json-objects.md, rules gcs.acl.*
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/upload/object_store.h"
#include "protocols/gcs/common/errors.h"

namespace resumulator::gcs {

/// Who owns every object: the emulator knows no callers.
inline constexpr std::string_view kOwnerEntity = "user-owner@example.com";

enum class AclKind : std::uint8_t { kBucket, kObject, kDefaultObject };

/// What a list belongs to.
struct AclPlace {
  AclKind kind = AclKind::kBucket;
  std::string bucket;
  std::string object;                ///< kObject
  std::uint64_t generation = 0;      ///< kObject
  std::uint64_t metageneration = 1;  ///< of the bucket or object: the etag of every entry
};

struct AclEntry {
  std::string entity;
  std::string role;
  friend bool operator==(const AclEntry&, const AclEntry&) = default;
};
using AclList = std::vector<AclEntry>;

[[nodiscard]] AclList bucket_acl(const Bucket& bucket);
[[nodiscard]] AclList default_object_acl(const Bucket& bucket);
/// `bucket` may be nullptr (gone meanwhile).
[[nodiscard]] AclList object_acl(const ObjectVersion& object, const Bucket* bucket);
/// The lists "publicRead", "private" … stand for. Empty: no such name for this kind.
[[nodiscard]] std::optional<AclList> predefined_acl(std::string_view name, AclKind kind,
                                                    std::string_view project);

/// Reads a kept list; entries that are none are left out.
[[nodiscard]] AclList parse_acl(std::string_view json);
/// Writes a list as it is kept.
[[nodiscard]] std::string acl_json(const AclList& list);
/// Keeps a list as the bucket's own.
void set_bucket_acl(Bucket& bucket, const AclList& list);
/// An entry from a request body. 400 invalid for an entity or role that there is not; `entity` is
/// taken from the path where the body names none.
[[nodiscard]] ApiResult<AclEntry> parse_acl_entry(std::string_view body, AclKind kind,
                                                  std::string_view entity_of_path);

/// One resource, compact JSON.
[[nodiscard]] std::string render_acl_entry(const AclEntry& entry, const AclPlace& place,
                                           std::string_view base_url);
/// "[…]" of the resources.
[[nodiscard]] std::string render_acl_items(const AclList& list, const AclPlace& place,
                                           std::string_view base_url);

}  // namespace resumulator::gcs
