#include "app/explore.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <resumulator/server.hpp>
#include <set>

#include "app/app.h"
#include "app/explore_plan.h"
#include "app/ready.h"
#include "app/run_scenarios.h"
#include "app/run_workers.h"
#include "core/base/random.h"
#include "scenario/load.h"
#include "server/scenario_reading.h"
#include "verdict/report.h"

namespace resumulator::app {
namespace {

namespace fs = std::filesystem;

/// What any client is to do, where no scenario says it.
constexpr const char* kUnharmed = R"({"scenario": "unharmed",
  "given": {"payload": {"size": "9 MiB"}}, "rules": [],
  "expect": [{"completes": {"objects": 1}}, {"object": {"equals": "payload"}},
             {"client": {"exit": 0}}]})";

void say(const std::string& text) { (void)write_descriptor(STDOUT_FILENO, text); }

Result<Scenario> base_scenario(const CommonSettings& common) {
  if (common.scenarios.empty()) return load_scenario(kUnharmed, "unharmed", reading()).cases.at(0);
  auto cases = load_cases(common.scenarios, common.case_name);
  if (!cases) return Unexpected(cases.error());
  if (cases->size() == 1) return std::move(cases->front());
  return Unexpected(ErrorKind::kUsage, "--scenario: there are " + std::to_string(cases->size()) +
                                           " cases; pick one with --case " +
                                           cases->front().case_name);
}

/// The check that failed first; empty: none did.
std::string first_failure(const Verdict& verdict) {
  for (const CheckResult& check : verdict.checks) {
    if (check.decides && check.outcome == CheckOutcome::kFail) return check.id;
  }
  return {};
}

struct Finding {
  Place place;
  Verdict verdict;
  std::string document;
};

class Exploration {
 public:
  Exploration(const ExploreSettings& settings, CaseSettings each, StopSignals& signals)
      : settings_(settings), each_(std::move(each)), signals_(signals), left_(settings.budget) {}

  int run(const Scenario& base) {
    const auto unharmed = run_some({base});
    if (unharmed.empty()) return kInternal;
    if (unharmed.front().verdict.outcome != VerdictOutcome::kPass) {
      say(to_text(unharmed.front().verdict, unharmed.front().run.evidence));
      complain("explore: the client does not pass unharmed; there is nothing to explore");
      return exit_code(unharmed.front().verdict);
    }
    auto places =
        places_of(unharmed.front().run.evidence.exchanges, settings_.classes, each_.record.seed);
    const std::size_t all = places.size();
    if (places.size() > left_) places.resize(static_cast<std::size_t>(left_));
    if (auto done = break_each(places, base.expanded); !done) {
      complain(done.error().text);
      return kUsage;
    }
    tell_count(places.size(), all);
    const int code = stopped_ ? kInternal : conclude();
    if (auto written = write_reports(settings_.run.common.judge, verdicts_); !written) {
      complain(written.error().text);
      return kUsage;
    }
    return code;
  }

 private:
  std::vector<CaseResult> run_some(const std::vector<Scenario>& cases) {
    left_ -= std::min<std::uint64_t>(left_, cases.size());
    auto results = run_all(cases, each_, settings_.run.jobs, signals_);
    stopped_ = stopped_ || results.size() < cases.size() ||
               std::any_of(results.begin(), results.end(),
                           [](const CaseResult& result) { return result.stopped; });
    return results;
  }

  /// kUsage: what the base expects cannot be said without its file.
  Result<void> break_each(const std::vector<Place>& places, const std::string& base) {
    std::vector<Scenario> cases;
    std::vector<std::string> documents;
    for (const Place& place : places) {
      documents.push_back(explored_document(base, place));
      const Loaded loaded = load_scenario(documents.back(), place.title, reading());
      if (!loaded.ok()) {
        return Unexpected(ErrorKind::kUsage,
                          "explore: the scenario cannot be joined with more faults: " +
                              loaded.diagnostics.front().message);
      }
      cases.push_back(loaded.cases.front());
    }
    const auto results = run_some(cases);
    for (std::size_t i = 0; i < results.size(); ++i) take(places[i], documents[i], results[i]);
    return {};
  }

  void take(const Place& place, const std::string& document, const CaseResult& result) {
    const Verdict& verdict = result.verdict;
    verdicts_.push_back({"explore", verdict, result.ran});
    ++counts_[static_cast<std::size_t>(verdict.outcome)];
    if (verdict.outcome == VerdictOutcome::kFail) findings_.push_back({place, verdict, document});
    if (verdict.outcome == VerdictOutcome::kError) complain(place.title + ": " + verdict.trouble);
  }

  /// Whether the client fails the same check.
  bool still_fails(const std::string& document, const Verdict& before) {
    const Loaded loaded = load_scenario(document, "simpler", reading());
    if (!loaded.ok() || left_ == 0 || stopped_) return false;
    const auto results = run_some({loaded.cases.front()});
    return !results.empty() && results.front().verdict.outcome == VerdictOutcome::kFail &&
           first_failure(results.front().verdict) == first_failure(before);
  }

