// POST /BUCKET with multipart/form-data: the upload of a web page. Fields first, the file last.
#include "core/base/strings.h"
#include "core/wire/form_reader.h"
#include "core/wire/media_type.h"
#include "core/wire/multipart_reader.h"
#include "core/wire/url.h"
#include "protocols/gcs/common/acl.h"
#include "protocols/gcs/common/declared_digests.h"
#include "protocols/gcs/common/metadata.h"
#include "protocols/gcs/common/names.h"
#include "protocols/gcs/common/post_policy.h"
#include "protocols/gcs/xml/answer.h"
#include "protocols/gcs/xml/body.h"
#include "protocols/gcs/xml/errors.h"
#include "protocols/gcs/xml/operations/object_operations.h"
#include "protocols/gcs/xml/parse.h"
#include "protocols/gcs/xml/xml_writer.h"

namespace resumulator::gcs::xml {
namespace {

constexpr std::size_t kFieldsMax = 100;
constexpr std::uint64_t kFieldBytesMax = 64 * 1024;

class FormUpload final : public XmlCall {
 public:
  explicit FormUpload(Request request)
      : XmlCall(std::move(request), Operation::kSimple, "gcs.xml.form") {}

 private:
  Response answer(BodySource& body) override;
  std::optional<Response> again() override {
    const ObjectPtr told = kept_upload(request());
    if (!told) return std::nullopt;
    return done(*told);
  }
  /// The object, or what the client gets instead.
  using Stored = std::variant<ObjectPtr, ApiError, SignatureProblem>;
  Stored store(BodySource& body);
  Stored store_file(MultipartReader& reader);
  ApiError unread(const Error& error) { return unread_body(request(), *body_, error); }
  std::optional<ApiError> read_fields(MultipartReader& reader);
  ApiResult<Upload> prepare(std::string name, const Headers& file);
  ApiResult<std::string> key(const Headers& file) const;
  std::optional<SignatureProblem> check_form();
  Response done(const ObjectVersion& object) const;
  [[nodiscard]] std::string_view field(std::string_view name) const {
    for (const auto& [known, value] : fields_) {
      if (iequals(known, name)) return value;
    }
    return {};
  }

