#include "protocols/google_photos/requests.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <span>
#include <utility>

#include "core/wire/json_check.h"
#include "protocols/google_problem.h"

namespace resumulator::google_photos {
namespace {

using nlohmann::json;

constexpr std::string_view kFault = "Invalid JSON payload received. ";

using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 5> kPositions = {
    "POSITION_TYPE_UNSPECIFIED", "FIRST_IN_ALBUM", "LAST_IN_ALBUM", "AFTER_MEDIA_ITEM",
    "AFTER_ENRICHMENT_ITEM"};
constexpr std::array<std::string_view, 27> kCategories = {
    "NONE",   "LANDSCAPES", "RECEIPTS",     "CITYSCAPES",  "LANDMARKS",   "SELFIES", "PEOPLE",
    "PETS",   "WEDDINGS",   "BIRTHDAYS",    "DOCUMENTS",   "TRAVEL",      "ANIMALS", "FOOD",
    "SPORT",  "NIGHT",      "PERFORMANCES", "WHITEBOARDS", "SCREENSHOTS", "UTILITY", "ARTS",
    "CRAFTS", "FASHION",    "HOUSES",       "GARDENS",     "FLOWERS",     "HOLIDAYS"};
constexpr std::array<std::string_view, 2> kFeatures = {"NONE", "FAVORITES"};
constexpr std::array<std::string_view, 2> kOrders = {"MediaMetadata.creation_time",
                                                     "MediaMetadata.creation_time desc"};

std::string snake(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') {
      out += '_';
      out += static_cast<char>(c - 'A' + 'a');
    } else {
      out += c;
    }
  }
  return out;
}

/// One object of a body: its members by name and type, and then whether there were others. The
/// first thing wrong is kept.
class Members {
 public:
  Members(const json& object, std::string path, const BodyRules& rules, std::string& wrong)
      : object_(object), path_(std::move(path)), rules_(rules), wrong_(wrong) {}

  const json* find(const char* name) {
    known_.insert(name);
    known_.insert(snake(name));
    for (const std::string& spelling : {std::string(name), snake(name)}) {
      const auto found = object_.find(spelling);
      if (found != object_.end() && !found->is_null()) return &*found;
    }
    return nullptr;
  }
  std::string text(const char* name) {
    const json* value = find(name);
    if (value == nullptr) return {};
    if (value->is_string()) return value->get<std::string>();
    mistyped(place(name), "TYPE_STRING", *value);
    return {};
  }
  std::optional<std::int64_t> number(const char* name) {
    const json* value = find(name);
    if (value == nullptr) return std::nullopt;
    if (value->is_number_unsigned() && value->get<std::uint64_t>() <= INT32_MAX) {
      return static_cast<std::int64_t>(value->get<std::uint64_t>());
    }
    if (value->is_number_integer() && !value->is_number_unsigned() &&
        value->get<std::int64_t>() >= INT32_MIN) {
      return value->get<std::int64_t>();
    }
    mistyped(place(name), "TYPE_INT32", *value);
    return std::nullopt;
  }
  std::vector<std::string> texts(const char* name) {
    std::vector<std::string> out;
    each(name, [&](const json& value, const std::string& at) {
      if (value.is_string()) {
        out.push_back(value.get<std::string>());
      } else {
        mistyped(at, "TYPE_STRING", value);
      }
    });
    return out;
  }
  /// One of `words`; empty: it is absent.
  std::string word(const char* name, Words words) {
    const json* value = find(name);
    return value == nullptr ? std::string() : word_of(*value, place(name), words);
  }
  std::vector<std::string> words(const char* name, Words words) {
    std::vector<std::string> out;
    each(name, [&](const json& value, const std::string& at) {
      out.push_back(word_of(value, at, words));
    });
    return out;
  }
  void decimal(const char* name) {
    const json* value = find(name);
    if (value != nullptr && !value->is_number()) mistyped(place(name), "TYPE_DOUBLE", *value);
  }
  void flag(const char* name) {
    const json* value = find(name);
    if (value != nullptr && !value->is_boolean()) mistyped(place(name), "TYPE_BOOL", *value);
  }
  /// Calls `use` with the object of that name, if it is there.
  template <typename Use>
  bool object(const char* name, const Use& use) {
    const json* value = find(name);
    if (value == nullptr) return false;
    inside(*value, place(name), use);
    return true;
  }
  /// Calls `use` with each object of a list.
  template <typename Use>
  void objects(const char* name, const Use& use) {
    each(name, [&](const json& value, const std::string& at) { inside(value, at, use); });
  }
  /// What the members said cannot stand together, or is missing. All of them are known by now.
  void refuse(const std::string& text) {
    done();
    if (wrong_.empty()) wrong_ = text;
  }
  void done() {
    if (rules_.ignore_unknown) return;
    for (const auto& [name, value] : object_.items()) {
      if (known_.contains(name)) continue;
      const std::string where = path_.empty() ? "" : " at '" + path_ + "'";
      fail("Unknown name \"" + name + "\"" + where + ": Cannot find field.");
    }
  }

