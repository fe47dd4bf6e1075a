#include "protocols/gcs/firebase/uploads.h"

#include "protocols/gcs/common/metadata.h"
#include "protocols/gcs/common/names.h"
#include "protocols/gcs/common/upload.h"
#include "protocols/gcs/firebase/access.h"
#include "protocols/gcs/firebase/answers.h"
#include "protocols/gcs/firebase/metadata.h"
#include "protocols/gcs/firebase/path.h"

namespace resumulator::gcs::firebase {
namespace {

using x_goog_upload::Profile;
using x_goog_upload::Refusal;
using x_goog_upload::Request;
using x_goog_upload::UploadForm;
using x_goog_upload::UploadHead;

// What a session remembers of a start that was not allowed: it is told at the end.
constexpr const char* kDenied = "denied";

Refusal own(int status, std::string message) {
  return {.status = status, .code = 3, .message = std::move(message), .own = true};
}

class FirebaseUploads final : public x_goog_upload::Service {
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

Profile FirebaseUploads::profile(const Options& options) const {
  Profile profile;
  profile.protocol = "firebase";
  profile.granularity = options.firebase.granularity;
  profile.size_on_chunk = false;
  profile.status_on_errors = options.firebase.error_upload_status;
  profile.default_is_raw = true;
  profile.default_may_be_empty = true;
  profile.reads_metadata = true;
  profile.raw_says_final = false;
  return profile;
}

void FirebaseUploads::describe(const Request& request, CallInfo& info) const {
  const auto path = parse_path(request.head.path());
  if (!path) return;
  info.bucket = path->bucket;
  info.object = path->object.empty() ? std::string(request.query.get("name")) : path->object;
}

// Rule firebase.access.resumable: a start is always let through.
std::optional<Refusal> FirebaseUploads::authorize(const Request& request, bool of_session) const {
  const bool resumable = x_goog_upload::upload_form(request.head.headers) == UploadForm::kResumable;
  if (of_session || resumable) return std::nullopt;
  if (may_act(caller_of(request.head.headers), request.world->options())) return std::nullopt;
  return own(403, "Permission denied.");
}

std::string object_name(const Request& request, const MetadataChange& change) {
  const auto path = parse_path(request.head.path());
  if (path && !path->object.empty()) return path->object;
  if (const std::string* name = request.query.find("name")) return *name;
  return change.name.value_or("");
}

// Rules firebase.upload.name, firebase.upload.metadata.
std::variant<SessionSpec, Refusal> FirebaseUploads::prepare(const Request& request,
                                                            const UploadHead& head,
                                                            std::string_view metadata) const {
  World& world = *request.world;
  const auto path = parse_path(request.head.path());
  const auto change = parse_metadata(metadata, world.options().limits);
  if (!path || !change) return own(400, "Invalid metadata input.");
  SessionSpec spec;
  spec.protocol = "firebase";
  spec.bucket = path->bucket;
  spec.object = object_name(request, *change);
  if (check_object_name(spec.object)) return own(400, "Bad Request.");
  if (!upload_bucket(world, spec.bucket)) return own(404, "Not Found.");
  spec.metadata = apply_insert(*change);
  if (spec.metadata.content_type.empty()) spec.metadata.content_type = head.content_type;
  const bool plain = x_goog_upload::upload_form(request.head.headers) == UploadForm::kNone ||
                     x_goog_upload::upload_form(request.head.headers) == UploadForm::kRaw;
  if (plain && spec.metadata.content_type.empty()) {
    spec.metadata.content_type = request.head.headers.get("Content-Type");
  }
  complete_upload(world, spec.object, spec.metadata);
  spec.declared_total = head.total;
  spec.origin = request.head.headers.get("Origin");
  if (!may_act(caller_of(request.head.headers), world.options())) spec.adapter = kDenied;
  return spec;
}

std::optional<Termination> FirebaseUploads::refuse_end(const Request& /*request*/,
                                                       const SessionSpec& spec,
                                                       std::uint64_t /*size*/) const {
  if (spec.adapter != kDenied) return std::nullopt;
  return Termination{403, error_json(403, "Permission denied.")};
}

void as_json(Response& response) {
  response.headers.set("Content-Type", "application/json; charset=UTF-8");
  add_set(response.headers, Set::kWrite, TimePoint{});
}

void FirebaseUploads::write_result(const Request& /*request*/, const SessionSpec& /*spec*/,
                                   const ObjectPtr& object, Response& response) const {
  as_json(response);
  response.body = metadata_json(*object);
}

void FirebaseUploads::write_ended(const Termination& end, Response& response) const {
  as_json(response);
  response.body = end.text;
}

// Rules firebase.upload.refusals, firebase.upload.bad-parts.
void FirebaseUploads::write_refusal(const Request& request, const Refusal& refusal,
                                    Response& response) const {
  if (refusal.own) {
    as_json(response);
    response.body = error_json(refusal.status, refusal.message);
    return;
  }
  response.body = refusal.message;
  if (x_goog_upload::upload_form(request.head.headers) != UploadForm::kMultipart) return;
  response.headers.add("Access-Control-Allow-Origin", "*");
  response.headers.add("Access-Control-Expose-Headers",
                       "Content-Length, Content-Type, Date, Server, Transfer-Encoding, "
                       "X-GUploader-UploadID, X-Google-Trace");
}

}  // namespace

std::shared_ptr<const x_goog_upload::Service> make_firebase_uploads() {
  return std::make_shared<FirebaseUploads>();
}

}  // namespace resumulator::gcs::firebase
