// PUT /BUCKET/OBJECT: the body is the object.
#include "protocols/gcs/common/signed_body.h"
#include "protocols/gcs/xml/answer.h"
#include "protocols/gcs/xml/body.h"
#include "protocols/gcs/xml/errors.h"
#include "protocols/gcs/xml/operations/object_operations.h"
#include "protocols/gcs/xml/parse.h"

namespace resumulator::gcs::xml {
namespace {

class PutObject final : public XmlCall {
 public:
  explicit PutObject(Request request)
      : XmlCall(std::move(request), Operation::kSimple, "gcs.xml.put") {}

 private:
  Response answer(BodySource& body) override {
    const auto stored = store(body);
    if (!stored) return error_answer(world(), stored.error());
    return written_answer(world(), *reported(report_, *stored));
  }
  std::optional<Response> again() override {
    const ObjectPtr told = kept_upload(request());
    if (!told) return std::nullopt;
    return written_answer(world(), *told);
  }
  ApiResult<ObjectPtr> store(BodySource& body);
  std::optional<ApiError> refuse_head() const;
};

std::optional<ApiError> PutObject::refuse_head() const {
  // Rule gcs.xml.put.resumable-is-post.
  if (setting(request(), "x-goog-resumable")) {
    return invalid_argument("x-goog-resumable", "A resumable upload is started by POST.");
  }
  // Rule gcs.xml.put.length-required.
  if (request().head.framing.kind == BodyFraming::Kind::kNone) return missing_content_length();
  return std::nullopt;
}

// Everything that can be known before the body: a refusal then costs the client no upload.
ApiResult<ObjectPtr> PutObject::store(BodySource& body) {
  if (auto error = refuse_head()) return *std::move(error);
  auto upload = parse_upload(request());
  if (!upload) return upload.error();
  const auto range = parse_size_range(request());
  if (!range) return range.error();
  if (const auto length = body.declared_length()) {
    if (auto error = check_size(*range, *length)) return *std::move(error);
  }
  SignedBody checked(body, signed_digest(request()));
  auto received = receive_object(world(), checked, world().options().limits.object_bytes_max);
  // Rule gcs.signature.payload.
  if (!checked.mismatch().empty()) {
    return bad("BadDigest", "The body's SHA-256 is " + checked.mismatch() +
                                ", x-goog-content-sha256 says another.");
  }
  if (!received) return unread_body(request(), body, received.error());
  if (auto error = check_size(*range, received->blob->size())) return *std::move(error);
  return keep_upload(request(), *std::move(upload), *std::move(received));
}

}  // namespace

std::unique_ptr<Call> open_put_object(Request request) {
  return std::make_unique<PutObject>(std::move(request));
}

}  // namespace resumulator::gcs::xml
