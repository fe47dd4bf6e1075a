#include "app/run.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <resumulator/server.hpp>

#include "app/app.h"
#include "app/card.h"
#include "app/journal_file.h"
#include "app/ready.h"
#include "app/run_scenarios.h"
#include "app/run_workers.h"
#include "core/base/random.h"
#include "scenario/files.h"
#include "scenario/suite.h"
#include "verdict/compare.h"

namespace resumulator::app {
namespace {

namespace fs = std::filesystem;

/// Everything a run needs before it begins, and what it leaves.
struct Plan {
  std::vector<Scenario> cases;
  std::string suite;  ///< its name on the card
  std::optional<RunFolder> earlier;
  std::optional<Card> baseline;
  std::vector<KnownFailure> known;
  std::string parent;  ///< where the folders go
  bool parent_is_ours = false;
};

bool is_suite_path(const std::string& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return true;
  const auto text = read_scenario_text(path);
  return text && is_suite(*text);
}

/// What a suite calls itself; a folder its own name.
std::string suite_name(const std::string& path) {
  const auto text = read_scenario_text(path);
  if (text && is_suite(*text)) return load_suite(*text, path).suite.name;
  return fs::path(path).lexically_normal().filename().string();
}

/// What was said of the earlier run holds where nothing else is said now.
Result<void> plan_again(RunSettings& settings, Plan& plan) {
  auto run = read_run_folder(settings.again);
  if (!run) return Unexpected(run.error());
  RunRecord& record = settings.record;
  const RunRecord& was = run->record;
  if (record.client.empty()) record.client = was.client;
  if (!settings.common.options.seed) settings.common.options.seed = was.seed;
  if (!settings.timeout_given) record.timeout = was.timeout;
  if (!settings.form_given) record.emulator_host_form = was.emulator_host_form;
  if (auto done = apply_server_words(was.options, record.options, settings.common); !done) {
    return Unexpected(ErrorKind::kUsage, settings.again + "/run.json: " + done.error().text);
  }
  plan.cases = {run->scenario};
  plan.earlier = *std::move(run);
  return {};
}

Result<void> plan_cases(RunSettings& settings, Plan& plan) {
  const int ways = (settings.common.scenarios.empty() ? 0 : 1) + (settings.suite.empty() ? 0 : 1) +
                   (settings.again.empty() ? 0 : 1);
  if (ways != 1) {
    return Unexpected(ErrorKind::kUsage, "run takes one of --scenario, --suite and --again");
  }
  if (!settings.again.empty()) {
    if (settings.common.case_name.empty() && settings.tags.empty()) {
      return plan_again(settings, plan);
    }
    return Unexpected(ErrorKind::kUsage,
                      "--again repeats the one case of that run; leave out --case and --tag");
  }
  if (settings.common.scenarios.size() == 1 && is_suite_path(settings.common.scenarios.front())) {
    settings.suite = settings.common.scenarios.front();
  }
  auto cases = settings.suite.empty()
                   ? load_cases(settings.common.scenarios, settings.common.case_name)
                   : load_suite_cases(settings.suite, settings.common.case_name);
  if (!cases) return Unexpected(cases.error());
  if (auto kept = keep_tagged(*cases, settings.tags); !kept) return kept;
  plan.cases = *std::move(cases);
  if (!settings.suite.empty()) plan.suite = suite_name(settings.suite);
  return {};
}

/// A JSON file read by `parse`; its name stands in front of what is wrong.
template <typename T>
Result<T> read_as(const std::string& path, Result<T> (*parse)(std::string_view)) {
  const auto text = read_whole_file(path);
  if (!text) return Unexpected(text.error());
  auto value = parse(*text);
  if (!value) return Unexpected(ErrorKind::kUsage, path + ": " + value.error().text);
  return value;
}

/// Cases have a server each: what only one of them can have is not for several.
Result<void> check_sharing(const RunSettings& settings, const Plan& plan) {
  if (auto fine = check_ports(settings); !fine) return fine;
  if (!settings.common.journal.empty() && plan.cases.size() > 1) {
    return Unexpected(ErrorKind::kUsage,
                      "--journal: is for one case, and there are " +
                          std::to_string(plan.cases.size()) +
                          "; pick one with --case, or take --keep-dir, where each has a journal");
  }
  return {};
}

/// A long run is not to end with a file that cannot be written.
Result<void> check_results(const RunSettings& settings) {
  if (auto fine = check_reports(settings.common.judge); !fine) return fine;
  if (auto fine = check_writable(settings.card); !fine) return fine;
  if (settings.keep_dir.empty()) return {};
  std::error_code problem;
  fs::create_directories(settings.keep_dir, problem);
  if (!problem) return {};
  return Unexpected(ErrorKind::kUsage, "--keep-dir: the folder " + settings.keep_dir +
                                           " cannot be made: " + problem.message());
}

Result<Plan> make_plan(RunSettings& settings) {
  Plan plan;
  if (auto planned = plan_cases(settings, plan); !planned) return Unexpected(planned.error());
  if (settings.record.client.empty()) {
    return Unexpected(ErrorKind::kUsage,
                      "say which client: resumulator run --scenario FILE -- CLIENT ARGS…");
  }
  if (!settings.baseline.empty()) {
    auto card = read_as(settings.baseline, card_from_json);
    if (!card) return Unexpected(card.error());
    plan.baseline = *std::move(card);
  }
  if (!settings.known.empty()) {
    auto known = read_as(settings.known, known_from_json);
    if (!known) return Unexpected(known.error());
    plan.known = *std::move(known);
  }
  if (auto fits = check_sharing(settings, plan); !fits) return Unexpected(fits.error());
  settings.record.seed =
      settings.common.options.seed ? *settings.common.options.seed : random_seed();
  settings.record.version = version();
  if (auto fine = check_results(settings); !fine) return Unexpected(fine.error());
  plan.parent = settings.keep_dir;
  if (settings.keep_dir.empty()) {
    std::error_code problem;
    std::string name = (fs::temp_directory_path(problem) / "resumulator-runs-XXXXXX").string();
    if (problem || ::mkdtemp(name.data()) == nullptr) {
      return Unexpected(ErrorKind::kUsage,
                        "no temporary folder can be made; give one with --keep-dir");
    }
    plan.parent = name;
    plan.parent_is_ours = true;
  }
  return plan;
}

Card card_of(const Plan& plan, const RunSettings& settings,
             const std::vector<CaseResult>& results) {
  Card card;
  card.suite = plan.suite;
  card.client = fs::path(settings.record.client.front()).filename().string();
  card.seed = settings.record.seed;
  card.version = settings.record.version;
  for (const CaseResult& each : results) {
    card.rows.push_back(card_row(each.run.scenario, each.verdict));
  }
  return card;
}

/// Folders nobody asked for and nobody will look at.
void tidy(const Plan& plan, const std::vector<CaseResult>& results) {
  if (!plan.parent_is_ours) return;
  std::error_code ignored;
  for (const CaseResult& each : results) {
    if (each.verdict.outcome == VerdictOutcome::kPass) fs::remove_all(each.folder, ignored);
  }
  fs::remove(plan.parent, ignored);  // only when nothing is left in it
}

void say(const std::string& text) { (void)write_descriptor(STDOUT_FILENO, text); }

/// As a shell reads it as one word.
std::string shell_word(const std::string& word) {
  const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_-./:=,+@%").find(c) != std::string_view::npos;
  });
  if (plain) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

/// Repeats one case where no folder is left that could say how.
std::string repeating_line(const RunSettings& settings, const Scenario& scenario) {
  std::vector<std::string> words = {"--seed", hex_seed(settings.record.seed)};
  if (!settings.suite.empty()) words.insert(words.end(), {"--suite", settings.suite});
  for (const std::string& each : settings.common.scenarios) {
    if (settings.suite.empty()) words.insert(words.end(), {"--scenario", each});
  }
  if (!settings.again.empty()) words.insert(words.end(), {"--again", settings.again});
  if (settings.again.empty() && !scenario.case_name.empty()) {
    words.insert(words.end(), {"--case", scenario.case_name});
  }
  const RunRecord& record = settings.record;
  words.insert(words.end(), record.options.begin(), record.options.end());
  words.emplace_back("--");
  words.insert(words.end(), record.client.begin(), record.client.end());
  std::string line = "resumulator run";
  for (const std::string& word : words) line += " " + shell_word(word);
  return line;
}

/// A single case is told in any case; of several those that are not in order.
void tell_verdicts(const Plan& plan, const std::vector<CaseResult>& results) {
  for (const CaseResult& each : results) {
    const bool passed = each.verdict.outcome == VerdictOutcome::kPass;
    if (passed && plan.cases.size() > 1) continue;
    say(to_text(each.verdict, each.run.evidence) + "\n");
  }
}

void tell_difference(const Plan& plan, const std::vector<CaseResult>& results) {
  if (!plan.earlier || results.empty()) return;
  const auto found =
      first_difference(plan.earlier->evidence.exchanges, results.front().run.evidence.exchanges);
  say(found ? "The client first behaved differently here: " + found->text + ".\n"
            : "The client behaved as it did before, request by request.\n");
}

void tell_count(const std::vector<CaseResult>& results, std::size_t planned) {
  std::size_t counts[4] = {};
  for (const CaseResult& each : results) {
    ++counts[static_cast<std::size_t>(each.verdict.outcome)];
  }
  std::string text = std::to_string(results.size()) + " cases:";
  for (std::size_t i = 0; i < std::size(counts); ++i) {
    if (counts[i] == 0) continue;
    text += " " + std::to_string(counts[i]) + " " + to_string(static_cast<VerdictOutcome>(i));
  }
  if (results.size() < planned) {
    text += "; " + std::to_string(planned - results.size()) + " were not begun";
  }
  say(text + "\n");
}

Result<void> write_results(const RunSettings& settings, const Plan& plan, const Card* card,
                           const std::vector<CaseResult>& results) {
  std::vector<NamedVerdict> verdicts;
  verdicts.reserve(results.size());
  for (const CaseResult& each : results) {
    verdicts.push_back({plan.suite.empty() ? "run" : plan.suite, each.verdict, each.ran});
  }
  if (auto written = write_reports(settings.common.judge, verdicts); !written) return written;
  const bool wanted = card != nullptr && !settings.card.empty();
  return wanted ? write_file(settings.card, to_json(*card)) : Result<void>();
}

/// What is known does not fail a run; against a baseline only what got worse does.
int code_of(const Plan& plan, const Card& card, const std::vector<CaseResult>& results) {
  if (plan.baseline) {
    const auto worse = worse_than(*plan.baseline, card);
    for (const std::string& each : worse) say("worse: " + each + "\n");
    if (worse.empty()) say("nothing is worse than in the baseline\n");
    return worse.empty() ? kFine : kUnhealthy;
  }
  std::vector<Verdict> counted;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (card.rows[i].known.empty()) counted.push_back(results[i].verdict);
  }
  return exit_code(counted);
}

