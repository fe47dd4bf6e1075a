// Uploads in one request: `raw`, the body is the file, and `multipart`, metadata and the file.
#include "core/wire/media_type.h"
#include "core/wire/multipart_reader.h"
#include "protocols/discard_body.h"
#include "protocols/x_goog_upload/answers.h"
#include "protocols/x_goog_upload/upload_call.h"

namespace resumulator::x_goog_upload {
namespace {

constexpr std::size_t kPartsMax = 3;

class WholeCall final : public UploadCall {
 public:
  WholeCall(Request request, UploadForm form)
      : UploadCall(std::move(request), Operation::kSimple,
                   form == UploadForm::kRaw ? "upload.raw" : "upload.multipart"),
        form_(form) {
    service().describe(this->request(), info_);
  }

 private:
  using Answer = std::variant<Response, Refusal>;

  Response answer(BodySource& body) override;
  std::optional<Response> again() override;
  Answer take_raw(BodySource& body);
  Answer take_multipart(BodySource& body);
  Answer take_parts(MultipartReader& reader);
  Answer receive(const SessionSpec& spec, BodySource& body);
  Answer store(const SessionSpec& spec, ReceivedObject received);
  [[nodiscard]] Response stored_answer(const SessionSpec& spec, const ObjectPtr& object) const;

  UploadForm form_;
  SessionSpec spec_;
  bool refused_ = false;
};

Refusal from_read_error(const Error& error) {
  if (error.kind == ErrorKind::kTooLarge) {
    return {.status = 413, .code = 11, .message = "The upload is too large."};
  }
  if (error.kind == ErrorKind::kUnavailable) return unavailable();
  if (error.kind == ErrorKind::kCut) {
    return {.status = 408, .code = 4, .message = "The request was not received in full."};
  }
  return bad_request("Malformed request body.");
}

Response WholeCall::stored_answer(const SessionSpec& spec, const ObjectPtr& object) const {
  Response response = plain_answer(request(), nullptr);
  if (profile().raw_says_final) set_upload_status(response, kFinal);
  service().write_result(request(), spec, reported(report_, object), response);
  return response;
}

WholeCall::Answer WholeCall::store(const SessionSpec& spec, ReceivedObject received) {
  const std::uint64_t size = received.blob->size();
  // Rule xgu.raw.empty: what ends a session for good ends this one, too.
  if (const auto end = service().refuse_end(request(), spec, size)) {
    refused_ = true;
    Response response = plain_answer(request(), nullptr);
    response.status = end->status;
    service().write_ended(*end, response);
    return response;
  }
  NewObject object;
  object.bucket = spec.bucket;
  object.name = spec.object;
  object.metadata = spec.metadata;
  object.size = size;
  object.blob = std::move(received.blob);
  object.digests = received.digests;
  const auto stored = world().objects().insert(std::move(object), spec.guards);
  if (!stored) return unavailable();
  info_.bucket = (*stored)->bucket;
  info_.object = (*stored)->name;
  info_.generation = (*stored)->generation;
  spec_ = spec;
  return stored_answer(spec, *stored);
}

WholeCall::Answer WholeCall::receive(const SessionSpec& spec, BodySource& body) {
  auto received = receive_object(world(), body, world().options().limits.object_bytes_max);
  if (!received) return from_read_error(received.error());
  return store(spec, *std::move(received));
}

WholeCall::Answer WholeCall::take_raw(BodySource& body) {
  const auto head = parse_upload_head(request().head.headers);
  if (!head) return bad_request(head.error().text);
  auto prepared = service().prepare(request(), *head, {});
  if (auto* refusal = std::get_if<Refusal>(&prepared)) return std::move(*refusal);
  return receive(std::get<SessionSpec>(prepared), body);
}

// Rule xgu.multipart.parts.
WholeCall::Answer WholeCall::take_parts(MultipartReader& reader) {
  const Refusal wrong_parts = bad_request("Multipart body does not contain 2 or 3 parts.");
  auto head = parse_upload_head(request().head.headers);
  if (!head) return bad_request(head.error().text);
  auto more = reader.next();
  if (!more) return from_read_error(more.error());
  if (!*more) return wrong_parts;
  const auto metadata = read_all(reader.part(), world().options().limits.metadata_bytes_max);
  if (!metadata) return from_read_error(metadata.error());
  more = reader.next();
  if (!more) return from_read_error(more.error());
  if (!*more) return wrong_parts;
  if (head->content_type.empty()) head->content_type = reader.headers().get("Content-Type");
  auto prepared = service().prepare(request(), *head, *metadata);
  if (auto* refusal = std::get_if<Refusal>(&prepared)) return std::move(*refusal);
  auto received = receive_object(world(), reader.part(), world().options().limits.object_bytes_max);
  if (!received) return from_read_error(received.error());
  info_.media_length = received->blob->size();
  while (true) {
    more = reader.next();
    if (!more) return from_read_error(more.error());
    if (!*more) break;
  }
  if (reader.parts() > kPartsMax) return wrong_parts;
  return store(std::get<SessionSpec>(prepared), *std::move(received));
}

// Rule xgu.multipart.type.
WholeCall::Answer WholeCall::take_multipart(BodySource& body) {
  const auto type = parse_media_type(request().head.headers.get("Content-Type"));
  const auto boundary = type && type->type == "multipart"
                            ? multipart_boundary(*type)
                            : Result<std::string>(Unexpected(ErrorKind::kNotFound, {}));
  if (!boundary) return bad_request("Bad content type.");
  MultipartReader reader(body, *boundary);
  return take_parts(reader);
}

Response WholeCall::answer(BodySource& body) {
  Answer answer = form_ == UploadForm::kRaw ? take_raw(body) : take_multipart(body);
  discard_body(request().head, body);
  if (auto* response = std::get_if<Response>(&answer)) return std::move(*response);
  refused_ = true;
  return refusal_answer(request(), nullptr, std::get<Refusal>(answer));
}

std::optional<Response> WholeCall::again() {
  if (refused_ || info_.generation == 0) return std::nullopt;
  const auto stored = world().objects().get(info_.bucket, info_.object, info_.generation);
  if (!stored) return std::nullopt;
  return stored_answer(spec_, *stored);
}

}  // namespace

std::unique_ptr<Call> open_whole(Request request, UploadForm form) {
  return std::make_unique<WholeCall>(std::move(request), form);
}

}  // namespace resumulator::x_goog_upload
