// mediaItems:batchCreate: upload tokens become media items, up to 50 in one step.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/utf8.h"
#include "core/wire/times.h"
#include "protocols/google_photos/album_position.h"
#include "protocols/google_photos/library.h"
#include "protocols/google_photos/media_kind.h"
#include "protocols/google_photos/request.h"
#include "protocols/google_photos/requests.h"
#include "protocols/google_photos/resources.h"

namespace resumulator::google_photos {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kItemsMax = 50;
constexpr std::size_t kFileNameMax = 255;
constexpr std::size_t kDescriptionEnd = 1000;
constexpr std::size_t kIdSize = 70;
constexpr const char* kFailed =
    "Failed: There was an error while trying to create this media item.";

/// What becomes of one entry: an item, or a google.rpc.Code.
struct Made {
  int code = 0;
  std::string message = "Success";
  MediaItem item;
};

Made failed(int code, const char* message = kFailed) { return {code, message, {}}; }

// Rule photos.batch.bounds: what is wrong with the batch as a whole; then nothing of it happens.
std::optional<Problem> check_batch(const Request& request, const BatchCreate& batch) {
  const bool refuses_tokens =
      request.world->options().photos.bad_token == PhotosSwitches::BadToken::kBatch400;
  if (batch.items.empty()) return invalid("Request must contain at least one new media item.");
  if (batch.items.size() > kItemsMax) return invalid("Request must have less than 50 items.");
  for (const NewItem& item : batch.items) {
    const bool unusable = refuses_tokens && find_upload(*request.world, item.token) == nullptr;
    if (item.token.empty() || unusable) {
      return invalid("Request must contain a valid upload token.");
    }
    if (count_code_points(item.file_name) > kFileNameMax) {
      return invalid("File name must not have more than 255 characters.");
    }
    if (count_code_points(item.description) >= kDescriptionEnd) {
      return invalid("Description must not have more than 1000 characters.");
    }
  }
  if (batch.position.given && batch.album.empty()) {
    return invalid("Album position can only be set together with an album ID.");
  }
  if (!batch.album.empty() && !find_album(*request.world, batch.album)) {
    return invalid("Invalid album ID.");
  }
  return std::nullopt;
}

/// The name in the batch, else the one in the upload; empty: neither.
std::string given_name(const NewItem& wanted, const ObjectVersion& object) {
  if (!wanted.file_name.empty()) return wanted.file_name;
  const auto given = object.metadata.custom.find("filename");
  return given == object.metadata.custom.end() ? std::string() : given->second;
}

std::string made_up_name(TimePoint now, std::string_view type) {
  std::string name;
  for (const char c : format_rfc3339(now).substr(0, 19)) {
    if (c == 'T') name += '_';
    if (c >= '0' && c <= '9') name += c;
  }
  return name + std::string(ending_of_type(type));
}

/// Makes the items of one batch inside one edit.
class Batch {
 public:
  Batch(const Request& request, const BatchCreate& batch, Documents::Edit& edit)
      : request_(request), batch_(batch), edit_(edit) {}

  Checked<std::vector<Made>> run() {
    if (auto wrong = find_place()) return *std::move(wrong);
    std::vector<Made> made;
    for (const NewItem& wanted : batch_.items) made.push_back(make(wanted));
    if (album_) put_album(edit_, *album_);
    return made;
  }

 private:
  std::optional<Problem> find_place();
  Made make(const NewItem& wanted);
  Made make_new(const NewItem& wanted, const ObjectVersion& object, const std::string& content);
  [[nodiscard]] bool has_no_room_for(const std::optional<MediaItem>& known) const;
  void place(const MediaItem& item);
  [[nodiscard]] const PhotosSwitches& switches() const { return request_.world->options().photos; }

