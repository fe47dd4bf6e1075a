// Suites and the score card: what is counted, what is known, and when a baseline fails.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "support/places.h"
#include "support/program.h"

namespace resumulator::testing_support {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A suite of three: one that any client passes, one that needs patience, one that needs a
/// question.
class Card : public ::testing::Test {
 protected:
  Card() {
    std::filesystem::create_directory(directory_.path("suite"));
    write("suite/a-plain.json", R"({"scenario": "plain", "given": {"payload": {"size": "10 kB"}},
      "expect": [{"completes": {"objects": 1}}]})");
    write("suite/b-flaky.json", R"({"scenario": "flaky", "given": {"payload": {"size": "10 kB"}},
      "rules": [{"when": {"operation": "create"}, "do": {"answer": 503}}],
      "expect": [{"completes": {"objects": 1}}, {"backoff": {"at_least": "10ms"}}]})");
    write("suite/c-asks.json", R"({"scenario": "asks", "tags": ["card:bytes"],
      "given": {"payload": {"size": "10 kB"}},
      "rules": [{"when": {"operation": "finalize"}, "do": "reset"}],
      "expect": [{"asks_before_resuming": true}]})");
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(directory_.path(name), std::ios::binary) << text;
  }
  [[nodiscard]] Ended run(const std::string& bug, std::vector<std::string> more = {}) const {
    std::vector<std::string> words = {"run", "--suite", directory_.path("suite")};
    words.insert(words.end(), more.begin(), more.end());
    words.insert(words.end(), {"--", "python3", source_path("tests/support/tiny_client.py"),
                               "{payload}", "{bucket}", "--bug", bug});
    return run_program(words);
  }
  TemporaryDirectory directory_;
};

TEST_F(Card, CountsEachCaseOnce) {
  const auto end = run("none");
  EXPECT_EQ(end.code, 0) << end.out;
  EXPECT_THAT(end.out, HasSubstr("card      python3    seed 0x"));
  EXPECT_THAT(end.out, HasSubstr("  survives faults             1/1\n"));
  EXPECT_THAT(end.out, HasSubstr("  keeps the bytes right       1/1\n"));
  EXPECT_THAT(end.out, HasSubstr("  waits politely              1/1\n"));
  EXPECT_THAT(end.out, Not(HasSubstr("asks, then resumes")));
}

TEST_F(Card, IsOfWhatHasTheTag) {
  const auto end = run("none", {"--tag", "card:bytes"});
  EXPECT_EQ(end.code, 0) << end.out;
  EXPECT_THAT(end.out, HasSubstr("     1 case\n  keeps the bytes right       1/1\n"));
  const auto none = run("none", {"--tag", "card:byte"});
  EXPECT_EQ(none.code, 2);
  EXPECT_THAT(none.err, HasSubstr("--tag: no scenario has it; there are: card:bytes"));
}

TEST_F(Card, NamesWhatFailed) {
  const auto end = run("resend");
  EXPECT_EQ(end.code, 1);
  EXPECT_THAT(end.out, HasSubstr("  keeps the bytes right       0/1\n"
                                 "    FAIL          asks: asks_before_resuming\n"));
  EXPECT_THAT(end.out, HasSubstr("3 cases: 2 pass 1 fail"));
}

TEST_F(Card, CountsCasesOfOneScenarioThatFailAlike) {
  write("suite/c-asks.json", R"({"scenario": "asks", "tags": ["card:bytes"],
    "given": {"payload": {"size": "10 kB"}}, "vary": {"how": ["reset", "close"]},
    "rules": [{"when": {"operation": "finalize"}, "do": "${how}"}],
    "expect": [{"asks_before_resuming": true}]})");
  EXPECT_THAT(run("resend").out,
              HasSubstr("  keeps the bytes right       0/2\n"
                        "    FAIL          asks (2 of 2 cases): asks_before_resuming\n"));
}

