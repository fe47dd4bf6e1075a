// POST …/o?uploadType=media: the body is the object.
#include "protocols/gcs/common/declared_digests.h"
#include "protocols/gcs/json/json_call.h"
#include "protocols/gcs/json/operations/upload_store.h"
#include "protocols/gcs/json/operations/uploads.h"
#include "protocols/gcs/json/parse.h"

namespace resumulator::gcs::json {
namespace {

// Everything that can be known before the body: a refusal then costs the client no upload.
ApiResult<Upload> prepare(const Request& request) {
  const auto head = parse_upload_head(request);
  if (!head) return head.error();
  const Headers& headers = request.head.headers;
  // Rule gcs.media.content-encoding: the header is metadata here, the query goes before it.
  MetadataChange said;
  if (const auto* encoding = headers.find("Content-Encoding"); encoding && !encoding->empty()) {
    said.content_encoding.emplace(*encoding);
  }
  auto upload = complete_upload(request, *head, said, headers.get("Content-Type"));
  if (!upload) return upload;
  auto digests = parse_digest_headers(headers);
  if (!digests) return digests.error();
  upload->digests = *digests;
  return upload;
}

class UploadMedia final : public JsonCall {
 public:
  explicit UploadMedia(Request request)
      : JsonCall(std::move(request), Operation::kSimple, "gcs.json.media") {
    info_.object = this->request().query.get("name");
  }

 private:
  std::optional<Response> again() override { return uploaded_answer_again(request()); }
  Response answer(BodySource& body) override {
    auto upload = prepare(request());
    if (!upload) return refuse_upload(request(), upload.error());
    auto received = receive_object(world(), body, world().options().limits.object_bytes_max);
    if (!received) return refuse_upload(request(), from_read_error(received.error()));
    return store_upload(request(), *std::move(upload), *std::move(received));
  }
};

}  // namespace

std::unique_ptr<Call> open_upload_media(Request request) {
  return std::make_unique<UploadMedia>(std::move(request));
}

}  // namespace resumulator::gcs::json
