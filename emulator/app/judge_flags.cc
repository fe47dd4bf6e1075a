#include "app/judge_flags.h"

#include <algorithm>
#include <charconv>

#include "app/flag.h"
#include "app/ready.h"
#include "core/base/did_you_mean.h"
#include "core/base/strings.h"

namespace resumulator::app {
namespace {

/// "GCS-02=must".
Result<void> take_rule(const std::string& text, JudgeFlags& flags) {
  const auto halves = split_once(text, '=');
  std::vector<std::string_view> known;
  for (const BookRule& rule : rule_book()) known.push_back(rule.id);
  if (std::find(known.begin(), known.end(), halves.first) == known.end()) {
    const auto meant = did_you_mean(halves.first, known);
    return Unexpected(ErrorKind::kUsage,
                      "no rule is called \"" + std::string(halves.first) + "\"" +
                          (meant.empty() ? "; `resumulator rules` lists them" : meant));
  }
  for (const Level level : {Level::kMust, Level::kShould, Level::kInfo}) {
    if (halves.second != to_string(level)) continue;
    flags.options.rule_levels[std::string(halves.first)] = level;
    return {};
  }
  return takes("ID=must, ID=should or ID=info", text);
}

Result<void> take_slack(const std::string& text, JudgeFlags& flags) {
  double percent = 0;
  std::string_view digits = text;
  const bool marked = take_suffix(digits, "%");
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), percent);
  const bool whole = read.ec == std::errc() && read.ptr == digits.data() + digits.size();
  if (!whole || !marked || !(percent >= 0 && percent < 100)) {
    return takes("a share from 0% to 99%, as in 5%", text);
  }
  flags.timing_slack = 1 - percent / 100;
  return {};
}

}  // namespace

void add_judge_flags(CLI::App& command, JudgeFlags& flags) {
  FlagGroup judging(command, "Judging");
  judging.on("--strict", "a broken `should` fails, too", flags.options.strict);
  judging.value("--inconclusive", "WORD",
                "what a scenario that was not exercised counts as: fail or skip [fail]",
                [&flags](const std::string& text) -> Result<void> {
                  if (text != "fail" && text != "skip") return takes("fail or skip", text);
                  flags.options.inconclusive_is_skip = text == "skip";
                  return {};
                });
  judging.values(
      "--rule", "ID=LEVEL",
      "another level for a rule of the book (repeatable); `resumulator rules` lists them",
      [&flags](const std::string& text) { return take_rule(text, flags); });
  judging.on("--no-timing", "skip checks of time, on a loaded machine", flags.no_timing);
  judging.value("--timing-slack", "PERCENT", "how much of a wanted time may be missing [5%]",
                [&flags](const std::string& text) { return take_slack(text, flags); });
  FlagGroup reports(command, "Reports");
  reports.text("--report-json", "FILE", "the verdicts as {\"verdicts\":[…]}", flags.report_json);
  reports.text("--report-junit", "FILE", "a test suite per case, a test case per check",
               flags.report_junit);
  reports.text("--report-md", "FILE", "tables, for summaries of a CI", flags.report_md);
}

Result<void> check_reports(const JudgeFlags& flags) {
  for (const std::string* path : {&flags.report_json, &flags.report_junit, &flags.report_md}) {
    if (*path == "-") {
      return Unexpected(
          ErrorKind::kUsage,
          "a report goes to a file, and \"-\" is none: on stdout is what people read");
    }
    if (auto fine = check_writable(*path); !fine) return fine;
  }
  return {};
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
