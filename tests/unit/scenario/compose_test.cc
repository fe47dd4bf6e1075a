// Several files as one set: joined in order, contradictions named, includes bounded.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "scenario/load.h"

namespace resumulator {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Loaded load(const std::string& members, const std::string& name = "a") {
  return load_scenario(
      "{\"scenario\":\"" + name + "\"" + (members.empty() ? "" : "," + members) + "}",
      name + ".json");
}
Loaded both(const std::string& a, const std::string& b) {
  return compose({load(a, "a"), load(b, "b")});
}
std::string messages(const Loaded& loaded) {
  std::string out;
  for (const Diagnostic& each : loaded.diagnostics) out += each.code + " " + each.message + "\n";
  return out;
}

using Files = std::map<std::string, std::string>;
Loaded with_files(const std::string& members, const Files& files) {
  LoadOptions options;
  options.read_include = [&files](const std::string&,
                                  const std::string& name) -> std::optional<std::string> {
    const auto found = files.find(name);
    return found == files.end() ? std::nullopt : std::optional(found->second);
  };
  return load_scenario("{\"scenario\":\"a\"," + members + "}", "a.json", options);
}

TEST(Compose, JoinsRulesExpectationsTagsAndNamesInOrder) {
  const Loaded loaded =
      both(R"("tags":["x"],"rules":[{"do":"reset"}],"expect":[{"sessions":1}])",
           R"("tags":["x","y"],"rules":[{"do":"close"}],"expect":[{"bytes_agree":true}])");
  ASSERT_TRUE(loaded.ok()) << messages(loaded);
  const Scenario& joined = loaded.cases.at(0);
  EXPECT_EQ(joined.name, "a+b");
  EXPECT_THAT(joined.tags, ElementsAre("x", "y"));
  EXPECT_EQ(joined.rules.at(0).name, "a/rule 1");
  EXPECT_EQ(joined.rules.at(1).name, "b/rule 1");
  EXPECT_STREQ(check_word(joined.expect.at(1).check), "bytes_agree");
}

TEST(Compose, MakesTheProductOfCases) {
  const Loaded loaded = both(R"("vary":{"x":[1,2]})", R"("vary":{"y":[1,2,3]})");
  EXPECT_EQ(loaded.cases.size(), 6U);
  EXPECT_EQ(loaded.cases.at(4).case_name, "x=2,y=2");
}

TEST(Compose, LeavesOneDocumentThatIsReadAgain) {
  const Loaded loaded = both(R"("vary":{"x":["y"]},"rules":[{"do":{"note":"${x}"}}])",
                             R"("rules":[{"do":"close"}],"expect":[{"sessions":1}])");
  ASSERT_TRUE(loaded.ok()) << messages(loaded);
  const Loaded three = compose({loaded, load("", "c")});
  const Loaded again = load_scenario(three.cases.at(0).expanded, "run.json");
  ASSERT_TRUE(again.ok()) << messages(again);
  EXPECT_EQ(again.cases.at(0).name, "a+b+c");
  EXPECT_EQ(again.cases.at(0).rules.at(0).actions, loaded.cases.at(0).rules.at(0).actions);
  EXPECT_EQ(again.cases.at(0).rules.at(1).name, "b/rule 1");
  EXPECT_EQ(again.cases.at(0).expanded, three.cases.at(0).expanded);
}

TEST(Compose, BoundsTheProductOfCases) {
  const Loaded loaded = both(R"("vary":{"x":{"from":1,"to":200,"step":1}})",
                             R"("vary":{"y":{"from":1,"to":200,"step":1}})");
  EXPECT_FALSE(loaded.ok());
  EXPECT_THAT(messages(loaded), HasSubstr("more than 10000 cases"));
}

TEST(Compose, MergesGivenAndRefusesTwoValues) {
  EXPECT_TRUE(both(R"("given":{"payload":{"size":5},"buckets":["x"]})",
                   R"("given":{"payload":{"size":5},"clock_mode":"manual","buckets":["x","y"]})")
                  .ok());
  const std::pair<const char*, const char*> kConflicts[] = {
      {R"("given":{"payload":{"size":5}})", R"("given":{"payload":{"size":6}})"},
      {R"("given":{"clock_mode":"real"})", R"("given":{"clock_mode":"manual"})"},
      {R"("given":{"session_lifetime":"7d"})", R"("given":{"session_lifetime":"8d"})"},
      {R"("given":{"granularity":5})", R"("given":{"granularity":6})"},
      {R"("given":{"clock":"2030-01-01T00:00:00Z"})",
       R"("given":{"clock":"2031-01-01T00:00:00Z"})"},
      {R"("given":{"tus":{"max_size":1}})", R"("given":{"tus":{"max_size":2}})"},
      {R"("given":{"photos":{"a":1,"b":2}})", R"("given":{"photos":{"b":3}})"},
      {R"("given":{"objects":[{"bucket":"b","name":"n","size":1}]})",
       R"("given":{"objects":[{"bucket":"b","name":"n","size":2}]})"}};
  for (const auto& [a, b] : kConflicts) {
    EXPECT_THAT(messages(both(a, b)), HasSubstr("E008")) << b;
    EXPECT_TRUE(both(a, a).ok()) << a;
  }
}

TEST(Compose, MergesSettingsOneByOne) {
  const Loaded loaded =
      both(R"("given":{"photos":{"granularity":"1 MiB"},"tus":{"max_size":5}})",
           R"("given":{"photos":{"batch_base_url":true},"tus":{"expiry":"1h"}})");
  ASSERT_TRUE(loaded.ok()) << messages(loaded);
  const Given& given = loaded.cases.at(0).given;
  EXPECT_EQ(given.profiles.at("photos").size(), 2U);
  EXPECT_EQ(given.tus.max_size, 5U);
  EXPECT_EQ(given.tus.expiry, std::chrono::hours(1));
  const Loaded twice =
      both(R"("given":{"photos":{"granularity":1}})", R"("given":{"photos":{"granularity":2}})");
  EXPECT_THAT(messages(twice), HasSubstr("\"photos\": \"granularity\" than at a.json:1:35"));
}

TEST(Compose, RefusesExpectationsThatContradict) {
  const std::pair<const char*, const char*> kConflicts[] = {
      {R"("expect":[{"sessions":1}])", R"("expect":[{"sessions":{"at_least":2}}])"},
      {R"("expect":[{"completes":{"objects":1}}])", R"("expect":[{"completes":{"objects":2}}])"},
      {R"("heal":{"after_faults":1})", R"("heal":{"after_faults":2})"}};
  for (const auto& [a, b] : kConflicts) EXPECT_THAT(messages(both(a, b)), HasSubstr("E008")) << b;
}

TEST(Compose, NamesBothPlacesOfAContradiction) {
  const Loaded first = load_scenario("{\"scenario\":\"a\",\n \"given\":{\"granularity\":5}}", "a.json");
  const Loaded second = load_scenario("{\"scenario\":\"b\",\n\n \"given\":{\"granularity\":6}}", "b.json");
  const Loaded loaded = compose({first, second});
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  const Diagnostic& told = loaded.diagnostics.front();
  EXPECT_EQ(told.file, "b.json");
  EXPECT_EQ(told.line, 3U);
  EXPECT_EQ(told.column, 25U);
  EXPECT_EQ(told.pointer, "/given/granularity");
  EXPECT_THAT(told.message, HasSubstr("a.json:2:25"));
}

TEST(Compose, RefusesExpectationsThatContradictInOneFile) {
  const Loaded loaded =
      load(R"("expect":[{"sessions":1},{"bytes_agree":true},{"sessions":{"at_least":2}}])", "a");
  ASSERT_EQ(loaded.diagnostics.size(), 1U) << messages(loaded);
  EXPECT_EQ(loaded.diagnostics.front().pointer, "/expect/2");
  EXPECT_THAT(messages(loaded), HasSubstr("no client can do this"));
  EXPECT_TRUE(load(R"("expect":[{"sessions":1},{"sessions":{"at_least":1}}])", "a").ok());
}

TEST(Compose, RefusesTwoScenariosOfOneName) {
  EXPECT_THAT(messages(compose({load("", "a"), load("", "a")})), HasSubstr("names are unique"));
}

TEST(Compose, OfNothingIsNothingAndOfOneIsItself) {
  EXPECT_TRUE(compose({}).cases.empty());
  EXPECT_EQ(compose({load(R"("rules":[{"do":"reset"}])")}).cases.at(0).name, "a");
}

TEST(Include, TakesMistakesOfTheOtherFileWithItsName) {
  const Files files = {{"b.json", R"({"scenario":"b","rules":[{"do":"rest"}]})"}};
  const Loaded loaded = with_files(R"("include":["b.json"])", files);
  EXPECT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.diagnostics.at(0).file, "b.json");
}

