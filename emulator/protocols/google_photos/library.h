// Media items and albums: what lies in the documents of the world beside the bytes, which are
// objects of the bucket "photos" under their upload tokens.
//
// Changes  inside Documents::edit, so that items, albums and what refers to what change in one
// step. Threads  any; values.
#pragma once

#include <optional>
#include <resumulator/clock.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/upload/world.h"

namespace resumulator::google_photos {

inline constexpr std::string_view kBucket = "photos";

struct MediaItem {
  std::string id;
  std::string object;  ///< in the bucket, with its generation
  std::uint64_t generation = 0;
  std::string filename;
  std::string description;
  std::string mime_type;
  TimePoint created{};
  bool broken = false;  ///< a film whose bytes begin like none
  [[nodiscard]] bool is_video() const { return mime_type.starts_with("video/"); }
};

/// Whether so many bytes are more than an item of this type may have.
[[nodiscard]] bool is_too_large(const PhotosSwitches& switches, std::string_view mime_type,
                                std::uint64_t size);

struct Album {
  struct Entry {
    std::string id;
    bool enrichment = false;
    friend bool operator==(const Entry&, const Entry&) = default;
  };
  std::string id;
  std::string title;
  std::string cover;  ///< an item; empty: none was chosen
  TimePoint created{};
  std::string share_token;  ///< empty: it is not shared
  std::vector<Entry> entries;
  [[nodiscard]] std::vector<std::string> items() const;
  [[nodiscard]] bool holds(std::string_view item) const;
};

/// Whether `id` could be one: the characters ids have.
[[nodiscard]] bool is_id(std::string_view id);

[[nodiscard]] std::optional<MediaItem> find_item(const World& world, std::string_view id);
/// Newest first.
[[nodiscard]] std::vector<MediaItem> all_items(const World& world);
[[nodiscard]] std::optional<Album> find_album(const World& world, std::string_view id);
/// In the order in which they were made.
[[nodiscard]] std::vector<Album> all_albums(const World& world);

// Inside an edit.
[[nodiscard]] std::optional<MediaItem> item_in(const Documents::Edit& edit, std::string_view id);
[[nodiscard]] std::optional<Album> album_in(const Documents::Edit& edit, std::string_view id);
void put_item(Documents::Edit& edit, const MediaItem& item);
void put_album(Documents::Edit& edit, const Album& album);
/// The item that has these bytes already; empty: none.
[[nodiscard]] std::string item_of_content(const Documents::Edit& edit, std::string_view content);
void remember_content(Documents::Edit& edit, std::string_view content, std::string_view item);
[[nodiscard]] bool is_token_used(const Documents::Edit& edit, std::string_view token);
void remember_token(Documents::Edit& edit, std::string_view token);

/// What makes two objects the same content: size and digests.
[[nodiscard]] std::string content_key(const ObjectVersion& object);
/// The object of a token, if there is one and its day is not over.
[[nodiscard]] ObjectPtr find_upload(const World& world, std::string_view token);

}  // namespace resumulator::google_photos
