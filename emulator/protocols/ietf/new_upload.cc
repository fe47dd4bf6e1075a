#include "protocols/ietf/new_upload.h"

#include "core/upload/world.h"
#include "protocols/ietf/memory.h"
#include "protocols/mount_bucket.h"

namespace resumulator::ietf {
namespace {

constexpr std::size_t kIdLength = 32;

}  // namespace

ObjectMetadata metadata_of(const Headers& headers) {
  ObjectMetadata metadata;
  metadata.content_type = headers.get("Content-Type");
  metadata.content_encoding = headers.get("Content-Encoding");
  metadata.content_disposition = headers.get("Content-Disposition");
  metadata.content_language = headers.get("Content-Language");
  return metadata;
}

Result<SessionPtr> make_upload(const Request& request) {
  World& world = *request.world;
  if (auto ready = ensure_bucket(world, kBucket); !ready) return Unexpected(ready.error());
  SessionSpec spec;
  spec.protocol = "ietf";
  spec.bucket = kBucket;
  spec.metadata = metadata_of(request.head.headers);
  spec.origin = request.head.headers.get("Origin");
  spec.adapter = remember(request.head.headers);
  spec.lifetime = lifetime(request);
  // A store that was kept may hold ids of an earlier run with the same seed.
  do {
    spec.id = world.ids().token("ietf", kIdLength);
  } while (world.sessions().find(spec.id) || world.objects().get(kBucket, spec.id));
  spec.object = spec.id;
  return world.sessions().create(std::move(spec));
}

}  // namespace resumulator::ietf
