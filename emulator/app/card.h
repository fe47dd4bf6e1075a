// The score card: what a client can and cannot, case by case, in a shape a project can keep.
//
// Groups    a case is counted once: under the tag "card:GROUP" of its scenario (survives, bytes,
//           asks, waits), else by what it expects.
// Known     failures that are declared, with a reason and the day until when; past that day they
//           count again. A known failure that passes is told.
// Baseline  an earlier card: only what got worse fails. A case the earlier card does not have is
//           new, not worse.
// Errors    kUsage: a file that is no card, or no list of known failures.
// Threads   pure functions.
#pragma once

#include <array>
#include <map>
#include <resumulator/clock.hpp>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "verdict/verdict.h"

namespace resumulator::app {

struct CardGroup {
  std::string_view name;
  std::string_view title;
};
inline constexpr std::array kCardGroups = {
    CardGroup{"survives", "survives faults"},
    CardGroup{"bytes", "keeps the bytes right"},
    CardGroup{"asks", "asks, then resumes"},
    CardGroup{"waits", "waits politely"},
};

struct CardRow {
  std::string scenario;
  std::string case_name;
  std::string group;                 ///< "survives"
  std::string outcome;               ///< "pass", "fail", "inconclusive", "error"
  std::vector<std::string> broken;   ///< checks that decided against it
  std::vector<std::string> shoulds;  ///< checks broken that do not decide
  std::string known;                 ///< the reason why it may fail; empty: it may not
  friend bool operator==(const CardRow&, const CardRow&) = default;
};

struct Card {
  std::string suite;
  std::string client;
  std::uint64_t seed = 0;
  std::string version;
  std::vector<CardRow> rows;
};

struct KnownFailure {
  std::string scenario;
  std::string case_name;  ///< empty: every case
  std::string reason;
  TimePoint until;  ///< it counts again from then on
};

[[nodiscard]] CardRow card_row(const Scenario& scenario, const Verdict& verdict);
/// Marks rows whose failure is known at `now`; gives a sentence for each that is outdated.
[[nodiscard]] std::vector<std::string> apply_known(const std::vector<KnownFailure>& known,
                                                   TimePoint now, Card& card);
/// For people: a line a group, and below it one for each way in which a scenario's cases went wrong.
[[nodiscard]] std::string to_text(const Card& card);
[[nodiscard]] std::string to_json(const Card& card);
[[nodiscard]] Result<Card> card_from_json(std::string_view text);
/// [{"scenario":…,"case":…,"reason":…,"until":"2027-01-31"}]
[[nodiscard]] Result<std::vector<KnownFailure>> known_from_json(std::string_view text);
/// A sentence for each case that came out worse than it did.
[[nodiscard]] std::vector<std::string> worse_than(const Card& baseline, const Card& card);

}  // namespace resumulator::app
