// PUT /BUCKET/OBJECT?partNumber=N&uploadId=U: one part, which comes whole or leaves nothing.
#include "core/upload/part_set.h"
#include "protocols/gcs/common/declared_digests.h"
#include "protocols/gcs/common/preconditions.h"
#include "protocols/gcs/common/upload.h"
#include "protocols/gcs/xml/answer.h"
#include "protocols/gcs/xml/body.h"
#include "protocols/gcs/xml/errors.h"
#include "protocols/gcs/xml/operations/multipart.h"
#include "protocols/gcs/xml/parse.h"
#include "protocols/gcs/xml/request.h"

namespace resumulator::gcs::xml {
namespace {

class PutPart final : public XmlCall {
 public:
  PutPart(Request request, SessionPtr session)
      : XmlCall(std::move(request), Operation::kAppend, "gcs.xml.part"),
        session_(std::move(session)) {
    info_.session = session_;
  }

 private:
  Response answer(BodySource& body) override;
  std::optional<Response> again() override {
    if (!part_) return std::nullopt;
    return stored_answer();
  }
  ApiResult<PartPtr> store(BodySource& body);
  ApiResult<std::uint32_t> part_number() const;
  Response stored_answer() const;

  SessionPtr session_;
  PartPtr part_;
};

// Rule gcs.xml.multipart.part-number.
ApiResult<std::uint32_t> PutPart::part_number() const {
  const auto number = parse_unsigned(request().query.get("partNumber"));
  if (number && *number >= 1 && *number <= kPartsMax) return static_cast<std::uint32_t>(*number);
  return invalid_argument("partNumber", "Part number must be an integer between 1 and 10000.");
}

ApiResult<PartPtr> PutPart::store(BodySource& body) {
  const auto number = part_number();
  if (!number) return number.error();
  if (request().head.framing.kind == BodyFraming::Kind::kNone) return missing_content_length();
  if (setting(request(), "x-goog-copy-source")) {
    return invalid_argument("x-goog-copy-source", "A part cannot be copied.");
  }
  const auto declared = parse_digests(request());
  if (!declared) return declared.error();
  auto received = receive_part(world(), body, world().options().limits.object_bytes_max);
  if (!received) return unread_body(request(), body, received.error());
  const MismatchForm form{400, mismatch_form(switches()).crc_code};
  if (auto error = check_digests(*declared, received->digests, form)) return *std::move(error);
  if (!is_kept_whole(body)) return broken_connection();
  const auto put =
      session_->parts()->put(*number, *std::move(received), PartSet::Duplicate::kReplace);
  switch (put.outcome) {
    case PartSet::Put::Outcome::kStored:
    case PartSet::Put::Outcome::kReplaced:
    case PartSet::Put::Outcome::kAlreadyThere:
      return put.part;
    case PartSet::Put::Outcome::kEnded:
      return no_such_upload();
    case PartSet::Put::Outcome::kTooMany:
    case PartSet::Put::Outcome::kRefused:
    case PartSet::Put::Outcome::kStorage:
      break;
  }
  return backend_unavailable();
}

// Rule gcs.xml.multipart.part-answer.
Response PutPart::stored_answer() const {
  Digests digests = part_->digests;
  if (report_.wrong_crc32c) digests.crc32c ^= 1;
  if (report_.wrong_md5 && digests.md5) digests.md5->front() ^= 1;
  Response response = empty_answer(world());
  response.headers.add("ETag", in_quotes(md5_hex(*digests.md5)));
  response.headers.add("x-goog-hash", "crc32c=" + crc32c_base64(digests.crc32c));
  response.headers.add("x-goog-hash", "md5=" + md5_base64(*digests.md5));
  return response;
}

Response PutPart::answer(BodySource& body) {
  info_.persisted_before = session_->parts()->bytes();
  const auto part = store(body);
  info_.persisted_after = session_->parts()->bytes();
  if (!part) return error_answer(world(), part.error());
  part_ = *part;
  return stored_answer();
}

}  // namespace

std::unique_ptr<Call> open_put_part(Request request, SessionPtr session) {
  return std::make_unique<PutPart>(std::move(request), std::move(session));
}

}  // namespace resumulator::gcs::xml
