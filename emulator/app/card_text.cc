#include <algorithm>
#include <utility>

#include "app/card.h"
#include "verdict/report.h"

namespace resumulator::app {
namespace {

constexpr std::size_t kNamedMax = 3;  // cases that are named; more are counted

/// How a case went wrong: what all cases with the same complaint share a line for.
struct Complaint {
  std::string word;    ///< "FAIL"; empty: all is in order
  std::string checks;  ///< "conversation, sessions"
  friend bool operator==(const Complaint&, const Complaint&) = default;
};

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

Complaint complaint(const CardRow& row) {
  if (row.outcome == "pass") {
    return row.shoulds.empty() ? Complaint{} : Complaint{"should", joined(row.shoulds)};
  }
  const std::string word = row.outcome == "fail" ? "FAIL" : row.outcome;
  return {word + (row.known.empty() ? "" : " (known)"), joined(row.broken)};
}

/// All cases of one scenario with one complaint.
struct Line {
  std::string scenario;
  Complaint complaint;
  std::vector<std::string> cases;
};

std::string cases_text(const Line& line, std::size_t all) {
  if (all == 1 && line.cases.front().empty()) return {};
  if (line.cases.size() > kNamedMax || line.cases.size() == all) {
    return " (" + std::to_string(line.cases.size()) + " of " + std::to_string(all) + " cases)";
  }
  std::string text;
  for (const std::string& each : line.cases) text += " [" + each + "]";
  return text;
}

std::string line_text(const Line& line, std::size_t all) {
  std::string word = "    " + line.complaint.word;
  word.resize(std::max<std::size_t>(word.size() + 1, 18), ' ');
  return word + line.scenario + cases_text(line, all) +
         (line.complaint.checks.empty() ? "" : ": " + line.complaint.checks);
}

std::string group_text(const Card& card, const CardGroup& group) {
  std::size_t passed = 0;
  std::size_t all = 0;
  std::map<std::string, std::size_t> of_scenario;
  std::vector<Line> lines;
  for (const CardRow& row : card.rows) {
    if (row.group != group.name) continue;
    ++all;
    ++of_scenario[row.scenario];
    passed += row.outcome == "pass" ? 1U : 0U;
    const Complaint each = complaint(row);
    if (each.word.empty()) continue;
    auto found = std::find_if(lines.begin(), lines.end(), [&](const Line& line) {
      return line.scenario == row.scenario && line.complaint == each;
    });
    if (found == lines.end()) found = lines.insert(lines.end(), Line{row.scenario, each, {}});
    found->cases.push_back(row.case_name);
  }
  if (all == 0) return {};
  std::string head = "  " + std::string(group.title);
  head.resize(26, ' ');
  std::string score = std::to_string(passed) + "/" + std::to_string(all);
  if (score.size() < 7) score.insert(0, 7 - score.size(), ' ');
  std::string text = head + score + "\n";
  for (const Line& line : lines) {
    text += printable(line_text(line, of_scenario[line.scenario]), true) + "\n";
  }
  return text;
}

}  // namespace

std::string to_text(const Card& card) {
  std::string out = (card.suite.empty() ? "resumulator" : card.suite) + " card      " +
                    card.client + "    seed " + hex_number(card.seed) + "     " +
                    std::to_string(card.rows.size()) +
                    (card.rows.size() == 1 ? " case\n" : " cases\n");
  for (const CardGroup& group : kCardGroups) out += group_text(card, group);
  return out;
}

}  // namespace resumulator::app
