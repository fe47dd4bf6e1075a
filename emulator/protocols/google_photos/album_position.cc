#include "protocols/google_photos/album_position.h"

#include <algorithm>

namespace resumulator::google_photos {

Checked<std::size_t> position_in(const Album& album, const AlbumPosition& position) {
  using Place = AlbumPosition::Place;
  const bool after_item = position.place == Place::kAfterItem;
  if (position.place == Place::kFirst) return std::size_t{0};
  if (!after_item && position.place != Place::kAfterEnrichment) return album.entries.size();
  const Album::Entry neighbour{after_item ? position.item : position.enrichment, !after_item};
  const auto found = std::find(album.entries.begin(), album.entries.end(), neighbour);
  if (found == album.entries.end()) {
    return google_api::invalid(after_item ? "Invalid relative media item ID."
                                          : "Invalid relative enrichment item ID.");
  }
  return static_cast<std::size_t>(found - album.entries.begin()) + 1;
}

}  // namespace resumulator::google_photos
