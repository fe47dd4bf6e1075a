#include "engine/retry_door.h"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/base/strings.h"

namespace resumulator {
namespace {

using Json = nlohmann::ordered_json;

Response json_answer(int status, const Json& json) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json");
  response.body = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  return response;
}

Response text_answer(int status, std::string text) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", "text/plain; charset=utf-8");
  response.body = std::move(text);
  return response;
}

Response wrong_method(const char* allowed) {
  Response response = retry_error(405, std::string("This path takes ") + allowed + ".");
  response.headers.add("Allow", allowed);
  return response;
}

Json resource(const RetryTestState& test) {
  Json instructions = Json::object();
  for (const RetryQueue& queue : test.queues) instructions[queue.method] = queue.left;
  return {{"id", test.id},
          {"instructions", instructions},
          {"completed", test.completed},
          {"transport", "HTTP"}};
}

/// "retry_test/ID": without slashes in front, behind and doubled.
std::string plain_path(std::string_view path) {
  std::string plain;
  for (const std::string_view piece : split(path, '/')) {
    if (piece.empty()) continue;
    plain.append(plain.empty() ? "" : "/").append(piece);
  }
  return plain;
}

Result<std::vector<std::string>> instructions_of(const std::string& method, const Json& list) {
  if (!list.is_array()) {
    return Unexpected(ErrorKind::kMalformed, "The instructions of " + method + " are no list.");
  }
  std::vector<std::string> texts;
  for (const Json& item : list) {
    if (!item.is_string()) {
      return Unexpected(ErrorKind::kMalformed, "An instruction of " + method + " is no text.");
    }
    texts.push_back(item.get<std::string>());
    const auto known = parse_retry_instruction(texts.back());
    if (!known) return Unexpected(known.error());
  }
  return texts;
}

Result<std::vector<RetryQueue>> queues_of(const Json& instructions,
                                          const RetryDoor::KnowsMethod& knows) {
  std::vector<RetryQueue> queues;
  for (const auto& [method, list] : instructions.items()) {
    if (!knows(method)) {
      return Unexpected(ErrorKind::kMalformed, "\"" + method + "\" is no method of this API.");
    }
    auto texts = instructions_of(method, list);
    if (!texts) return Unexpected(texts.error());
    queues.push_back({method, *std::move(texts)});
  }
  return queues;
}

}  // namespace

Response retry_error(int status, std::string_view message) {
  return json_answer(status, Json{{"error", {{"code", status}, {"message", message}}}});
}

bool RetryDoor::owns(std::string_view path) {
  while (path.starts_with('/')) path.remove_prefix(1);
  const auto first = path.substr(0, path.find('/'));
  return first == "retry_test" || first == "retry_tests" || first == "start_grpc";
}

bool RetryDoor::may_ask(const RequestHead& head) const {
  const std::string_view host = head.headers.get("Host");
  const std::string* origin = head.headers.find("Origin");
  return control_.is_own_host(host) &&
         (origin == nullptr || *origin == head.scheme + "://" + std::string(host));
}

Response RetryDoor::answer(const RequestHead& head, BodySource& body) const {
  if (!may_ask(head)) {
    return retry_error(403,
                       "Retry tests are made only under a local name or a numeric address. "
                       "Start the server with --external-url to allow another name.");
  }
  const std::string path = plain_path(head.path());
  const std::string_view method = head.method == "HEAD" ? "GET" : std::string_view(head.method);
  if (path == "start_grpc") return retry_error(501, "There is no gRPC server here.");
  if (path == "retry_tests") {
    if (method != "GET") return wrong_method("GET");
    Json all = Json::array();
    for (const RetryTestState& test : tests_.list()) all.push_back(resource(test));
    return json_answer(200, Json{{"retry_test", all}});
  }
  std::string_view id = path;
  if (path == "retry_test") return method == "POST" ? create(body) : wrong_method("POST");
  if (take_prefix(id, "retry_test/")) return one(method, id);
  return retry_error(404, "There is nothing at this path.");
}

Response RetryDoor::create(BodySource& body) const {
  const auto text = read_all(body, body_bytes_max_);
  if (!text) {
    const bool too_large = text.error().kind == ErrorKind::kTooLarge;
    return retry_error(too_large ? 413 : 400, "The body could not be read: " + text.error().text);
  }
  const Json wish = Json::parse(*text, nullptr, false);
  const bool defined = wish.is_object() && wish.contains("instructions") &&
                       wish["instructions"].is_object() && !wish["instructions"].empty();
  if (!defined) return text_answer(400, "instructions is not defined");
  const Json transport = wish.value("transport", Json("HTTP"));
  const std::string name = transport.is_string() ? lower(transport.get<std::string>()) : "";
  if (name == "grpc") return retry_error(501, "There is no gRPC server here.");
  if (name != "http") return retry_error(400, "\"transport\" is HTTP or GRPC.");
  const auto queues = queues_of(wish["instructions"], knows_method_);
  if (!queues) return retry_error(400, queues.error().text);
  const auto made = tests_.create(*queues);
  if (!made) return retry_error(429, "There are too many retry tests; delete some.");
  return json_answer(200, resource(*made));
}

Response RetryDoor::one(std::string_view method, std::string_view id) const {
  if (method == "GET") {
    const auto test = tests_.get(id);
    if (test) return json_answer(200, resource(*test));
  } else if (method == "DELETE") {
    if (tests_.remove(id)) return text_answer(200, "Deleted " + std::string(id));
  } else {
    return wrong_method("GET, DELETE");
  }
  return retry_error(404, "There is no retry test " + std::string(id.substr(0, 64)) + ".");
}

}  // namespace resumulator
