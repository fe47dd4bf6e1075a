#include "protocols/gcs/drive/uploads.h"

#include "core/base/strings.h"
#include "core/wire/media_type.h"
#include "core/wire/multipart_reader.h"
#include "protocols/discard_body.h"
#include "protocols/gcs/common/answer.h"
#include "protocols/gcs/common/api_call.h"
#include "protocols/gcs/common/session/dialect.h"
#include "protocols/gcs/common/session/session_call.h"
#include "protocols/gcs/common/upload.h"
#include "protocols/gcs/drive/goog_uploads.h"
#include "protocols/gcs/drive/plan.h"

namespace resumulator::gcs::drive {
namespace {

constexpr const char* kJson = "application/json; charset=UTF-8";
constexpr const char* kText = "text/plain; charset=utf-8";

using UploadCall = ApiCall<Request>;

Response resource_answer(Product product, const Request& request, const ObjectVersion& object,
                         std::string id = {}) {
  Response response;
  response.headers = answer_headers(*request.world, CacheSet::kWrite, kJson, std::move(id));
  response.body = resource_json(product, object, request.query);
  return response;
}

// Sessions speak as those of Cloud Storage do; only their end is another.
class Dialect final : public SessionDialect {
 public:
  explicit Dialect(Product product) : product_(product) {}
  [[nodiscard]] std::string_view protocol() const override { return protocol_name(product_); }
  [[nodiscard]] Rules rules() const override {
    return product_ == Product::kDrive ? Rules{"drive.chunk", "drive.finalize", "drive.query",
                                               "drive.cancel", "drive.session"}
                                       : Rules{"youtube.chunk", "youtube.finalize", "youtube.query",
                                               "youtube.cancel", "youtube.session"};
  }
  [[nodiscard]] Response completed(const Request& request, const UploadSession& session,
                                   const ObjectVersion& told) const override {
    // The opener's query says which members it wants; the session's URL repeats it.
    return resource_answer(product_, request, told, session.id());
  }
  [[nodiscard]] Response failed(const Request& request, const UploadSession* session,
                                const ApiError& error) const override {
    Response response = error_answer(*request.world, error);
    if (session != nullptr) response.headers.set("X-GUploader-UploadID", session->id());
    return response;
  }
  [[nodiscard]] std::string failure_body(const ApiError& error) const override {
    return error_json(error);
  }
  [[nodiscard]] Headers failure_headers(const Request& request,
                                        const UploadSession& session) const override {
    return answer_headers(*request.world, CacheSet::kWrite, kJson, session.id());
  }
  [[nodiscard]] int cancel_status(const GcsSwitches&) const override { return 499; }
  [[nodiscard]] std::optional<ApiError> refuse_size(const UploadSession&,
                                                    std::uint64_t) const override {
    return std::nullopt;
  }

 private:
  Product product_;
};

const SessionDialect& dialect_of(Product product) {
  static const Dialect kDrive(Product::kDrive);
  static const Dialect kYoutube(Product::kYoutube);
  return product == Product::kDrive ? kDrive : kYoutube;
}

UploadWish wish_of(const Request& request, std::string_view given, std::string_view media_type) {
  return {.id = request.object,
          .resource = given,
          .media_type = media_type,
          .fields = request.query.get("fields")};
}

ApiResult<std::optional<std::uint64_t>> declared_length(const Request& request) {
  const std::string* text = request.head.headers.find("X-Upload-Content-Length");
  if (text == nullptr || text->empty()) return std::optional<std::uint64_t>();
  const auto length = parse_u64(*text);
  if (!length) return invalid("Invalid value for X-Upload-Content-Length: '" + *text + "'.");
  if (*length > request.world->options().limits.object_bytes_max) {
    return too_large("The file is too large.");
  }
  return std::optional<std::uint64_t>(*length);
}

// Rules drive.upload.start, drive.upload.update, youtube.upload.part.
class Start final : public UploadCall {
 public:
  Start(Product product, Request request)
      : UploadCall(std::move(request), Operation::kCreate,
                   product == Product::kDrive ? "drive.create" : "youtube.create"),
        product_(product) {}

 private:
  Response answer(BodySource& body) override {
    auto spec = prepare(body);
    if (!spec) return error_answer(world(), spec.error());
    const auto session = world().sessions().create(*std::move(spec));
    if (!session) return error_answer(world(), backend_unavailable());
    info_.session = *session;
    Response response;
    response.headers = answer_headers(world(), CacheSet::kWrite, kText, (*session)->id());
    response.headers.add("Location", request().base_url + std::string(request().head.path()) + "?" +
                                         request().query.raw() + "&upload_id=" + (*session)->id());
    return response;
  }
  ApiResult<SessionSpec> prepare(BodySource& body) {
    const auto total = declared_length(request());
    if (!total) return total.error();
    const auto given = read_all(body, world().options().limits.metadata_bytes_max);
    if (!given) return from_read_error(given.error());
    auto planned =
        plan(product_, world(),
             wish_of(request(), *given, request().head.headers.get("X-Upload-Content-Type")));
    if (!planned) return planned.error();
    SessionSpec spec;
    spec.protocol = protocol_name(product_);
    spec.bucket = request().bucket;
    spec.object = planned->id;
    spec.metadata = std::move(planned->metadata);
    spec.declared_total = *total;
    spec.origin = request().head.headers.get("Origin");
    return spec;
  }

