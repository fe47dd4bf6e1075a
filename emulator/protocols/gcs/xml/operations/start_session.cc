// POST /BUCKET/OBJECT with x-goog-resumable: start. Opens a session and says where it lives.
#include "protocols/gcs/common/encryption.h"
#include "protocols/gcs/xml/answer.h"
#include "protocols/gcs/xml/errors.h"
#include "protocols/gcs/xml/operations/object_operations.h"
#include "protocols/gcs/xml/parse.h"
#include "protocols/gcs/xml/session_dialect.h"

namespace resumulator::gcs::xml {
namespace {

// Rules gcs.xml.start.location, gcs.xml.start.location-query: path and query as they came, then the
// id.
std::string location(const Request& request, const std::string& id, bool echo) {
  std::string url = request.base_url + std::string(request.head.path()) + "?";
  const std::string& raw = request.query.raw();
  if (echo && !raw.empty()) url += raw + "&";
  return url + "upload_id=" + id;
}

class StartSession final : public XmlCall {
 public:
  explicit StartSession(Request request)
      : XmlCall(std::move(request), Operation::kCreate, "gcs.xml.start") {}

 private:
  Response answer(BodySource& body) override;
  ApiResult<SessionSpec> prepare() const;
};

ApiResult<SessionSpec> StartSession::prepare() const {
  if (setting(request(), "x-goog-resumable") != "start") {
    return invalid_argument("x-goog-resumable", "The value must be 'start'.");
  }
  auto upload = parse_upload(request());
  if (!upload) return upload.error();
  const auto range = parse_size_range(request());
  if (!range) return range.error();
  SessionSpec spec;
  spec.protocol = session_dialect().protocol();
  spec.bucket = request().bucket;
  spec.object = std::move(upload->name);
  spec.metadata = std::move(upload->metadata);
  spec.guards = upload->guards;
  spec.digests = upload->digests;
  spec.origin = request().head.headers.get("Origin");
  if (*range)
    spec.adapter = remember_size_range(*setting(request(), "x-goog-content-length-range"));
  if (auto error = check_guards_early(world(), spec)) return *std::move(error);
  return spec;
}

Response StartSession::answer(BodySource& body) {
  // Rule gcs.xml.start.body-ignored.
  drain(body);
  auto spec = prepare();
  if (!spec) return error_answer(world(), spec.error());
  const auto session = world().sessions().create(*std::move(spec));
  if (!session) {
    return error_answer(world(), from_store_error(session.error(), info_.bucket, info_.object));
  }
  info_.session = *session;
  const std::string& id = (*session)->id();
  Response response;
  response.status = 201;
  response.headers = xml_headers(world(), CacheSet::kNone, kHtml, id);
  response.headers.add("Location", location(request(), id, switches().location_query_echo));
  add_encryption_headers(response.headers, (*session)->spec().metadata.encryption_key_sha256);
  return response;
}

}  // namespace

std::unique_ptr<Call> open_start_session(Request request) {
  return std::make_unique<StartSession>(std::move(request));
}

}  // namespace resumulator::gcs::xml
