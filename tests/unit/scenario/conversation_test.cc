// Conversation patterns as a table: pattern, conversation, whether it fits.
#include "scenario/conversation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace resumulator {
namespace {

/// "create:200 append:reset" as utterances numbered from 1.
std::vector<Utterance> said(const std::string& text) {
  std::vector<Utterance> out;
  std::istringstream in(text);
  std::string word;
  while (in >> word) {
    const auto colon = word.find(':');
    const std::string name = word.substr(0, colon), outcome = word.substr(colon + 1);
    Utterance each;
    for (const Operation operation : {Operation::kCreate, Operation::kAppend, Operation::kFinalize,
                                      Operation::kQuery, Operation::kCancel}) {
      if (name == to_string(operation)) each.operation = operation;
    }
    if (outcome[0] >= '0' && outcome[0] <= '9') {
      each.status = std::stoi(outcome);
    } else {
      each.ending = outcome;
    }
    each.seq = out.size() + 1;
    out.push_back(each);
  }
  return out;
}

struct Case {
  std::string pattern, conversation;
  bool fits;
};
class Patterns : public testing::TestWithParam<Case> {};

TEST_P(Patterns, FitOrDoNot) {
  const auto pattern = Conversation::parse(GetParam().pattern);
  ASSERT_TRUE(pattern) << pattern.error().text;
  EXPECT_EQ(pattern->match(said(GetParam().conversation)).whole, GetParam().fits);
}

const Case kCases[] = {
    {"create append:503 query:308 append+ finalize:2xx",
     "create:200 append:503 query:308 append:308 append:308 finalize:200", true},
    {"create append:503 query:308 append+ finalize:2xx",
     "create:200 append:503 append:308 finalize:200", false},
    {"create upload* upload:reset (query upload+)+",
     "create:200 append:308 append:reset query:308 append:308 finalize:200", true},
    {"create upload* upload:reset (query upload+)+", "create:200 append:reset append:308", false},
    {"create ... upload:410 ~upload", "create:200 append:308 append:410 query:410", true},
    {"create ... upload:410 ~upload", "create:200 append:308 append:410", true},
    {"create ... upload:410 ~upload", "create:200 append:410 append:410", false},
    {"create (append|query)* finalize", "create:200 query:308 append:308 finalize:200", true},
    {"create append?", "create:200", true},
    {"create append?", "create:200 append:308 append:308", false},
    {"...", "", true},
    {"", "", true},
    {"create", "", false},
    {"upload:5xx query", "finalize:503 query:200", true},
    {"upload:5xx query", "finalize:hang query:200", false},
};
INSTANTIATE_TEST_SUITE_P(Table, Patterns, testing::ValuesIn(kCases));

class BadPatterns : public testing::TestWithParam<const char*> {};
TEST_P(BadPatterns, AreRefusedWithThePlace) {
  const auto pattern = Conversation::parse(GetParam());
  ASSERT_FALSE(pattern);
  EXPECT_THAT(pattern.error().text, testing::HasSubstr("character"));
}
INSTANTIATE_TEST_SUITE_P(Table, BadPatterns,
                         testing::Values("apend", "(create", "create)", "create:700",
                                         "create:", "*", "~", "a|b", "create:6xx"));

TEST(Conversation, TellsHowFarItFittedAndWhatWouldMendIt) {
  const auto pattern = Conversation::parse("create append* finalize:reset query:2xx");
  const auto match = pattern->match(said("create:200 append:308 finalize:reset finalize:200"));
  EXPECT_EQ(match.matched, 3U);
  EXPECT_EQ(match.wanted, "query:2xx");
  EXPECT_THAT(match.edit, testing::HasSubstr("query:2xx in place of #4"));
}

TEST(Conversation, StaysLinearOnAPatternMadeToExplode) {
  std::string pattern, conversation;
  for (int i = 0; i < 30; ++i) pattern += "append? ";
  for (int i = 0; i < 30; ++i) pattern += "append ";
  for (int i = 0; i < 30; ++i) conversation += "append:308 ";
  EXPECT_TRUE(Conversation::parse(pattern)->match(said(conversation)).whole);
}

}  // namespace
}  // namespace resumulator
