// Access lists of buckets, of new objects and of objects: five verbs, three places.
#include "protocols/gcs/common/acl.h"

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "core/upload/world.h"
#include "protocols/gcs/common/etag.h"
#include "protocols/gcs/common/preconditions.h"
#include "protocols/gcs/json/operations/object_common.h"
#include "protocols/gcs/json/operations/object_operations.h"

namespace resumulator::gcs::json {
namespace {

using Json = nlohmann::ordered_json;

// A list at one moment, and where it is.
struct PlacedList {
  AclPlace place;
  AclList list;
};
using Edit = std::function<Result<void>(AclList&)>;

std::string with_list(const std::string& extra_json, const char* member, const AclList& list) {
  Json document = extra_json.empty() ? Json() : Json::parse(extra_json, nullptr, false);
  if (!document.is_object()) document = Json::object();
  document[member] = Json::parse(acl_json(list));
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

PlacedList placed(const Bucket& bucket, AclKind kind) {
  return {{kind, bucket.name, {}, 0, bucket.metageneration},
          kind == AclKind::kBucket ? bucket_acl(bucket) : default_object_acl(bucket)};
}

PlacedList placed(const Request& request, const ObjectVersion& object) {
  const BucketPtr bucket = request.world->objects().bucket(object.bucket);
  return {{AclKind::kObject, object.bucket, object.name, object.generation, object.metageneration},
          object_acl(object, bucket.get())};
}

ApiResult<PlacedList> load(const Request& request, AclKind kind) {
  if (kind != AclKind::kObject) {
    const BucketPtr bucket = request.world->objects().bucket(request.bucket);
    if (!bucket) return no_such_bucket();
    return placed(*bucket, kind);
  }
  const auto generation = parse_generation(request.query);
  if (!generation) return generation.error();
  const auto object = request.world->objects().get(request.bucket, request.object, *generation);
  if (!object) return from_store_error(object.error(), request.bucket, request.object);
  return placed(request, **object);
}

ApiResult<PlacedList> change_bucket_list(const Request& request, AclKind kind, const Edit& edit) {
  const char* member = kind == AclKind::kBucket ? "acl" : "defaultObjectAcl";
  const auto changed = request.world->objects().update_bucket(
      request.bucket, {}, [&](Bucket& bucket) -> Result<void> {
        AclList list = placed(bucket, kind).list;
        if (auto done = edit(list); !done) return done;
        bucket.extra_json = with_list(bucket.extra_json, member, list);
        return {};
      });
  if (!changed) return from_store_error(changed.error(), request.bucket, {});
  return placed(**changed, kind);
}

// Rule gcs.acl.metageneration: a change of an object's list counts as a change of its metadata.
ApiResult<PlacedList> change_object_list(const Request& request, const Edit& edit) {
  const auto generation = parse_generation(request.query);
  if (!generation) return generation.error();
  const auto found = request.world->objects().get(request.bucket, request.object, *generation);
  if (!found) return from_store_error(found.error(), request.bucket, request.object);
  const BucketPtr bucket = request.world->objects().bucket(request.bucket);
  ObjectVersion shown = **found;
  const auto changed = request.world->objects().update(
      request.bucket, request.object, *generation, {},
      [&](ObjectMetadata& metadata) -> Result<void> {
        shown.metadata = metadata;
        AclList list = object_acl(shown, bucket.get());
        if (auto done = edit(list); !done) return done;
        metadata.extra_json = with_list(metadata.extra_json, "acl", list);
        return {};
      });
  if (!changed) return from_store_error(changed.error(), request.bucket, request.object);
  return placed(request, **changed);
}

ApiResult<PlacedList> change(const Request& request, AclKind kind, const Edit& edit) {
  return kind == AclKind::kObject ? change_object_list(request, edit)
                                  : change_bucket_list(request, kind, edit);
}

AclList::iterator find_entry(AclList& list, std::string_view entity) {
  return std::find_if(list.begin(), list.end(),
                      [entity](const AclEntry& entry) { return entry.entity == entity; });
}

Response entry_answer(const Request& request, const AclEntry& entry, const AclPlace& place,
                      CacheSet set) {
  const std::string tag = place.kind == AclKind::kObject
                              ? etag(place.generation, place.metageneration)
                              : bucket_etag(place.metageneration);
  return document_answer(request, set, render_acl_entry(entry, place, request.base_url), tag);
}

ApiError no_entry(const Request& request) {
  return not_found("The specified ACL entry does not exist: " + request.tail);
}

Response list_entries(const Request& request, AclKind kind) {
  const auto found = load(request, kind);
  if (!found) return fail(request, found.error());
  JsonWriter json(false);
  json.begin_object().member("kind", kind == AclKind::kBucket ? "storage#bucketAccessControls"
                                                              : "storage#objectAccessControls");
  if (!found->list.empty()) {
    json.key("items").raw(render_acl_items(found->list, found->place, request.base_url));
  }
  return document_answer(request, CacheSet::kRead, json.end_object().take());
}

Response get_entry(const Request& request, AclKind kind) {
  auto found = load(request, kind);
  if (!found) return fail(request, found.error());
  const auto entry = find_entry(found->list, request.tail);
  if (entry == found->list.end()) return fail(request, no_entry(request));
  return entry_answer(request, *entry, found->place, CacheSet::kRead);
}

// Insert, patch and update: the entry is there afterwards with that role.
Response put_entry(const Request& request, BodySource& body, AclKind kind) {
  const auto text = read_json_body(request, body);
  if (!text) return fail(request, text.error());
  const auto entry = parse_acl_entry(*text, kind, request.tail);
  if (!entry) return fail(request, entry.error());
  const bool must_exist = request.method == "PATCH";
  bool missing = false;
  const auto changed = change(request, kind, [&](AclList& list) -> Result<void> {
    const auto there = find_entry(list, entry->entity);
    if (there != list.end()) {
      there->role = entry->role;
    } else if (must_exist) {
      missing = true;
      return Unexpected(ErrorKind::kNotFound, "no such entry", "entity");
    } else {
      list.push_back(*entry);
    }
    return {};
  });
  if (missing) return fail(request, no_entry(request));
  if (!changed) return fail(request, changed.error());
  return entry_answer(request, *entry, changed->place, CacheSet::kWrite);
}

Response delete_entry(const Request& request, AclKind kind) {
  bool there = true;
  const auto changed = change(request, kind, [&](AclList& list) -> Result<void> {
    const auto entry = find_entry(list, request.tail);
    there = entry != list.end();
    if (!there) return Unexpected(ErrorKind::kNotFound, "no such entry", "entity");
    list.erase(entry);
    return {};
  });
  if (!there) return fail(request, no_entry(request));
  if (!changed) return fail(request, changed.error());
  return no_content_answer(*request.world);
}

// Rules gcs.acl.list, gcs.acl.entry
Response serve(const Request& request, BodySource& body, AclKind kind) {
  if (request.method == "DELETE") return delete_entry(request, kind);
  if (request.method != "GET" && request.method != "HEAD") return put_entry(request, body, kind);
  return request.tail.empty() ? list_entries(request, kind) : get_entry(request, kind);
}

}  // namespace

Response serve_bucket_acl(const Request& request, BodySource& body) {
  return serve(request, body, AclKind::kBucket);
}

Response serve_default_object_acl(const Request& request, BodySource& body) {
  return serve(request, body, AclKind::kDefaultObject);
}

Response serve_object_acl(const Request& request, BodySource& body) {
  return serve(request, body, AclKind::kObject);
}

}  // namespace resumulator::gcs::json
