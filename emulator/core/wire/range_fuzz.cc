// Fuzz target of Range: the first eight bytes are the size of the object, the header follows. What
// is accepted prints to a text that means the same, and a part never leaves the object.
#include <cstring>

#include "core/base/claim.h"
#include "core/wire/range.h"

using namespace resumulator;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::uint64_t object = 0;
  if (size < sizeof object) return 0;
  std::memcpy(&object, data, sizeof object);
  const std::string_view header = fuzz_text(data + sizeof object, size - sizeof object);
  if (const auto range = parse_range(header)) {
    const auto again = parse_range(to_string(*range));
    claim(again && *again == *range);
  }
  const ResolvedRange resolved = resolve_range(header, object);
  claim(resolved.span.begin <= resolved.span.end && resolved.span.end <= object);
  if (resolved.outcome == RangeOutcome::kPartial) {
    claim(!resolved.span.empty() || object == 0);
    claim(!partial_content_range(resolved.span, object).empty());
  }
  return 0;
}
