// Media items and albums as the API shows them, JSON text in the members' order.
//
// Source   docs/protocols/google-photos.md, rules photos.item.*, photos.album.*
// Threads  pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocols/google_photos/library.h"
#include "protocols/google_photos/request.h"

namespace resumulator::google_photos {

/// `with_base_url`: also the address of its bytes, good for photos.base_url_ttl.
[[nodiscard]] std::string item_json(const Request& request, const MediaItem& item,
                                    bool with_base_url = true);
[[nodiscard]] std::string album_json(const Request& request, const Album& album);
/// Of an album that is shared: {"shareToken": …}.
[[nodiscard]] std::string share_json(const Album& album);

/// The key of a baseUrl.
[[nodiscard]] std::string media_key(const Request& request, const MediaItem& item);
struct MediaKey {
  std::string item;
  TimePoint expires{};
};
/// Of a path segment, its size suffix "=w100" taken off; empty: none of ours.
[[nodiscard]] std::optional<MediaKey> parse_media_key(std::string_view segment);

/// {"mediaItems": […], "nextPageToken": …}; both left out where they are empty.
[[nodiscard]] std::string page_json(std::string_view name, const std::vector<std::string>& entries,
                                    const std::string& next);

/// One page of a list whose entries are known by id. A token is good for the parameters it was
/// made with: `scope` is their text.
struct PageWish {
  std::optional<std::int64_t> size;
  std::string token;
  std::string scope;
  std::size_t size_default = 25;
  std::size_t size_max = 100;
};
struct Page {
  std::size_t from = 0, to = 0;
  std::string next;
};
[[nodiscard]] Checked<Page> page_of(const std::vector<std::string>& ids, const PageWish& wish);
/// pageSize and pageToken of a query.
[[nodiscard]] Checked<PageWish> page_wish(const Query& query);

}  // namespace resumulator::google_photos
