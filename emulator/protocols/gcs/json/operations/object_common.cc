#include "protocols/gcs/json/operations/object_common.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "core/wire/json_check.h"
#include "protocols/gcs/common/encryption.h"
#include "protocols/gcs/common/fields.h"
#include "protocols/gcs/common/object_gzip.h"
#include "protocols/gcs/common/preconditions.h"

namespace resumulator::gcs::json {
namespace {

class ObjectCall final : public JsonCall {
 public:
  ObjectCall(Request request, Operation operation, const char* rule, Operate operate)
      : JsonCall(std::move(request), operation, rule), operate_(operate) {}

 private:
  Response answer(BodySource& body) override {
    const auto problem = check_common();
    Response response = problem ? fail(request(), *problem) : operate_(request(), body);
    response.head_only = request().head.method == "HEAD";
    return response;
  }

  [[nodiscard]] std::optional<ApiError> check_common() const {
    const std::string_view alt = request().query.get("alt");
    if (!alt.empty() && alt != "json" && alt != "media") {
      ApiError error = invalid_parameter("alt", "Invalid alt value: " + std::string(alt));
      error.reason = "invalidAltValue";
      return error;
    }
    return check_fields(request().query.get("fields"));
  }

  Operate operate_;
};

// Whether a body says nothing: empty, blank, or the JSON null that Go clients write for no object.
bool says_nothing(std::string_view text) {
  const std::size_t from = text.find_first_not_of(" \t\r\n");
  if (from == std::string_view::npos) return true;
  return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1) == "null";
}

}  // namespace

std::unique_ptr<Call> open_operation(Request request, Operation operation, const char* rule,
                                     Operate operate) {
  return std::make_unique<ObjectCall>(std::move(request), operation, rule, operate);
}

ApiResult<std::string> read_json_body(const Request& request, BodySource& body) {
  const Limits& limits = request.world->options().limits;
  auto text = read_all(body, limits.metadata_bytes_max);
  if (!text) return from_store_error(text.error(), request.bucket, request.object);
  std::string json = *std::move(text);
  if (request.head.headers.get("Content-Encoding") == "gzip" && !json.empty()) {
    auto inflated = inflate_all(json, limits.metadata_bytes_max);
    if (!inflated) return bad_request(inflated.error().text);
    json = *std::move(inflated);
  }
  if (says_nothing(json)) return std::string("{}");
  if (const auto checked = check_json(json, limits.json_depth_max); !checked) {
    return parse_error(checked.error().text);
  }
  return json;
}

Response fail(const Request& request, const ApiError& error) {
  return error_answer(*request.world, error);
}

Response fail_write(const Request& request, const ApiError& error) {
  const bool as_412 = request.world->options().gcs.notmatch_write_status == 412;
  return fail(request, error.status == 304 && as_412 ? condition_not_met() : error);
}

Response fail_write(const Request& request, const Error& error, std::string_view bucket,
                    std::string_view object) {
  return fail_write(request, from_store_error(error, bucket, object));
}

Response fail_write(const Request& request, const Error& error) {
  return fail_write(request, error, request.bucket, request.object);
}

ResourceView view_of(const Request& request, BucketPtr bucket) {
  return resource_view(request.query, request.base_url, std::move(bucket));
}

bool may_see_digests(const Request& request, const ObjectVersion& object) {
  if (object.metadata.encryption_key_sha256.empty()) return true;
  const auto key = parse_encryption_key(request.head.headers);
  return key && *key == object.metadata.encryption_key_sha256;
}

Response object_answer(const Request& request, const ObjectVersion& object, CacheSet set,
                       bool owner) {
  const BucketPtr bucket = request.world->objects().bucket(object.bucket);
  ResourceView view = view_of(request, bucket);
  view.owner = view.owner || owner;
  view.hide_digests = !may_see_digests(request, object);
  return json_answer(*request.world, set, object_body(object, view), object_etag(object));
}

Response document_answer(const Request& request, CacheSet set, std::string json,
                         std::string_view etag) {
  const bool pretty = request.query.get("prettyPrint") != "false";
  const std::string_view fields = request.query.get("fields");
  if (selects(fields)) {
    json = select_fields(std::move(json), fields, pretty);
  } else if (pretty) {
    using Json = nlohmann::ordered_json;
    json = Json::parse(json, nullptr, false).dump(1, ' ', false, Json::error_handler_t::replace) +
           "\n";
  }
  return json_answer(*request.world, set, std::move(json), etag);
}

bool is_true(const Request& request, std::string_view parameter) {
  return request.query.get(parameter) == "true";
}

ApiResult<std::uint64_t> number_parameter(const Request& request, std::string_view name,
                                          std::uint64_t otherwise) {
  const std::string* text = request.query.find(name);
  if (text == nullptr) return otherwise;
  const auto number = parse_unsigned(*text);
  if (!number) return invalid_parameter(name, "Invalid unsigned integer value: '" + *text + "'.");
  return *number;
}

}  // namespace resumulator::gcs::json
