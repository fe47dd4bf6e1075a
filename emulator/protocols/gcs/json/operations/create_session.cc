// POST …/o?uploadType=resumable: opens a session and says where it lives.
#include "protocols/gcs/common/answer.h"
#include "protocols/gcs/common/encryption.h"
#include "protocols/gcs/common/object_resource.h"
#include "protocols/gcs/json/json_call.h"
#include "protocols/gcs/json/operations/uploads.h"
#include "protocols/gcs/json/parse.h"
#include "protocols/gcs/json/session_dialect.h"

namespace resumulator::gcs::json {
namespace {

class CreateSession final : public JsonCall {
 public:
  explicit CreateSession(Request request)
      : JsonCall(std::move(request), Operation::kCreate, "gcs.json.create") {
    info_.object = this->request().query.get("name");
  }

 private:
  Response answer(BodySource& body) override;
  ApiResult<SessionSpec> prepare(BodySource& body);
  ApiResult<MetadataChange> metadata(BodySource& body);
  Response opened(const UploadSession& session) const;
};

// Rule gcs.init.bad-json: production refuses; the switch lenient_init_body lets it pass for
// nothing.
ApiResult<MetadataChange> CreateSession::metadata(BodySource& body) {
  const auto text = read_metadata_body(request(), body);
  if (!text) return text.error();
  auto change = parse_metadata(*text, world().options().limits);
  const bool no_json = !change && change.error().as_html;
  return no_json && switches().lenient_init_body ? ApiResult<MetadataChange>(MetadataChange{})
                                                 : change;
}

ApiResult<SessionSpec> CreateSession::prepare(BodySource& body) {
  const auto head = parse_upload_head(request());
  if (!head) return head.error();
  const auto total = parse_declared_length(request());
  if (!total) return total.error();
  const auto change = metadata(body);
  if (!change) return change.error();
  const Headers& headers = request().head.headers;
  auto upload = complete_upload(request(), *head, *change, headers.get("X-Upload-Content-Type"));
  if (!upload) return upload.error();
  SessionSpec spec;
  spec.protocol = "gcs-json";
  spec.bucket = request().bucket;
  spec.object = std::move(upload->name);
  spec.metadata = std::move(upload->metadata);
  spec.guards = upload->guards;
  spec.digests = upload->digests;
  spec.declared_total = *total;
  spec.origin = headers.get("Origin");
  spec.adapter = remember_request(request());
  return spec;
}

// Rules gcs.init.location, gcs.init.location-origin: the request's own path and query, then the id.
std::string location(const Request& request, const std::string& id, bool echo) {
  std::string url = request.base_url + request.upload_prefix + "?";
  const std::string& raw = request.query.raw();
  if (!echo) {
    url += "uploadType=resumable&";
  } else if (!raw.empty()) {
    url += raw + "&";
  }
  return url + "upload_id=" + id;
}

// What `init_body` shows: the resource as far as it is known before there is an object.
std::string promised_resource(const UploadSession& session, const Request& request) {
  ObjectVersion object;
  object.bucket = session.spec().bucket;
  object.name = session.spec().object;
  object.created = object.updated = object.storage_class_updated = session.created();
  object.size = session.spec().declared_total.value_or(0);
  object.metadata = session.spec().metadata;
  ResourceView view = resource_view(request.query, request.base_url,
                                    request.world->objects().bucket(request.bucket));
  view.hide_digests = true;
  return object_body(object, view);
}

Response CreateSession::opened(const UploadSession& session) const {
  const bool with_body = switches().init_body_resource;
  Response response;
  response.headers = answer_headers(
      world(), CacheSet::kWrite,
      with_body ? "application/json; charset=UTF-8" : "text/plain; charset=utf-8", session.id());
  response.headers.add("Location",
                       location(request(), session.id(), switches().location_query_echo));
  add_encryption_headers(response.headers, session.spec().metadata.encryption_key_sha256);
  if (with_body) response.body = promised_resource(session, request());
  return response;
}

Response CreateSession::answer(BodySource& body) {
  auto spec = prepare(body);
  if (!spec) return error_answer(world(), spec.error());
  info_.object = spec->object;
  if (const auto error = check_guards_early(world(), *spec)) return error_answer(world(), *error);
  const auto session = world().sessions().create(*std::move(spec));
  if (!session) {
    return error_answer(world(), from_store_error(session.error(), info_.bucket, info_.object));
  }
  info_.session = *session;
  return opened(**session);
}

}  // namespace

std::unique_ptr<Call> open_create_session(Request request) {
  return std::make_unique<CreateSession>(std::move(request));
}

}  // namespace resumulator::gcs::json
