// Batch: many requests in one body, each through the router as if it had come alone.
#include <array>

#include "core/base/strings.h"
#include "core/upload/world.h"
#include "core/wire/media_type.h"
#include "protocols/gcs/json/operations/batch_parts.h"
#include "protocols/gcs/json/operations/object_common.h"
#include "protocols/gcs/json/operations/object_operations.h"
#include "protocols/gcs/json/protocol.h"
#include "protocols/gcs/json/routes.h"

namespace resumulator::gcs::json {
namespace {

// Fields of the outer request that say how it was sent, not what its parts want.
bool is_inherited(std::string_view name) {
  constexpr std::array<std::string_view, 5> kOwn = {"Expect", "Transfer-Encoding", "Connection",
                                                    "Accept-Encoding", "X-HTTP-Method-Override"};
  if (istarts_with(name, "Content-")) return false;
  for (const std::string_view own : kOwn) {
    if (iequals(name, own)) return false;
  }
  return true;
}

// Rule gcs.batch.inherited-headers: the outer fields count for every part that has none of its own;
// the host is always the outer one, or links would point elsewhere.
RequestHead part_head(const RequestHead& outer, const RequestHead& part) {
  RequestHead head = part;
  head.scheme = outer.scheme;
  head.version_minor = outer.version_minor;
  head.headers.remove("Host");
  for (const auto& [name, value] : outer.headers.fields()) {
    if (is_inherited(name) && !head.headers.has(name)) head.headers.add(name, value);
  }
  return head;
}

// Rule gcs.batch.no-media: uploads, downloads and batches do not belong in a batch.
std::optional<ApiError> refused_in_batch(const RequestHead& head) {
  const auto path = canonical_path(head.path());
  if (!path) return not_found("Not Found");
  const auto query = Query::parse(head.query());
  const bool media = path->media || (query && query->get("alt") == "media");
  if (path->upload || media || path->path == "/batch") {
    return bad_request("Media uploads, media downloads and batches are not allowed in a batch.");
  }
  return std::nullopt;
}

Response run_part(const Request& request, BatchPart& part) {
  if (!part.problem.empty()) return fail(request, bad_request(part.problem));
  const RequestHead head = part_head(request.head, part.head);
  if (const auto problem = refused_in_batch(head)) return fail(request, *problem);
  const auto call = open_request(head, request.world);
  if (!call) return fail(request, not_found("Not Found"));
  MemoryBody body(std::move(part.body));
  return call->run(body);
}

BatchAnswer answer_part(const Request& request, BatchPart& part) {
  Response response = run_part(request, part);
  for (const char* own : {"Server", "X-GUploader-UploadID"}) response.headers.remove(own);
  BatchAnswer answer;
  answer.content_id = part.content_id;
  answer.status = response.status;
  answer.reason = std::move(response.reason);
  answer.headers = std::move(response.headers);
  if (!response.head_only) answer.body = std::move(response.body);
  return answer;
}

ApiResult<std::vector<BatchPart>> read_parts(const Request& request, BodySource& body) {
  const Options& options = request.world->options();
  const auto type = parse_media_type(request.head.headers.get("Content-Type"));
  const auto boundary =
      type ? multipart_boundary(*type) : Result<std::string>(Unexpected(type.error()));
  if (!boundary) return bad_request("Failed to parse batch request, missing boundary.");
  const auto text = read_all(body, options.limits.batch_bytes_max);
  if (!text) return from_store_error(text.error(), {}, {});
  auto parts = parse_batch(*text, *boundary);
  if (!parts) return bad_request(parts.error().text);
  if (parts->empty()) return bad_request("The batch request holds no calls.");
  if (parts->size() > options.gcs.batch_limit) {
    return bad_request("The batch request holds more than " +
                       std::to_string(options.gcs.batch_limit) + " calls.");
  }
  return *std::move(parts);
}

}  // namespace

// Rule gcs.batch.order: answers stand in the order of the requests.
Response run_batch(const Request& request, BodySource& body) {
  auto parts = read_parts(request, body);
  if (!parts) return fail(request, parts.error());
  std::vector<BatchAnswer> answers;
  answers.reserve(parts->size());
  for (BatchPart& part : *parts) answers.push_back(answer_part(request, part));
  const std::string boundary = "batch_" + request.world->ids().token("batch", 32);
  Response response;
  response.headers =
      answer_headers(*request.world, CacheSet::kMedia, "multipart/mixed; boundary=" + boundary);
  response.body = render_batch(answers, boundary);
  return response;
}

}  // namespace resumulator::gcs::json
