#include "protocols/gcs/common/cors.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "protocols/gcs/common/answer.h"

namespace resumulator::gcs {
namespace {

using Json = nlohmann::json;
using Cors = GcsSwitches::Cors;

constexpr const char* kExposed =
    "Content-Length, Content-Type, Date, Location, Range, Server, Transfer-Encoding, "
    "X-GUploader-UploadID, X-Range-MD5, X-Goog-Running-Hash";

struct Rule {
  bool any_origin = false;
  std::string methods;
  std::string response_headers;
  std::uint64_t max_age = 1800;
};

bool lists(const Json& rule, const char* name, std::string_view value, bool& by_star) {
  const auto entries = rule.find(name);
  if (entries == rule.end() || !entries->is_array()) return false;
  for (const Json& entry : *entries) {
    if (!entry.is_string()) continue;
    const auto& text = entry.get_ref<const std::string&>();
    by_star = text == "*";
    if (by_star || text == value) return true;
  }
  return false;
}

std::string joined(const Json& rule, const char* name, const char* between) {
  std::string out;
  const auto entries = rule.find(name);
  if (entries == rule.end() || !entries->is_array()) return out;
  for (const Json& entry : *entries) {
    if (!entry.is_string()) continue;
    if (!out.empty()) out += between;
    out += entry.get_ref<const std::string&>();
  }
  return out;
}

// The first rule of the bucket for this origin and, unless it is empty, this method.
std::optional<Rule> bucket_rule(const Request& request, std::string_view origin,
                                std::string_view method) {
  const BucketPtr bucket = request.world->objects().bucket(request.bucket);
  if (!bucket || bucket->extra_json.empty()) return std::nullopt;
  const Json document = Json::parse(bucket->extra_json, nullptr, false);
  if (!document.is_object()) return std::nullopt;
  const auto rules = document.find("cors");
  if (rules == document.end() || !rules->is_array()) return std::nullopt;
  for (const Json& rule : *rules) {
    bool any_origin = false;
    bool any_method = false;
    if (!rule.is_object() || !lists(rule, "origin", origin, any_origin)) continue;
    if (!lists(rule, "method", method, any_method)) continue;
    const auto age = rule.find("maxAgeSeconds");
    return Rule{any_origin, joined(rule, "method", ","), joined(rule, "responseHeader", ", "),
                age != rule.end() && age->is_number_unsigned() ? age->get<std::uint64_t>() : 1800};
  }
  return std::nullopt;
}

void allow_origin(Headers& headers, std::string_view origin) {
  headers.add("Access-Control-Allow-Origin", std::string(origin));
}

void vary_by_origin(Headers& headers) {
  const auto values = headers.all("Vary");
  if (std::find(values.begin(), values.end(), "Origin") == values.end()) {
    headers.add("Vary", "Origin");
  }
}

void add_bound(const std::string& origin, Headers& headers) {
  allow_origin(headers, origin);
  headers.add("Access-Control-Allow-Credentials", "true");
  headers.add("Access-Control-Expose-Headers", kExposed);
  vary_by_origin(headers);
}

void add_allow_all(Headers& headers) {
  allow_origin(headers, "*");
  headers.add("Access-Control-Expose-Headers", kExposed);
}

// The upload front end lets any origin in, whatever the bucket says.
void allow_requested(const Request& request, std::string_view origin, std::string_view method,
                     Headers& headers) {
  allow_origin(headers, origin);
  headers.add("Access-Control-Allow-Credentials", "true");
  headers.add("Access-Control-Allow-Methods", std::string(method));
  const auto wanted = request.head.headers.get("Access-Control-Request-Headers");
  if (!wanted.empty()) headers.add("Access-Control-Allow-Headers", std::string(wanted));
  headers.add("Access-Control-Max-Age", "3600");
  headers.add("Vary", "Origin");
}

void allow_by_rule(const Rule& rule, std::string_view origin, Headers& headers) {
  allow_origin(headers, rule.any_origin ? "*" : origin);
  headers.add("Access-Control-Allow-Methods", rule.methods);
  if (!rule.response_headers.empty()) {
    headers.add("Access-Control-Allow-Headers", rule.response_headers);
  }
  headers.add("Access-Control-Max-Age", std::to_string(rule.max_age));
  headers.add("Vary", "Origin");
}

}  // namespace

void add_cors_headers(const Request& request, const UploadSession* session, Headers& headers) {
  const Cors mode = request.world->options().gcs.cors;
  if (mode == Cors::kOff || headers.has("Access-Control-Allow-Origin")) return;
  if (mode == Cors::kAllowAll) return add_allow_all(headers);
  // Rule gcs.cors.bound: the origin that opened the session, not the one that asks now.
  if (session != nullptr && !session->spec().origin.empty()) {
    return add_bound(session->spec().origin, headers);
  }
  const std::string_view origin = request.head.headers.get("Origin");
  if (origin.empty()) return;
  const auto rule = bucket_rule(request, origin, request.method);
  if (!rule) return;
  allow_origin(headers, rule->any_origin ? "*" : origin);
  if (!rule->response_headers.empty()) {
    headers.add("Access-Control-Expose-Headers", rule->response_headers);
  }
  vary_by_origin(headers);
}

Response preflight_answer(const Request& request, bool upload_path) {
  Response response;
  response.headers = answer_headers(*request.world, CacheSet::kNone, "text/html; charset=UTF-8");
  const std::string_view origin = request.head.headers.get("Origin");
  const std::string_view method = request.head.headers.get("Access-Control-Request-Method");
  const Cors mode = request.world->options().gcs.cors;
  if (mode == Cors::kOff || origin.empty() || method.empty()) return response;
  if (mode == Cors::kAllowAll) {
    allow_requested(request, "*", "GET,HEAD,POST,PUT,PATCH,DELETE", response.headers);
  } else if (const auto rule = bucket_rule(request, origin, method)) {
    allow_by_rule(*rule, origin, response.headers);
  } else if (upload_path) {
    allow_requested(request, origin, method, response.headers);
  }
  return response;
}

}  // namespace resumulator::gcs
