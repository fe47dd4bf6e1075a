// POST …/o?uploadType=multipart: metadata and bytes as two parts of one body.
#include "core/wire/media_type.h"
#include "core/wire/multipart_reader.h"
#include "protocols/gcs/common/declared_digests.h"
#include "protocols/gcs/common/inflate_body.h"
#include "protocols/gcs/json/json_call.h"
#include "protocols/gcs/json/operations/upload_store.h"
#include "protocols/gcs/json/operations/uploads.h"
#include "protocols/gcs/json/parse.h"

namespace resumulator::gcs::json {
namespace {

constexpr std::size_t kPartsMax = 3;

class UploadMultipart final : public JsonCall {
 public:
  explicit UploadMultipart(Request request)
      : JsonCall(std::move(request), Operation::kSimple, "gcs.json.multipart") {
    info_.object = this->request().query.get("name");
  }

 private:
  struct Parts {
    Upload upload;
    ReceivedObject received;
  };

  std::optional<Response> again() override { return uploaded_answer_again(request()); }
  Response answer(BodySource& body) override;
  ApiResult<std::string> boundary() const;
  ApiResult<Parts> read_parts(MultipartReader& reader);
  ApiResult<MetadataChange> read_metadata(MultipartReader& reader);
  ApiResult<Upload> prepare(const UploadHead& head, const MetadataChange& body,
                            const Headers& media);
  std::optional<ApiError> read_to_end(MultipartReader& reader);
};

// Rule gcs.multipart.part-count.
ApiError wrong_part_count(std::size_t parts) {
  ApiError error =
      invalid("Payload size invalid. Expected 2-3 payloads. Actual size: " + std::to_string(parts));
  error.reason = "invalidPayloadSize";
  return error;
}

// Rule gcs.multipart.boundary.
ApiResult<std::string> UploadMultipart::boundary() const {
  const auto type = parse_media_type(request().head.headers.get("Content-Type"));
  if (!type || type->type != "multipart") return bad_request("Missing boundary");
  auto text = multipart_boundary(*type);
  if (!text) return bad_request("Missing boundary");
  return *std::move(text);
}

ApiResult<MetadataChange> UploadMultipart::read_metadata(MultipartReader& reader) {
  const Limits& limits = world().options().limits;
  const auto text = read_all(reader.part(), limits.metadata_bytes_max);
  if (!text) return from_read_error(text.error());
  return parse_metadata(*text, limits);
}

ApiResult<Upload> UploadMultipart::prepare(const UploadHead& head, const MetadataChange& body,
                                           const Headers& media) {
  auto upload = complete_upload(request(), head, body, media.get("Content-Type"));
  if (!upload) return upload;
  info_.object = upload->name;
  // Content-MD5 would speak of the whole request here; X-Goog-Hash always means the object.
  const auto declared = parse_goog_hash(request().head.headers);
  if (!declared) return declared.error();
  if (!upload->digests.md5) upload->digests.md5 = declared->md5;
  if (!upload->digests.crc32c) upload->digests.crc32c = declared->crc32c;
  return upload;
}

std::optional<ApiError> UploadMultipart::read_to_end(MultipartReader& reader) {
  while (true) {
    const auto more = reader.next();
    if (!more) return from_read_error(more.error());
    if (!*more) break;
  }
  if (reader.parts() > kPartsMax) return wrong_part_count(reader.parts());
  return std::nullopt;
}

ApiResult<UploadMultipart::Parts> UploadMultipart::read_parts(MultipartReader& reader) {
  const auto head = parse_upload_head(request());
  if (!head) return head.error();
  auto more = reader.next();
  if (!more) return from_read_error(more.error());
  if (!*more) return wrong_part_count(0);
  const auto body = read_metadata(reader);
  if (!body) return body.error();
  more = reader.next();
  if (!more) return from_read_error(more.error());
  if (!*more) return wrong_part_count(1);
  auto upload = prepare(*head, *body, reader.headers());
  if (!upload) return upload.error();
  auto received = receive_object(world(), reader.part(), world().options().limits.object_bytes_max);
  if (!received) return from_read_error(received.error());
  info_.media_length = received->blob->size();
  if (auto error = read_to_end(reader)) return *std::move(error);
  return Parts{*std::move(upload), *std::move(received)};
}

Response UploadMultipart::answer(BodySource& body) {
  const auto text = boundary();
  if (!text) return refuse_upload(request(), text.error());
  auto parts = [&] {
    if (!is_gzip_encoded(request().head.headers)) {
      MultipartReader reader(body, *text);
      return read_parts(reader);
    }
    // Rule gcs.multipart.gzip: a client library compresses the whole body.
    InflatedBody inflated(body);
    MultipartReader reader(inflated, *text);
    return read_parts(reader);
  }();
  if (!parts) return refuse_upload(request(), parts.error());
  return store_upload(request(), std::move(parts->upload), std::move(parts->received));
}

}  // namespace

std::unique_ptr<Call> open_upload_multipart(Request request) {
  return std::make_unique<UploadMultipart>(std::move(request));
}

}  // namespace resumulator::gcs::json
