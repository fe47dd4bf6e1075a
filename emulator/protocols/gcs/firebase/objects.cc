#include "protocols/gcs/firebase/objects.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/strings.h"
#include "protocols/gcs/common/metadata.h"
#include "protocols/gcs/common/page_token.h"
#include "protocols/gcs/firebase/metadata.h"

namespace resumulator::gcs::firebase {
namespace {

constexpr std::uint64_t kListMax = 1000;

Response metadata_answer(const Request& request, Set set, const ObjectPtr& object) {
  const ObjectPtr told = request.report == nullptr ? object : reported(*request.report, object);
  return json_answer(*request.world, set, metadata_json(*told));
}

bool is_missing(const Error& error) { return error.kind == ErrorKind::kNotFound; }

Response write_error(const Request& request, const Error& error) {
  // Rule firebase.patch.missing: not 404, even for the owner.
  if (is_missing(error) || error.kind == ErrorKind::kDenied) {
    return denied(*request.world, Set::kWrite);
  }
  return error.kind == ErrorKind::kUnavailable
             ? unavailable(*request.world, Set::kWrite)
             : error_answer(*request.world, Set::kWrite, 400, "Bad Request.");
}

bool has_tokens(const ObjectVersion& object) { return object.metadata.custom.contains(kTokensKey); }

}  // namespace

// Rule firebase.metadata.mints: who reads an object without a token makes one.
Response get_metadata(const Request& request) {
  World& world = *request.world;
  if (!may_act(request.caller, world.options())) return denied(world, Set::kRead);
  auto object = world.objects().get(request.bucket, request.object);
  if (!object) return not_found(world);
  if (!has_tokens(**object)) {
    object = world.objects().update(request.bucket, request.object, {}, {},
                                    [&](ObjectMetadata& metadata) -> Result<void> {
                                      if (!metadata.custom.contains(kTokensKey)) {
                                        add_token(metadata, make_token(world));
                                      }
                                      return {};
                                    });
    if (!object) {
      return is_missing(object.error()) ? not_found(world) : unavailable(world, Set::kRead);
    }
  }
  return metadata_answer(request, Set::kRead, *object);
}

// Rules firebase.patch.merge, firebase.patch.missing.
Response patch_metadata(const Request& request) {
  World& world = *request.world;
  if (!may_act(request.caller, world.options())) return denied(world, Set::kWrite);
  const auto change = parse_metadata(request.body, world.options().limits);
  if (!change) return error_answer(world, Set::kWrite, 400, "Invalid metadata input.");
  const auto object = world.objects().update(
      request.bucket, request.object, {}, {}, [&](ObjectMetadata& metadata) -> Result<void> {
        const auto tokens = metadata.custom.find(kTokensKey);
        const std::string kept = tokens == metadata.custom.end() ? "" : tokens->second;
        apply_patch(*change, metadata);
        if (!kept.empty()) metadata.custom[kTokensKey] = kept;
        return {};
      });
  return object ? metadata_answer(request, Set::kWrite, *object)
                : write_error(request, object.error());
}

// Rule firebase.delete.answer.
Response delete_object(const Request& request) {
  World& world = *request.world;
  if (!may_act(request.caller, world.options())) return denied(world, Set::kRead);
  const auto removed = world.objects().remove(request.bucket, request.object, {}, {});
  if (!removed && is_missing(removed.error())) return not_found(world);
  if (!removed) {
    return removed.error().kind == ErrorKind::kDenied ? denied(world, Set::kRead)
                                                      : unavailable(world, Set::kRead);
  }
  Response response = json_answer(world, Set::kRead, {});
  response.status = 204;
  response.headers.remove("Content-Type");
  response.headers.remove("X-Content-Type-Options");
  return response;
}

// Rules firebase.token.create, firebase.token.delete.
Response change_tokens(const Request& request) {
  World& world = *request.world;
  if (!may_act(request.caller, world.options())) return denied(world, Set::kWrite);
  const std::string* dead = request.query.find("delete_token");
  const auto object = world.objects().update(request.bucket, request.object, {}, {},
                                             [&](ObjectMetadata& metadata) -> Result<void> {
                                               if (dead != nullptr) {
                                                 remove_token(metadata, *dead);
                                               } else {
                                                 add_token(metadata, make_token(world));
                                               }
                                               return {};
                                             });
  return object ? metadata_answer(request, Set::kWrite, *object)
                : write_error(request, object.error());
}

// Rules firebase.list.members, firebase.list.prefix, firebase.list.max-results.
Response list_objects(const Request& request) {
  World& world = *request.world;
  const auto refuse = [&](std::string_view text) {
    return error_answer(world, Set::kRead, 400, text);
  };
  if (!may_act(request.caller, world.options())) return denied(world, Set::kRead);
  ListQuery query;
  query.prefix = request.query.get("prefix");
  query.delimiter = request.query.get("delimiter");
  query.max_results = kListMax;
  if (!query.prefix.empty() && !query.prefix.ends_with('/')) {
    return refuse(
        "The prefix parameter is required to be empty or ends with a single / character.");
  }
  if (const std::string* most = request.query.find("maxResults")) {
    const auto number = parse_u64(*most);
    if (!number || *number == 0) return refuse("Expect maxResults to be a positive number.");
    query.max_results = std::min(*number, kListMax);
  }
  if (const std::string_view token = request.query.get("pageToken"); !token.empty()) {
    const auto parsed = parse_page_token(token);
    if (!parsed) return refuse("Bad Request.");
    query.after = parsed->after;
  }
  const auto page = world.objects().list(request.bucket, query);
  if (!page) return not_found(world);
  nlohmann::ordered_json json = {{"prefixes", page->prefixes}, {"items", nlohmann::json::array()}};
  for (const ObjectPtr& object : page->items) {
    json["items"].push_back({{"name", object->name}, {"bucket", object->bucket}});
  }
  if (!page->next_after.empty()) {
    json["nextPageToken"] = encode_page_token({page->next_after, std::nullopt});
  }
  return json_answer(world, Set::kRead,
                     json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

}  // namespace resumulator::gcs::firebase
