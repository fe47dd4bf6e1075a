// mediaItems:search: an album's items, or those that filters let through.
//
// No item has a category or is a favourite: what asks for one finds nothing.
#include <algorithm>

#include "core/wire/times.h"
#include "protocols/google_photos/library.h"
#include "protocols/google_photos/request.h"
#include "protocols/google_photos/requests.h"
#include "protocols/google_photos/resources.h"

namespace resumulator::google_photos {
namespace {

constexpr std::size_t kDatesMax = 5;
constexpr std::size_t kCategoriesMax = 10;

/// Year, month and day of an item; 20240131 as one number orders them.
struct Day {
  std::int64_t year = 0, month = 0, day = 0;
  [[nodiscard]] std::int64_t order() const { return (year * 100 + month) * 100 + day; }
};

std::int64_t digits(std::string_view text) {
  std::int64_t value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return value;
}

Day day_of(TimePoint time) {
  const std::string text = format_rfc3339(time);
  const std::string_view view(text);
  return {digits(view.substr(0, 4)), digits(view.substr(5, 2)), digits(view.substr(8, 2))};
}

bool is_date(const Date& date, bool whole) {
  const bool in_range = date.year >= 0 && date.year <= 9999 && date.month >= 0 &&
                        date.month <= 12 && date.day >= 0 && date.day <= 31;
  const bool some = date.year > 0 || date.month > 0;
  return in_range && (whole ? date.year > 0 && date.month > 0 && date.day > 0 : some);
}

// Rule photos.search.bounds.
std::optional<Problem> check_search(const Search& search) {
  if (!search.album.empty() && search.filtered) {
    return invalid("Album ID and filters cannot be set at the same time.");
  }
  if (search.dates.size() > kDatesMax || search.ranges.size() > kDatesMax) {
    return invalid("A date filter must have at most 5 dates and 5 ranges.");
  }
  if (search.included.size() > kCategoriesMax || search.excluded.size() > kCategoriesMax) {
    return invalid("A content filter must have at most 10 categories.");
  }
  if (search.media_types.size() > 1) {
    return invalid("A media type filter must have exactly one media type.");
  }
  for (const std::string& type : search.media_types) {
    if (type != "ALL_MEDIA" && type != "PHOTO" && type != "VIDEO") {
      return invalid("Invalid value at 'filters.media_type_filter.media_types[0]', \"" +
                     type.substr(0, 60) + "\"");
    }
  }
  const bool dates = std::all_of(search.dates.begin(), search.dates.end(),
                                 [](const Date& each) { return is_date(each, false); });
  const bool ranges = std::all_of(
      search.ranges.begin(), search.ranges.end(),
      [](const DateRange& each) { return is_date(each.from, true) && is_date(each.to, true); });
  if (!dates || !ranges) return invalid("Invalid date in date filter.");
  return std::nullopt;
}

bool in_dates(const Search& search, const MediaItem& item) {
  if (search.dates.empty() && search.ranges.empty()) return true;
  const Day day = day_of(item.created);
  const auto same = [](std::int64_t wanted, std::int64_t have) {
    return wanted == 0 || wanted == have;
  };
  const bool date = std::any_of(search.dates.begin(), search.dates.end(), [&](const Date& each) {
    return same(each.year, day.year) && same(each.month, day.month) && same(each.day, day.day);
  });
  const auto order = [](const Date& each) { return Day{each.year, each.month, each.day}.order(); };
  return date ||
         std::any_of(search.ranges.begin(), search.ranges.end(), [&](const DateRange& each) {
           return order(each.from) <= day.order() && day.order() <= order(each.to);
         });
}

bool only_none(const std::vector<std::string>& words) {
  return std::all_of(words.begin(), words.end(),
                     [](const std::string& word) { return word == "NONE"; });
}

// Rule photos.search.filters.
bool passes(const Search& search, const MediaItem& item) {
  if (!only_none(search.included) || !only_none(search.features)) return false;
  if (!search.media_types.empty()) {
    const std::string& type = search.media_types.front();
    if (type == "PHOTO" && item.is_video()) return false;
    if (type == "VIDEO" && !item.is_video()) return false;
  }
  return in_dates(search, item);
}

std::vector<MediaItem> found_items(const Request& request, const Search& search,
                                   const Album* album) {
  std::vector<MediaItem> found;
  if (album != nullptr) {
    for (const std::string& id : album->items()) {
      if (auto item = find_item(*request.world, id)) found.push_back(*std::move(item));
    }
    return found;
  }
  for (MediaItem& item : all_items(*request.world)) {
    if (passes(search, item)) found.push_back(std::move(item));
  }
  if (search.oldest_first) std::reverse(found.begin(), found.end());
  return found;
}

/// The body without what turns pages: a token is good for the same search only.
std::string scope_of(const Search& search) {
  std::string scope =
      "search/" + search.album + (search.filtered ? "/f" : "") + (search.oldest_first ? "/o" : "");
  const auto add = [&](const Date& date) {
    scope += "/" + std::to_string(Day{date.year, date.month, date.day}.order());
  };
  for (const Date& date : search.dates) add(date);
  for (const DateRange& range : search.ranges) {
    scope += "/r";
    add(range.from);
    add(range.to);
  }
  for (const auto* words :
       {&search.media_types, &search.included, &search.excluded, &search.features}) {
    scope += ";";
    for (const std::string& word : *words) scope += word + ",";
  }
  return scope;
}

}  // namespace

Checked<Response> search_items(const Request& request) {
  const auto search = read_search(request.body, body_rules(request.world->options()));
  if (!search) return invalid(search.error().text);
  if (auto wrong = check_search(*search)) return *std::move(wrong);
  std::optional<Album> album;
  if (!search->album.empty()) {
    if (!is_id(search->album)) return invalid("Invalid album ID.");
    album = find_album(*request.world, search->album);
    if (!album) return no_such_entity(request);
  }
  const auto items = found_items(request, *search, album ? &*album : nullptr);
  std::vector<std::string> ids;
  for (const MediaItem& item : items) ids.push_back(item.id);
  auto page = page_of(
      ids, {.size = search->page_size, .token = search->page_token, .scope = scope_of(*search)});
  if (auto* wrong = std::get_if<Problem>(&page)) return std::move(*wrong);
  const Page& found = std::get<Page>(page);
  std::vector<std::string> entries;
  for (std::size_t i = found.from; i < found.to; ++i) {
    entries.push_back(item_json(request, items[i]));
  }
  return json_answer(page_json("mediaItems", entries, found.next));
}

}  // namespace resumulator::google_photos