 private:
  [[nodiscard]] std::string place(const char* name) const {
    return (path_.empty() ? "" : path_ + ".") + snake(name);
  }
  void fail(const std::string& text) {
    if (wrong_.empty()) wrong_ = std::string(kFault) + text;
  }
  void mistyped(const std::string& at, const char* type, const json& value) {
    if (!wrong_.empty()) return;
    wrong_ =
        google_api::mistyped(at, type, value.dump(-1, ' ', false, json::error_handler_t::replace));
  }
  std::string word_of(const json& value, const std::string& at, Words words) {
    const bool known =
        value.is_string() &&
        std::find(words.begin(), words.end(), value.get_ref<const std::string&>()) != words.end();
    if (known) return value.get<std::string>();
    mistyped(at, "TYPE_ENUM", value);
    return {};
  }
  template <typename Use>
  void each(const char* name, const Use& use) {
    const json* value = find(name);
    if (value == nullptr) return;
    if (!value->is_array()) return mistyped(place(name), "TYPE_MESSAGE", *value);
    for (std::size_t i = 0; i < value->size(); ++i) {
      use((*value)[i], place(name) + "[" + std::to_string(i) + "]");
    }
  }
  template <typename Use>
  void inside(const json& value, const std::string& at, const Use& use) {
    if (!value.is_object()) return mistyped(at, "TYPE_MESSAGE", value);
    Members members(value, at, rules_, wrong_);
    use(members);
    members.done();
  }

  const json& object_;
  std::string path_;
  const BodyRules& rules_;
  std::string& wrong_;
  std::set<std::string, std::less<>> known_;
};

/// An empty body is an empty object.
template <typename Read>
Result<void> read_body(std::string_view text, const BodyRules& rules, const Read& read) {
  const std::string_view body =
      text.find_first_not_of(" \t\r\n") == std::string_view::npos ? std::string_view("{}") : text;
  if (const auto checked = check_json(body, rules.depth_max); !checked) {
    return Unexpected(ErrorKind::kMalformed, std::string(kFault) + checked.error().text);
  }
  const json parsed = json::parse(body, nullptr, false);
  std::string wrong;
  Members members(parsed, {}, rules, wrong);
  read(members);
  members.done();
  if (!wrong.empty()) return Unexpected(ErrorKind::kMalformed, wrong);
  return {};
}

AlbumPosition::Place place_of(std::string_view word) {
  using Place = AlbumPosition::Place;
  if (word == "FIRST_IN_ALBUM") return Place::kFirst;
  if (word == "LAST_IN_ALBUM") return Place::kLast;
  if (word == "AFTER_MEDIA_ITEM") return Place::kAfterItem;
  if (word == "AFTER_ENRICHMENT_ITEM") return Place::kAfterEnrichment;
  return Place::kUnset;
}

AlbumPosition read_position(Members& members) {
  AlbumPosition position;
  position.given = members.object("albumPosition", [&](Members& inner) {
    position.place = place_of(inner.word("position", kPositions));
    position.item = inner.text("relativeMediaItemId");
    position.enrichment = inner.text("relativeEnrichmentItemId");
  });
  return position;
}

NewItem read_item(Members& members) {
  NewItem item;
  item.description = members.text("description");
  members.object("simpleMediaItem", [&](Members& simple) {
    item.token = simple.text("uploadToken");
    item.file_name = simple.text("fileName");
  });
  return item;
}

Date read_date(Members& members) {
  return {members.number("year").value_or(0), members.number("month").value_or(0),
          members.number("day").value_or(0)};
}

void read_filters(Members& filters, Search& search) {
  filters.object("dateFilter", [&](Members& inner) {
    inner.objects("dates", [&](Members& date) { search.dates.push_back(read_date(date)); });
    inner.objects("ranges", [&](Members& range) {
      DateRange& added = search.ranges.emplace_back();
      range.object("startDate", [&](Members& date) { added.from = read_date(date); });
      range.object("endDate", [&](Members& date) { added.to = read_date(date); });
    });
  });
  filters.object("contentFilter", [&](Members& inner) {
    search.included = inner.words("includedContentCategories", kCategories);
    search.excluded = inner.words("excludedContentCategories", kCategories);
  });
  filters.object("mediaTypeFilter",
                 [&](Members& inner) { search.media_types = inner.texts("mediaTypes"); });
  filters.object("featureFilter", [&](Members& inner) {
    search.features = inner.words("includedFeatures", kFeatures);
  });
  filters.flag("includeArchivedMedia");
  filters.flag("excludeNonAppCreatedData");
}

