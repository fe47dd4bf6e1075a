#include "protocols/google_generic/protocol.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "core/base/strings.h"
#include "core/wire/json_check.h"
#include "protocols/mount_bucket.h"
#include "protocols/x_goog_upload/answers.h"
#include "protocols/x_goog_upload/open.h"
#include "protocols/x_goog_upload/service.h"

namespace resumulator::google_generic {
namespace {

using nlohmann::ordered_json;
using x_goog_upload::Profile;
using x_goog_upload::Refusal;
using x_goog_upload::Request;
using x_goog_upload::UploadHead;

constexpr std::string_view kMount = "/resumable/upload/";
constexpr std::string_view kBucket = "generic";
constexpr std::size_t kIdSize = 32;
constexpr const char* kResource = "resource";
constexpr const char* kMetadata = "metadata";

/// "v1/files" of "/resumable/upload/v1/files:upload".
std::string resource_of(std::string_view path) {
  take_prefix(path, kMount);
  const std::size_t segment = path.rfind('/');
  const std::size_t verb = path.find(':', segment == std::string_view::npos ? 0 : segment);
  return std::string(path.substr(0, verb));
}

class GenericUploads final : public x_goog_upload::Service {
 public:
  Profile profile(const Options& options) const override;
  void describe(const Request& request, CallInfo& info) const override;
  std::optional<Refusal> authorize(const Request& request, bool of_session) const override;
  std::variant<SessionSpec, Refusal> prepare(const Request& request, const UploadHead& head,
                                             std::string_view metadata) const override;
  void write_result(const Request& request, const SessionSpec& spec, const ObjectPtr& object,
                    Response& response) const override;
  void write_ended(const Termination& end, Response& response) const override;
  void write_refusal(const Request& request, const Refusal& refusal,
                     Response& response) const override;
};

// Rules generic.offset.status, generic.query.cancelled, generic.refusal.text, generic.start.again.
Profile GenericUploads::profile(const Options&) const {
  Profile profile;
  profile.protocol = "generic";
  profile.offset_error_status = 409;
  profile.cancelled_query_status = 410;
  profile.status_on_errors = UploadStatusOnErrors::kActive;
  profile.restarts = true;
  profile.reads_metadata = true;
  return profile;
}

void GenericUploads::describe(const Request& request, CallInfo& info) const {
  info.bucket = kBucket;
  info.object = x_goog_upload::as_utf8(request.head.headers.get("X-Goog-Upload-File-Name"));
}

std::optional<Refusal> GenericUploads::authorize(const Request&, bool) const {
  return std::nullopt;
}

// Rule generic.start.metadata.
std::variant<SessionSpec, Refusal> GenericUploads::prepare(const Request& request,
                                                           const UploadHead& head,
                                                           std::string_view metadata) const {
  World& world = *request.world;
  const bool empty = metadata.find_first_not_of(" \t\r\n") == std::string_view::npos;
  if (!empty) {
    const auto checked = check_json(metadata, world.options().limits.json_depth_max);
    if (!checked) return Refusal{.message = "The metadata is no JSON: " + checked.error().text};
  }
  if (!ensure_bucket(world, kBucket)) {
    return Refusal{.status = 503, .code = 14, .message = "The service is currently unavailable."};
  }
  SessionSpec spec;
  spec.protocol = "generic";
  spec.bucket = kBucket;
  spec.object = world.ids().token("generic.upload", kIdSize);
  spec.metadata.content_type =
      head.content_type.empty() ? "application/octet-stream" : head.content_type;
  spec.metadata.custom[kResource] = resource_of(request.head.path());
  if (!head.file_name.empty()) spec.metadata.custom["filename"] = head.file_name;
  if (!empty) spec.metadata.custom[kMetadata] = std::string(metadata);
  spec.declared_total = head.total;
  spec.origin = request.head.headers.get("Origin");
  return spec;
}

// Rule generic.final.result.
void GenericUploads::write_result(const Request& /*request*/, const SessionSpec& spec,
                                  const ObjectPtr& object, Response& response) const {
  response.headers.set("Content-Type", "application/json; charset=UTF-8");
  const auto of = [&](const char* name) {
    const auto found = spec.metadata.custom.find(name);
    return found == spec.metadata.custom.end() ? std::string() : found->second;
  };
  ordered_json result = {{"name", of(kResource) + "/" + object->name},
                         {"contentType", spec.metadata.content_type},
                         {"sizeBytes", std::to_string(object->size)}};
  const auto metadata = ordered_json::parse(of(kMetadata), nullptr, false);
  if (!metadata.is_discarded()) result[kMetadata] = metadata;
  response.body = result.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

void GenericUploads::write_ended(const Termination& end, Response& response) const {
  response.body = end.text;
}

void GenericUploads::write_refusal(const Request&, const Refusal& refusal,
                                   Response& response) const {
  response.body = refusal.message;
}

Response error_form(const RequestHead& /*head*/, const Options& /*options*/, int status,
                    std::string_view text) {
  return x_goog_upload::sentence_answer(status, text);
}

}  // namespace

Protocol make_google_generic_protocol(const Options&) {
  Protocol protocol;
  protocol.name = "generic";
  protocol.error = error_form;
  protocol.open = [uploads = std::make_shared<const GenericUploads>()](
                      const RequestHead& head,
                      const std::shared_ptr<World>& world) -> std::unique_ptr<Call> {
    if (!head.path().starts_with(kMount)) return nullptr;
    return x_goog_upload::open_upload(x_goog_upload::make_request(head, world, uploads));
  };
  return protocol;
}

}  // namespace resumulator::google_generic
