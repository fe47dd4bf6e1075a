#include "app/judge_flags.h"

#include <CLI/CLI.hpp>
#include <charconv>

#include "app/ready.h"
#include "core/base/did_you_mean.h"
#include "core/base/strings.h"

namespace resumulator::app {
namespace {

/// "GCS-02=must".
void take_rule(const std::string& text, JudgeFlags& flags) {
  const auto halves = split_once(text, '=');
  std::vector<std::string_view> known;
  for (const BookRule& rule : rule_book()) known.push_back(rule.id);
  if (std::find(known.begin(), known.end(), halves.first) == known.end()) {
    const auto meant = did_you_mean(halves.first, known);
    throw CLI::ValidationError("--rule",
                               "no rule is called \"" + std::string(halves.first) + "\"" +
                                   (meant.empty() ? "; `resumulator rules` lists them" : meant));
  }
  for (const Level level : {Level::kMust, Level::kShould, Level::kInfo}) {
    if (halves.second != to_string(level)) continue;
    flags.options.rule_levels[std::string(halves.first)] = level;
    return;
  }
  throw CLI::ValidationError("--rule", "takes ID=must, ID=should or ID=info, not \"" + text + "\"");
}

void take_inconclusive(const std::string& text, JudgeFlags& flags) {
  if (text != "fail" && text != "skip") {
    throw CLI::ValidationError("--inconclusive", "takes fail or skip, not \"" + text + "\"");
  }
  flags.options.inconclusive_is_skip = text == "skip";
}

void take_slack(const std::string& text, JudgeFlags& flags) {
  double percent = 0;
  std::string_view digits = text;
  const bool marked = take_suffix(digits, "%");
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), percent);
  const bool whole = read.ec == std::errc() && read.ptr == digits.data() + digits.size();
  if (!whole || !marked || !(percent >= 0 && percent < 100)) {
    throw CLI::ValidationError("--timing-slack",
                               "takes a share from 0% to 99%, as in 5%, not \"" + text + "\"");
  }
  flags.timing_slack = 1 - percent / 100;
}

}  // namespace

void add_judge_flags(CLI::App& command, JudgeFlags& flags) {
  command.add_flag("--strict", flags.options.strict, "a broken `should` fails, too")
      ->envname("RESUMULATOR_STRICT")
      ->group("Judging");
  command
      .add_option_function<std::string>(
          "--inconclusive", [&flags](const std::string& text) { take_inconclusive(text, flags); },
          "what a scenario that was not exercised counts as: fail or skip [fail]")
      ->type_name("WORD")
      ->envname("RESUMULATOR_INCONCLUSIVE")
      ->group("Judging");
  command
      .add_option_function<std::vector<std::string>>(
          "--rule",
          [&flags](const std::vector<std::string>& texts) {
            for (const std::string& text : texts) take_rule(text, flags);
          },
          "another level for a rule of the book (repeatable); `resumulator rules` lists them")
      ->type_name("ID=LEVEL")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->group("Judging");
  command.add_flag("--no-timing", flags.no_timing, "skip checks of time, on a loaded machine")
      ->envname("RESUMULATOR_NO_TIMING")
      ->group("Judging");
  command
      .add_option_function<std::string>(
          "--timing-slack", [&flags](const std::string& text) { take_slack(text, flags); },
          "how much of a wanted time may be missing [5%]")
      ->type_name("PERCENT")
      ->group("Judging");
  const auto report = [&command](const char* flag, std::string& into, const char* help) {
    command.add_option(flag, into, help)->type_name("FILE")->group("Reports");
  };
  report("--report-json", flags.report_json, "the verdicts as {\"verdicts\":[…]}");
  report("--report-junit", flags.report_junit, "a test suite per case, a test case per check");
  report("--report-md", flags.report_md, "tables, for summaries of a CI");
}

Result<void> write_reports(const JudgeFlags& flags, const std::vector<NamedVerdict>& verdicts) {
  std::vector<Verdict> plain;
  for (const NamedVerdict& each : verdicts) plain.push_back(each.verdict);
  const auto write = [](const std::string& path, const std::string& text) {
    return path.empty() ? Result<void>() : write_file(path, text);
  };
  if (auto done = write(flags.report_json, to_json(plain)); !done) return done;
  if (auto done = write(flags.report_junit, to_junit(verdicts)); !done) return done;
  return write(flags.report_md, to_markdown(plain));
}

void apply(const JudgeFlags& flags, Evidence& evidence) {
  evidence.no_timing = evidence.no_timing || flags.no_timing;
  evidence.timing_slack = flags.timing_slack;
}

}  // namespace resumulator::app
