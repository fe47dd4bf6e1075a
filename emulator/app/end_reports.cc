#include "app/end_reports.h"

#include "server/lane_case.h"
#include "server/server_access.h"
#include "verdict/verdict.h"

namespace resumulator::app {
namespace {

bool asks_for_reports(const JudgeFlags& flags) {
  return !flags.report_json.empty() || !flags.report_junit.empty() || !flags.report_md.empty();
}

bool has_a_case(const Scenario& scenario) {
  return !scenario.rules.empty() || !scenario.expect.empty();
}

}  // namespace

Result<void> report_end(const Server& server, const JudgeFlags& flags, LogSink* err) {
  std::vector<NamedVerdict> verdicts;
  for (const auto& [lane, scenario] : ServerAccess::lanes(server)) {
    const bool given = has_a_case(*scenario);
    if (!given && !asks_for_reports(flags)) continue;
    Evidence evidence = evidence_of(*lane, *scenario);
    apply(flags, evidence);
    const bool idle = evidence.exchanges.empty() && evidence.exchanges_dropped == 0;
    if (!given && idle && !verdicts.empty()) continue;
    Verdict verdict = judge(evidence, *scenario, flags.options);
    if (given && err != nullptr) {
      err->write("resumulator verdict on lane " + lane->name() + ": " + to_string(verdict.outcome) +
                 ", scenario \"" + title_of(verdict) + "\", " + verdict.headline);
    }
    verdicts.push_back({.suite = "lane " + lane->name(), .verdict = std::move(verdict)});
  }
  return asks_for_reports(flags) ? write_reports(flags, verdicts) : Result<void>();
}

}  // namespace resumulator::app
