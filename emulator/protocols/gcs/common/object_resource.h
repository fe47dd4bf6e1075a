// The object resource as production writes it: member order, numbers as strings, absent members
// left out.
//
// Source   docs/protocols/gcs-json.md, rules gcs.resource.*
// Threads  pure functions.
#pragma once

#include <string>
#include <string_view>

#include "core/upload/object_store.h"
#include "core/wire/url.h"
#include "protocols/gcs/common/json_writer.h"

namespace resumulator::gcs {

struct ResourceView {
  std::string base_url;       ///< what selfLink and mediaLink start with
  bool pretty = true;         ///< prettyPrint
  bool full = false;          ///< projection=full: acl and owner
  bool owner = false;         ///< `owner` even so (answers of copyTo and rewriteTo)
  bool hide_digests = false;  ///< a read of a CSEK object without its key
  std::string fields;         ///< partial response selector; empty or "*": everything
  BucketPtr bucket;           ///< for its retention policy and default lists; may be gone
};

/// The view a request's query asks for: prettyPrint, projection, fields.
[[nodiscard]] ResourceView resource_view(const Query& query, std::string base_url,
                                         BucketPtr bucket);

/// One resource as the next value of `json`; `fields` is not looked at (see fields.h).
void write_object(JsonWriter& json, const ObjectVersion& object, const ResourceView& view);
/// A whole body: one resource, cut to `view.fields`.
[[nodiscard]] std::string object_body(const ObjectVersion& object, const ResourceView& view);
[[nodiscard]] std::string object_etag(const ObjectVersion& object);

}  // namespace resumulator::gcs
