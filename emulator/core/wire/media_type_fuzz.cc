// Fuzz target of Content-Type: what is accepted prints to a text that means the same.
#include "core/base/claim.h"
#include "core/wire/media_type.h"

using namespace resumulator;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto type = parse_media_type(fuzz_text(data, size));
  if (!type) return 0;
  const auto again = parse_media_type(to_string(*type));
  claim(again && *again == *type);
  if (const auto boundary = multipart_boundary(*type)) claim(!boundary->empty());
  return 0;
}
