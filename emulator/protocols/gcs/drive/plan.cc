#include "protocols/gcs/drive/plan.h"

#include <utility>

#include "protocols/gcs/common/fields.h"
#include "protocols/mount_bucket.h"

namespace resumulator::gcs::drive {

ApiResult<Planned> plan(Product product, World& world, const UploadWish& wish) {
  if (auto error = check_fields(wish.fields)) return *std::move(error);
  Planned planned;
  std::string before;
  if (!wish.id.empty()) {
    const auto live = world.objects().get(bucket_name(product), wish.id);
    if (!live) return not_found("File not found: " + std::string(wish.id) + ".");
    planned.metadata = (*live)->metadata;
    before = planned.metadata.custom[kResourceKey];
  }
  auto resource = merge_resource(product, before, wish.resource, world.options().limits);
  if (!resource) return resource.error();
  if (!ensure_bucket(world, bucket_name(product))) return backend_unavailable();
  planned.id = wish.id.empty() ? new_id(product, world) : std::string(wish.id);
  const std::string named = named_type(*resource);
  if (!named.empty()) {
    planned.metadata.content_type = named;
  } else if (!wish.media_type.empty()) {
    planned.metadata.content_type = wish.media_type;
  }
  planned.metadata.custom[kResourceKey] = *std::move(resource);
  return planned;
}

}  // namespace resumulator::gcs::drive
