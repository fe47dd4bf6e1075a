// rewriteTo: a copy in as many calls as maxBytesRewrittenPerCall asks for.
//
// A call that does not finish hands out a token. Kept under "rewrites/TOKEN": which copy it is and
// how far it is. A token is dead once its copy is done, when its source has changed, when it is
// used for another copy, and after a week.
#include <nlohmann/json.hpp>

#include "core/upload/world.h"
#include "protocols/gcs/common/encryption.h"
#include "protocols/gcs/json/operations/copy_common.h"
#include "protocols/gcs/json/operations/object_common.h"
#include "protocols/gcs/json/operations/object_operations.h"

namespace resumulator::gcs::json {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kMebibyte = 1 << 20;
constexpr Duration kTokenLifetime = std::chrono::hours(24 * 7);

struct Progress {
  std::string token;       // empty: the first call
  std::uint64_t done = 0;  // bytes rewritten
  std::int64_t began_us = 0;
};

std::string key_of(std::string_view token) { return "rewrites/" + std::string(token); }

// What must stay the same from call to call.
Json identity(const Request& request, const CopyPlan& plan) {
  return Json::array({request.bucket, request.object, plan.source->generation,
                      request.second_bucket, request.second_object});
}

// One that is not in use, also none of an earlier run over the same store.
std::string new_token(const Request& request, const CopyPlan& plan) {
  const std::string copy =
      identity(request, plan).dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string token;
  do token = request.world->ids().token("rewrite", 88, copy);
  while (request.world->documents().get(key_of(token)));
  return token;
}

std::int64_t now_us(const Request& request) {
  return request.world->clock().now().time_since_epoch().count();
}

// Rule gcs.rewrite.dead-token: 410.
ApiResult<Progress> find_progress(const Request& request, const CopyPlan& plan) {
  const std::string* token = request.query.find("rewriteToken");
  if (token == nullptr || token->empty()) return Progress{{}, 0, now_us(request)};
  const auto kept = request.world->documents().get(key_of(*token));
  const Json document = kept ? Json::parse(*kept, nullptr, false) : Json();
  if (!document.is_object() || document["copy"] != identity(request, plan)) {
    return gone("The rewrite token is no longer valid.");
  }
  const std::int64_t began = document["began"].get<std::int64_t>();
  if (now_us(request) - began >= kTokenLifetime.count()) {
    return gone("The rewrite token is no longer valid.");
  }
  return Progress{*token, document["done"].get<std::uint64_t>(), began};
}

// Rule gcs.rewrite.bytes-per-call: whole mebibytes, at least one.
ApiResult<std::uint64_t> bytes_per_call(const Request& request) {
  const auto bytes = number_parameter(request, "maxBytesRewrittenPerCall", UINT64_MAX);
  if (!bytes || *bytes == UINT64_MAX) return bytes;
  if (*bytes == 0 || *bytes % kMebibyte != 0) {
    return invalid("maxBytesRewrittenPerCall must be an integral multiple of 1MiB (1048576).");
  }
  return *bytes;
}

JsonWriter begin_answer(bool pretty, std::uint64_t done, std::uint64_t size) {
  JsonWriter json(pretty);
  json.begin_object().member("kind", "storage#rewriteResponse");
  json.key("totalBytesRewritten").number_string(done);
  json.key("objectSize").number_string(size);
  json.key("done").boolean(done == size);
  return json;
}

Response go_on_later(const Request& request, const CopyPlan& plan, Progress progress) {
  if (progress.token.empty()) progress.token = new_token(request, plan);
  const Json kept = {
      {"copy", identity(request, plan)}, {"done", progress.done}, {"began", progress.began_us}};
  const auto put = request.world->documents().put(
      key_of(progress.token), kept.dump(-1, ' ', false, Json::error_handler_t::replace));
  if (!put) return fail(request, from_store_error(put.error(), {}, {}));
  JsonWriter json = begin_answer(false, progress.done, plan.source->size);
  json.member("rewriteToken", progress.token).end_object();
  return document_answer(request, CacheSet::kWrite, json.take());
}

Response finish(const Request& request, CopyPlan& plan, const Progress& progress) {
  const std::uint64_t size = plan.source->size;
  const auto made = request.world->objects().insert(std::move(plan.destination), plan.guards);
  if (!made) {
    return fail_write(request, made.error(), request.second_bucket, request.second_object);
  }
  if (!progress.token.empty()) {
    const auto erased = request.world->documents().erase(key_of(progress.token));
    if (!erased) return fail(request, from_store_error(erased.error(), {}, {}));
  }
  const BucketPtr bucket = request.world->objects().bucket(request.second_bucket);
  ResourceView view = view_of(request, bucket);
  view.owner = true;
  view.pretty = false;
  JsonWriter json = begin_answer(false, size, size);
  json.key("resource");
  write_object(json, **made, view);
  json.end_object();
  Response response = document_answer(request, CacheSet::kWrite, json.take());
  add_encryption_headers(response.headers, (*made)->metadata.encryption_key_sha256);
  return response;
}

}  // namespace

// Rule gcs.rewrite.answer: no ETag; the resource only when it is done.
Response rewrite_object(const Request& request, BodySource& body) {
  const auto json = read_json_body(request, body);
  if (!json) return fail(request, json.error());
  const auto step = bytes_per_call(request);
  if (!step) return fail(request, step.error());
  auto plan = plan_copy(request, *json);
  if (!plan) return fail_write(request, plan.error());
  auto progress = find_progress(request, *plan);
  if (!progress) return fail(request, progress.error());
  const std::uint64_t left = plan->source->size - progress->done;
  if (left <= *step) return finish(request, *plan, *progress);
  progress->done += *step;
  return go_on_later(request, *plan, *progress);
}

}  // namespace resumulator::gcs::json
