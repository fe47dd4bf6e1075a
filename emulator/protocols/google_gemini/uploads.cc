#include "protocols/google_gemini/uploads.h"

#include <nlohmann/json.hpp>

#include "core/base/strings.h"
#include "core/wire/json_check.h"
#include "protocols/google_gemini/files.h"
#include "protocols/google_problem.h"
#include "protocols/mount_bucket.h"

namespace resumulator::google_gemini {
namespace {

using nlohmann::json;
using x_goog_upload::Profile;
using x_goog_upload::Refusal;
using x_goog_upload::Request;
using x_goog_upload::UploadHead;

constexpr std::uint64_t kFileBytesMax = 2ULL << 30;
constexpr std::size_t kIdSize = 12;
constexpr std::size_t kDraw = 24;

Refusal own(int status, std::string message, bool ends = false) {
  return {.status = status,
          .code = google_api::rpc_code(status),
          .message = std::move(message),
          .ends = ends,
          .own = true};
}

/// "file" of a start's body.
struct FileWish {
  std::string name;
  std::string display_name;
  std::string mime_type;
};

std::string text_of(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// The member in one of its spellings, the second being that of errors. The first thing wrong is
/// kept.
std::string member(const json& object, const char* name, const char* other, std::string& wrong) {
  for (const char* each : {name, other}) {
    const auto found = object.find(each);
    if (found == object.end() || found->is_null()) continue;
    if (found->is_string()) return found->get<std::string>();
    if (wrong.empty()) {
      wrong = google_api::mistyped(std::string("file.") + other, "TYPE_STRING", text_of(*found));
    }
  }
  return {};
}

// Rule gemini.upload.metadata.
std::variant<FileWish, Refusal> read_wish(std::string_view text, std::uint32_t depth_max) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return FileWish{};
  if (const auto checked = check_json(text, depth_max); !checked) {
    return own(400, "Invalid JSON payload received. " + checked.error().text);
  }
  const json parsed = json::parse(text, nullptr, false);
  const auto file = parsed.find("file");
  if (file == parsed.end() || file->is_null()) return FileWish{};
  if (!file->is_object()) {
    return own(400, google_api::mistyped("file", "TYPE_MESSAGE", text_of(*file)));
  }
  std::string wrong;
  FileWish wish{.name = member(*file, "name", "name", wrong),
                .display_name = member(*file, "displayName", "display_name", wrong),
                .mime_type = member(*file, "mimeType", "mime_type", wrong)};
  if (!wrong.empty()) return own(400, std::move(wrong));
  return wish;
}

std::string new_id(World& world) {
  std::string id;
  while (id.size() < kIdSize) {
    for (const char c : world.ids().token("gemini.file", kDraw)) {
      if (id.size() == kIdSize) break;
      if ((c >= 'a' && c <= 'z') || is_digit(c)) id += c;
    }
  }
  return id;
}

class GeminiUploads final : public x_goog_upload::Service {
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

Profile GeminiUploads::profile(const Options& options) const {
  Profile profile;
  profile.protocol = "gemini";
  profile.granularity = options.gemini.granularity;
  profile.status_on_errors = options.gemini.error_upload_status;
  profile.reads_metadata = true;
  return profile;
}

void GeminiUploads::describe(const Request& request, CallInfo& info) const {
  info.bucket = kBucket;
  info.object = x_goog_upload::as_utf8(request.head.headers.get("X-Goog-Upload-File-Name"));
}

// Keys are taken as they come, also none.
std::optional<Refusal> GeminiUploads::authorize(const Request&, bool) const { return std::nullopt; }

// Rules gemini.upload.name, gemini.upload.too-large.
std::variant<SessionSpec, Refusal> GeminiUploads::prepare(const Request& request,
                                                          const UploadHead& head,
                                                          std::string_view metadata) const {
  World& world = *request.world;
  auto read = read_wish(metadata, world.options().limits.json_depth_max);
  if (auto* refusal = std::get_if<Refusal>(&read)) return std::move(*refusal);
  auto& wish = std::get<FileWish>(read);
  if (head.total && *head.total > kFileBytesMax) {
    return own(400, "File size exceeds the maximum of 2 GB.", true);
  }
  std::string_view id = wish.name;
  take_prefix(id, "files/");
  if (!id.empty() && !is_file_id(id)) {
    return own(400, "File name may only contain lowercase alphanumeric characters or dashes (-).");
  }
  if (!id.empty() && find_file(world, id) != nullptr) {
    return own(409, "Resource files/" + std::string(id) + " already exists.");
  }
  if (!ensure_bucket(world, kBucket)) return own(503, "The service is currently unavailable.");
  SessionSpec spec;
  spec.protocol = "gemini";
  spec.bucket = kBucket;
  spec.object = id.empty() ? new_id(world) : std::string(id);
  const std::string& type = wish.mime_type.empty() ? head.content_type : wish.mime_type;
  spec.metadata.content_type = type.empty() ? "application/octet-stream" : type;
  if (!wish.display_name.empty()) spec.metadata.custom[kDisplayName] = wish.display_name;
  spec.declared_total = head.total;
  spec.origin = request.head.headers.get("Origin");
  return spec;
}

// Rule gemini.upload.result.
void GeminiUploads::write_result(const Request& request, const SessionSpec& /*spec*/,
                                 const ObjectPtr& object, Response& response) const {
  response.headers.set("Content-Type", "application/json; charset=UTF-8");
  // A session remembers its object without the bytes, so the stored one is looked at.
  const auto stored =
      request.world->objects().get(object->bucket, object->name, object->generation);
  const nlohmann::ordered_json file = nlohmann::ordered_json::parse(
      file_json(*request.world, stored ? **stored : *object, request.base_url), nullptr, false);
  response.body = nlohmann::ordered_json{{"file", file}}.dump(2) + "\n";
}

void GeminiUploads::write_ended(const Termination& end, Response& response) const {
  response.body = end.text;
}

void GeminiUploads::write_refusal(const Request&, const Refusal& refusal,
                                  Response& response) const {
  if (!refusal.own) {
    response.body = refusal.message;
    return;
  }
  // Rule gemini.upload.name: of the two that have this status, the one of a name that is taken.
  const std::string_view word = refusal.status == 409 ? "ALREADY_EXISTS" : std::string_view();
  const Response problem =
      google_api::problem_answer({refusal.status, refusal.message, word}, false);
  response.headers.set("Content-Type", "application/json; charset=UTF-8");
  response.body = problem.body;
}

}  // namespace

std::shared_ptr<const x_goog_upload::Service> make_gemini_uploads() {
  return std::make_shared<GeminiUploads>();
}

}  // namespace resumulator::google_gemini