/// What is told and written at the end; the exit code.
int conclude(const RunSettings& settings, const Plan& plan, std::vector<CaseResult> results) {
  for (CaseResult& each : results) {
    const bool goes = plan.parent_is_ours && each.verdict.outcome == VerdictOutcome::kPass;
    if (goes) each.verdict.again = repeating_line(settings, each.run.scenario);
  }
  const bool stopped =
      results.size() < plan.cases.size() ||
      std::any_of(results.begin(), results.end(), [](const auto& each) { return each.stopped; });
  const bool refused =
      std::any_of(results.begin(), results.end(), [](const auto& each) { return each.refused; });
  Card card = card_of(plan, settings, results);
  const auto outdated = apply_known(plan.known, SystemClock().now(), card);
  tell_verdicts(plan, results);
  tell_difference(plan, results);
  if (plan.cases.size() > 1) tell_count(results, plan.cases.size());
  const bool wants_card = !plan.suite.empty() || !settings.card.empty() || plan.baseline;
  if (wants_card) say(to_text(card));
  for (const std::string& each : outdated) complain(each);
  const int code = code_of(plan, card, results);
  tidy(plan, results);
  // Half a run says nothing of the client.
  if (auto written = write_results(settings, plan, stopped ? nullptr : &card, results); !written) {
    complain(written.error().text);
    return kUsage;
  }
  return stopped ? kInternal : refused ? kUsage : code;
}

}  // namespace