TEST_F(Card, FailsAgainstABaselineOnlyWhereItGotWorse) {
  const auto good = directory_.path("good.json");
  const auto bad = directory_.path("bad.json");
  ASSERT_EQ(run("none", {"--card", good}).code, 0);
  ASSERT_EQ(run("resend", {"--card", bad}).code, 1);
  const auto card = nlohmann::json::parse(read_file(bad));
  EXPECT_EQ(card["card"], 1);
  EXPECT_EQ(card["cases"][2]["outcome"], "fail");
  EXPECT_EQ(card["cases"][2]["broken"][0], "asks_before_resuming");
  EXPECT_EQ(card["groups"]["bytes"]["passed"], 0);
  EXPECT_EQ(run("resend", {"--baseline", bad}).code, 0);
  EXPECT_EQ(run("none", {"--baseline", bad}).code, 0);
  const auto worse = run("resend", {"--baseline", good});
  EXPECT_EQ(worse.code, 1);
  EXPECT_THAT(worse.out, HasSubstr("worse: asks: fail, was pass; asks_before_resuming\n"));
}

TEST_F(Card, ExcusesWhatIsKnownUntilItsDay) {
  const auto known = directory_.path("known.json");
  write("known.json", R"([{"scenario": "asks", "reason": "issue 17", "until": "9999-01-01"}])");
  const auto excused = run("resend", {"--known", known});
  EXPECT_EQ(excused.code, 0) << excused.out;
  EXPECT_THAT(excused.out, HasSubstr("    FAIL (known)  asks: asks_before_resuming\n"));
  EXPECT_THAT(run("none", {"--known", known}).err, HasSubstr("asks passes: take it off the list"));
  write("known.json", R"([{"scenario": "asks", "reason": "issue 17", "until": "2020-01-01"}])");
  const auto over = run("resend", {"--known", known});
  EXPECT_EQ(over.code, 1);
  EXPECT_THAT(over.err, HasSubstr("asks is no longer excused: its day is over (issue 17)"));
}

TEST_F(Card, RefusesFilesThatAreNone) {
  write("not.json", R"({"card": 7})");
  write("known.json", R"([{"scenario": "x", "reason": "y", "until": "soon"}])");
  const auto baseline = run("none", {"--baseline", directory_.path("not.json")});
  EXPECT_EQ(baseline.code, 2);
  EXPECT_THAT(baseline.err, HasSubstr("this is no card"));
  const auto known = run("none", {"--known", directory_.path("known.json")});
  EXPECT_EQ(known.code, 2);
  EXPECT_THAT(known.err, HasSubstr("\"until\" is a day"));
}

TEST_F(Card, IsNotWrittenWhenTheRunWasStopped) {
  const auto card = directory_.path("card.json");
  Program program({"run", "--suite", directory_.path("suite"), "--card", card, "--", "sh", "-c",
                   "echo begun; exec sleep 600"});
  EXPECT_EQ(program.out_line(), "begun");
  program.signal(SIGTERM);
  EXPECT_EQ(program.exit_code(), 4);
  EXPECT_FALSE(std::filesystem::exists(card));
}

TEST_F(Card, TakesASuiteFileWhereAScenarioMayStand) {
  write("suite.json", R"({"suite": "mine", "about": "", "scenarios": ["suite/a-plain.json"]})");
  Program program({"run", "--scenario", directory_.path("suite.json"), "--", "true"});
  EXPECT_THAT(program.out_rest(), HasSubstr("mine card      true"));
  EXPECT_EQ(program.exit_code(), 3);
}

TEST_F(Card, RefusesASuiteWithAWrongScenarioBeforeAnythingRuns) {
  write("suite/d-wrong.json", R"({"scenario": "wrong", "expect": [{"sesions": 1}]})");
  const auto end = run("none");
  EXPECT_EQ(end.code, 2);
  EXPECT_THAT(end.err, HasSubstr("did you mean \"sessions\"?"));
  EXPECT_EQ(end.out, "");
}

}  // namespace
}  // namespace resumulator::testing_support
