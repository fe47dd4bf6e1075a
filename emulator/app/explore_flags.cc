#include "app/explore_flags.h"

#include <algorithm>

#include "app/explore_plan.h"
#include "app/flag.h"
#include "app/run_flags.h"
#include "core/base/did_you_mean.h"

namespace resumulator::app {

void add_explore_flags(CLI::App& command, ExploreSettings& settings) {
  FlagGroup group(command, "Exploring");
  group.value("--budget", "N", "how often the client is run at most [200]",
              [&settings](const std::string& text) -> Result<void> {
                const auto budget = parse_number(text, 100'000, 1);
                if (!budget) return Unexpected(budget.error());
                settings.budget = *budget;
                return {};
              });
  group.values("--classes", "NAME",
               "only these: cut status lost-answer answer progress query session (repeatable) "
               "[all]",
               [&settings](const std::string& text) -> Result<void> {
                 const auto& kinds = place_kinds();
                 if (std::find(kinds.begin(), kinds.end(), text) == kinds.end()) {
                   return Unexpected(ErrorKind::kUsage, "no class is called \"" + text + "\"" +
                                                            did_you_mean_one_of(text, kinds));
                 }
                 settings.classes.push_back(text);
                 return {};
               });
  group.text("--found", "DIR", "what the client does not survive becomes files there [explored]",
             settings.found);
  group.text("--keep-dir", "DIR", "the folders of all runs go there; else none is kept",
             settings.run.keep_dir);
  add_client_flags(command, settings.run);
  add_common_flags(command, settings.run.common);
}

}  // namespace resumulator::app