  Product product_;
};

// Rules drive.upload.media, drive.upload.multipart.
class Whole final : public UploadCall {
 public:
  Whole(Product product, Request request, bool multipart)
      : UploadCall(std::move(request), Operation::kSimple,
                   product == Product::kDrive ? "drive.upload" : "youtube.upload"),
        product_(product),
        multipart_(multipart) {}

 private:
  Response answer(BodySource& body) override {
    const auto object = multipart_ ? take_parts(body) : take_body(body);
    discard_body(request().head, body);
    return object ? resource_answer(product_, request(), **object)
                  : error_answer(world(), object.error());
  }
  ApiResult<ObjectPtr> keep(Planned planned, Result<ReceivedObject> received) {
    if (!received) return from_read_error(received.error());
    info_.media_length = received->blob->size();
    NewObject object;
    object.bucket = request().bucket;
    object.name = planned.id;
    object.metadata = std::move(planned.metadata);
    object.size = received->blob->size();
    object.blob = std::move(received->blob);
    object.digests = received->digests;
    auto stored = world().objects().insert(std::move(object), {});
    if (!stored) return from_write_error(world(), stored.error(), request().bucket, planned.id);
    info_.object = (*stored)->name;
    info_.generation = (*stored)->generation;
    return *std::move(stored);
  }
  ApiResult<ObjectPtr> take_body(BodySource& body) {
    auto planned =
        plan(product_, world(), wish_of(request(), {}, request().head.headers.get("Content-Type")));
    if (!planned) return planned.error();
    return keep(*std::move(planned),
                receive_object(world(), body, world().options().limits.object_bytes_max));
  }
  ApiResult<ObjectPtr> take_parts(BodySource& body) {
    const auto type = parse_media_type(request().head.headers.get("Content-Type"));
    const auto boundary = type && type->type == "multipart"
                              ? multipart_boundary(*type)
                              : Result<std::string>(Unexpected(ErrorKind::kNotFound, {}));
    if (!boundary) return bad_request("Missing boundary");
    MultipartReader reader(body, *boundary);
    auto more = reader.next();
    if (!more || !*more) return bad_request("Bad multipart body.");
    const auto given = read_all(reader.part(), world().options().limits.metadata_bytes_max);
    if (!given) return from_read_error(given.error());
    more = reader.next();
    if (!more || !*more) return bad_request("Bad multipart body.");
    auto planned =
        plan(product_, world(), wish_of(request(), *given, reader.headers().get("Content-Type")));
    if (!planned) return planned.error();
    auto received =
        receive_object(world(), reader.part(), world().options().limits.object_bytes_max);
    more = reader.next();
    if (!more || *more) return bad_request("Bad multipart body.");
    return keep(*std::move(planned), std::move(received));
  }

  Product product_;
  bool multipart_;
};

class Refused final : public UploadCall {
 public:
  Refused(Request request, const char* rule, ApiError error)
      : UploadCall(std::move(request), Operation::kOther, rule), error_(std::move(error)) {}

 private:
  Response answer(BodySource& body) override {
    discard_body(request().head, body);
    return error_answer(world(), error_);
  }

  ApiError error_;
};

std::unique_ptr<Call> refuse(Product product, Request request, ApiError error) {
  return std::make_unique<Refused>(std::move(request),
                                   product == Product::kDrive ? "drive.refused" : "youtube.refused",
                                   std::move(error));
}

}  // namespace

std::unique_ptr<Call> open_upload(Product product, Request request) {
  const bool by_headers = speaks_goog_upload(request);
  request.dialect = &dialect_of(product);
  if (const std::string* id = request.query.find("upload_id")) {
    if (by_headers) return open_goog_upload(product, request);
    const std::string copy = *id;
    return open_session_request(std::move(request), copy);
  }
  if (by_headers && request.method == "OPTIONS") return open_goog_upload(product, request);
  const bool update = !request.object.empty();
  const bool fits =
      update ? request.method == "PATCH" || request.method == "PUT" : request.method == "POST";
  if (!fits) return refuse(product, std::move(request), method_not_allowed());
  if (product == Product::kYoutube && request.query.get("part").empty()) {
    return refuse(product, std::move(request), required("Required parameter: part"));
  }
  if (by_headers) return open_goog_upload(product, request);
  const std::string_view type = request.query.get("uploadType");
  if (type == "resumable") return std::make_unique<Start>(product, std::move(request));
  if (type == "multipart" || type == "media") {
    const bool multipart = type == "multipart";
    return std::make_unique<Whole>(product, std::move(request), multipart);
  }
  return refuse(
      product, std::move(request),
      type.empty() ? required("Missing uploadType.")
                   : bad_request("uploadType " + std::string(type.substr(0, 40)) + " is invalid."));
}

}  // namespace resumulator::gcs::drive
