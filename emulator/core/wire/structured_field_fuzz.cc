// Fuzz target of structured fields: an item that is a dictionary's member reads the same there;
// keys are unique; integers keep to fifteen digits.
#include "core/base/claim.h"
#include "core/wire/structured_field.h"

using namespace resumulator;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz_text(data, size);
  constexpr std::int64_t kMax = 999'999'999'999'999;
  if (const auto item = parse_sf_item(text)) {
    claim(item->integer >= -kMax && item->integer <= kMax);
    claim(item->kind != SfItem::Kind::kInnerList);
    const auto first = text.find_first_not_of(' ');
    const auto inside = parse_sf_dictionary("a=" + std::string(text.substr(first)));
    claim(inside && inside->size() == 1 && inside->front().second == *item);
  }
  if (const auto dictionary = parse_sf_dictionary(text)) {
    for (std::size_t i = 0; i < dictionary->size(); ++i) {
      claim(!(*dictionary)[i].first.empty());
      for (std::size_t j = 0; j < i; ++j) claim((*dictionary)[i].first != (*dictionary)[j].first);
    }
  }
  return 0;
}
