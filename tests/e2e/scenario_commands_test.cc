// check, schema, new and show as words on the command line: what goes to stdout and stderr, and the
// exit code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "support/program.h"

namespace resumulator::testing_support {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string written(const TemporaryDirectory& directory, const std::string& name,
                    const std::string& text) {
  const std::string path = directory.path(name);
  std::ofstream(path) << text;
  return path;
}

TEST(Check, IsFineWithWhatShipsAndSaysHowMuchItIs) {
  const auto ended = run_program({"check", "builtin:answer-lost"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.err, "");
  EXPECT_EQ(ended.out, "builtin:answer-lost: fine: 1 rule, 5 expectations, 1 case\n");
}

TEST(Check, TellsAllMistakesWithPlaceAndRemedyAndEndsWithTwo) {
  const TemporaryDirectory directory;
  const auto path = written(directory, "f.json",
                            "{\n  \"scenario\": \"s\",\n  \"rules\": [\n"
                            "    { \"when\": { \"operation\": \"apend\" }, \"do\": \"reset\" },\n"
                            "    { \"do\": { \"stall\": \"5\" }, \"repeat\": 2 }\n  ]\n}\n");
  const auto ended = run_program({"check", path});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.out, "");
  EXPECT_THAT(ended.err, HasSubstr(path + ":4:30: error E006: unknown operation \"apend\"; did you "
                                          "mean \"append\"?"));
  EXPECT_THAT(ended.err, HasSubstr("      |                              ^~~~~~~\n"));
  EXPECT_THAT(ended.err, HasSubstr(path + ":5:24: error E005: "));
  EXPECT_THAT(ended.err, HasSubstr("did you mean \"times\"?"));
  EXPECT_THAT(ended.err, HasSubstr(path + ": 3 errors, 0 warnings; nothing was loaded\n"));
}

TEST(Check, GivesEditorsTheSameAsJson) {
  const TemporaryDirectory directory;
  const auto path = written(directory, "f.json", R"({"scenario":"s","rules":[{"do":"rest"}]})");
  const auto ended = run_program({"check", "--json", path});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.err, "");
  const auto list = nlohmann::json::parse(ended.out);
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0]["file"], path);
  EXPECT_EQ(list[0]["line"], 1);
  EXPECT_EQ(list[0]["column"], 32);
  EXPECT_EQ(list[0]["end_column"], 38);
  EXPECT_EQ(list[0]["pointer"], "/rules/0/do");
  EXPECT_EQ(list[0]["severity"], "error");
  EXPECT_EQ(list[0]["code"], "E006");
  EXPECT_EQ(list[0]["suggestions"], nlohmann::json::array({"reset"}));
  EXPECT_EQ(run_program({"check", "--json", "builtin:answer-lost"}).out, "[]\n");
}

TEST(Check, WarnsWithoutFailing) {
  const TemporaryDirectory directory;
  const auto path = written(directory, "f.json",
                            R"({"scenario":"s","rules":[{"name":"a","times":"always","do":"reset"},
                               {"name":"b","do":{"answer":503}}]})");
  const auto ended = run_program({"check", path});
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.err, HasSubstr("warning W001: "));
  EXPECT_THAT(ended.out, HasSubstr("fine: 2 rules, 0 expectations, 1 case, 1 warning"));
}

TEST(Check, TakesCommentsUnlessTheyAreRefused) {
  const TemporaryDirectory directory;
  const auto path = written(directory, "f.jsonc", "{ // why\n \"scenario\": \"s\" }");
  EXPECT_EQ(run_program({"check", path}).code, 0);
  const auto strict = run_program({"check", "--strict-json", path});
  EXPECT_EQ(strict.code, 2);
  EXPECT_THAT(strict.err, HasSubstr(":1:3: error E001: comments are not JSON"));
}

