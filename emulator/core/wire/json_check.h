// Checks JSON text before anyone builds a tree from it: grammar, nesting, shape.
//
// Errors   kMalformed: not JSON, not UTF-8, or not an object where one is wanted; the text says
//          where. kTooLarge: nested past the limit.
// Note     what passes parses with nlohmann::json::parse(text, nullptr, false) without throwing.
// Source   RFC 8259.
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <resumulator/result.hpp>
#include <string_view>

namespace resumulator {

enum class JsonShape : std::uint8_t { kObject, kAny };

[[nodiscard]] Result<void> check_json(std::string_view text, std::uint32_t depth_max,
                                      JsonShape shape = JsonShape::kObject);

}  // namespace resumulator
