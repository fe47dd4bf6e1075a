// Drive v3 and YouTube v3 as far as uploads need them: `uploadType` in its three forms, and the
// resource read, listed and deleted.
//
// Source   docs/protocols/google-drive.md
#pragma once

#include <resumulator/options.hpp>

#include "protocols/protocol.h"

namespace resumulator::gcs::drive {

[[nodiscard]] Protocol make_drive_protocol(const Options& options);
[[nodiscard]] Protocol make_youtube_protocol(const Options& options);

}  // namespace resumulator::gcs::drive
