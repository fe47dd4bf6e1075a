// Fuzz target of the instruction parser: whatever is accepted prints to a name that means the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engine/retry_instruction.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using resumulator::parse_retry_instruction;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto instruction = parse_retry_instruction(text);
  if (!instruction) return 0;
  const auto again = parse_retry_instruction(to_string(*instruction));
  if (!again || !(*again == *instruction)) std::abort();
  return 0;
}
