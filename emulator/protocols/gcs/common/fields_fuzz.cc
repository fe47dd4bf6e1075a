// Fuzz target of the `fields` parser: whatever is accepted prints to a selector that means the
// same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "protocols/gcs/common/fields.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto mask = resumulator::gcs::parse_fields(text);
  if (!mask) return 0;
  const auto again = resumulator::gcs::parse_fields(mask->text());
  if (!again || !(*again == *mask)) std::abort();
  return 0;
}