Result<void> check_ports(const RunSettings& settings) {
  const Options& options = settings.common.options;
  const bool fixed =
      options.port != 0 || options.tls.port != 0 || options.tls.proxy_port.value_or(0) != 0;
  if (!fixed || settings.jobs <= 1) return {};
  return Unexpected(ErrorKind::kUsage,
                    "--port, --tls-port, --proxy-port, or their variables: each case has a server "
                    "of its own; take --jobs 1, or 0 for free ports");
}

int run_client(RunSettings settings) {
  StopSignals signals;
  auto plan = make_plan(settings);
  if (!plan) {
    complain(plan.error().text);
    return kUsage;
  }
  JournalFile journal;
  if (!settings.common.journal.empty()) {
    if (const auto opened = journal.open(settings.common.journal); !opened) {
      complain(opened.error().text);
      return kUsage;
    }
    settings.common.options.journal = [&journal](const std::string& line) { journal.write(line); };
  }
  if (const auto warning = open_host_warning(settings.common.options); !warning.empty()) {
    complain(warning);
  }
  CaseSettings each{.record = settings.record,
                    .common = settings.common,
                    .parent = plan->parent,
                    .files = {},
                    .on_lines = {},
                    .client_is_silent = false};
  // They stand where the scenario stood, which may be far from its folder.
  if (plan->earlier) each.files = plan->earlier->evidence.files;
  auto results = run_all(plan->cases, each, settings.jobs, signals);
  signals.let_through();
  return conclude(settings, *plan, std::move(results));
}

}  // namespace resumulator::app
