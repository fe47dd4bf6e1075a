// The verdict for machines and pages: JSON, JUnit XML, Markdown.
#include <cstdio>
#include <nlohmann/json.hpp>

#include "core/base/utf8.h"
#include "verdict/report.h"

namespace resumulator {
namespace {

using Json = nlohmann::ordered_json;

Json check_json(const CheckResult& check) {
  Json json = {{"id", check.id},
               {"level", to_string(check.level)},
               {"outcome", to_string(check.outcome)},
               {"expected", check.expected},
               {"seen", check.seen},
               {"evidence", check.evidence},
               {"blame", check.blame},
               {"hint", check.hint}};
  if (!check.because.empty()) json["because"] = check.because;
  return json;
}

Json rule_json(const RuleFacts& rule) {
  return {{"name", rule.name},         {"matched", rule.matched}, {"fired", rule.fired},
          {"shadowed", rule.shadowed}, {"unmet", rule.unmet},     {"nearest", rule.nearest}};
}

Json verdict_json(const Verdict& verdict) {
  Json json = {{"outcome", to_string(verdict.outcome)},
               {"headline", verdict.headline},
               {"scenario", verdict.scenario},
               {"case", verdict.case_name},
               {"scenario_sha256", verdict.scenario_sha256},
               {"lane", verdict.lane},
               {"seed", hex_number(verdict.seed)},
               {"version", verdict.version},
               {"exit_code", exit_code(verdict)},
               {"out_of_time", verdict.out_of_time}};
  if (!verdict.trouble.empty()) json["trouble"] = verdict.trouble;
  json["checks"] = Json::array();
  for (const CheckResult& check : verdict.checks) json["checks"].push_back(check_json(check));
  json["rules"] = Json::array();
  for (const RuleFacts& rule : verdict.rules) json["rules"].push_back(rule_json(rule));
  json["totals"] = {{"sessions", verdict.sessions},         {"requests", verdict.requests},
                    {"bytes_sent", verdict.bytes_sent},     {"object_bytes", verdict.object_bytes},
                    {"resent_bytes", verdict.resent_bytes}, {"faults", verdict.faults}};
  json["again"] = verdict.again;
  return json;
}

std::string dumped(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string xml(std::string_view text) {
  std::string out;
  for (const char c : printable(text, false)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\n':
        out += "&#10;";
        break;
      case '\t':
        out += "&#9;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

bool breaks(const CheckResult& check, const Verdict& verdict) {
  if (!check.decides) return false;
  return check.outcome == CheckOutcome::kFail ||
         (check.outcome == CheckOutcome::kInconclusive && !verdict.inconclusive_is_skip);
}

bool skips(const CheckResult& check, const Verdict& verdict) {
  return check.outcome == CheckOutcome::kSkipped || (check.outcome == CheckOutcome::kInconclusive &&
                                                     check.decides && verdict.inconclusive_is_skip);
}

std::string told(const CheckResult& check) {
  std::string out = "expected: " + check.expected + "\nseen: " + check.seen;
  for (std::size_t i = 0; i < check.evidence.size(); ++i) {
    out += (i == 0 ? "\nevidence: #" : ", #") + std::to_string(check.evidence[i]);
  }
  if (!check.because.empty()) out += "\nbecause: " + check.because;
  if (!check.blame.empty()) out += "\nblame: " + check.blame;
  if (!check.hint.empty()) out += "\nlikely cause: " + check.hint;
  return out;
}

std::string case_xml(const NamedVerdict& named, const CheckResult& check) {
  const Verdict& verdict = named.verdict;
  std::string out = "    <testcase classname=\"" + xml(named.suite + "." + title_of(verdict)) +
                    "\" name=\"" + xml(check.id + ": " + check.expected) + "\">";
  if (skips(check, verdict)) {
    return out + "<skipped message=\"" + xml(check.seen) + "\"/></testcase>\n";
  }
  if (breaks(check, verdict)) {
    const char* type = to_string(check.outcome);
    return out + "<failure type=\"" + type + "\" message=\"" + xml(check.seen) + "\">" +
           xml(told(check)) + "</failure></testcase>\n";
  }
  if (check.outcome != CheckOutcome::kPass) {
    out += "<system-out>" + xml(told(check)) + "</system-out>";
  }
  return out + "</testcase>\n";
}

/// A run that has a verdict of its own beside the checks: trouble, or no upload at all.
std::string run_xml(const NamedVerdict& named) {
  const Verdict& verdict = named.verdict;
  const std::string head = "    <testcase classname=\"" +
                           xml(named.suite + "." + title_of(verdict)) + R"(" name="run">)";
  if (verdict.outcome == VerdictOutcome::kError) {
    return head + R"(<error type="error" message=")" + xml(verdict.trouble) + "\"/></testcase>\n";
  }
  if (verdict.outcome != VerdictOutcome::kInconclusive) return {};
  for (const CheckResult& check : verdict.checks) {
    if (check.outcome == CheckOutcome::kInconclusive && check.decides) return {};
  }
  const char* kind = verdict.inconclusive_is_skip ? "<skipped" : "<failure type=\"inconclusive\"";
  return head + kind + " message=\"" + xml(verdict.headline) + "\"/></testcase>\n";
}

std::string seconds(std::chrono::microseconds time) {
  char out[32];
  std::snprintf(out, sizeof out, "%.3f", static_cast<double>(time.count()) / 1e6);
  return out;
}

struct Counts {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
  std::size_t skipped = 0;
};

std::string suite_xml(const NamedVerdict& named) {
  const Verdict& verdict = named.verdict;
  Counts counts;
  std::string cases = run_xml(named);
  if (!cases.empty()) {
    counts.tests = 1;
    counts.errors = verdict.outcome == VerdictOutcome::kError ? 1 : 0;
    const bool open = verdict.outcome == VerdictOutcome::kInconclusive;
    counts.failures = open && !verdict.inconclusive_is_skip ? 1 : 0;
    counts.skipped = open && verdict.inconclusive_is_skip ? 1 : 0;
  }
  for (const CheckResult& check : verdict.checks) {
    ++counts.tests;
    counts.failures += breaks(check, verdict) ? 1U : 0U;
    counts.skipped += skips(check, verdict) ? 1U : 0U;
    cases += case_xml(named, check);
  }
  return "  <testsuite name=\"" + xml(title_of(verdict)) + "\" tests=\"" +
         std::to_string(counts.tests) + "\" failures=\"" + std::to_string(counts.failures) +
         "\" errors=\"" + std::to_string(counts.errors) + "\" skipped=\"" +
         std::to_string(counts.skipped) + "\" time=\"" + seconds(named.ran) + "\">\n" + cases +
         "  </testsuite>\n";
}

/// One cell of a Markdown table: nothing in it starts markup.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : printable(text, true)) {
    if (std::string_view("\\|`*_<>[]").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

std::string title_of(const Verdict& verdict) {
  return verdict.scenario + (verdict.case_name.empty() ? "" : " [" + verdict.case_name + "]");
}

std::string hex_number(std::uint64_t number) {
  char out[32];
  std::snprintf(out, sizeof out, "0x%llx", static_cast<unsigned long long>(number));
  return out;
}

std::string printable(std::string_view text, bool one_line) {
  std::string out;
  while (!text.empty()) {
    const std::size_t size = utf8_sequence_size(text);
    const auto first = static_cast<unsigned char>(text.front());
    const bool blank = first == '\n' || first == '\t';
    // U+FFFE and U+FFFF are characters that XML has no place for.
    const bool barred =
        size == 3 && (text.substr(0, 3) == "\xEF\xBF\xBE" || text.substr(0, 3) == "\xEF\xBF\xBF");
    if (blank) {
      out += one_line ? ' ' : text.front();
    } else if (size == 0 || first < 0x20 || first == 0x7F || barred) {
      out += size == 0 || barred ? "\xEF\xBF\xBD" : "?";
    } else {
      out += text.substr(0, size);
    }
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return out;
}

std::string to_json(const Verdict& verdict) { return dumped(verdict_json(verdict)); }

std::string to_json(const std::vector<Verdict>& verdicts) {
  Json json;
  json["verdicts"] = Json::array();
  for (const Verdict& verdict : verdicts) json["verdicts"].push_back(verdict_json(verdict));
  return dumped(json);
}

std::string to_junit(const std::vector<NamedVerdict>& verdicts) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  for (const NamedVerdict& named : verdicts) out += suite_xml(named);
  return out + "</testsuites>\n";
}

std::string to_markdown(const std::vector<Verdict>& verdicts) {
  std::string out;
  for (const Verdict& verdict : verdicts) {
    out += "### " + cell(title_of(verdict)) + ": **" + to_string(verdict.outcome) + "**\n\n" +
           cell(verdict.headline) + " (seed " + hex_number(verdict.seed) + ")\n\n";
    if (!verdict.checks.empty()) out += "| | check | expected | seen |\n|---|---|---|---|\n";
    for (const CheckResult& check : verdict.checks) {
      const bool failed = check.outcome == CheckOutcome::kFail;
      out += std::string("| ") +
             (failed && check.decides ? "**fail**"
              : failed                ? to_string(check.level)
                                      : to_string(check.outcome)) +
             " | " + cell(check.id) + " | " + cell(check.expected) + " | " + cell(check.seen);
      for (std::size_t i = 0; i < check.evidence.size() && i < 8; ++i) {
        out += (i == 0 ? " (#" : ", #") + std::to_string(check.evidence[i]);
      }
      if (!check.evidence.empty()) out += ")";
      out += " |\n";
    }
    out += "\n";
  }
  return out;
}

}  // namespace resumulator
