// Which cases a run has: scenarios put together, suites taken apart, `vary` multiplied, one picked.
//
// Errors   kUsage: the text is what `resumulator check` says of the file, or what cases there are.
// Threads  pure functions apart from reading files.
#pragma once

#include <resumulator/result.hpp>
#include <string>
#include <vector>

#include "scenario/scenario.h"

namespace resumulator::app {

/// The cases of one set of files, which are put together. `pick` ("code=503,cut=0"): those that
/// have these values; empty: all.
[[nodiscard]] Result<std::vector<Scenario>> load_cases(const std::vector<std::string>& files,
                                                       const std::string& pick);
/// The cases of every scenario of the suite, one after another.
[[nodiscard]] Result<std::vector<Scenario>> load_suite_cases(const std::string& suite,
                                                             const std::string& pick);
/// Takes away what has none of the tags. kUsage: nothing is left; the text says what tags there are.
[[nodiscard]] Result<void> keep_tagged(std::vector<Scenario>& cases,
                                       const std::vector<std::string>& tags);
/// Whether a case has all the values: each "key=value" of `pick` is one of its.
[[nodiscard]] bool has_values(const std::string& case_name, const std::string& pick);

}  // namespace resumulator::app