  const Request& request_;
  const BatchCreate& batch_;
  Documents::Edit& edit_;
  std::optional<Album> album_;
  std::size_t at_ = 0;  // where the next item goes
};

// Rules photos.batch.album, photos.batch.position.
std::optional<Problem> Batch::find_place() {
  if (batch_.album.empty()) return std::nullopt;
  album_ = album_in(edit_, batch_.album);
  if (!album_) return invalid("Invalid album ID.");
  auto at = position_in(*album_, batch_.position);
  if (auto* wrong = std::get_if<Problem>(&at)) return std::move(*wrong);
  at_ = std::get<std::size_t>(at);
  return std::nullopt;
}

// Rule photos.album.full.
bool Batch::has_no_room_for(const std::optional<MediaItem>& known) const {
  if (!album_ || (known && album_->holds(known->id))) return false;
  return album_->items().size() >= switches().album_items_max;
}

void Batch::place(const MediaItem& item) {
  if (!album_ || album_->holds(item.id)) return;
  album_->entries.insert(album_->entries.begin() + static_cast<std::ptrdiff_t>(at_++),
                         {item.id, false});
}

Made Batch::make_new(const NewItem& wanted, const ObjectVersion& object,
                     const std::string& content) {
  // Rule photos.item.validate.
  if (switches().validate_media && sniff_media(first_bytes(object)).empty()) return failed(3);
  MediaItem item;
  item.created = request_.world->clock().now();
  // Rule photos.item.filename.
  const std::string named = given_name(wanted, object);
  item.mime_type = media_type(object, named);
  // Rule photos.item.too-large.
  if (switches().size_cap_at == PhotosSwitches::SizeCap::kBatch &&
      is_too_large(switches(), item.mime_type, object.size)) {
    return failed(3);
  }
  item.id = "AGj1epU" + request_.world->ids().token("photos.item", kIdSize);
  item.object = object.name;
  item.generation = object.generation;
  item.description = wanted.description;
  item.broken = is_broken_film(item.mime_type, first_bytes(object));
  item.filename = named.empty() ? made_up_name(item.created, item.mime_type) : named;
  put_item(edit_, item);
  remember_content(edit_, content, item.id);
  return {0, "Success", std::move(item)};
}

// Rules photos.token.unknown, photos.token.reuse, photos.item.duplicate.
Made Batch::make(const NewItem& wanted) {
  const ObjectPtr object = find_upload(*request_.world, wanted.token);
  if (!object) {
    const bool not_found = switches().bad_token == PhotosSwitches::BadToken::kItem5;
    return failed(not_found ? 5 : 3);
  }
  if (is_token_used(edit_, wanted.token)) {
    if (switches().token_reuse == PhotosSwitches::TokenReuse::kAlreadyExists) {
      return failed(6, "Failed: The media item already exists.");
    }
    if (switches().token_reuse == PhotosSwitches::TokenReuse::kInvalid) return failed(3);
  }
  const std::string content = content_key(*object);
  auto known = item_in(edit_, item_of_content(edit_, content));
  if (has_no_room_for(known)) {
    return failed(8, "Failed: The album has reached its limit of media items.");
  }
  Made made = known ? Made{0, "Success", *std::move(known)} : make_new(wanted, *object, content);
  if (made.code != 0) return made;
  remember_token(edit_, wanted.token);
  place(made.item);
  return made;
}

// Rule photos.batch.details: as google.rpc has it, a list of objects that name their type.
Json details_of(const Made& made) {
  const char* reason = made.code == 5   ? "NOT_FOUND"
                       : made.code == 6 ? "ALREADY_EXISTS"
                       : made.code == 8 ? "RESOURCE_EXHAUSTED"
                                        : "INVALID_ARGUMENT";
  return Json::array({{{"@type", "type.googleapis.com/google.rpc.ErrorInfo"},
                       {"reason", reason},
                       {"domain", "photoslibrary.googleapis.com"}}});
}

// Rules photos.batch.order, photos.batch.status, photos.batch.base-url.
std::string results_json(const Request& request, const BatchCreate& batch,
                         const std::vector<Made>& made) {
  Json results = Json::array();
  for (std::size_t i = 0; i < made.size(); ++i) {
    Json status = Json::object();
    if (made[i].code != 0) status["code"] = made[i].code;
    status["message"] = made[i].message;
    if (made[i].code != 0 && request.world->options().photos.item_status_details) {
      status["details"] = details_of(made[i]);
    }
    Json result = {{"uploadToken", batch.items[i].token}, {"status", std::move(status)}};
    if (made[i].code == 0) {
      result["mediaItem"] = Json::parse(
          item_json(request, made[i].item, request.world->options().photos.batch_base_url), nullptr,
          false);
    }
    results.push_back(std::move(result));
  }
  return Json{{"newMediaItemResults", results}}.dump(2, ' ', false,
                                                     Json::error_handler_t::replace) +
         "\n";
}

}  // namespace

Checked<Response> batch_create(const Request& request) {
  const auto batch = read_batch_create(request.body, body_rules(request.world->options()));
  if (!batch) return invalid(batch.error().text);
  if (auto wrong = check_batch(request, *batch)) return *std::move(wrong);
  std::vector<Made> made;
  Problem wrong{0, {}};
  const auto done = request.world->documents().edit([&](Documents::Edit& edit) -> Result<void> {
    auto outcome = Batch(request, *batch, edit).run();
    if (auto* problem = std::get_if<Problem>(&outcome)) {
      wrong = std::move(*problem);
      return Unexpected(ErrorKind::kConflict, wrong.message);
    }
    made = std::move(std::get<std::vector<Made>>(outcome));
    return {};
  });
  if (wrong.status != 0) return wrong;
  if (!done) return unavailable();
  const bool partial =
      std::any_of(made.begin(), made.end(), [](const Made& each) { return each.code != 0; });
  return json_answer(results_json(request, *batch, made),
                     partial ? request.world->options().photos.batch_partial_status : 200);
}

}  // namespace resumulator::google_photos
