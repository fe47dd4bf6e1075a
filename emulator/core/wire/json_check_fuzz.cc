// Fuzz target of the JSON check: what passes is parsed and printed by the library without throwing
// and prints to a text that passes too.
#include <nlohmann/json.hpp>

#include "core/base/claim.h"
#include "core/base/utf8.h"
#include "core/wire/json_check.h"

using namespace resumulator;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint32_t kDepth = 16;
  const std::string_view text = fuzz_text(data, size);
  const bool any = check_json(text, kDepth, JsonShape::kAny).has_value();
  const bool object = check_json(text, kDepth).has_value();
  claim(any || !object);
  if (!any) return 0;
  claim(is_valid_utf8(text));
  const nlohmann::json parsed = nlohmann::json::parse(text, nullptr, false);
  claim(!parsed.is_discarded() && parsed.is_object() == object);
  claim(check_json(parsed.dump(), kDepth, JsonShape::kAny).has_value());
  return 0;
}
