#include "protocols/google_photos/uploads.h"

#include <nlohmann/json.hpp>

#include "core/base/ids.h"
#include "protocols/google_photos/authorize.h"
#include "protocols/google_photos/library.h"
#include "protocols/google_photos/media_kind.h"
#include "protocols/google_problem.h"
#include "protocols/mount_bucket.h"

namespace resumulator::google_photos {
namespace {

using x_goog_upload::Profile;
using x_goog_upload::Refusal;
using x_goog_upload::Request;
using x_goog_upload::UploadHead;

constexpr std::string_view kTokenPrefix = "CAISiQ";
constexpr std::size_t kTokenSize = 250;
constexpr const char* kHtml = "text/html; charset=UTF-8";
constexpr const char* kTooLarge = "The upload is too large.";

// Two blanks a level, no line break at the end. Rule photos.error.upload-body.
std::string bare_status(int code, std::string_view message) {
  const nlohmann::ordered_json body = {{"code", code}, {"message", message}};
  return body.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

AppendPolicy::Misaligned misaligned(PhotosSwitches::Granularity policy) {
  switch (policy) {
    case PhotosSwitches::Granularity::kReject:
      return AppendPolicy::Misaligned::kRejectLength;
    case PhotosSwitches::Granularity::kTruncate:
      return AppendPolicy::Misaligned::kFloor;
    case PhotosSwitches::Granularity::kAccept:
      return AppendPolicy::Misaligned::kAccept;
  }
  return AppendPolicy::Misaligned::kRejectLength;
}

AppendPolicy::Cut cut(PhotosSwitches::PartialCommit commit) {
  switch (commit) {
    case PhotosSwitches::PartialCommit::kGranule:
      return AppendPolicy::Cut::kGranules;
    case PhotosSwitches::PartialCommit::kByte:
      return AppendPolicy::Cut::kAll;
    case PhotosSwitches::PartialCommit::kNone:
      return AppendPolicy::Cut::kNothing;
  }
  return AppendPolicy::Cut::kGranules;
}

x_goog_upload::Beside beside(PhotosSwitches::ConcurrentChunk chunk) {
  switch (chunk) {
    case PhotosSwitches::ConcurrentChunk::kWait:
      return x_goog_upload::Beside::kWaits;
    case PhotosSwitches::ConcurrentChunk::kReject:
      return x_goog_upload::Beside::kRefused;
    case PhotosSwitches::ConcurrentChunk::kAbortFirst:
      return x_goog_upload::Beside::kEndsOther;
  }
  return x_goog_upload::Beside::kWaits;
}

/// What an upload says it is, before its bytes can tell.
std::string declared_type(const std::string& content_type, std::string_view file_name) {
  const std::string_view by_name = media_type_of_name(file_name);
  return by_name.empty() ? content_type : std::string(by_name);
}

class PhotosUploads final : public x_goog_upload::Service {
 public:
  Profile profile(const Options& options) const override;
  void describe(const Request& request, CallInfo& info) const override;
  std::optional<Refusal> authorize(const Request& request, bool of_session) const override;
  std::variant<SessionSpec, Refusal> prepare(const Request& request, const UploadHead& head,
                                             std::string_view metadata) const override;
  std::optional<Termination> refuse_end(const Request& request, const SessionSpec& spec,
                                        std::uint64_t size) const override;
  void write_result(const Request& request, const SessionSpec& spec, const ObjectPtr& object,
                    Response& response) const override;
  void write_ended(const Termination& end, Response& response) const override;
  void write_refusal(const Request& request, const Refusal& refusal,
                     Response& response) const override;
};

Profile PhotosUploads::profile(const Options& options) const {
  const PhotosSwitches& photos = options.photos;
  Profile profile;
  profile.protocol = "photos";
  profile.granularity = photos.granularity;
  profile.misaligned = misaligned(photos.granularity_policy);
  profile.cut = cut(photos.partial_commit);
  profile.offset_error_status = photos.offset_error_status;
  profile.unknown_session_status = photos.unknown_session_status;
  profile.cancelled_query_status = photos.cancelled_query_status;
  profile.status_on_errors = photos.error_upload_status;
  profile.size_on_chunk = photos.size_received_on_upload;
  profile.beside = beside(photos.concurrent_chunk);
  profile.size_on_final_query = photos.query_final_size;
  profile.body_on_final_query = photos.query_final_body;
  profile.overrun = photos.overrun;
  profile.short_finalize = photos.short_finalize;
  profile.zero_size_is_empty = photos.zero_size_is_empty;
  profile.replays_final = !photos.refinalize_rejected;
  profile.combined_start = photos.combined_start;
  profile.restarts = photos.restart_opens_new;
  profile.default_is_raw = photos.protocol_default_raw;
  return profile;
}

// A start that was refused is told with the one that then succeeded: both by the file's name.
void PhotosUploads::describe(const Request& request, CallInfo& info) const {
  info.bucket = kBucket;
  info.object = x_goog_upload::as_utf8(request.head.headers.get("X-Goog-Upload-File-Name"));
}

// Rules photos.auth.upload, photos.auth.session-url.
std::optional<Refusal> PhotosUploads::authorize(const Request& request, bool of_session) const {
  using Rule = PhotosSwitches::SessionUrlAuth;
  const Rule rule = request.world->options().photos.session_url_auth;
  if (of_session && rule == Rule::kIgnored) return std::nullopt;
  const auto denied = check_access(*request.world, request.head, request.query, Needs::kAppend);
  if (!denied) return std::nullopt;
  const bool none_given = *denied == Denied::kNoCredentials;
  if (of_session && none_given && rule == Rule::kOptional) return std::nullopt;
  // A token without the scope is told the same as no token.
  return Refusal{.status = 401, .code = 16, .message = "Authentication session is not defined."};
}

std::variant<SessionSpec, Refusal> PhotosUploads::prepare(const Request& request,
                                                          const UploadHead& head,
                                                          std::string_view /*metadata*/) const {
  World& world = *request.world;
  if (!ensure_bucket(world, kBucket)) {
    return Refusal{.status = 503, .code = 14, .message = "The service is currently unavailable."};
  }
  SessionSpec spec;
  spec.protocol = "photos";
  spec.bucket = kBucket;
  // The token is the object's name from the start, and told at the end. Rule photos.token.form.
  spec.object = std::string(kTokenPrefix) + world.ids().token("photos.upload", kTokenSize);
  spec.metadata.content_type = head.content_type;
  if (!head.file_name.empty()) spec.metadata.custom["filename"] = head.file_name;
  // Rule photos.upload.too-large.
  const PhotosSwitches& photos = world.options().photos;
  if (photos.size_cap_at == PhotosSwitches::SizeCap::kStart && head.total &&
      is_too_large(photos, declared_type(head.content_type, head.file_name), *head.total)) {
    return Refusal{.status = 413, .code = 11, .message = kTooLarge, .ends = true};
  }
  spec.declared_total = head.total;
  spec.origin = request.head.headers.get("Origin");
  return spec;
}

// Rules photos.upload.empty, photos.upload.too-large.
std::optional<Termination> PhotosUploads::refuse_end(const Request& request,
                                                     const SessionSpec& spec,
                                                     std::uint64_t size) const {
  const PhotosSwitches& photos = request.world->options().photos;
  const auto named = spec.metadata.custom.find("filename");
  const std::string name = named == spec.metadata.custom.end() ? std::string() : named->second;
  if (photos.size_cap_at == PhotosSwitches::SizeCap::kFinalize &&
      is_too_large(photos, declared_type(spec.metadata.content_type, name), size)) {
    return Termination{413, bare_status(11, kTooLarge)};
  }
  if (size > 0 || photos.empty_payload) return std::nullopt;
  return Termination{400, bare_status(3, "Payload must not be empty")};
}

// Rule photos.token.body: the token and nothing else.
void PhotosUploads::write_result(const Request& request, const SessionSpec& /*spec*/,
                                 const ObjectPtr& object, Response& response) const {
  if (request.world->options().photos.token_content_type_html) {
    response.headers.set("Content-Type", kHtml);
  }
  response.body = object->name;
}

void PhotosUploads::write_ended(const Termination& end, Response& response) const {
  response.headers.set("Content-Type", kHtml);
  response.body = end.text;
}

void PhotosUploads::write_refusal(const Request& request, const Refusal& refusal,
                                  Response& response) const {
  using Form = PhotosSwitches::ViolationBody;
  const Form form =
      refusal.status == 401 ? Form::kJson : request.world->options().photos.violation_body;
  if (form == Form::kEmpty) return;
  if (form == Form::kText) {
    response.body = refusal.message;
    return;
  }
  response.headers.set("Content-Type", kHtml);
  response.body = bare_status(refusal.code, refusal.message);
}

}  // namespace

std::shared_ptr<const x_goog_upload::Service> make_photos_uploads() {
  return std::make_shared<PhotosUploads>();
}

Response upload_error(int status, int code, std::string_view message) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", kHtml);
  response.headers.add("X-GUploader-UploadID", std::string(kRequestIdHere));
  response.headers.add("Server", "UploadServer");
  response.body = bare_status(code, message);
  return response;
}

}  // namespace resumulator::google_photos
