// Switches and limits under their names: what the command line, the environment and scenario files
// set.
//
// Errors   kUsage: no such name, or a value the option does not take; the text says what is known
// and, when one is near, what was probably meant. Nothing is changed then.
// Source   docs/protocols/gcs-json.md, "Disagreements between sources": names, values, defaults.
// Threads  pure functions.
#pragma once

#include <resumulator/options.hpp>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace resumulator {

/// One option as people see it.
struct NamedOption {
  std::string name;
  std::string values;         ///< "400 | 404 | 410"
  std::string default_value;  ///< one of them
  std::string meaning;
};

[[nodiscard]] std::vector<NamedOption> switch_list();
[[nodiscard]] std::vector<NamedOption> limit_list();

/// A switch of another protocol than Cloud Storage begins with its name: "tus.lock".
[[nodiscard]] Result<void> set_switch(Options& options, std::string_view name,
                                      std::string_view value);
[[nodiscard]] Result<void> set_limit(Limits& limits, std::string_view name, std::string_view value);
/// "name=value", as after --switch and --limit.
[[nodiscard]] Result<void> set_switch(Options& options, std::string_view assignment);
[[nodiscard]] Result<void> set_limit(Limits& limits, std::string_view assignment);
/// One more bucket at start. kUsage: a bucket cannot have that name.
[[nodiscard]] Result<void> add_bucket(Options& options, std::string_view name);
/// One more protocol that is spoken; before the first, all are. kUsage: there is none of that name.
[[nodiscard]] Result<void> add_protocol(Options& options, std::string_view name);

}  // namespace resumulator
