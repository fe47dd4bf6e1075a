// The Google Photos Library API, v1: uploads, media items, albums, the bytes of items.
//
// Source   docs/protocols/google-photos.md
#pragma once

#include <resumulator/options.hpp>

#include "protocols/protocol.h"

namespace resumulator::google_photos {

[[nodiscard]] Protocol make_google_photos_protocol(const Options& options);

}  // namespace resumulator::google_photos
