// What lies in an album: items put in and taken out, all of them or none; texts and places between.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "protocols/google_photos/album_position.h"
#include "protocols/google_photos/library.h"
#include "protocols/google_photos/request.h"
#include "protocols/google_photos/requests.h"

namespace resumulator::google_photos {
namespace {

constexpr std::size_t kBatchMax = 50;
constexpr std::size_t kEnrichmentIdSize = 70;

Problem bad_item() { return invalid("Request contains an invalid media item id."); }

Checked<std::vector<std::string>> wanted_items(const Request& request) {
  auto ids = read_item_ids(request.body, body_rules(request.world->options()));
  if (!ids) return invalid(ids.error().text);
  if (ids->empty()) return invalid("Request must contain at least one media item id.");
  if (ids->size() > kBatchMax) return invalid("Request must have at most 50 media item ids.");
  if (std::set<std::string>(ids->begin(), ids->end()).size() != ids->size()) {
    return invalid("Request must not contain duplicate media item ids.");
  }
  return *std::move(ids);
}

/// Changes the album of the request in one step. `change` returns what is wrong; then nothing is.
template <typename Change>
std::optional<Problem> change_album(const Request& request, const Change& change) {
  std::optional<Problem> wrong;
  const auto done = request.world->documents().edit([&](Documents::Edit& edit) -> Result<void> {
    auto album = album_in(edit, request.id);
    wrong = album ? change(edit, *album) : std::optional(invalid("Invalid album ID."));
    if (wrong) return Unexpected(ErrorKind::kConflict, wrong->message);
    put_album(edit, *album);
    return {};
  });
  if (!wrong && !done) return unavailable();
  return wrong;
}

}  // namespace

// Rule photos.album.add: all or nothing; what is in it already stays where it is.
Checked<Response> add_to_album(const Request& request) {
  auto wanted = wanted_items(request);
  if (auto* wrong = std::get_if<Problem>(&wanted)) return std::move(*wrong);
  const auto& ids = std::get<std::vector<std::string>>(wanted);
  auto wrong =
      change_album(request, [&](Documents::Edit& edit, Album& album) -> std::optional<Problem> {
        for (const std::string& id : ids) {
          if (!item_in(edit, id)) return bad_item();
          if (!album.holds(id)) album.entries.push_back({id, false});
        }
        if (album.items().size() > request.world->options().photos.album_items_max) {
          return invalid("The album has reached its limit of media items.");
        }
        return std::nullopt;
      });
  if (wrong) return *std::move(wrong);
  return json_answer("{}\n");
}

// Rule photos.album.remove.
Checked<Response> remove_from_album(const Request& request) {
  auto wanted = wanted_items(request);
  if (auto* wrong = std::get_if<Problem>(&wanted)) return std::move(*wrong);
  const auto& ids = std::get<std::vector<std::string>>(wanted);
  auto wrong = change_album(request, [&](Documents::Edit&, Album& album) -> std::optional<Problem> {
    for (const std::string& id : ids) {
      if (!album.holds(id)) return bad_item();
      if (album.cover == id) album.cover.clear();
      std::erase(album.entries, Album::Entry{id, false});
    }
    return std::nullopt;
  });
  if (wrong) return *std::move(wrong);
  return json_answer("{}\n");
}

// Rule photos.album.enrichment.
Checked<Response> add_enrichment(const Request& request) {
  const auto wanted = read_enrichment(request.body, body_rules(request.world->options()));
  if (!wanted) return invalid(wanted.error().text);
  if (wanted->json.empty()) {
    return invalid("Request must contain a new enrichment item.");
  }
  const std::string id = "AGj1epW" + request.world->ids().token("photos.enrich", kEnrichmentIdSize);
  auto wrong =
      change_album(request, [&](Documents::Edit& edit, Album& album) -> std::optional<Problem> {
        auto at = position_in(album, wanted->position);
        if (auto* problem = std::get_if<Problem>(&at)) return std::move(*problem);
        const auto index = static_cast<std::ptrdiff_t>(std::get<std::size_t>(at));
        album.entries.insert(album.entries.begin() + index, {id, true});
        edit.put("photos/enrichments/" + id, wanted->json);
        return std::nullopt;
      });
  if (wrong) return *std::move(wrong);
  const nlohmann::ordered_json body = {{"enrichmentItem", {{"id", id}}}};
  return json_answer(body.dump(2) + "\n");
}

}  // namespace resumulator::google_photos
