// Fuzz target of rules in one line: refused with a sentence, or one rule of that name.
#include "core/base/claim.h"
#include "scenario/load.h"

using namespace resumulator;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz_text(data, size);
  const Loaded loaded = load_one_line(text);
  claim(loaded.ok() == !loaded.cases.empty());
  if (!loaded.ok()) {
    claim(!loaded.diagnostics.empty());
    return 0;
  }
  claim(loaded.cases.size() == 1 && loaded.cases[0].rules.size() == 1);
  claim(loaded.cases[0].rules[0].name == "armed/" + std::string(text));
  return 0;
}
