// Every example of the manual is run: whole files are loaded, lone rules and expectations are put
// into a file first.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "faults/fault.h"
#include "scenario/conversation.h"
#include "scenario/files.h"
#include "scenario/load.h"
#include "scenario/suite.h"
#include "support/places.h"

namespace resumulator {
namespace {

std::string page(const std::string& name) {
  std::ifstream in(testing_support::source_path("emulator/docs/" + name));
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// The ```json blocks of a page.
std::vector<std::string> examples(const std::string& text) {
  std::vector<std::string> found;
  const std::string fence = "```json\n";
  for (auto at = text.find(fence); at != std::string::npos; at = text.find(fence, at)) {
    at += fence.size();
    found.push_back(text.substr(at, text.find("```", at) - at));
  }
  return found;
}

bool is_rule(const nlohmann::json& value) {
  return value.contains("do") || value.contains("steps") || value.contains("keep");
}

/// A file around the example, where it is a part of one.
std::string as_file(const std::string& example) {
  const auto value = nlohmann::json::parse(example, nullptr, false, true);
  if (value.is_discarded() || value.contains("scenario")) return example;
  const bool list = value.is_array();
  const bool rules = is_rule(list && !value.empty() ? value.front() : value);
  return std::string("{\"scenario\":\"example\",\"") + (rules ? "rules" : "expect") +
         "\":" + (list ? example : "[" + example + "]") + "}";
}

std::string problems(const std::vector<Diagnostic>& diagnostics, const std::string& text) {
  std::string out;
  for (const Diagnostic& each : diagnostics) out += render(each, text);
  return out;
}

void expect_fine(const std::string& example) {
  if (is_suite(example)) {
    EXPECT_EQ(problems(load_suite(example, "example.json").diagnostics, example), "");
    return;
  }
  const std::string file = as_file(example);
  LoadOptions options;
  options.read_include = [](const std::string&, const std::string& name) {
    return read_scenario_text(name);
  };
  EXPECT_EQ(problems(load_scenario(file, "example.json", options).diagnostics, file), "") << file;
}

class Pages : public testing::TestWithParam<std::pair<const char*, std::size_t>> {};
TEST_P(Pages, HaveExamplesThatAreFine) {
  const auto found = examples(page(GetParam().first));
  EXPECT_GE(found.size(), GetParam().second);
  for (const std::string& example : found) expect_fine(example);
}
INSTANTIATE_TEST_SUITE_P(Manual, Pages,
                         testing::Values(std::pair("scenario-format.md", std::size_t{9}),
                                         std::pair("faults.md", std::size_t{24}),
                                         std::pair("adding-a-fault.md", std::size_t{0})),
                         [](const auto& each) {
                           std::string name = each.param.first;
                           for (char& c : name) c = c == '-' || c == '.' ? '_' : c;
                           return name;
                         });

TEST(FaultsPage, HasASectionForEachKindAndForNothingElse) {
  std::set<std::string> sections, kinds;
  std::istringstream lines(page("faults.md"));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("### ")) sections.insert(line.substr(4));
  }
  for (const auto& kind : fault_kinds()) kinds.insert(std::string(kind->word()));
  EXPECT_EQ(sections, kinds);
}

TEST(FormatPage, ShowsPatternsThatParse) {
  const std::string text = page("scenario-format.md");
  const auto begin = text.find("## Conversation patterns");
  std::istringstream lines(text.substr(begin, text.find("## Suites") - begin));
  std::size_t patterns = 0;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("| `")) continue;
    ++patterns;
    const std::string pattern = line.substr(3, line.find("` |") - 3);
    EXPECT_TRUE(Conversation::parse(pattern)) << pattern;
  }
  EXPECT_EQ(patterns, 3U);
}

TEST(FormatPage, ShowsLinesThatAreRules) {
  const std::string text = page("scenario-format.md");
  const auto begin = text.find("for command lines:");
  std::string part = text.substr(begin, text.find("## Checking a file") - begin);
  std::size_t rules = 0;
  for (auto at = part.find('`'); at != std::string::npos; at = part.find('`', at + 1)) {
    const auto end = part.find('`', at + 1);
    const std::string line = part.substr(at + 1, end - at - 1);
    at = end;
    if (line.find('=') == std::string::npos) continue;
    ++rules;
    EXPECT_TRUE(load_one_line(line).ok()) << line;
  }
  EXPECT_EQ(rules, 6U);
}

}  // namespace
}  // namespace resumulator
