// How the Files of the Gemini API behave where a test may want it otherwise: one member per switch
// of docs/protocols/google-gemini.md, under its name ("gemini.processing").
#pragma once

#include <cstdint>
#include <resumulator/clock.hpp>
#include <resumulator/options_x_goog.hpp>

namespace resumulator {

struct GeminiSwitches {
  std::uint64_t granularity = 8 * 1024 * 1024;  ///< what a chunk must be a multiple of
  UploadStatusOnErrors error_upload_status = UploadStatusOnErrors::kActive;
  Duration processing{0};  ///< how long a new file is PROCESSING before it is ACTIVE
};

}  // namespace resumulator
