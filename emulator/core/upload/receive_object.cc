#include <utility>

#include "core/upload/body_pump.h"
#include "core/upload/world.h"

namespace resumulator {

Result<ReceivedObject> receive_object(World& world, BodySource& body, std::uint64_t limit,
                                      std::optional<bool> md5) {
  if (body.declared_length() && *body.declared_length() > limit) {
    return Unexpected(ErrorKind::kTooLarge, "The body is larger than allowed.");
  }
  Result<std::shared_ptr<Blob>> blob = world.blobs().create();
  if (!blob) return Unexpected(blob.error());
  const bool with_md5 = md5.value_or(world.options().gcs.md5);
  const auto digest = std::make_shared<FollowingDigest>(with_md5, world.hash_pool());
  BodyPump pump{.body = body, .blob = *blob, .digest = *digest, .with_md5 = with_md5};
  const Pumped pumped = pump.run(0, limit, false);
  switch (pumped.end) {
    case PumpEnd::kEnd:
      break;
    case PumpEnd::kCut:
    case PumpEnd::kLimit:
      digest->rewind(0);
      return Unexpected(ErrorKind::kCut, "The request broke off.");
    case PumpEnd::kMalformed:
      digest->rewind(0);
      return Unexpected(ErrorKind::kMalformed, "The framing of the body is broken.");
    case PumpEnd::kTooMuch:
      digest->rewind(0);
      return Unexpected(ErrorKind::kTooLarge, "The body is larger than allowed.");
    case PumpEnd::kStorage:
      digest->rewind(0);
      return Unexpected(pumped.error);
  }
  Result<Digests> digests = digest->at(**blob, pumped.kept);
  if (!digests) return Unexpected(digests.error());
  return ReceivedObject{std::move(*blob), *digests};
}

}  // namespace resumulator
