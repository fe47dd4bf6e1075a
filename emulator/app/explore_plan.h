// Which places of an upload are worth breaking, read from a run in which nothing was broken.
//
// Documents  scenarios as JSON text, one case, everything written out.
// Promises   every fault is one a correct client survives: it is met once, and may be tried again.
// Threads    pure functions.
// Source     docs/verdict.md, "Exploring".
#pragma once

#include <cstdint>
#include <resumulator/exchange.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace resumulator::app {

/// One way to hurt a client.
struct Place {
  std::string title;               ///< "reset at body:131072 of append 2"
  std::string kind;                ///< one of place_kinds()
  int rank = 0;                    ///< the simplest first
  std::vector<std::string> rules;  ///< as they stand in a scenario
};

/// The classes of faults: "cut", "status" …
[[nodiscard]] const std::vector<std::string_view>& place_kinds();
/// Of these kinds (empty: all), the simplest first; the seed says in which order else.
[[nodiscard]] std::vector<Place> places_of(const std::vector<RecordedExchange>& unharmed,
                                           const std::vector<std::string>& kinds,
                                           std::uint64_t seed);
/// `base` under the place's title, with its rules behind those of the base.
[[nodiscard]] std::string explored_document(const std::string& base, const Place& place);
/// The same with less: one rule fewer, a smaller payload, rounder bytes; one change in each.
[[nodiscard]] std::vector<std::string> simpler_documents(const std::string& document);
/// The file of it, for people: with this name, which tells what it was made from.
[[nodiscard]] std::string finished(const std::string& document, const std::string& name,
                                   const std::string& about);

}  // namespace resumulator::app
