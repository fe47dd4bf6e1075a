// Media items one by one, by name and page by page; and their description.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/utf8.h"
#include "protocols/google_photos/library.h"
#include "protocols/google_photos/list_answer.h"
#include "protocols/google_photos/request.h"
#include "protocols/google_photos/requests.h"
#include "protocols/google_photos/resources.h"

namespace resumulator::google_photos {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kBatchMax = 50;
constexpr std::size_t kDescriptionEnd = 1000;

Response item_answer(const Request& request, const MediaItem& item) {
  return json_answer(item_json(request, item) + "\n");
}

}  // namespace

// Rule photos.item.get.
Checked<Response> get_item(const Request& request) {
  if (!is_id(request.id)) return invalid("Invalid media item ID.");
  const auto item = find_item(*request.world, request.id);
  if (!item) return no_such_entity(request);
  request.info->object = item->object;
  return item_answer(request, *item);
}

// Rule photos.item.batch-get.
Checked<Response> batch_get_items(const Request& request) {
  const auto ids = request.query.all("mediaItemIds");
  if (ids.empty()) return invalid("Request must contain at least one media item ID.");
  if (ids.size() > kBatchMax) return invalid("Request must have at most 50 media item IDs.");
  Json results = Json::array();
  for (const std::string_view id : ids) {
    const auto item = find_item(*request.world, id);
    if (item) {
      results.push_back({{"mediaItem", Json::parse(item_json(request, *item), nullptr, false)}});
    } else {
      results.push_back({{"status", {{"code", 3}, {"message", "Invalid media item ID."}}}});
    }
  }
  return json_answer(Json{{"mediaItemResults", results}}.dump(2) + "\n");
}

// Rule photos.item.list.
Checked<Response> list_items(const Request& request) {
  return list_answer(request, kItemList, all_items(*request.world),
                     [&](const MediaItem& item) { return item_json(request, item); });
}

// Rule photos.item.patch.
Checked<Response> patch_item(const Request& request) {
  if (request.query.get("updateMask") != "description") {
    return invalid("The update mask must be \"description\".");
  }
  auto description = read_description(request.body, body_rules(request.world->options()));
  if (!description) return invalid(description.error().text);
  if (count_code_points(*description) >= kDescriptionEnd) {
    return invalid("Description must not have more than 1000 characters.");
  }
  std::optional<MediaItem> item;
  const auto done = request.world->documents().edit([&](Documents::Edit& edit) -> Result<void> {
    item = item_in(edit, request.id);
    if (!item) return {};
    item->description = *description;
    put_item(edit, *item);
    return {};
  });
  if (!done) return unavailable();
  if (!item) return no_such_entity(request);
  return item_answer(request, *item);
}

}  // namespace resumulator::google_photos
