// objects.list: prefixes and items in name order, paged together.
#include <algorithm>

#include "core/upload/world.h"
#include "protocols/gcs/common/fields.h"
#include "protocols/gcs/common/page_token.h"
#include "protocols/gcs/json/operations/object_common.h"
#include "protocols/gcs/json/operations/object_operations.h"

namespace resumulator::gcs::json {
namespace {

constexpr std::uint64_t kPageMax = 1000;

// Rule gcs.list.page-token: a token that is not ours is 400 invalid.
std::optional<ApiError> take_page_token(const Request& request, ListQuery& query) {
  const std::string_view text = request.query.get("pageToken");
  if (text.empty()) return std::nullopt;
  auto token = parse_page_token(text);
  if (!token) return invalid(token.error().text);
  query.after = std::move(token->after);
  query.after_generation = token->generation;
  return std::nullopt;
}

ApiResult<ListQuery> parse_list_query(const Request& request) {
  ListQuery query;
  query.prefix = request.query.get("prefix");
  query.delimiter = request.query.get("delimiter");
  query.start_offset = request.query.get("startOffset");
  query.end_offset = request.query.get("endOffset");
  query.match_glob = request.query.get("matchGlob");
  query.versions = is_true(request, "versions");
  query.soft_deleted = is_true(request, "softDeleted");
  query.include_trailing_delimiter = is_true(request, "includeTrailingDelimiter");
  if (query.versions && query.soft_deleted) {
    return invalid("The versions and softDeleted parameters cannot be used together.");
  }
  const auto max_results = number_parameter(request, "maxResults", kPageMax);
  if (!max_results) return max_results.error();
  query.max_results = std::min(*max_results, kPageMax);
  if (auto problem = take_page_token(request, query)) return *std::move(problem);
  return query;
}

std::string list_body(const Request& request, const ListPage& page) {
  const BucketPtr bucket = request.world->objects().bucket(request.bucket);
  ResourceView view = view_of(request, bucket);
  JsonWriter json(view.pretty, 64 + 1024 * page.items.size());
  json.begin_object().member("kind", "storage#objects");
  if (!page.next_after.empty()) {
    const PageToken next{page.next_after, page.next_after_generation};
    json.member("nextPageToken", encode_page_token(next));
  }
  if (!page.prefixes.empty()) {
    json.key("prefixes").begin_array();
    for (const std::string& prefix : page.prefixes) json.string(prefix);
    json.end_array();
  }
  if (!page.items.empty()) {
    json.key("items").begin_array();
    for (const ObjectPtr& object : page.items) {
      view.hide_digests = !may_see_digests(request, *object);
      write_object(json, *object, view);
    }
    json.end_array();
  }
  json.end_object();
  return select_fields(json.take(), view.fields, view.pretty);
}

}  // namespace

Response list_objects(const Request& request, BodySource&) {
  const auto query = parse_list_query(request);
  if (!query) return fail(request, query.error());
  const auto page = request.world->objects().list(request.bucket, *query);
  if (!page) return fail(request, from_store_error(page.error(), request.bucket, {}));
  return json_answer(*request.world, CacheSet::kRead, list_body(request, *page));
}

}  // namespace resumulator::gcs::json
