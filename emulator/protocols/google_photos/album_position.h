// Where in an album new entries go.
//
// Source   docs/protocols/google-photos.md, rule photos.batch.position
// Threads  pure functions.
#pragma once

#include <cstddef>

#include "protocols/google_photos/library.h"
#include "protocols/google_photos/requests.h"
#include "protocols/google_problem.h"

namespace resumulator::google_photos {

using google_api::Checked;
using google_api::Problem;

/// The place of the first new entry; refused where the neighbour it names is not in the album.
[[nodiscard]] Checked<std::size_t> position_in(const Album& album, const AlbumPosition& position);

}  // namespace resumulator::google_photos
