#include <algorithm>
#include <cstdio>
#include <map>

#include "core/base/sha256.h"
#include "verdict/book.h"
#include "verdict/checks.h"
#include "verdict/hints.h"
#include "verdict/report.h"
#include "verdict/verdict.h"

namespace resumulator {
namespace {

/// The server's counters; rules it does not speak of are counted from the journal.
std::vector<RuleFacts> all_rules(const Evidence& evidence, const Scenario& scenario) {
  std::vector<RuleFacts> rules = evidence.rules;
  std::map<std::string, std::uint64_t> fired;
  for (const RecordedExchange& exchange : evidence.exchanges) {
    for (const FiredFault& fault : exchange.faults) ++fired[fault.rule];
  }
  for (const Rule& rule : scenario.rules) {
    const bool known = std::any_of(rules.begin(), rules.end(),
                                   [&](const RuleFacts& each) { return each.name == rule.name; });
    if (known) continue;
    RuleFacts facts;
    facts.name = rule.name;
    facts.matched = facts.fired = fired[rule.name];
    rules.push_back(std::move(facts));
  }
  return rules;
}

template <typename Kind>
const Kind* asked_for(const Scenario& scenario) {
  for (const Expectation& each : scenario.expect) {
    if (const auto* found = std::get_if<Kind>(&each.check)) return found;
  }
  return nullptr;
}

/// The rules of the book that the scenario did not ask for itself: each broken one, and one line
/// for those that hold.
void add_book(const CheckInput& input, const JudgeOptions& options,
              std::vector<CheckResult>& checks) {
  const auto* asked = asked_for<CheckProtocolRules>(input.scenario);
  if (asked != nullptr && asked->rules.empty()) return;
  std::uint64_t held = 0;
  bool broken = false;
  for (CheckResult& rule : run_book(input)) {
    const std::string id = rule.id.substr(rule.id.find(' ') + 1);
    const bool covered = asked != nullptr && std::find(asked->rules.begin(), asked->rules.end(),
                                                       id) != asked->rules.end();
    if (covered) continue;
    if (const auto level = options.rule_levels.find(id); level != options.rule_levels.end()) {
      rule.level = level->second;
    }
    broken = broken || rule.outcome == CheckOutcome::kFail;
    held += rule.outcome == CheckOutcome::kPass ? 1U : 0U;
    if (rule.outcome == CheckOutcome::kFail) checks.push_back(std::move(rule));
  }
  if (broken || held == 0) return;
  CheckResult all = expecting("the rules of the book hold");
  all.id = "protocol_rules";
  all.level = Level::kShould;
  all.seen = std::to_string(held) + " hold";
  checks.push_back(needs_whole_journal(input, std::move(all)));
}

/// What is judged in every run, asked for or not.
void add_unasked(const CheckInput& input, const JudgeOptions& options,
                 std::vector<CheckResult>& checks) {
  if (asked_for<CheckFaultsMet>(input.scenario) == nullptr && !input.rules.empty()) {
    Expectation all;
    all.check = CheckFaultsMet{};
    checks.push_back(run_check(input, all));
  }
  if (input.evidence.client) {
    CheckResult ending = check_ending(input);
    if (ending.outcome == CheckOutcome::kFail) checks.push_back(std::move(ending));
  }
  add_book(input, options, checks);
}

bool any(const std::vector<CheckResult>& checks, CheckOutcome wanted) {
  return std::any_of(checks.begin(), checks.end(), [&](const CheckResult& each) {
    return each.outcome == wanted && each.decides;
  });
}

VerdictOutcome outcome_of(const CheckInput& input, const std::vector<CheckResult>& checks) {
  const auto& client = input.evidence.client;
  if (client && !client->failed_to_start.empty()) return VerdictOutcome::kError;
  const bool ended_badly = client && (client->timed_out || client->flooded || client->signal);
  // A client that never came has neither passed nor failed.
  if (!input.story.saw_an_upload && !ended_badly) return VerdictOutcome::kInconclusive;
  if (any(checks, CheckOutcome::kFail)) return VerdictOutcome::kFail;
  if (!input.story.saw_an_upload || any(checks, CheckOutcome::kInconclusive)) {
    return VerdictOutcome::kInconclusive;
  }
  return VerdictOutcome::kPass;
}

std::string headline_of(const Verdict& verdict, bool saw_an_upload) {
  std::size_t must = 0;
  std::size_t should = 0;
  std::size_t open = 0;
  for (const CheckResult& each : verdict.checks) {
    if (each.outcome == CheckOutcome::kInconclusive) ++open;
    if (each.outcome != CheckOutcome::kFail) continue;
    must += each.level == Level::kMust ? 1U : 0U;
    should += each.level == Level::kShould ? 1U : 0U;
  }
  std::string out = saw_an_upload ? "" : "no upload was seen, ";
  out += std::to_string(must) + " must broken, " + std::to_string(should) + " should broken, ";
  if (open > 0) out += std::to_string(open) + " inconclusive, ";
  return out + counted(verdict.checks.size(), "check");
}

Verdict head_of(const Evidence& evidence, const Scenario& scenario) {
  Verdict verdict;
  verdict.scenario = scenario.name;
  verdict.case_name = scenario.case_name;
  verdict.scenario_sha256 = sha256_hex(scenario.expanded);
  verdict.lane = evidence.lane;
  verdict.version = evidence.version;
  verdict.seed = evidence.seed;
  return verdict;
}

void tidy(const CheckInput& input, const JudgeOptions& options, CheckResult& check) {
  std::sort(check.evidence.begin(), check.evidence.end());
  check.evidence.erase(std::unique(check.evidence.begin(), check.evidence.end()),
                       check.evidence.end());
  check.decides = check.level == Level::kMust || (options.strict && check.level == Level::kShould);
  explain_failure(input, check);
}

}  // namespace

const char* to_string(VerdictOutcome outcome) {
  switch (outcome) {
    case VerdictOutcome::kPass:
      return "pass";
    case VerdictOutcome::kFail:
      return "fail";
    case VerdictOutcome::kInconclusive:
      return "inconclusive";
    case VerdictOutcome::kError:
      break;
  }
  return "error";
}

const char* to_string(CheckOutcome outcome) {
  switch (outcome) {
    case CheckOutcome::kPass:
      return "pass";
    case CheckOutcome::kFail:
      return "fail";
    case CheckOutcome::kSkipped:
      return "skipped";
    case CheckOutcome::kInconclusive:
      break;
  }
  return "inconclusive";
}

const char* to_string(Level level) {
  switch (level) {
    case Level::kMust:
      return "must";
    case Level::kShould:
      return "should";
    case Level::kInfo:
      break;
  }
  return "info";
}

Verdict judge(const Evidence& evidence, const Scenario& scenario, const JudgeOptions& options) {
  if (!evidence.trouble.empty()) return error_verdict(evidence, scenario, evidence.trouble);
  const Story story = tell(evidence, scenario);
  Verdict verdict = head_of(evidence, scenario);
  verdict.rules = all_rules(evidence, scenario);
  const CheckInput input{story, evidence, scenario, verdict.rules};
  for (const Expectation& expectation : scenario.expect) {
    verdict.checks.push_back(run_check(input, expectation));
  }
  add_unasked(input, options, verdict.checks);
  for (CheckResult& check : verdict.checks) tidy(input, options, check);
  verdict.outcome = outcome_of(input, verdict.checks);
  verdict.out_of_time = evidence.client && evidence.client->timed_out;
  verdict.inconclusive_is_skip = options.inconclusive_is_skip;
  if (verdict.outcome == VerdictOutcome::kError) {
    verdict.trouble = "the client could not be started: " + evidence.client->failed_to_start;
  }
  verdict.sessions = story.sessions_made;
  verdict.requests = story.all.size();
  verdict.bytes_sent = story.bytes_sent;
  verdict.object_bytes = story.object_bytes;
  verdict.resent_bytes = story.resent_bytes;
  for (const RuleFacts& rule : verdict.rules) verdict.faults += rule.fired;
  verdict.headline = headline_of(verdict, story.saw_an_upload);
  return verdict;
}

Verdict error_verdict(const Evidence& evidence, const Scenario& scenario, std::string trouble) {
  Verdict verdict = head_of(evidence, scenario);
  verdict.outcome = VerdictOutcome::kError;
  verdict.refused = evidence.refused;
  verdict.headline = trouble;
  verdict.trouble = std::move(trouble);
  verdict.requests = evidence.exchanges.size();
  return verdict;
}

int exit_code(const Verdict& verdict) {
  if (verdict.outcome == VerdictOutcome::kError) return verdict.refused ? 2 : 4;
  if (verdict.out_of_time) return 5;
  if (verdict.outcome == VerdictOutcome::kFail) return 1;
  const bool open = verdict.outcome == VerdictOutcome::kInconclusive;
  return open && !verdict.inconclusive_is_skip ? 3 : 0;
}

int exit_code(const std::vector<Verdict>& verdicts) {
  for (const int code : {2, 4, 5, 1, 3}) {
    const bool has = std::any_of(verdicts.begin(), verdicts.end(),
                                 [&](const Verdict& each) { return exit_code(each) == code; });
    if (has) return code;
  }
  return 0;
}

}  // namespace resumulator
