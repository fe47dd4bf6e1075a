#include "protocols/google_photos/resources.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/strings.h"
#include "core/wire/base64.h"
#include "core/wire/times.h"

namespace resumulator::google_photos {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kProductUrl = "https://photos.google.com/lr/";

std::string text_of(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

// Whole seconds, as the service gives them.
std::string seconds_of(TimePoint time) {
  std::string text = format_rfc3339(time);
  return text.substr(0, text.find('.')) + "Z";
}

// A small mark of the parameters a page token belongs to.
std::string mark_of(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  }
  return std::to_string(hash % 0xFFFFFFFFULL);
}

// Rules photos.item.processing, photos.item.failed.
const char* film_status(const World& world, const MediaItem& item) {
  using Status = PhotosSwitches::VideoStatus;
  const PhotosSwitches& photos = world.options().photos;
  if (world.clock().now() < item.created + photos.video_processing_delay) return "PROCESSING";
  const bool failed = photos.video_status == Status::kFailed ||
                      (photos.video_status == Status::kSniff && item.broken);
  return failed ? "FAILED" : "READY";
}

Problem bad_page_token() { return invalid("Invalid page token."); }

}  // namespace

std::string media_key(const Request& request, const MediaItem& item) {
  const TimePoint end = request.world->clock().now() + request.world->options().photos.base_url_ttl;
  return item.id + "." + std::to_string(end.time_since_epoch().count());
}

std::optional<MediaKey> parse_media_key(std::string_view segment) {
  const auto [key, suffix, cut] = split_once(segment, '=');
  const auto [item, end, found] = split_once(key, '.');
  const auto micros = parse_i64(end);
  if (!found || !micros || !is_id(item)) return std::nullopt;
  return MediaKey{std::string(item), TimePoint(std::chrono::microseconds(*micros))};
}

std::string item_json(const Request& request, const MediaItem& item, bool with_base_url) {
  Json json = {{"id", item.id}};
  if (!item.description.empty()) json["description"] = item.description;
  json["productUrl"] = std::string(kProductUrl) + "photo/" + item.id;
  if (with_base_url) json["baseUrl"] = request.base_url + "/v1/media/" + media_key(request, item);
  json["mimeType"] = item.mime_type;
  Json metadata = {{"creationTime", seconds_of(item.created)}};
  if (item.is_video()) {
    metadata["video"] = {{"status", film_status(*request.world, item)}};
  } else {
    metadata["photo"] = Json::object();
  }
  json["mediaMetadata"] = std::move(metadata);
  json["filename"] = item.filename;
  return text_of(json);
}

std::string album_json(const Request& request, const Album& album) {
  Json json = {{"id", album.id},
               {"title", album.title},
               {"productUrl", std::string(kProductUrl) + "album/" + album.id},
               {"isWriteable", true}};
  if (!album.share_token.empty())
    json["shareInfo"] = Json::parse(share_json(album), nullptr, false);
  const auto items = album.items();
  if (items.empty()) return text_of(json);
  json["mediaItemsCount"] = std::to_string(items.size());
  const std::string cover = album.cover.empty() ? items.front() : album.cover;
  if (const auto item = find_item(*request.world, cover)) {
    json["coverPhotoBaseUrl"] = request.base_url + "/v1/media/" + media_key(request, *item);
    json["coverPhotoMediaItemId"] = cover;
  }
  return text_of(json);
}

std::string share_json(const Album& album) {
  return text_of({{"sharedAlbumOptions", {{"isCollaborative", false}, {"isCommentable", false}}},
                  {"shareableUrl", "https://photos.app.goo.gl/" + album.share_token},
                  {"shareToken", album.share_token},
                  {"isJoined", true},
                  {"isOwned", true},
                  {"isJoinable", true}});
}

std::string page_json(std::string_view name, const std::vector<std::string>& entries,
                      const std::string& next) {
  Json json = Json::object();
  if (!entries.empty()) {
    Json list = Json::array();
    for (const std::string& entry : entries) list.push_back(Json::parse(entry, nullptr, false));
    json[std::string(name)] = std::move(list);
  }
  if (!next.empty()) json["nextPageToken"] = next;
  return text_of(json) + "\n";
}

Checked<PageWish> page_wish(const Query& query) {
  PageWish wish;
  wish.token = query.get("pageToken");
  if (const std::string* size = query.find("pageSize"); size != nullptr && !size->empty()) {
    const auto number = parse_i64(*size);
    if (!number) {
      return invalid("Invalid value at 'page_size' (TYPE_INT32), \"" + size->substr(0, 60) + "\"");
    }
    wish.size = *number;
  }
  return wish;
}

// Rules photos.page.size, photos.page.token.
Checked<Page> page_of(const std::vector<std::string>& ids, const PageWish& wish) {
  if (wish.size && *wish.size < 0) return invalid("Page size must not be negative.");
  const std::size_t wanted =
      wish.size.value_or(0) == 0 ? wish.size_default : static_cast<std::size_t>(*wish.size);
  const std::size_t size = std::min(wanted, wish.size_max);
  Page page;
  if (!wish.token.empty()) {
    const auto decoded = base64url_decode(wish.token);
    if (!decoded) return bad_page_token();
    const auto [id, mark, found] = split_once(*decoded, '\n');
    const auto last = std::find(ids.begin(), ids.end(), id);
    if (!found || mark != mark_of(wish.scope) || last == ids.end()) return bad_page_token();
    page.from = static_cast<std::size_t>(last - ids.begin()) + 1;
  }
  page.to = std::min(ids.size(), page.from + size);
  if (page.to < ids.size()) {
    page.next = base64url_encode(ids[page.to - 1] + "\n" + mark_of(wish.scope));
  }
  return page;
}

}  // namespace resumulator::google_photos
