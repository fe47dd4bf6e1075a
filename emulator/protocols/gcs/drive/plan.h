// What an upload to Drive or YouTube is to become, by whichever protocol its bytes come.
//
// Source   docs/protocols/google-drive.md, rules drive.upload.*
// Threads  pure but for the id it draws and the bucket it makes.
#pragma once

#include <string>
#include <string_view>

#include "core/upload/world.h"
#include "protocols/gcs/common/errors.h"
#include "protocols/gcs/drive/product.h"

namespace resumulator::gcs::drive {

/// What the request says of it.
struct UploadWish {
  std::string_view id;          ///< whose bytes are replaced; empty: a new one
  std::string_view resource;    ///< JSON, or nothing
  std::string_view media_type;  ///< as declared; what the resource names comes before it
  std::string_view fields;      ///< of the answer
};
struct Planned {
  std::string id;
  ObjectMetadata metadata;
};
/// The product's bucket is there when this returns a plan.
[[nodiscard]] ApiResult<Planned> plan(Product product, World& world, const UploadWish& wish);

}  // namespace resumulator::gcs::drive
