#include "engine/object_damage.h"

#include <array>
#include <span>

namespace resumulator {

Result<ObjectPtr> flip_bits(World& world, const ObjectPtr& object, const BitFlips& flips) {
  if (!object->blob) return Unexpected(ErrorKind::kNotFound, "The object has no bytes.");
  auto damaged = world.blobs().create();
  if (!damaged) return Unexpected(damaged.error());
  std::vector<std::byte> block(256 * 1024);
  for (std::uint64_t at = 0; at < object->size;) {
    const auto got = object->blob->read(at, block);
    if (!got) return Unexpected(got.error());
    if (*got == 0) break;
    for (const auto& [byte, bit] : flips) {
      if (byte < at || byte >= at + *got) continue;
      block[static_cast<std::size_t>(byte - at)] ^= std::byte{1} << bit;
    }
    if (auto kept = append_copy(**damaged, std::span(block).first(*got)); !kept) {
      return Unexpected(kept.error());
    }
    at += *got;
  }
  return world.objects().replace_bytes(*object, *std::move(damaged));
}

}  // namespace resumulator
