// Buckets shown: one, all of a project, where one lies.
#include <algorithm>

#include "core/upload/world.h"
#include "protocols/gcs/common/bucket_resource.h"
#include "protocols/gcs/common/etag.h"
#include "protocols/gcs/common/page_token.h"
#include "protocols/gcs/common/preconditions.h"
#include "protocols/gcs/json/operations/bucket_common.h"
#include "protocols/gcs/json/operations/object_common.h"
#include "protocols/gcs/json/operations/object_operations.h"

namespace resumulator::gcs::json {
namespace {

constexpr std::uint64_t kPageMax = 1000;

// Rule gcs.precondition.bucket: the guards look at the bucket's own numbers.
std::optional<ApiError> check_guards(const Request& request, const Bucket& bucket) {
  const auto guards = parse_preconditions(request.query);
  if (!guards) return guards.error();
  ObjectVersion numbers;
  numbers.generation = bucket.generation;
  numbers.metageneration = bucket.metageneration;
  const auto held = check(*guards, &numbers);
  if (held) return std::nullopt;
  return from_store_error(held.error(), request.bucket, {});
}

struct BucketPage {
  std::vector<BucketPtr> buckets;
  std::vector<std::string> unreachable;
  std::string next_after;
};

// Rule gcs.bucket.list-unreachable: who asks for a part gets the rest by name. Which buckets cannot
// be reached is for a fault to say; without one, those whose name says so, as in Google's testbench.
bool is_unreachable(const Request& request, const std::string& name) {
  if (request.report == nullptr || !request.report->unreachable_buckets) {
    return name.find("unreachable") != std::string::npos;
  }
  const auto& names = *request.report->unreachable_buckets;
  return std::find(names.begin(), names.end(), name) != names.end();
}

ApiResult<BucketPage> page_of_buckets(const Request& request) {
  const auto max_results = number_parameter(request, "maxResults", kPageMax);
  if (!max_results) return max_results.error();
  std::string after;
  if (const std::string_view text = request.query.get("pageToken"); !text.empty()) {
    auto token = parse_page_token(text);
    if (!token) return invalid(token.error().text);
    after = std::move(token->after);
  }
  const std::string_view prefix = request.query.get("prefix");
  const std::string_view project = request.query.get("project");
  const std::uint64_t room = std::min(*max_results, kPageMax);
  const bool partial = request.query.get("returnPartialSuccess") == "true";
  BucketPage page;
  for (BucketPtr& bucket : request.world->objects().buckets()) {
    const bool shown = bucket->name > after && bucket->name.starts_with(prefix) &&
                       (project.empty() || bucket->project == project ||
                        bucket->project == request.world->options().project);
    if (!shown || room == 0) continue;
    if (partial && is_unreachable(request, bucket->name)) {
      page.unreachable.push_back("projects/_/buckets/" + bucket->name);
      continue;
    }
    if (page.buckets.size() == room) {
      page.next_after = page.buckets.back()->name;
      break;
    }
    page.buckets.push_back(std::move(bucket));
  }
  return page;
}

}  // namespace

Response bucket_answer(const Request& request, const Bucket& bucket, CacheSet set) {
  const BucketView view{request.base_url, request.query.get("projection") == "full", false};
  return document_answer(request, set, render_bucket(bucket, view),
                         bucket_etag(bucket.metageneration));
}

Response get_bucket(const Request& request, BodySource&) {
  const BucketPtr bucket = request.world->objects().bucket(request.bucket);
  if (!bucket) return fail(request, no_such_bucket());
  if (const auto problem = check_guards(request, *bucket)) {
    if (problem->status == 304) return not_modified_answer(*request.world, CacheSet::kRead);
    return fail(request, *problem);
  }
  return bucket_answer(request, *bucket, CacheSet::kRead);
}

Response list_buckets(const Request& request, BodySource&) {
  if (request.query.get("project").empty() &&
      request.world->options().gcs.bucket_insert_requires_project) {
    return fail(request, required("Required parameter: project"));
  }
  const auto page = page_of_buckets(request);
  if (!page) return fail(request, page.error());
  const BucketView view{request.base_url, request.query.get("projection") == "full", false};
  JsonWriter json(false);
  json.begin_object().member("kind", "storage#buckets");
  if (!page->next_after.empty()) {
    json.member("nextPageToken", encode_page_token({page->next_after, {}}));
  }
  if (!page->buckets.empty()) {
    json.key("items").begin_array();
    for (const BucketPtr& bucket : page->buckets) json.raw(render_bucket(*bucket, view));
    json.end_array();
  }
  if (!page->unreachable.empty()) {
    json.key("unreachable").begin_array();
    for (const std::string& name : page->unreachable) json.string(name);
    json.end_array();
  }
  return document_answer(request, CacheSet::kRead, json.end_object().take());
}

// Rule gcs.bucket.storage-layout: what gcloud asks first.
Response get_storage_layout(const Request& request, BodySource&) {
  const BucketPtr bucket = request.world->objects().bucket(request.bucket);
  if (!bucket) return fail(request, no_such_bucket());
  JsonWriter json(false);
  json.begin_object().member("kind", "storage#storageLayout").member("bucket", bucket->name);
  json.member("location", bucket->location);
  json.member("locationType", location_type(bucket->location));
  json.key("hierarchicalNamespace").begin_object().key("enabled").boolean(false).end_object();
  return document_answer(request, CacheSet::kRead, json.end_object().take());
}

}  // namespace resumulator::gcs::json
