#include "protocols/gcs/firebase/protocol.h"

#include <utility>

#include "core/base/strings.h"
#include "protocols/gcs/firebase/objects.h"
#include "protocols/gcs/firebase/path.h"
#include "protocols/gcs/firebase/uploads.h"
#include "protocols/x_goog_upload/answers.h"
#include "protocols/x_goog_upload/browser.h"
#include "protocols/x_goog_upload/open.h"

namespace resumulator::gcs::firebase {
namespace {

class ObjectCall final : public Call {
 public:
  ObjectCall(Request request, Operation operation, const char* rule, Operate operate)
      : request_(std::move(request)), operate_(operate) {
    info_.operation = operation;
    info_.rule = rule;
    info_.bucket = request_.bucket;
    info_.object = request_.object;
  }

  Response run(BodySource& body) override {
    request_.info = &info_;
    request_.report = &report_;
    auto text = read_all(body, request_.world->options().limits.metadata_bytes_max);
    drain(body);
    if (!text) return error_answer(*request_.world, Set::kWrite, 400, "Bad Request.");
    request_.body = *std::move(text);
    return operate_(request_);
  }

 private:
  Request request_;
  Operate operate_;
};

Response preflight(const Request& request) { return x_goog_upload::preflight_answer(request.head); }

Response refuse(const Request& request) {
  return error_answer(*request.world, Set::kWrite, 405, "Method Not Allowed.");
}

std::string effective_method(const RequestHead& head) {
  const std::string_view other = trim(head.headers.get("X-HTTP-Method-Override"));
  const bool bodied = head.method == "POST" || head.method == "PUT";
  return bodied && !other.empty() ? std::string(other) : head.method;
}

std::unique_ptr<Call> open_on_object(Request request) {
  const std::string& method = request.method;
  const bool media = request.query.get("alt") == "media";
  const auto make = [&](Operation operation, const char* rule, Operate operate) {
    return std::make_unique<ObjectCall>(std::move(request), operation, rule, operate);
  };
  if (method == "GET" || method == "HEAD") {
    return media ? make(Operation::kDownload, "firebase.object.media", get_media)
                 : make(Operation::kStat, "firebase.object.get", get_metadata);
  }
  if (method == "PATCH") return make(Operation::kOther, "firebase.object.patch", patch_metadata);
  if (method == "DELETE") return make(Operation::kDelete, "firebase.object.delete", delete_object);
  return make(Operation::kOther, "firebase.object.refused", refuse);
}

bool changes_tokens(const Request& request) {
  return request.method == "POST" &&
         (request.query.has("create_token") || request.query.has("delete_token"));
}

bool uploads(const Request& request) {
  return request.method == "POST" || request.method == "PUT" || request.query.has("upload_id");
}

std::unique_ptr<Call> open_request(const std::shared_ptr<const x_goog_upload::Service>& service,
                                   const RequestHead& head, const std::shared_ptr<World>& world) {
  const auto path = parse_path(head.path());
  if (!path) return nullptr;
  Request request;
  request.head = head;
  request.world = world;
  if (auto query = Query::parse(head.query())) request.query = *std::move(query);
  request.method = effective_method(head);
  request.bucket = path->bucket;
  request.object = path->object;
  request.caller = caller_of(head.headers);
  if (head.method == "OPTIONS") {
    return std::make_unique<ObjectCall>(std::move(request), Operation::kOther,
                                        "firebase.object.preflight", preflight);
  }
  if (changes_tokens(request)) {
    return std::make_unique<ObjectCall>(std::move(request), Operation::kOther,
                                        "firebase.object.tokens", change_tokens);
  }
  if (uploads(request)) {
    return x_goog_upload::open_upload(x_goog_upload::make_request(head, world, service));
  }
  if (path->object.empty() && request.method == "GET") {
    return std::make_unique<ObjectCall>(std::move(request), Operation::kList,
                                        "firebase.object.list", list_objects);
  }
  return open_on_object(std::move(request));
}

Response error_form(const RequestHead& head, const Options& /*options*/, int status,
                    std::string_view text) {
  if (head.headers.has("X-Goog-Upload-Command")) {
    return x_goog_upload::sentence_answer(status, text);
  }
  Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json; charset=UTF-8");
  add_set(response.headers, Set::kWrite, TimePoint{});
  response.body = error_json(status, text);
  response.headers.add("Server", "UploadServer");
  return response;
}

}  // namespace

Protocol make_firebase_protocol(const Options&) {
  Protocol protocol;
  protocol.name = "firebase";
  protocol.error = error_form;
  protocol.open = [service = make_firebase_uploads()](const RequestHead& head,
                                                      const std::shared_ptr<World>& world) {
    return open_request(service, head, world);
  };
  return protocol;
}

}  // namespace resumulator::gcs::firebase
