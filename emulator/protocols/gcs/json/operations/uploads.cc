#include "protocols/gcs/json/operations/uploads.h"

#include "protocols/gcs/common/answer.h"
#include "protocols/gcs/common/session/session_call.h"
#include "protocols/gcs/json/json_call.h"
#include "protocols/gcs/json/session_dialect.h"

namespace resumulator::gcs::json {
namespace {

Response refuse_method(const Request& request, BodySource& body) {
  drain(body);
  return error_answer(*request.world, method_not_allowed());
}

Response refuse_missing_type(const Request& request, BodySource& body) {
  drain(body);
  return error_answer(*request.world, required("Missing uploadType."));
}

Response refuse_unknown_type(const Request& request, BodySource& body) {
  drain(body);
  const std::string type(request.query.get("uploadType"));
  return error_answer(*request.world, bad_request("uploadType " + type + " is invalid."));
}

Response refuse_missing_id(const Request& request, BodySource& body) {
  drain(body);
  return error_answer(*request.world, required("Required parameter: upload_id"));
}

std::unique_ptr<Call> refuse(Request request, Operate operate) {
  return make_call(std::move(request), Operation::kOther, "gcs.json.upload", operate);
}

// Rule gcs.init.type: what the request's uploadType asks for.
std::unique_ptr<Call> open_new_upload(Request request) {
  const std::string_view type = request.query.get("uploadType");
  const bool post = request.method == "POST";
  if (request.method == "PUT" && !request.world->options().gcs.allow_put_initiation) {
    return refuse(std::move(request), refuse_missing_id);
  }
  if (!post && request.method != "PUT") return refuse(std::move(request), refuse_method);
  if (type.empty()) return refuse(std::move(request), refuse_missing_type);
  if (type == "resumable") return open_create_session(std::move(request));
  if (type == "media" && post) return open_upload_media(std::move(request));
  if (type == "multipart" && post) return open_upload_multipart(std::move(request));
  return refuse(std::move(request), refuse_unknown_type);
}

std::unique_ptr<Call> open_session(Request request, std::string_view upload_id) {
  request.dialect = &session_dialect();
  return open_session_request(std::move(request), upload_id);
}

}  // namespace

std::unique_ptr<Call> open_upload(Request request) {
  // Rule gcs.session.dispatch: a session URI repeats the parameters of its opening, so the id comes
  // first.
  if (const std::string* id = request.query.find("upload_id")) {
    const std::string upload_id = *id;
    return open_session(std::move(request), upload_id);
  }
  return open_new_upload(std::move(request));
}

std::unique_ptr<Call> open_upload_by_path(Request request) {
  const std::string upload_id = request.tail;
  return open_session(std::move(request), upload_id);
}

}  // namespace resumulator::gcs::json
