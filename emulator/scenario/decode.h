// From placed JSON to the parts of a scenario. Every function reports what is wrong and returns
// what could be read.
//
// Source   docs/scenario-format.md.
// Threads  one thread.
#pragma once

#include <string>

#include "scenario/load.h"
#include "scenario/placed_json.h"
#include "scenario/reader.h"
#include "scenario/scenario.h"

namespace resumulator {

[[nodiscard]] Matcher decode_matcher(Reader& reader, const Node& node, const std::string& pointer);
[[nodiscard]] Matcher decode_matcher_members(Reader& reader, const Node& node,
                                             const std::string& pointer);
/// `number` is the rule's place among its file's, from 1, for rules without a name.
[[nodiscard]] Rule decode_rule(Reader& reader, const Node& node, const std::string& pointer,
                               const std::string& scenario, std::size_t number);
[[nodiscard]] Given decode_given(Reader& reader, const Node& node, const std::string& pointer,
                                 const LoadOptions& options);
[[nodiscard]] std::optional<Expectation> decode_expectation(Reader& reader, const Node& node,
                                                            const std::string& pointer);
[[nodiscard]] std::optional<Heal> decode_heal(Reader& reader, const Node& node,
                                              const std::string& pointer);

}  // namespace resumulator
