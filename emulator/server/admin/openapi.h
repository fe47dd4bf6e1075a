// The admin API as an OpenAPI 3.1 document, made from its routes: it cannot differ from them.
//
// Threads  pure.
#pragma once

#include <string>

#include "engine/control.h"

namespace resumulator {

[[nodiscard]] std::string openapi_document(const Control& control, const std::string& admin_url);

}  // namespace resumulator