TEST(Check, ListsCasesAndTellsRulesAsSentences) {
  const auto cases = run_program({"check", "--list-cases", "builtin:session-gone"});
  EXPECT_THAT(cases.out, HasSubstr("\n  end=gone\n  end=forget\n"));
  const auto told = run_program({"check", "--explain", "builtin:answer-lost"});
  EXPECT_THAT(told.out,
              HasSubstr("lose the last answer: The first time a finalize request comes, when it is "
                        "stored and before it is answered: reset the connection.\n"));
  EXPECT_THAT(told.out, HasSubstr("The client must complete exactly 1 object(s).\n"));
}

TEST(Check, TakesSuitesAndSeveralFilesAndTellsOfEach) {
  const auto ended = run_program({"check", "builtin:smoke", "/no/such/file.json"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.out, HasSubstr("builtin:answer-lost: fine"));
  EXPECT_THAT(ended.out, HasSubstr("builtin:flipped-bit: fine"));
  EXPECT_THAT(ended.err, HasSubstr("/no/such/file.json"));
  EXPECT_THAT(ended.err, HasSubstr("E010"));
}

TEST(Check, IncludesFilesThatLieBesideTheFirst) {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory.path("sub"));
  const auto top =
      written(directory, "a.json", R"({"scenario":"a","include":["sub/b.json"],"rules":[]})");
  (void)written(directory, "sub/b.json", R"({"scenario":"b","include":["c.json"]})");
  (void)written(directory, "sub/c.json", R"({"scenario":"c","rules":[{"do":"rest"}]})");
  const auto ended = run_program({"check", top});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr(directory.path("sub/c.json") + ":1:32: error E006"));
}

TEST(Check, NeedsAFile) {
  const auto ended = run_program({"check"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr("check needs FILE; `resumulator check --help`"));
}

TEST(Schema, IsOneJsonDocument) {
  const auto ended = run_program({"schema"});
  EXPECT_EQ(ended.code, 0);
  const auto schema = nlohmann::json::parse(ended.out);
  EXPECT_EQ(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
}

TEST(New, WritesAFileThatIsFineAndNeverOverOne) {
  const TemporaryDirectory directory;
  const auto ended = run_program({"new", directory.path("mine")});
  EXPECT_EQ(ended.code, 0) << ended.err;
  const std::string path = directory.path("mine.json");
  EXPECT_EQ(ended.out, path + "\n");
  EXPECT_THAT(read_file(path), HasSubstr("\"scenario\": \"mine\""));
  EXPECT_EQ(run_program({"check", path}).code, 0);
  const auto again = run_program({"new", path});
  EXPECT_EQ(again.code, 2);
  EXPECT_THAT(again.err, HasSubstr("is there already"));
  EXPECT_EQ(run_program({"new", directory.path("no/such/folder")}).code, 2);
  for (const std::string& none : {std::string(), directory.path() + "/"}) {
    const auto refused = run_program({"new", none});
    EXPECT_EQ(refused.code, 2) << none;
    EXPECT_THAT(refused.err, HasSubstr("takes the name of a file to make"));
  }
}

TEST(Show, TellsAScenarioASuiteAndWhatShips) {
  const auto scenario = run_program({"show", "builtin:session-gone"});
  EXPECT_EQ(scenario.code, 0);
  EXPECT_THAT(scenario.out, HasSubstr("end the session"));
  EXPECT_THAT(scenario.out, HasSubstr("Cases:\n  end=gone\n"));
  EXPECT_THAT(run_program({"show", "builtin:smoke"}).out, HasSubstr("  builtin:answer-lost\n"));
  const auto all = run_program({"show"});
  EXPECT_THAT(all.out, HasSubstr("  builtin:gcs\n"));
  EXPECT_THAT(all.out, HasSubstr("  builtin:tunnel\n"));
  const auto none = run_program({"show", "builtin:anser-lost"});
  EXPECT_EQ(none.code, 2);
  EXPECT_THAT(none.err, HasSubstr("did you mean \"answer-lost\""));
}

}  // namespace
}  // namespace resumulator::testing_support
