// Any text is a batch or an error with words; reading never throws, and strict reading takes
// nothing that lenient reading refuses.
#include "core/base/claim.h"
#include "protocols/google_photos/requests.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace resumulator;
  using namespace resumulator::google_photos;
  const auto text = fuzz_text(data, size);
  const auto strict = read_batch_create(text, {.depth_max = 16, .ignore_unknown = false});
  const auto lenient = read_batch_create(text, {.depth_max = 16, .ignore_unknown = true});
  if (!strict) claim(!strict.error().text.empty());
  if (strict) {
    claim(lenient.has_value());
    claim(lenient->items.size() == strict->items.size());
  }
  static_cast<void>(read_search(text, {.depth_max = 16, .ignore_unknown = false}));
  static_cast<void>(read_enrichment(text, {.depth_max = 16, .ignore_unknown = false}));
  return 0;
}
