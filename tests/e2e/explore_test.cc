// `resumulator explore`: every place of an upload is broken once; what a client does not survive
// becomes a file that shows it again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "support/run_house.h"

namespace resumulator::testing_support {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Explore : public Run {
 protected:
  Ended explored(const Words& client, Words more) {
    const auto small = scenario(R"({"scenario": "small",
      "given": {"payload": {"size": "700 KiB", "seed": 3}},
      "expect": [{"completes": {"objects": 1}}, {"object": {"equals": "payload"}}]})");
    Words words = {"explore", "--scenario", small,     "--seed", "7",
                   "--jobs",  "4",          "--found", found()};
    words.insert(words.end(), more.begin(), more.end());
    words.push_back("--");
    words.insert(words.end(), client.begin(), client.end());
    return run_program(words);
  }
  [[nodiscard]] std::string found(const std::string& name = {}) const {
    return directory_.path("found") + (name.empty() ? "" : "/" + name);
  }
};

TEST_F(Explore, LeavesNothingOfAClientThatSurvives) {
  const auto end = explored(tiny({"--chunk", "262144"}),
                            {"--classes", "answer,query,session,progress", "--budget", "15",
                             "--report-json", directory_.path("all.json")});
  EXPECT_EQ(end.code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("explored 14 of 18 "));
  EXPECT_THAT(end.out, HasSubstr("seed 0x7: 14 pass; more with a larger --budget\n"));
  EXPECT_THAT(end.out, Not(HasSubstr("uploaded"))) << "what clients write is not for here";
  EXPECT_FALSE(std::filesystem::exists(found()));
  const auto report = nlohmann::json::parse(read_file(directory_.path("all.json")));
  EXPECT_EQ(report["verdicts"].size(), 14U);
}

TEST_F(Explore, WritesWhatAClientDoesNotSurviveAsSmallAsItFails) {
  const Words hasty = tiny({"--bug", "give-up"});
  const auto end = explored(hasty, {"--classes", "query", "--classes", "cut"});
  EXPECT_EQ(end.code, 1) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("  FAIL  reset at headers of create 1: completes\n"));
  EXPECT_THAT(end.out, HasSubstr("written to " + found("cut-1.json")));
  EXPECT_THAT(end.out, Not(HasSubstr("for the question"))) << "the cut alone is too much for it";
  const auto file = nlohmann::json::parse(read_file(found("cut-1.json")));
  EXPECT_EQ(file["given"]["payload"]["size"], 262144);
  EXPECT_EQ(file["rules"].size(), 1U);
  EXPECT_EQ(run_program({"check", "--strict-json", found("cut-1.json")}).code, 0);
  EXPECT_EQ(run({"--scenario", found("cut-1.json")}, hasty).code, 1);
  EXPECT_EQ(run({"--scenario", found("cut-1.json")}, tiny()).code, 0);
}

TEST_F(Explore, NeedsAClientThatPassesUnharmed) {
  const auto end = explored(shell("exit 0"), {});
  EXPECT_EQ(end.code, 3) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("INCONCLUSIVE"));
  EXPECT_THAT(end.err, HasSubstr("explore: the client does not pass unharmed"));
}

TEST_F(Explore, RefusesWhatCannotBe) {
  EXPECT_THAT(run_program({"explore"}).err, HasSubstr("say which client: resumulator explore --"));
  const auto end = explored(shell("exit 0"), {"--classes", "cuts"});
  EXPECT_EQ(end.code, 2);
  EXPECT_THAT(end.err, HasSubstr("--classes: no class is called \"cuts\"; did you mean \"cut\"?"));
  EXPECT_EQ(explored(shell("exit 0"), {"--budget", "0"}).code, 2);
  EXPECT_THAT(explored(shell("exit 0"), {"--journal", directory_.path("j")}).err,
              HasSubstr("--journal: is for one run"));
  write(directory_.path("bytes"), std::string(600 * 1024, 'x'));
  const auto beside = scenario(R"({"scenario": "s", "given": {"payload": {"size": "600 KiB"}},
      "expect": [{"object": {"equals": {"file": "bytes"}}, "level": "should"}]})");
  const auto joined =
      run_program({"explore", "--scenario", beside, "--", "python3",
                   source_path("tests/support/tiny_client.py"), "{payload}", "{bucket}"});
  EXPECT_EQ(joined.code, 2) << joined.out;
  EXPECT_THAT(joined.err, HasSubstr("cannot be joined with more faults"));
}

}  // namespace
}  // namespace resumulator::testing_support
