// Drive and YouTube as far as uploads go: two products behind the upload server of Cloud Storage.
//
// What differs is here: addresses, ids, and the resource an upload becomes. What a client said of
// its file is kept as it came, in the object's custom metadata.
//
// Source   docs/protocols/google-drive.md
// Threads  pure functions.
#pragma once

#include <string>
#include <string_view>

#include "core/upload/world.h"
#include "protocols/gcs/common/errors.h"
#include "protocols/gcs/common/request.h"

namespace resumulator::gcs::drive {

enum class Product : std::uint8_t { kDrive, kYoutube };

inline constexpr const char* kResourceKey = "resource";  ///< of the object's custom metadata

[[nodiscard]] const char* protocol_name(Product product);
[[nodiscard]] std::string_view upload_root(Product product);  ///< "/upload/drive/v3/files"
[[nodiscard]] std::string_view resource_root(Product product);
[[nodiscard]] std::string_view bucket_name(Product product);
[[nodiscard]] std::string new_id(Product product, World& world);

/// `given` over `before`, both JSON objects: what is given wins.
[[nodiscard]] ApiResult<std::string> merge_resource(Product product, std::string_view before,
                                                    std::string_view given, const Limits& limits);
/// The media type the resource names; empty: none.
[[nodiscard]] std::string named_type(std::string_view resource);
/// The resource as the request's `fields` and the product's own habit cut it.
[[nodiscard]] std::string resource_json(Product product, const ObjectVersion& object,
                                        const Query& query);
/// The list of a page of resources.
[[nodiscard]] std::string list_json(Product product, const std::vector<ObjectPtr>& objects,
                                    const Query& query);

}  // namespace resumulator::gcs::drive
