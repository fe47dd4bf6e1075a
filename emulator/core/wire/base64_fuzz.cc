// Fuzz target of base64: bytes survive, and no two texts mean the same bytes.
#include "core/base/claim.h"
#include "core/wire/base64.h"

using namespace resumulator;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz_text(data, size);
  claim(base64_decode(base64_encode(text)).value() == text);
  claim(base64url_decode(base64url_encode(text)).value() == text);
  if (const auto bytes = base64_decode(text)) claim(base64_encode(*bytes) == text);
  if (const auto bytes = base64url_decode(text)) {
    claim(base64url_encode(*bytes) == text.substr(0, text.find('=')));
  }
  return 0;
}
