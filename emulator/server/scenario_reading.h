// How this program reads scenarios: with the switches, the rule books and the rules for names of
// its protocols at hand, so that what nobody has or takes is a mistake of the file, with its place.
//
// Threads  pure functions.
#pragma once

#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/load.h"

namespace resumulator {

/// "photos.granularity" for { "photos": { "granularity": … } }.
[[nodiscard]] std::string switch_of(std::string_view profile, std::string_view setting);
/// Options with which load_scenario() and load_scenario_file() know what is ours.
[[nodiscard]] LoadOptions reading(bool strict_json = false);
/// The case of that name; without a name the only one. kNotFound: there is none, or several; the
/// text names one, behind `how` it would be asked for ("?case=").
[[nodiscard]] Result<const Scenario*> chosen_case(const std::vector<Scenario>& cases,
                                                  std::string_view wanted, std::string_view how);

}  // namespace resumulator
