// Goal: every rule of a protocol page has a test that names it, and no test names a rule that is on
// no page. Method: compare the first cells of the page's tables with the ids in comments of tests
// and in the headers of transcripts.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "house/tree.h"

namespace resumulator::house {
namespace {

using Places = std::map<std::string, std::string>;  ///< id to where it was seen first

bool is_id_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

/// An id has at least three parts: protocol, subject, rule.
bool is_id(std::string_view word) {
  if (word.empty() || word.front() < 'a' || word.front() > 'z' || word.ends_with('.')) return false;
  std::size_t dots = 0;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (word[i] != '.') continue;
    if (i + 1 < word.size() && word[i + 1] == '.') return false;
    ++dots;
  }
  return dots >= 2;
}

void collect_ids(const SourceFile& file, std::string_view text, Places& ids) {
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = at;
    while (end < text.size() && is_id_char(text[end])) ++end;
    std::string_view word = text.substr(at, end - at);
    const bool open = end < text.size() && text[end] == '*';  // gcs.range.* names a family
    const bool inside = at > 0 && (is_word(text[at - 1]) || text[at - 1] == '/');
    while (word.ends_with('.')) word.remove_suffix(1);
    if (!open && !inside && is_id(word))
      ids.emplace(std::string(word), place(file, line_at(text, at)));
    at = std::max(end, at + 1);
  }
}

/// Ids in first cells of tables: "| gcs.range.query | …" or "| `gcs.range.query` | …".
Places ids_of_pages() {
  Places ids;
  for (const SourceFile& file : files_below("emulator/docs/protocols")) {
    if (!file.ends(".md")) continue;
    std::size_t number = 0;
    for (const std::string& line : lines_of(file.text)) {
      ++number;
      if (!line.starts_with("| ")) continue;
      std::string cell = line.substr(2, line.find(" |", 2) - 2);
      std::erase(cell, '`');
      if (is_id(cell)) ids.emplace(cell, place(file, number));
    }
  }
  return ids;
}

Places ids_of_tests() {
  Places ids;
  for (const SourceFile& file : files_below("tests")) {
    if (file.below("tests/house/")) continue;
    if (is_cpp(file.path)) {
      collect_ids(file, only(file.text, Part::kComment), ids);
    } else if (file.ends(".http")) {
      std::string headers;
      for (const std::string& line : lines_of(file.text)) {
        headers += (line.starts_with("# rules:") ? line : std::string()) + "\n";
      }
      collect_ids(file, headers, ids);
    }
  }
  return ids;
}

std::set<std::string> families(const Places& ids) {
  std::set<std::string> found;
  for (const auto& [id, where] : ids) found.insert(id.substr(0, id.find('.')));
  return found;
}

TEST(RuleIds, OfEveryPageAreNamedByATest) {
  const Places pages = ids_of_pages();
  const Places tests = ids_of_tests();
  ASSERT_FALSE(pages.empty()) << "no rule tables below emulator/docs/protocols";
  for (const auto& [id, where] : pages) {
    EXPECT_TRUE(tests.contains(id)) << where << ": no test names " << id;
  }
}

TEST(RuleIds, OfEveryTestStandOnAPage) {
  const Places pages = ids_of_pages();
  const std::set<std::string> known = families(pages);
  for (const auto& [id, where] : ids_of_tests()) {
    if (!known.contains(id.substr(0, id.find('.')))) continue;
    EXPECT_TRUE(pages.contains(id)) << where << ": " << id << " stands on no page";
  }
}

TEST(RuleIds, AreRecognised) {
  EXPECT_TRUE(is_id("gcs.range.first-last"));
  EXPECT_FALSE(is_id("gcs.range"));
  EXPECT_FALSE(is_id("127.0.0.1"));
  EXPECT_FALSE(is_id("a..b.c"));
}

}  // namespace
}  // namespace resumulator::house
