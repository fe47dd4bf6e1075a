// How the Files of the Gemini API behave where it is a matter of time: one member per switch of
// docs/protocols/google-gemini.md, under its name ("gemini.processing").
#pragma once

#include <resumulator/clock.hpp>

namespace resumulator {

struct GeminiSwitches {
  Duration processing{0};  ///< how long a new file is PROCESSING before it is ACTIVE
};

}  // namespace resumulator
