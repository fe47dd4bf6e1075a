// compose: up to 32 objects end to end as one new object, which has a CRC-32C but no MD5.
#include <nlohmann/json.hpp>

#include "core/upload/world.h"
#include "protocols/gcs/common/encryption.h"
#include "protocols/gcs/common/metadata.h"
#include "protocols/gcs/common/names.h"
#include "protocols/gcs/common/preconditions.h"
#include "protocols/gcs/json/operations/copy_common.h"
#include "protocols/gcs/json/operations/object_common.h"
#include "protocols/gcs/json/operations/object_operations.h"

namespace resumulator::gcs::json {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kSourcesMax = 32;
constexpr std::size_t kBlock = std::size_t{256} * 1024;

// A number of a body: a JSON number or a string of digits.
ApiResult<std::optional<std::int64_t>> long_member(const Json& object, const char* name) {
  const auto member = object.find(name);
  if (member == object.end() || member->is_null()) return std::optional<std::int64_t>();
  if (member->is_number_integer()) return std::optional(member->get<std::int64_t>());
  const std::string text = member->is_string() ? member->get<std::string>() : member->dump();
  const auto number = parse_long(text);
  if (!number) return invalid("Invalid long value: '" + text + "'.");
  return std::optional(*number);
}

// Rule gcs.compose.source: one source as the body names it, its generation and its own guard.
ApiResult<ObjectPtr> find_source(const Request& request, const Json& source,
                                 std::string_view key_sha256) {
  if (!source.is_object() || !source.contains("name") || !source["name"].is_string()) {
    return required("Required");
  }
  const std::string name = source["name"].get<std::string>();
  const auto generation = long_member(source, "generation");
  if (!generation) return generation.error();
  std::optional<std::uint64_t> wanted;
  if (*generation) wanted = static_cast<std::uint64_t>(**generation);
  const auto object = request.world->objects().get(request.bucket, name, wanted);
  if (!object) return from_store_error(object.error(), request.bucket, name);
  if (const auto guards = source.find("objectPreconditions");
      guards != source.end() && guards->is_object()) {
    const auto match = long_member(*guards, "ifGenerationMatch");
    if (!match) return match.error();
    Preconditions guard;
    guard.generation_match = *match;
    if (!check(guard, object->get())) return condition_not_met();
  }
  if (auto problem = check_encryption_key(**object, key_sha256)) return *std::move(problem);
  return *object;
}

ApiResult<std::vector<ObjectPtr>> find_sources(const Request& request, const Json& body,
                                               std::string_view key_sha256) {
  const auto list = body.find("sourceObjects");
  if (list == body.end() || !list->is_array() || list->empty()) {
    return required("You must provide at least one source component.");
  }
  if (list->size() > kSourcesMax) {
    return invalid("The number of source components provided (" + std::to_string(list->size()) +
                   ") exceeds the maximum (" + std::to_string(kSourcesMax) + ")");
  }
  std::vector<ObjectPtr> sources;
  for (const Json& source : *list) {
    auto found = find_source(request, source, key_sha256);
    if (!found) return found.error();
    sources.push_back(*std::move(found));
  }
  return sources;
}

Result<void> append_object(Blob& into, const ObjectVersion& source, RunningDigest& digest) {
  std::uint64_t at = 0;
  while (at < source.size) {
    auto room = into.reserve(kBlock);
    if (!room) return Unexpected(room.error());
    const auto want = std::min<std::uint64_t>(room->size(), source.size - at);
    const auto part = room->first(static_cast<std::size_t>(want));
    const auto got = source.blob->read(at, part);
    if (!got) return Unexpected(got.error());
    if (*got == 0) return Unexpected(ErrorKind::kUnavailable, "A source is shorter than it was.");
    digest.update(part.first(*got));
    if (auto kept = into.commit(*got); !kept) return kept;
    at += *got;
  }
  return {};
}

// Rules gcs.compose.digests, gcs.compose.component-count.
Result<void> concatenate(World& world, const std::vector<ObjectPtr>& sources, NewObject& into) {
  auto blob = world.blobs().create();
  if (!blob) return Unexpected(blob.error());
  RunningDigest digest(false);
  std::uint32_t components = 0;
  for (const ObjectPtr& source : sources) {
    if (auto done = append_object(**blob, *source, digest); !done) return done;
    components += source->component_count.value_or(1);
  }
  (*blob)->release_room();
  into.size = (*blob)->size();
  into.digests = digest.snapshot();
  into.component_count = components;
  into.blob = *std::move(blob);
  return {};
}

ApiResult<ObjectMetadata> destination_metadata(const Request& request, const Json& body) {
  const Json destination = body.value("destination", Json::object());
  const auto change =
      parse_metadata(destination.dump(-1, ' ', false, Json::error_handler_t::replace),
                     request.world->options().limits);
  if (!change) return change.error();
  const BucketPtr bucket = request.world->objects().bucket(request.bucket);
  if (!bucket) return no_such_bucket();
  ObjectMetadata metadata = apply_insert(*change);
  if (!change->storage_class) metadata.storage_class = bucket->storage_class;
  if (metadata.content_type.empty()) metadata.content_type = "application/octet-stream";
  if (const std::string* name = request.query.find("kmsKeyName")) metadata.kms_key_name = *name;
  if (auto problem =
          take_predefined_acl(request, "destinationPredefinedAcl", request.bucket, metadata)) {
    return *std::move(problem);
  }
  return metadata;
}

// A guard that fails already needs no bytes to be copied.
Result<void> check_destination(const Request& request, const Preconditions& guards) {
  const auto live = request.world->objects().get(request.bucket, request.object, {});
  if (!live && live.error().where == "bucket") return Unexpected(live.error());
  return check(guards, live ? live->get() : nullptr);
}

}  // namespace

Response compose_object(const Request& request, BodySource& source) {
  const auto text = read_json_body(request, source);
  if (!text) return fail(request, text.error());
  const auto guards = parse_preconditions(request.query);
  if (!guards) return fail(request, guards.error());
  if (const auto problem = check_object_name(request.object)) return fail(request, *problem);
  const auto key = parse_encryption_key(request.head.headers);
  if (!key) return fail(request, key.error());
  const Json body = Json::parse(*text, nullptr, false);
  auto metadata = destination_metadata(request, body);
  if (!metadata) return fail(request, metadata.error());
  const auto sources = find_sources(request, body, *key);
  if (!sources) return fail(request, sources.error());
  if (const auto held = check_destination(request, *guards); !held) {
    return fail_write(request, held.error());
  }
  NewObject object;
  object.bucket = request.bucket;
  object.name = request.object;
  object.metadata = *std::move(metadata);
  object.metadata.encryption_key_sha256 = *key;
  if (const auto done = concatenate(*request.world, *sources, object); !done) {
    return fail_write(request, done.error());
  }
  const auto made = request.world->objects().insert(std::move(object), *guards);
  if (!made) return fail_write(request, made.error());
  Response response = object_answer(request, **made, CacheSet::kWrite);
  add_encryption_headers(response.headers, *key);
  return response;
}

}  // namespace resumulator::gcs::json
