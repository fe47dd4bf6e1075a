// The content type a file's name suggests.
//
// Source   IANA media types of the extensions people keep in test data; anything else is
// application/octet-stream. Threads  pure function.
#pragma once

#include <string>
#include <string_view>

namespace resumulator {

[[nodiscard]] std::string guess_content_type(std::string_view file_name);

}  // namespace resumulator
