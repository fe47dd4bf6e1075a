// Gemini's dialect of the upload protocol: the end of an upload is a File.
//
// Source   docs/protocols/google-gemini.md, rules gemini.upload.*
// Threads  no state.
#pragma once

#include <memory>

#include "protocols/x_goog_upload/service.h"

namespace resumulator::google_gemini {

[[nodiscard]] std::shared_ptr<const x_goog_upload::Service> make_gemini_uploads();

}  // namespace resumulator::google_gemini