  void shrink(Finding& finding) {
    for (bool smaller = true; smaller;) {
      smaller = false;
      for (const std::string& document : simpler_documents(finding.document)) {
        if (!still_fails(document, finding.verdict)) continue;
        finding.document = document;
        smaller = true;
        break;
      }
    }
  }

  void tell_count(std::size_t tried, std::size_t all) {
    std::string text = "explored " + std::to_string(tried) + " of " + std::to_string(all) +
                       " places, seed " + hex_seed(each_.record.seed) + ":";
    for (std::size_t i = 0; i < std::size(counts_); ++i) {
      if (counts_[i] == 0) continue;
      text += " " + std::to_string(counts_[i]) + " " + to_string(static_cast<VerdictOutcome>(i));
    }
    say(text + (tried < all ? "; more with a larger --budget\n" : "\n"));
  }

  /// Whether the client fails alike without the last rule.
  [[nodiscard]] bool is_told(const Finding& finding) const {
    auto less = finding.place.rules;
    less.pop_back();
    return std::any_of(findings_.begin(), findings_.end(), [&](const Finding& other) {
      return other.place.rules == less &&
             first_failure(other.verdict) == first_failure(finding.verdict);
    });
  }

  /// One of each class and check is made small: the others are likely the same mistake.
  int conclude() {
    std::set<std::pair<std::string, std::string>> known;
    for (Finding& finding : findings_) {
      if (is_told(finding)) continue;
      const std::string check = first_failure(finding.verdict);
      say("  FAIL  " + finding.place.title + ": " + (check.empty() ? "client" : check) + "\n");
      if (!known.emplace(finding.place.kind, check).second) continue;
      shrink(finding);
      if (auto written = write(finding, known.size()); !written) {
        complain(written.error().text);
        return kUsage;
      }
    }
    const bool trouble = counts_[static_cast<std::size_t>(VerdictOutcome::kError)] > 0;
    if (stopped_ || trouble) return kInternal;
    return findings_.empty() ? kFine : kUnhealthy;
  }

  Result<void> write(const Finding& finding, std::size_t number) {
    std::error_code problem;
    fs::create_directories(settings_.found, problem);
    const std::string name = finding.place.kind + "-" + std::to_string(number);
    const std::string path = settings_.found + "/" + name + ".json";
    const std::string about = "Found by explore: " + finding.place.title + ", and then made as " +
                              "small as the client still fails.";
    if (auto done = write_file(path, finished(finding.document, name, about)); !done) return done;
    say("        written to " + path + "\n");
    return {};
  }

  const ExploreSettings& settings_;
  const CaseSettings each_;
  StopSignals& signals_;
  std::uint64_t left_;
  std::size_t counts_[4] = {};
  bool stopped_ = false;
  std::vector<Finding> findings_;
  std::vector<NamedVerdict> verdicts_;
};

/// What makes no sense together, before anything runs.
Result<void> check_settings(const ExploreSettings& settings) {
  if (settings.run.record.client.empty()) {
    return Unexpected(ErrorKind::kUsage, "say which client: resumulator explore -- CLIENT ARGS…");
  }
  if (auto fine = check_ports(settings.run); !fine) return fine;
  if (!settings.run.common.journal.empty()) {
    return Unexpected(ErrorKind::kUsage,
                      "--journal: is for one run; take --keep-dir, where each has a journal");
  }
  return check_reports(settings.run.common.judge);
}

/// Where the runs' folders go; a temporary one is taken away at the end.
class RunsFolder {
 public:
  explicit RunsFolder(const std::string& kept) : path_(kept), ours_(kept.empty()) {
    if (!ours_) return;
    std::error_code problem;
    path_ = (fs::temp_directory_path(problem) / "resumulator-explore-XXXXXX").string();
    if (problem || ::mkdtemp(path_.data()) == nullptr) path_.clear();
  }
  ~RunsFolder() {
    std::error_code ignored;
    if (ours_ && !path_.empty()) fs::remove_all(path_, ignored);
  }
  RunsFolder(const RunsFolder&) = delete;
  RunsFolder& operator=(const RunsFolder&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
  const bool ours_;
};

}  // namespace

int explore(ExploreSettings settings) {
  StopSignals signals;
  if (const auto fine = check_settings(settings); !fine) {
    complain(fine.error().text);
    return kUsage;
  }
  const auto base = base_scenario(settings.run.common);
  if (!base) {
    complain(base.error().text);
    return kUsage;
  }
  const RunsFolder folder(settings.run.keep_dir);
  if (folder.path().empty()) {
    complain("no temporary folder can be made; give one with --keep-dir");
    return kUsage;
  }
  if (const auto warning = open_host_warning(settings.run.common.options); !warning.empty()) {
    complain(warning);
  }
  RunRecord& record = settings.run.record;
  const auto& seed = settings.run.common.options.seed;
  record.seed = seed ? *seed : random_seed();
  record.version = version();
  CaseSettings each{.record = record,
                    .common = settings.run.common,
                    .parent = folder.path(),
                    .files = {},
                    .on_lines = {},
                    .client_is_silent = true};
  return Exploration(settings, std::move(each), signals).run(*base);
}

}  // namespace resumulator::app
