// Upload-Metadata: pairs of a key and a value in base64.
//
// Grammar  key [SP base64] *("," key [SP base64]); blanks around a comma are let through.
// Errors   kMalformed: an empty key, one with a blank or a control character, a key twice, a value
//          that is no base64.
// Source   tus 1.0.0, "Creation"; docs/protocols/tus.md, rules tus.metadata.*
// Threads  pure functions.
#pragma once

#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace resumulator::tus {

/// Decoded, in the order in which they came.
using UploadMetadata = std::vector<std::pair<std::string, std::string>>;

/// An empty value is no metadata. `lenient` drops pairs it cannot read instead of failing.
[[nodiscard]] Result<UploadMetadata> parse_upload_metadata(std::string_view value,
                                                           bool lenient = false);
/// The value of the first of these keys that is there and not empty; else empty.
[[nodiscard]] std::string_view first_of(const UploadMetadata& metadata,
                                        std::initializer_list<std::string_view> keys);

}  // namespace resumulator::tus
