// What two places of scenarios cannot both ask for; each is told with both places.
//
// Codes    E008, at the later of the two.
// Threads  pure functions.
#pragma once

#include <string>
#include <vector>

#include "scenario/diagnostic.h"
#include "scenario/scenario.h"

namespace resumulator {

/// "slow.json:4:12"
[[nodiscard]] std::string shown(const SourcePlace& place);

/// Whether two of one bucket and name say the same of it.
[[nodiscard]] bool same_object(const GivenObject& a, const GivenObject& b);

/// Reports a mistake that begins at `place`.
void mistake(const SourcePlace& place, std::string code, std::string message,
             std::vector<Diagnostic>& out);
/// The same as E008.
void contradiction(const SourcePlace& place, std::string message, std::vector<Diagnostic>& out);

/// Expectations of `later` that exclude one of `earlier`, as sessions: 1 and sessions:
/// { at_least: 2 } do, or what `given` says. With one list for both: those that exclude one before
/// them. Only what no client whatever can do is told.
void report_contradictions(const std::vector<Expectation>& earlier,
                           const std::vector<Expectation>& later, const Given& given,
                           std::vector<Diagnostic>& out);

/// Takes over what `from` says of the world; two different values for one thing are reported.
void merge_given(Given& into, const Given& from, std::vector<Diagnostic>& out);

}  // namespace resumulator
