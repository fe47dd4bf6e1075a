// The Files of the Gemini API, v1beta: uploaded, read, listed, deleted.
//
// Source   docs/protocols/google-gemini.md
#pragma once

#include <resumulator/options.hpp>

#include "protocols/protocol.h"

namespace resumulator::google_gemini {

[[nodiscard]] Protocol make_google_gemini_protocol(const Options& options);

}  // namespace resumulator::google_gemini