TEST(Include, OfADocumentWithoutAFileTakesShippedOnesOnly) {
  const Loaded shipped = load_scenario(R"({"scenario":"a","include":["builtin:slow-line"]})", "document");
  ASSERT_TRUE(shipped.ok()) << messages(shipped);
  EXPECT_FALSE(shipped.cases.at(0).rules.empty());
  const Loaded other = load_scenario(R"({"scenario":"a","include":["/etc/hostname"]})", "document");
  EXPECT_THAT(messages(other), HasSubstr("can include \"builtin:NAME\" only"));
}

TEST(Include, OfItselfEndsWithAMessage) {
  const Files files = {{"b.json", R"({"scenario":"b","include":["b.json","b.json","b.json"]})"}};
  const Loaded loaded = with_files(R"("include":["b.json"])", files);
  EXPECT_FALSE(loaded.ok());
  EXPECT_THAT(messages(loaded), HasSubstr("does a file include itself?"));
}

TEST(Include, LooksForFilesOfAnIncludedFileBesideThatOne) {
  std::vector<std::string> asked;
  LoadOptions options;
  options.read_include = [&](const std::string& from, const std::string& name) {
    asked.push_back(from + " > " + name);
    return std::optional<std::string>(
        name == "sub/b.json" ? R"({"scenario":"b","include":["c.json"]})" : R"({"scenario":"c"})");
  };
  EXPECT_TRUE(
      load_scenario(R"({"scenario":"a","include":["sub/b.json"]})", "top/a.json", options).ok());
  EXPECT_THAT(asked, ElementsAre("top/a.json > sub/b.json", "top/sub/b.json > c.json"));
}

