// Fuzz target of Upload-Metadata: keys are unique and hold no blank or comma; what is accepted is
// read the same again from its canonical form; the lenient reading never fails and never has more.
#include "core/base/claim.h"
#include "core/wire/base64.h"
#include "protocols/tus/upload_metadata.h"

using namespace resumulator;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz_text(data, size);
  const auto strict = tus::parse_upload_metadata(text);
  const auto lenient = tus::parse_upload_metadata(text, true);
  claim(lenient.has_value());
  if (!strict) return 0;
  claim(*lenient == *strict);
  std::string canonical;
  for (const auto& [key, value] : *strict) {
    claim(!key.empty() && key.find_first_of(" ,") == std::string::npos);
    canonical += (canonical.empty() ? "" : ",") + key + " " + base64_encode(value);
  }
  const auto again = tus::parse_upload_metadata(canonical);
  claim(again && *again == *strict);
  return 0;
}
