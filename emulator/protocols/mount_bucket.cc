#include "protocols/mount_bucket.h"

#include <string>

namespace resumulator {

Result<void> ensure_bucket(World& world, std::string_view name) {
  if (world.objects().bucket(name)) return {};
  Bucket spec;
  spec.name = name;
  spec.project = world.options().project;
  const auto made = world.objects().create_bucket(std::move(spec));
  // Another request may have made it in the meantime.
  if (made || made.error().kind == ErrorKind::kConflict) return {};
  return Unexpected(made.error());
}

}  // namespace resumulator