// What the API sets itself in an album is taken for nothing.
AlbumFields album_fields(Members& members) {
  for (const char* output :
       {"id", "productUrl", "isWriteable", "shareInfo", "mediaItemsCount", "coverPhotoBaseUrl"}) {
    static_cast<void>(members.find(output));
  }
  return {true, members.text("title"), members.text("coverPhotoMediaItemId")};
}

void check_place(Members& place) {
  static_cast<void>(place.text("locationName"));
  place.object("latlng", [](Members& point) {
    point.decimal("latitude");
    point.decimal("longitude");
  });
}

// Rule photos.album.enrichment: a text, a place or a map, and one of them.
void check_enrichment(Members& item) {
  const bool text = item.object("textEnrichment", [](Members& inner) {
    if (inner.text("text").empty()) inner.refuse("Text enrichment must not be empty.");
  });
  const bool place = item.object("locationEnrichment", [](Members& inner) {
    if (!inner.object("location", check_place)) inner.refuse("Location must be set.");
  });
  const bool map = item.object("mapEnrichment", [](Members& inner) {
    const bool from = inner.object("origin", check_place);
    if (!inner.object("destination", check_place) || !from) {
      inner.refuse("Origin and destination must be set.");
    }
  });
  if (static_cast<int>(text) + static_cast<int>(place) + static_cast<int>(map) == 1) return;
  item.refuse(text || place || map ? "Enrichment item must have one enrichment."
                                   : "Request must contain a new enrichment item.");
}

template <typename T>
Result<T> with(Result<void> read, T value) {
  if (!read) return Unexpected(read.error());
  return value;
}

}  // namespace

BodyRules body_rules(const Options& options) {
  return {options.limits.json_depth_max, options.photos.ignore_unknown_json};
}

Result<BatchCreate> read_batch_create(std::string_view text, const BodyRules& rules) {
  BatchCreate batch;
  auto read = read_body(text, rules, [&](Members& members) {
    batch.album = members.text("albumId");
    members.objects("newMediaItems",
                    [&](Members& item) { batch.items.push_back(read_item(item)); });
    batch.position = read_position(members);
  });
  return with(std::move(read), std::move(batch));
}

Result<Search> read_search(std::string_view text, const BodyRules& rules) {
  Search search;
  auto read = read_body(text, rules, [&](Members& members) {
    search.album = members.text("albumId");
    search.page_size = members.number("pageSize");
    search.page_token = members.text("pageToken");
    search.oldest_first = members.word("orderBy", kOrders) == kOrders.front();
    search.filtered =
        members.object("filters", [&](Members& filters) { read_filters(filters, search); });
  });
  return with(std::move(read), std::move(search));
}

Result<AlbumFields> read_new_album(std::string_view text, const BodyRules& rules) {
  AlbumFields album;
  auto read = read_body(text, rules, [&](Members& members) {
    members.object("album", [&](Members& inner) { album = album_fields(inner); });
  });
  return with(std::move(read), std::move(album));
}

Result<AlbumFields> read_album(std::string_view text, const BodyRules& rules) {
  AlbumFields album;
  auto read = read_body(text, rules, [&](Members& members) { album = album_fields(members); });
  return with(std::move(read), std::move(album));
}

Result<std::vector<std::string>> read_item_ids(std::string_view text, const BodyRules& rules) {
  std::vector<std::string> ids;
  auto read =
      read_body(text, rules, [&](Members& members) { ids = members.texts("mediaItemIds"); });
  return with(std::move(read), std::move(ids));
}

Result<std::string> read_description(std::string_view text, const BodyRules& rules) {
  std::string description;
  auto read = read_body(text, rules, [&](Members& members) {
    for (const char* output : {"id", "productUrl", "baseUrl", "mimeType", "mediaMetadata",
                               "filename", "contributorInfo"}) {
      static_cast<void>(members.find(output));
    }
    description = members.text("description");
  });
  return with(std::move(read), std::move(description));
}

Result<std::string> read_share_token(std::string_view text, const BodyRules& rules) {
  std::string token;
  auto read = read_body(text, rules, [&](Members& members) { token = members.text("shareToken"); });
  return with(std::move(read), std::move(token));
}

Result<NewEnrichment> read_enrichment(std::string_view text, const BodyRules& rules) {
  NewEnrichment enrichment;
  auto read = read_body(text, rules, [&](Members& members) {
    members.object("newEnrichmentItem", check_enrichment);
    if (const json* item = members.find("newEnrichmentItem")) {
      enrichment.json = item->dump(-1, ' ', false, json::error_handler_t::replace);
    }
    enrichment.position = read_position(members);
  });
  return with(std::move(read), std::move(enrichment));
}

}  // namespace resumulator::google_photos
