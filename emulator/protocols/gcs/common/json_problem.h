// What the service says of a body that is no JSON: "Unexpected end of string. Expected : between
// key:value pair.\ninvalid-json\n            ^".
//
// Three lines: what was expected, the text around the place, a caret below the place.
//
// Source   docs/protocols/gcs-json.md, rule gcs.metadata.parse-error; one recorded text, the others
//          follow its form.
// Threads  pure functions.
#pragma once

#include <resumulator/result.hpp>
#include <string>
#include <string_view>

namespace resumulator::gcs {

/// `found` is what the checker of the house says; it stands in where the form above does not fit.
[[nodiscard]] std::string describe_json_problem(std::string_view json, const Error& found);

}  // namespace resumulator::gcs
