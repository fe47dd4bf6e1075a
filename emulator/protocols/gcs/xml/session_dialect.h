// How the XML API speaks of sessions: a finished one with an empty answer and the object's headers,
// errors about the object as documents. The size range a session was opened with is its memory.
//
// Form     {"size_range":"MIN,MAX"} in SessionSpec::adapter, or nothing.
// Source   docs/protocols/gcs-xml.md, rules gcs.xml.session.*
// Threads  pure functions, and a constant.
#pragma once

#include <string>
#include <string_view>

#include "protocols/gcs/common/session/dialect.h"

namespace resumulator::gcs::xml {

[[nodiscard]] std::string remember_size_range(std::string_view range);
[[nodiscard]] const SessionDialect& session_dialect();

}  // namespace resumulator::gcs::xml