std::string followed(const std::string& members) {
  const Files files = {
      {"b.json", R"({"scenario":"b","rules":[{"name":"cut","do":"reset"},{"name":"x","do":"reset"}],
                     "expect":[{"never":{"after":"cut"}}]})"},
      {"c.json", R"({"scenario":"c","rules":[{"name":"cut","do":"close"}]})"}};
  const Loaded loaded = with_files(members, files);
  if (!loaded.ok()) return messages(loaded);
  std::string names;
  for (const Expectation& each : loaded.cases.at(0).expect)
    names += std::get<CheckNever>(each.check).after + " ";
  return names;
}

TEST(Include, MayBringARuleThatIsExpectedNeverToBeFollowed) {
  const std::string b = R"("include":["b.json"],)";
  EXPECT_EQ(followed(b + R"("expect":[{"never":{"after":"x"}}])"), "b/x b/cut ");
  EXPECT_EQ(followed(b + R"("expect":[{"never":{"after":"b/cut"}}])"), "b/cut b/cut ");
  EXPECT_EQ(followed(b + R"("rules":[{"name":"cut","do":"reset"}],"expect":[{"never":{"after":"cut"}}])"),
            "a/cut b/cut ")
      << "a file means its own rule first";
  EXPECT_THAT(followed(b + R"("expect":[{"never":{"after":"cutt"}}])"),
              HasSubstr("E006 no rule is called \"cutt\"; did you mean \"cut\"?"));
}

TEST(Include, LeavesADocumentInWhichARuleOfTheOtherFileIsFound) {
  const Files files = {{"b.json", R"({"scenario":"b","rules":[{"name":"cut","do":"reset"}]})"}};
  const Loaded loaded =
      with_files(R"("include":["b.json"],"expect":[{"never":{"after":"cut"}}])", files);
  ASSERT_TRUE(loaded.ok()) << messages(loaded);
  const Loaded again = load_scenario(loaded.cases.at(0).expanded, "run.json");
  ASSERT_TRUE(again.ok()) << messages(again);
  EXPECT_EQ(std::get<CheckNever>(again.cases.at(0).expect.at(0).check).after, "b/cut");
  EXPECT_THAT(messages(load_scenario(
                  R"([{"scenario":"a","expect":[{"never":{"after":"cut"}}]},{"scenario":"b"}])", "f")),
              HasSubstr("no rule is called \"cut\""));
}

TEST(Include, DoesNotGuessWhichOfTwoRulesIsMeant) {
  const std::string both = R"("include":["b.json","c.json"],)";
  EXPECT_EQ(followed(both + R"("expect":[{"never":{"after":"cut"}}])"),
            "E006 \"cut\" may be \"b/cut\" or \"c/cut\": write which\n");
  EXPECT_EQ(followed(both + R"("expect":[{"never":{"after":"c/cut"}}])"), "c/cut b/cut ");
}

}  // namespace
}  // namespace resumulator
