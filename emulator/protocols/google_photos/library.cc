#include "protocols/google_photos/library.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace resumulator::google_photos {
namespace {

using nlohmann::json;

constexpr std::string_view kItems = "photos/items/";
constexpr std::string_view kAlbums = "photos/albums/";
constexpr std::string_view kContents = "photos/contents/";
constexpr std::string_view kTokens = "photos/tokens/";
constexpr std::size_t kIdMax = 256;

std::string key(std::string_view kind, std::string_view id) {
  return std::string(kind) + std::string(id);
}

std::string text_of(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::int64_t micros(TimePoint time) { return time.time_since_epoch().count(); }

TimePoint time_of(const json& value) {
  return TimePoint(std::chrono::microseconds(value.value("created", std::int64_t{0})));
}

std::optional<MediaItem> read_item(std::string_view text) {
  const json kept = json::parse(text, nullptr, false);
  if (!kept.is_object()) return std::nullopt;
  return MediaItem{.id = kept.value("id", ""),
                   .object = kept.value("object", ""),
                   .generation = kept.value("generation", std::uint64_t{0}),
                   .filename = kept.value("filename", ""),
                   .description = kept.value("description", ""),
                   .mime_type = kept.value("mime_type", ""),
                   .created = time_of(kept),
                   .broken = kept.value("broken", false)};
}

std::optional<Album> read_album(std::string_view text) {
  const json kept = json::parse(text, nullptr, false);
  if (!kept.is_object()) return std::nullopt;
  Album album{.id = kept.value("id", ""),
              .title = kept.value("title", ""),
              .cover = kept.value("cover", ""),
              .created = time_of(kept),
              .share_token = kept.value("share_token", ""),
              .entries = {}};
  for (const json& each : kept.value("entries", json::array())) {
    album.entries.push_back({each.value("id", ""), each.value("enrichment", false)});
  }
  return album;
}

}  // namespace

std::vector<std::string> Album::items() const {
  std::vector<std::string> ids;
  for (const Entry& entry : entries) {
    if (!entry.enrichment) ids.push_back(entry.id);
  }
  return ids;
}

bool Album::holds(std::string_view item) const {
  return std::any_of(entries.begin(), entries.end(),
                     [&](const Entry& entry) { return !entry.enrichment && entry.id == item; });
}

bool is_too_large(const PhotosSwitches& switches, std::string_view mime_type, std::uint64_t size) {
  return size >
         (mime_type.starts_with("video/") ? switches.video_bytes_max : switches.photo_bytes_max);
}

bool is_id(std::string_view id) {
  return !id.empty() && id.size() <= kIdMax && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

std::optional<MediaItem> find_item(const World& world, std::string_view id) {
  const auto text = is_id(id) ? world.documents().get(key(kItems, id)) : std::nullopt;
  return text ? read_item(*text) : std::nullopt;
}

std::vector<MediaItem> all_items(const World& world) {
  std::vector<MediaItem> items;
  for (const auto& [name, text] : world.documents().below(kItems)) {
    if (auto item = read_item(text)) items.push_back(*std::move(item));
  }
  std::sort(items.begin(), items.end(), [](const MediaItem& a, const MediaItem& b) {
    return a.created != b.created ? a.created > b.created : a.id < b.id;
  });
  return items;
}

std::optional<Album> find_album(const World& world, std::string_view id) {
  const auto text = is_id(id) ? world.documents().get(key(kAlbums, id)) : std::nullopt;
  return text ? read_album(*text) : std::nullopt;
}

std::vector<Album> all_albums(const World& world) {
  std::vector<Album> albums;
  for (const auto& [name, text] : world.documents().below(kAlbums)) {
    if (auto album = read_album(text)) albums.push_back(*std::move(album));
  }
  std::sort(albums.begin(), albums.end(), [](const Album& a, const Album& b) {
    return a.created != b.created ? a.created < b.created : a.id < b.id;
  });
  return albums;
}

std::optional<MediaItem> item_in(const Documents::Edit& edit, std::string_view id) {
  const auto text = is_id(id) ? edit.get(key(kItems, id)) : std::nullopt;
  return text ? read_item(*text) : std::nullopt;
}

std::optional<Album> album_in(const Documents::Edit& edit, std::string_view id) {
  const auto text = is_id(id) ? edit.get(key(kAlbums, id)) : std::nullopt;
  return text ? read_album(*text) : std::nullopt;
}

void put_item(Documents::Edit& edit, const MediaItem& item) {
  json kept = {{"id", item.id},
               {"object", item.object},
               {"generation", item.generation},
               {"filename", item.filename},
               {"description", item.description},
               {"mime_type", item.mime_type},
               {"created", micros(item.created)}};
  if (item.broken) kept["broken"] = true;
  edit.put(key(kItems, item.id), text_of(kept));
}

void put_album(Documents::Edit& edit, const Album& album) {
  json entries = json::array();
  for (const Album::Entry& entry : album.entries) {
    entries.push_back({{"id", entry.id}, {"enrichment", entry.enrichment}});
  }
  json kept = {{"id", album.id},
               {"title", album.title},
               {"cover", album.cover},
               {"created", micros(album.created)},
               {"entries", entries}};
  if (!album.share_token.empty()) kept["share_token"] = album.share_token;
  edit.put(key(kAlbums, album.id), text_of(kept));
}

std::string item_of_content(const Documents::Edit& edit, std::string_view content) {
  const auto text = edit.get(key(kContents, content));
  const json kept = text ? json::parse(*text, nullptr, false) : json();
  return kept.is_string() ? kept.get<std::string>() : std::string();
}

void remember_content(Documents::Edit& edit, std::string_view content, std::string_view item) {
  edit.put(key(kContents, content), text_of(item));
}

bool is_token_used(const Documents::Edit& edit, std::string_view token) {
  return edit.get(key(kTokens, token)).has_value();
}

void remember_token(Documents::Edit& edit, std::string_view token) {
  edit.put(key(kTokens, token), "true");
}

std::string content_key(const ObjectVersion& object) {
  const Digests& digests = object.digests();
  return std::to_string(object.size) + "-" + std::to_string(digests.crc32c) +
         (digests.md5 ? "-" + md5_hex(*digests.md5) : std::string());
}

ObjectPtr find_upload(const World& world, std::string_view token) {
  const auto object = world.objects().get(kBucket, token);
  if (!object) return nullptr;
  const bool expired = (*object)->created + world.options().photos.token_ttl <= world.clock().now();
  return expired ? nullptr : *object;
}

}  // namespace resumulator::google_photos
