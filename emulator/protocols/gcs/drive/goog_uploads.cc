#include "protocols/gcs/drive/goog_uploads.h"

#include <utility>

#include "core/base/strings.h"
#include "protocols/gcs/drive/plan.h"
#include "protocols/google_problem.h"
#include "protocols/x_goog_upload/open.h"

namespace resumulator::gcs::drive {
namespace {

using x_goog_upload::Profile;
using x_goog_upload::Refusal;
using x_goog_upload::UploadHead;
using GoogRequest = x_goog_upload::Request;

// The service's own: its message is the document that is sent.
Refusal own(const ApiError& error) {
  return {.status = error.status,
          .code = google_api::rpc_code(error.status),
          .message = error_json(error),
          .own = true};
}

/// The file whose bytes are replaced; empty: a new one.
std::string id_in(Product product, std::string_view path) {
  take_prefix(path, upload_root(product));
  take_prefix(path, "/");
  return percent_decode(path).value_or("");
}

class Uploads final : public x_goog_upload::Service {
 public:
  explicit Uploads(Product product) : product_(product) {}
  Profile profile(const Options& options) const override;
  void describe(const GoogRequest& request, CallInfo& info) const override;
  std::optional<Refusal> authorize(const GoogRequest& request, bool of_session) const override;
  std::variant<SessionSpec, Refusal> prepare(const GoogRequest& request, const UploadHead& head,
                                             std::string_view metadata) const override;
  void write_result(const GoogRequest& request, const SessionSpec& spec, const ObjectPtr& object,
                    Response& response) const override;
  void write_ended(const Termination& end, Response& response) const override;
  void write_refusal(const GoogRequest& request, const Refusal& refusal,
                     Response& response) const override;

 private:
  Product product_;
};

Profile Uploads::profile(const Options& options) const {
  Profile profile;
  profile.protocol = protocol_name(product_);
  profile.granularity = options.gcs.granularity;
  profile.status_on_errors = UploadStatusOnErrors::kActive;
  profile.reads_metadata = true;
  return profile;
}

void Uploads::describe(const GoogRequest& request, CallInfo& info) const {
  info.bucket = bucket_name(product_);
  info.object = id_in(product_, request.head.path());
}

// Credentials are taken as they come, also none.
std::optional<Refusal> Uploads::authorize(const GoogRequest&, bool) const { return std::nullopt; }

// Rules drive.goog.start, drive.goog.refused.
std::variant<SessionSpec, Refusal> Uploads::prepare(const GoogRequest& request,
                                                    const UploadHead& head,
                                                    std::string_view metadata) const {
  const std::string id = id_in(product_, request.head.path());
  auto planned = plan(product_, *request.world,
                      {.id = id,
                       .resource = metadata,
                       .media_type = head.content_type,
                       .fields = request.query.get("fields")});
  if (!planned) return own(planned.error());
  SessionSpec spec;
  spec.protocol = protocol_name(product_);
  spec.bucket = bucket_name(product_);
  spec.object = planned->id;
  spec.metadata = std::move(planned->metadata);
  spec.declared_total = head.total;
  spec.origin = request.head.headers.get("Origin");
  return spec;
}

// Rule drive.goog.result.
void Uploads::write_result(const GoogRequest& request, const SessionSpec& /*spec*/,
                           const ObjectPtr& object, Response& response) const {
  response.headers.set("Content-Type", "application/json; charset=UTF-8");
  response.body = resource_json(product_, *object, request.query);
}

void Uploads::write_ended(const Termination& end, Response& response) const {
  response.body = end.text;
}

void Uploads::write_refusal(const GoogRequest& /*request*/, const Refusal& refusal,
                            Response& response) const {
  if (refusal.own) response.headers.set("Content-Type", "application/json; charset=UTF-8");
  response.body = refusal.message;
}

}  // namespace

// Rule drive.goog.browser: a page asks before it sends the fields that would tell.
bool speaks_goog_upload(const Request& request) {
  const Headers& headers = request.head.headers;
  if (request.method == "OPTIONS") {
    const std::string asked = lower(headers.get("Access-Control-Request-Headers"));
    if (asked.find("x-goog-upload-") != std::string::npos) return true;
  }
  return headers.has("X-Goog-Upload-Protocol") || headers.has("X-Goog-Upload-Command") ||
         request.query.find("upload_protocol") != nullptr;
}

std::unique_ptr<Call> open_goog_upload(Product product, const Request& request) {
  RequestHead head = request.head;
  // Other bytes for a file are asked for with PATCH; the protocol knows POST and PUT.
  const bool opens = request.query.find("upload_id") == nullptr;
  if (opens && request.method == "PATCH") head.method = "POST";
  return x_goog_upload::open_upload(
      x_goog_upload::make_request(head, request.world, std::make_shared<const Uploads>(product)));
}

}  // namespace resumulator::gcs::drive
