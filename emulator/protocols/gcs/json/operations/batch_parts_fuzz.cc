// Fuzz target of the batch reader: the first byte is the length of the boundary, the boundary and
// the body follow. Parts never hold more than the body did.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "protocols/gcs/json/operations/batch_parts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t length = static_cast<std::size_t>(data[0]) % 71;
  if (1 + length > size) return 0;
  const std::string_view boundary = text.substr(1, length);
  const std::string_view body = text.substr(1 + length);
  const auto parts = resumulator::gcs::json::parse_batch(body, boundary);
  if (!parts) return 0;
  std::size_t held = 0;
  for (const auto& part : *parts) held += part.body.size() + part.content_id.size();
  if (held > body.size()) std::abort();
  return 0;
}
