#include "app/card.h"

#include <algorithm>

namespace resumulator::app {
namespace {

template <typename... Kinds>
bool expects(const Scenario& scenario) {
  return std::any_of(scenario.expect.begin(), scenario.expect.end(), [](const Expectation& each) {
    return (std::holds_alternative<Kinds>(each.check) || ...);
  });
}

std::string group_of(const Scenario& scenario) {
  for (const CardGroup& group : kCardGroups) {
    const std::string tag = "card:" + std::string(group.name);
    if (std::find(scenario.tags.begin(), scenario.tags.end(), tag) != scenario.tags.end()) {
      return std::string(group.name);
    }
  }
  if (expects<CheckBackoff>(scenario)) return "waits";
  if (expects<CheckNoticesCorruption, CheckBytesAgree>(scenario)) return "bytes";
  if (expects<CheckAsksBeforeResuming, CheckResumesAtReported, CheckQueries, CheckConversation>(
          scenario)) {
    return "asks";
  }
  return "survives";
}

void add_once(std::vector<std::string>& list, const std::string& word) {
  if (std::find(list.begin(), list.end(), word) == list.end()) list.push_back(word);
}

std::string title(const CardRow& row) {
  return row.scenario + (row.case_name.empty() ? "" : "[" + row.case_name + "]");
}

int rank(const std::string& outcome) {
  if (outcome == "pass") return 0;
  if (outcome == "inconclusive") return 1;
  return outcome == "fail" ? 2 : 3;
}

bool is_about(const KnownFailure& known, const CardRow& row) {
  return known.scenario == row.scenario &&
         (known.case_name.empty() || known.case_name == row.case_name);
}

}  // namespace

CardRow card_row(const Scenario& scenario, const Verdict& verdict) {
  CardRow row;
  row.scenario = scenario.name;
  row.case_name = scenario.case_name;
  row.group = group_of(scenario);
  row.outcome = to_string(verdict.outcome);
  for (const CheckResult& check : verdict.checks) {
    const bool failed = check.outcome == CheckOutcome::kFail;
    if (failed && !check.decides && check.level == Level::kShould) add_once(row.shoulds, check.id);
    const bool open = check.outcome == CheckOutcome::kInconclusive;
    if (check.decides && (failed || open)) add_once(row.broken, check.id);
  }
  return row;
}

std::vector<std::string> apply_known(const std::vector<KnownFailure>& known, TimePoint now,
                                     Card& card) {
  std::vector<std::string> outdated;
  for (const KnownFailure& each : known) {
    std::size_t fits = 0;
    bool fails = false;
    for (CardRow& row : card.rows) {
      if (!is_about(each, row)) continue;
      ++fits;
      if (row.outcome == "pass") continue;
      fails = true;
      if (now < each.until) row.known = each.reason;
    }
    const std::string name =
        each.scenario + (each.case_name.empty() ? "" : " [" + each.case_name + "]");
    if (fits == 0) continue;  // another suite's
    if (!fails) outdated.push_back(name + " passes: take it off the list of known failures");
    if (fails && now >= each.until) {
      outdated.push_back(name + " is no longer excused: its day is over (" + each.reason + ")");
    }
  }
  return outdated;
}

std::vector<std::string> worse_than(const Card& baseline, const Card& card) {
  std::vector<std::string> worse;
  for (const CardRow& row : card.rows) {
    const auto before =
        std::find_if(baseline.rows.begin(), baseline.rows.end(), [&](const CardRow& each) {
          return each.scenario == row.scenario && each.case_name == row.case_name;
        });
    if (before == baseline.rows.end() || rank(row.outcome) <= rank(before->outcome)) continue;
    std::string text = title(row) + ": " + row.outcome + ", was " + before->outcome;
    for (const std::string& each : row.broken) text += "; " + each;
    worse.push_back(std::move(text));
  }
  return worse;
}

}  // namespace resumulator::app