  BodySource* body_ = nullptr;  ///< of the request, while it is read
  FormFields fields_;
  PolicyTerms terms_;
};

// Up to the part called "file"; the reader then stands at its bytes.
std::optional<ApiError> FormUpload::read_fields(MultipartReader& reader) {
  while (true) {
    const auto more = reader.next();
    if (!more) {
      return more.error().kind == ErrorKind::kCut ? unread(more.error())
                                                  : bad("MalformedPOSTRequest", more.error().text);
    }
    if (!*more) return invalid_argument("file", "The form has no file.");
    const auto named = parse_form_disposition(reader.headers().get("Content-Disposition"));
    if (!named) return bad("MalformedPOSTRequest", "A part of the form has no name.");
    if (iequals(named->name, "file")) return std::nullopt;
    if (fields_.size() == kFieldsMax) return bad("MalformedPOSTRequest", "Too many fields.");
    auto value = read_all(reader.part(), kFieldBytesMax);
    if (!value) return unread(value.error());
    fields_.emplace_back(named->name, *std::move(value));
  }
}

// Rule gcs.xml.form.key: ${filename} is the name of the client's file, without folders.
ApiResult<std::string> FormUpload::key(const Headers& file) const {
  std::string name(field("key"));
  if (name.empty()) return invalid_argument("key", "The form has no key.");
  constexpr std::string_view kPlace = "${filename}";
  if (const auto at = name.find(kPlace); at != std::string::npos) {
    const auto named = parse_form_disposition(file.get("Content-Disposition"));
    std::string own = named ? named->filename.value_or("") : std::string();
    own.erase(0, own.find_last_of("/\\") + 1);
    name.replace(at, kPlace.size(), own);
  }
  if (auto problem = check_object_name(name)) return *std::move(problem);
  return name;
}

// Rule gcs.xml.form.policy.
std::optional<SignatureProblem> FormUpload::check_form() {
  const Options& options = world().options();
  const auto key = SignatureKey::read(options.signature_key);
  auto checked = check_policy(fields_, request().bucket, options.gcs.signed_url_check,
                              key ? &*key : nullptr, world().clock().now());
  if (auto* problem = std::get_if<SignatureProblem>(&checked)) return std::move(*problem);
  terms_ = std::get<PolicyTerms>(checked);
  return std::nullopt;
}

// Rule gcs.xml.form.metadata.
ApiResult<Upload> FormUpload::prepare(std::string name, const Headers& file) {
  // The form's fields are what the header fields of a PUT would be.
  Request as_put = request();
  as_put.head.headers = {};
  as_put.query = {};
  for (const auto& [known, value] : fields_) {
    if (!iequals(known, "acl")) as_put.head.headers.add(known, value);
  }
  if (!field("acl").empty()) as_put.head.headers.set("x-goog-acl", std::string(field("acl")));
  if (field("content-type").empty()) {
    as_put.head.headers.set("Content-Type", std::string(file.get("Content-Type")));
  }
  as_put.object = std::move(name);
  return parse_upload(as_put);
}

FormUpload::Stored FormUpload::store_file(MultipartReader& reader) {
  if (auto problem = read_fields(reader)) return *std::move(problem);
  auto name = key(reader.headers());
  if (!name) return name.error();
  info_.object = *name;
  if (auto problem = check_form()) return *std::move(problem);
  auto upload = prepare(*std::move(name), reader.headers());
  if (!upload) return upload.error();
  auto received = receive_object(world(), reader.part(), world().options().limits.object_bytes_max);
  if (!received) return unread(received.error());
  info_.media_length = received->blob->size();
  // What follows the file is passed over, but the form must end.
  for (auto more = reader.next();; more = reader.next()) {
    if (!more) return unread(more.error());
    if (!*more) break;
  }
  // Rule gcs.xml.form.size.
  if (auto problem = gcs::check_size(terms_, received->blob->size())) return *std::move(problem);
  auto stored = keep_upload(request(), *std::move(upload), *std::move(received));
  if (!stored) return stored.error();
  return *std::move(stored);
}

FormUpload::Stored FormUpload::store(BodySource& body) {
  body_ = &body;
  const auto bucket = upload_bucket(world(), request().bucket);
  if (!bucket) return bucket.error();
  const auto type = parse_media_type(request().head.headers.get("Content-Type"));
  if (!type || !type->is("multipart", "form-data")) {
    return bad("MalformedPOSTRequest", "A POST to a bucket is a form.");
  }
  const auto boundary = multipart_boundary(*type);
  if (!boundary) return bad("MalformedPOSTRequest", "The form has no boundary.");
  MultipartReader reader(body, *boundary);
  return store_file(reader);
}

// Rules gcs.xml.form.status, gcs.xml.form.redirect.
Response FormUpload::done(const ObjectVersion& object) const {
  const std::string etag = in_quotes(xml_etag(object));
  const std::string url = request().base_url + (request().virtual_host ? "" : "/" + object.bucket) +
                          "/" + percent_encode_segment(object.name);
  Response response = written_answer(world(), object);
  const std::string_view redirect = field("success_action_redirect");
  if (!redirect.empty()) {
    response.status = 303;
    const char* joint = redirect.find('?') == std::string_view::npos ? "?" : "&";
    response.headers.add(
        "Location",
        std::string(redirect) + joint +
            encode_query({{"bucket", object.bucket}, {"key", object.name}, {"etag", etag}}));
    return response;
  }
  const std::string_view status = field("success_action_status");
  response.status = status == "200" ? 200 : status == "201" ? 201 : 204;
  response.headers.add("Location", url);
  if (response.status != 201) return response;
  XmlWriter xml;
  xml.begin("PostResponse").element("Location", url).element("Bucket", object.bucket);
  response.body = xml.element("Key", object.name).element("ETag", etag).end().take();
  response.headers.set("Content-Type", std::string(kXml));
  return response;
}

Response FormUpload::answer(BodySource& body) {
  const Stored stored = store(body);
  if (const auto* object = std::get_if<ObjectPtr>(&stored)) {
    return done(*reported(report_, *object));
  }
  drain(body);
  if (const auto* problem = std::get_if<SignatureProblem>(&stored)) {
    return signature_answer(world(), *problem);
  }
  return error_answer(world(), std::get<ApiError>(stored));
}

}  // namespace

std::unique_ptr<Call> open_form_upload(Request request) {
  return std::make_unique<FormUpload>(std::move(request));
}

}  // namespace resumulator::gcs::xml
