#include "protocols/gcs/common/copy.h"

#include <utility>

#include "protocols/gcs/common/metadata.h"

namespace resumulator::gcs {

ObjectMetadata copied_metadata(const ObjectMetadata& source, const Bucket& bucket) {
  ObjectMetadata metadata = source;
  metadata.temporary_hold = metadata.temporary_hold_set = false;
  metadata.event_based_hold = metadata.event_based_hold_set = false;
  metadata.retain_until.reset();
  metadata.retention_locked = false;
  metadata.kms_key_name.clear();
  set_extra_member(metadata, "acl", {});
  metadata.storage_class = bucket.storage_class;
  return metadata;
}

NewObject new_copy(const ObjectVersion& source, std::string bucket, std::string name,
                   ObjectMetadata metadata) {
  NewObject copy;
  copy.bucket = std::move(bucket);
  copy.name = std::move(name);
  copy.metadata = std::move(metadata);
  copy.blob = source.blob;
  copy.size = source.size;
  copy.digests = source.digests();
  copy.component_count = source.component_count;
  return copy;
}

}  // namespace resumulator::gcs
