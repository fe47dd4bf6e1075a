// The JSON body of a write (an object resource, or a part of one) as a change of metadata.
//
//   insert   apply_insert: a fresh object with the members given
//   PATCH    apply_patch:  merge; null removes; "metadata" is merged key by key
//   PUT      apply_update: every writable member not given goes back to its default
//
// Errors   400 invalid: not JSON ("Parse Error: …", as_html), a member of the wrong type, a digest
//          or time that is none; 413 past Limits::metadata_bytes_max; nesting past
//          Limits::json_depth_max is 400.
// Note     members the service sets itself (id, size, generation, …) are ignored.
// Source   docs/protocols/gcs-json.md, rules gcs.metadata.*
// Threads  plain values.
#pragma once

#include <map>
#include <optional>
#include <resumulator/options.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/upload/object_store.h"
#include "protocols/gcs/common/errors.h"

namespace resumulator::gcs {

/// A member as a body has it: absent (outer empty), null (inner empty), or a value.
template <typename T>
using Setting = std::optional<std::optional<T>>;

struct MetadataChange {
  std::optional<std::string> name;
  std::optional<std::string> bucket;
  DeclaredDigests digests;

  Setting<std::string> content_type;
  Setting<std::string> content_encoding;
  Setting<std::string> content_disposition;
  Setting<std::string> content_language;
  Setting<std::string> cache_control;
  Setting<std::string> storage_class;
  Setting<std::string> custom_time;
  Setting<std::string> kms_key_name;
  Setting<bool> temporary_hold;
  Setting<bool> event_based_hold;
  struct Retention {
    bool locked = false;
    TimePoint until{};
  };
  Setting<Retention> retention;
  bool custom_given = false;  ///< "metadata" is there; as null it drops all keys
  bool custom_null = false;
  std::map<std::string, std::optional<std::string>> custom;  ///< empty value: remove that key
  /// acl, contexts: compact JSON text; empty: remove.
  std::vector<std::pair<std::string, std::optional<std::string>>> extra;
};

/// `json` empty or blank is the same as "{}".
[[nodiscard]] ApiResult<MetadataChange> parse_metadata(std::string_view json, const Limits& limits);

[[nodiscard]] ObjectMetadata apply_insert(const MetadataChange& change);
void apply_patch(const MetadataChange& change, ObjectMetadata& metadata);
void apply_update(const MetadataChange& change, ObjectMetadata& metadata);

/// One member of ObjectMetadata::extra_json as JSON text; empty when it is not there.
[[nodiscard]] std::string extra_member(const ObjectMetadata& metadata, std::string_view name);
/// Puts JSON text there; empty: the member goes.
void set_extra_member(ObjectMetadata& metadata, std::string_view name, std::string_view json);

}  // namespace resumulator::gcs
