// Bodies of the Library API as typed requests.
//
// Members  null counts as absent. A member the API does not know is refused, unless the switch
//          photos.unknown_json_fields ignores it.
// Errors   in the API's own words for JSON it cannot take; the caller answers 400 with them.
// Bounds   Limits::metadata_bytes_max and json_depth_max.
// Source   docs/protocols/google-photos.md, rules photos.json.*
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <resumulator/options.hpp>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace resumulator::google_photos {

/// How bodies are read.
struct BodyRules {
  std::uint32_t depth_max = 64;
  bool ignore_unknown = false;
};
[[nodiscard]] BodyRules body_rules(const Options& options);

struct AlbumPosition {
  enum class Place : std::uint8_t { kUnset, kFirst, kLast, kAfterItem, kAfterEnrichment };
  bool given = false;
  Place place = Place::kUnset;
  std::string item;
  std::string enrichment;
};

struct NewItem {
  std::string token;
  std::string file_name;
  std::string description;
};
struct BatchCreate {
  std::string album;
  std::vector<NewItem> items;
  AlbumPosition position;
};
[[nodiscard]] Result<BatchCreate> read_batch_create(std::string_view json, const BodyRules& rules);

struct Date {
  std::int64_t year = 0, month = 0, day = 0;  ///< 0: any
};
struct DateRange {
  Date from, to;
};
struct Search {
  std::string album;
  std::optional<std::int64_t> page_size;
  std::string page_token;
  bool filtered = false;
  bool oldest_first = false;
  std::vector<Date> dates;
  std::vector<DateRange> ranges;
  std::vector<std::string> media_types;
  std::vector<std::string> included, excluded;  ///< content categories
  std::vector<std::string> features;
};
[[nodiscard]] Result<Search> read_search(std::string_view json, const BodyRules& rules);

struct AlbumFields {
  bool given = false;  ///< there is an album in the body
  std::string title;
  std::string cover;
};
/// {"album": {"title": …}}
[[nodiscard]] Result<AlbumFields> read_new_album(std::string_view json, const BodyRules& rules);
/// {"title": …, "coverPhotoMediaItemId": …}
[[nodiscard]] Result<AlbumFields> read_album(std::string_view json, const BodyRules& rules);
/// {"mediaItemIds": […]}
[[nodiscard]] Result<std::vector<std::string>> read_item_ids(std::string_view json,
                                                             const BodyRules& rules);
/// {"description": …}
[[nodiscard]] Result<std::string> read_description(std::string_view json, const BodyRules& rules);

/// {"shareToken": …}
[[nodiscard]] Result<std::string> read_share_token(std::string_view json, const BodyRules& rules);

struct NewEnrichment {
  std::string json;  ///< the item as it came; empty: none
  AlbumPosition position;
};
[[nodiscard]] Result<NewEnrichment> read_enrichment(std::string_view json, const BodyRules& rules);

}  // namespace resumulator::google_photos
