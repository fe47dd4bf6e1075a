// Fuzz target of the scenario reader. A text is refused with a place inside it or makes scenarios;
// each case written out again is the same case; a pattern it accepted parses.
#include <algorithm>

#include "core/base/claim.h"
#include "scenario/conversation.h"
#include "scenario/load.h"

using namespace resumulator;

namespace {

void check_places(const Loaded& loaded, std::string_view text) {
  const auto lines = static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  for (const Diagnostic& each : loaded.diagnostics) {
    claim(!each.message.empty() && !each.code.empty());
    if (each.file == "f.json") claim(each.line >= 1 && each.line <= lines && each.column >= 1);
    (void)render(each, std::string(text));
  }
}

void check_case(const Scenario& scenario) {
  (void)explain(scenario);
  for (const Expectation& each : scenario.expect) {
    if (const auto* talk = std::get_if<CheckConversation>(&each.check))
      claim(Conversation::parse(talk->pattern).has_value());
  }
  const Loaded again = load_scenario(scenario.expanded, "again.json");
  claim(again.ok() && again.cases.size() == 1);
  claim(again.cases[0].expanded == scenario.expanded);
  claim(again.cases[0].rules.size() == scenario.rules.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz_text(data, size);
  const Loaded loaded = load_scenario(text, "f.json");
  claim(loaded.ok() == !loaded.cases.empty());
  check_places(loaded, text);
  if (loaded.ok()) check_case(loaded.cases.front());
  return 0;
}
