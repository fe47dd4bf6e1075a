// Every code a message can have: one file that draws it, and a line about it in the manual. What a
// terminal and an editor are shown.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "scenario/load.h"
#include "support/places.h"

namespace resumulator {
namespace {

using testing::HasSubstr;

struct Code {
  std::string code;
  std::string text;
  std::string pointer;
};
void PrintTo(const Code& each, std::ostream* out) { *out << each.code << " " << each.text; }

const std::vector<Code>& codes() {
  static const std::vector<Code> kCodes = {
      {"E001", R"({"scenario":)", "/scenario"},
      {"E002", R"({"scenario":"s","scenario":"t"})", "/scenario"},
      {"E003", R"({"scenario":"s","expects":[]})", "/expects"},
      {"E004", R"({"scenario":"s","rules":{}})", "/rules"},
      {"E005", R"({"scenario":"s","rules":[{"at":"end","do":"reset"}]})", "/rules/0/at"},
      {"E006", R"({"scenario":"s","rules":[{"do":"explode"}]})", "/rules/0/do"},
      {"E007", R"({"scenario":"s","rules":[{"name":"n"}]})", "/rules/0"},
      {"E008", R"({"scenario":"s","rules":[{"do":["reset","close"]}]})", "/rules/0/do"},
      {"E009", R"({"scenario":"s","rules":[{"at":"stored","do":{"read_rate":"1 B/s"}}]})",
       "/rules/0/do"},
      {"E010", R"({"scenario":"s","include":["no-such.json"]})", "/include/0"},
      {"W001", R"({"scenario":"s","rules":[{"do":"reset","times":"always"},{"do":"close"}]})",
       "/rules/1"},
      {"W002", R"({"scenario":"s","rules":[{"do":"reset","chance":0.5,"when":{"session":2}}]})",
       "/rules/0"},
      {"W003",
       R"({"scenario":"s","rules":[{"do":"reset","when":{"protocol":"resumablejs","operation":"create"}}]})",
       "/rules/0/when"},
      {"W004",
       R"({"scenario":"s","given":{"payload":{"size":100}},"rules":[{"do":"reset","at":"object:101"}]})",
       "/rules/0"},
      {"W005", R"({"scenario":"s","rules":[{"do":"reset","when":{"phase":"hurt"}}]})",
       "/rules/0/when/phase"},
      {"W006",
       R"({"scenario":"s","given":{"protocols":["tus"]},"rules":[{"do":"reset","when":{"protocol":"photos"}}]})",
       "/rules/0/when"},
      {"W007", R"({"scenario":"s","vary":{"n":[1,2]}})", "/vary/n"},
  };
  return kCodes;
}

class Codes : public testing::TestWithParam<Code> {};

TEST_P(Codes, AreDrawnByTheMistakeTheyStandFor) {
  const Loaded loaded = load_scenario(GetParam().text, "f.json");
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  const Diagnostic& only = loaded.diagnostics[0];
  EXPECT_EQ(only.code, GetParam().code) << only.message;
  EXPECT_EQ(only.pointer, GetParam().pointer);
  const bool warning = only.severity == Diagnostic::Severity::kWarning;
  EXPECT_EQ(warning, GetParam().code[0] == 'W');
  EXPECT_EQ(loaded.ok(), warning) << "a warning fails nothing";
}
INSTANTIATE_TEST_SUITE_P(Table, Codes, testing::ValuesIn(codes()));

std::string manual() {
  std::ifstream in(testing_support::source_path("emulator/docs/scenario-format.md"));
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(Messages, EachCodeHasARowInTheManualAndTheManualNoOther) {
  std::set<std::string> in_manual, known;
  std::istringstream lines(manual());
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("| E0") || line.starts_with("| W0")) in_manual.insert(line.substr(2, 4));
  }
  for (const Code& each : codes()) known.insert(each.code);
  EXPECT_EQ(in_manual, known);
}

TEST(Messages, ShowTheLineAndPointAtTheWord) {
  const std::string text = "{\n  \"scenario\": \"s\",\n  \"rules\": [{ \"do\": \"rest\" }]\n}\n";
  const Loaded loaded = load_scenario(text, "f.json");
  EXPECT_EQ(
      render(loaded.diagnostics.at(0), text),
      "f.json:3:21: error E006: unknown action \"rest\"; did you mean \"reset\"?   /rules/0/do\n"
      "    3 |   \"rules\": [{ \"do\": \"rest\" }]\n"
      "      |                     ^~~~~~\n");
}

TEST(Messages, PointAtCharactersNotBytesAndKeepTabs) {
  const std::string text = "{\"scenario\":\"s\",\n\t\"\xC3\xA9\xC3\xA9\": 1}";
  const Loaded loaded = load_scenario(text, "f.json");
  EXPECT_EQ(loaded.diagnostics.at(0).column, 2U);
  EXPECT_EQ(loaded.diagnostics.at(0).end_column, 8U) << "columns are bytes";
  EXPECT_THAT(render(loaded.diagnostics.at(0), text), HasSubstr("      | \t^~~~\n"));
}

TEST(Messages, SendNothingOfAFileToTheTerminalAsItIs) {
  const std::string text = "{ \"a\": 1 \x1b[2J }";
  const Loaded loaded = load_scenario(text, "f.json");
  EXPECT_EQ(render(loaded.diagnostics.at(0), text).find('\x1b'), std::string::npos);
}

TEST(Messages, ShowTheBeginningOfAVeryLongLine) {
  const std::string text = "{\"scenario\":\"" + std::string(500, 's') + "\",\"x\":1}";
  const std::string shown = render(load_scenario(text, "f.json").diagnostics.at(0), text);
  EXPECT_EQ(shown.find('^'), std::string::npos) << "the place is not on the screen";
  EXPECT_LT(shown.size(), 500U);
}

TEST(Messages, GiveEditorsTheSuggestionOnItsOwn) {
  const Loaded loaded = load_scenario(R"({"scenario":"s","rules":[{"do":"rest"}]})", "f.json");
  EXPECT_THAT(loaded.diagnostics.at(0).suggestions, testing::ElementsAre("reset"));
  const auto json = nlohmann::json::parse(to_json(loaded.diagnostics));
  EXPECT_EQ(json.at(0).at("suggestions").at(0), "reset");
  EXPECT_EQ(json.at(0).size(), 10U) << "the keys an editor is promised";
}

TEST(Messages, KnowWordsOfOtherTools) {
  const std::pair<const char*, const char*> kAliases[] = {
      {R"({"scenario":"s","rules":[{"do":"reset","probability":1}]})", "\"chance\""},
      {R"({"scenario":"s","rules":[{"do":"reset","match":{}}]})", "\"when\""},
      {R"({"scenario":"s","rules":[{"action":"reset","keep":1}]})", "\"do\""},
      {R"({"scenario":"s","faults":[]})", "\"rules\""},
      {R"({"scenario":"s","description":"x"})", "\"about\""}};
  for (const auto& [text, word] : kAliases) {
    const Loaded loaded = load_scenario(text, "f.json");
    EXPECT_THAT(loaded.diagnostics.at(0).message, HasSubstr("did you mean " + std::string(word)));
  }
}

TEST(Messages, OfSyntaxNameThePlaceAndTheComma) {
  const Loaded loaded = load_scenario("{\"scenario\":\"s\",\n\"rules\":[1,2,]}", "f.json");
  EXPECT_EQ(loaded.diagnostics.at(0).line, 2U);
  EXPECT_EQ(loaded.diagnostics.at(0).column, 13U);
  EXPECT_THAT(loaded.diagnostics.at(0).message, HasSubstr("take this comma away"));
}

TEST(Messages, OfDuplicateKeysAreToldForAll) {
  const Loaded loaded = load_scenario(
      R"({"scenario":"s","rules":[{"do":"reset","do":"close","at":"body","at":"stored"}]})",
      "f.json");
  ASSERT_EQ(loaded.diagnostics.size(), 2U);
  EXPECT_EQ(loaded.diagnostics[0].pointer, "/rules/0/do");
  EXPECT_EQ(loaded.diagnostics[1].pointer, "/rules/0/at");
}

TEST(Messages, HaveTheirPlaceAlsoBehindEscapesAndComments) {
  const Loaded loaded = load_scenario(
      "{ /* \"quoted\" */ \"scenario\": \"a\\\"b\\\\\", \"r\\u0075les\": [ // x\n { \"do\" : "
      "\"rest\" } ] }",
      "f.json");
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  EXPECT_EQ(loaded.diagnostics[0].line, 2U);
  EXPECT_EQ(loaded.diagnostics[0].column, 11U);
}

TEST(Messages, EscapeKeysInPointers) {
  const Loaded loaded = load_scenario(R"({"scenario":"s","a/b~c":1})", "f.json");
  EXPECT_EQ(loaded.diagnostics.at(0).pointer, "/a~1b~0c");
}

TEST(BadFiles, AreRefusedWhole) {
  EXPECT_THAT(load_scenario("\xff{}", "f").diagnostics.at(0).message, HasSubstr("UTF-8"));
  EXPECT_THAT(load_scenario(std::string(1024 * 1024 + 1, ' '), "f").diagnostics.at(0).message,
              HasSubstr("at most 1 MiB"));
  const std::string deep = "{\"scenario\":" + std::string(100, '[') + std::string(100, ']') + "}";
  EXPECT_THAT(load_scenario(deep, "f").diagnostics.at(0).message, HasSubstr("deeper than 64"));
  for (const char* text : {"", "null", "[]", "5", "\"scenario\"", "{}", "{\"scenario\":5}",
                           "{\"scenario\":\"\"}", "{\"scenario\":\"s\"} {}"}) {
    EXPECT_FALSE(load_scenario(text, "f").ok()) << text;
    EXPECT_TRUE(load_scenario(text, "f").cases.empty()) << text;
  }
}

TEST(BadFiles, AreToldOfAThousandMistakesAtMost) {
  std::string text = R"({"scenario":"s","rules":[)";
  for (int i = 0; i < 5000; ++i) text += (i == 0 ? "" : ",") + std::string(R"({"do":"x"})");
  const Loaded loaded = load_scenario(text + "]}", "f.json");
  EXPECT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.diagnostics.size(), 1000U);
}

TEST(Warnings, LeaveRoomForAnErrorBehindThem) {
  std::string text = R"({"scenario":"s","rules":[)";
  for (int i = 0; i < 2000; ++i)
    text += (i == 0 ? "" : ",") + std::string(R"({"do":"reset","when":{"phase":"p"}})");
  EXPECT_FALSE(load_scenario(text + R"(,{"do":"x"}]})", "f.json").ok());
}

TEST(UnreachableRules, AreOnlyThoseThatAnEarlierOneSurelyTakes) {
  const auto warned = [](const std::string& first, const std::string& second) {
    const Loaded loaded =
        load_scenario(R"({"scenario":"s","rules":[{)" + first + "},{" + second + "}]}", "f.json");
    return !loaded.diagnostics.empty() && loaded.diagnostics[0].code == "W001";
  };
  const std::string always = R"("do":"reset","times":"always")";
  EXPECT_TRUE(warned(always, R"("do":"close")"));
  EXPECT_TRUE(warned(always, R"("do":"close","at":"stored")")) << "an earlier point comes first";
  EXPECT_TRUE(warned(always + R"(,"at":"body:5")", R"("do":"close","at":"body:9")"));
  EXPECT_TRUE(warned(always, R"("steps":["close","reset"])"));
  EXPECT_FALSE(warned(R"("do":"reset")", R"("do":"close")")) << "it ends by itself";
  EXPECT_FALSE(warned(R"("do":"reset","times":9)", R"("do":"close")"));
  EXPECT_FALSE(warned(always + R"(,"chance":0.5)", R"("do":"close")"));
  EXPECT_FALSE(warned(always + R"(,"at":"stored")", R"("do":"close")"));
  EXPECT_FALSE(warned(always + R"(,"at":"body:5")", R"("do":"close","at":"stored")"))
      << "a shorter body never gets to byte 5";
  EXPECT_FALSE(warned(always + R"(,"at":"object:5")", R"("do":"close","at":"object:9")"))
      << "another request may carry byte 9";
  EXPECT_FALSE(warned(always, R"("do":"close","priority":1)"));
  EXPECT_FALSE(warned(always, R"("do":{"stall":"1s"})")) << "shaping rules always apply";
  EXPECT_FALSE(warned(R"("do":{"stall":"1s"},"times":"always")", R"("do":"close")"));
  EXPECT_FALSE(warned(always + R"(,"when":{"operation":"append"})",
                      R"("do":"close","when":{"operation":"upload"})"));
  EXPECT_TRUE(warned(always + R"(,"when":{"length":"1 MiB.."})",
                     R"("do":"close","when":{"length":"2 MiB..3 MiB"})"));
  EXPECT_FALSE(warned(always + R"(,"when":{"not":{"final":true}})", R"("do":"close")"));
}

TEST(Warnings, KnowAPhaseThatIsEnteredAndTheFirstOne) {
  EXPECT_TRUE(load_scenario(R"({"scenario":"s","rules":[
      {"do":[{"enter":"hurt"},"reset"]},{"do":"close","when":{"phase":"hurt"}},
      {"do":"hang","when":{"phase":"start"}}]})",
                            "f")
                  .diagnostics.empty());
}

std::string warned(const std::string& members) {
  std::string codes;
  for (const Diagnostic& each :
       load_scenario(R"({"scenario":"s",)" + members + "}", "f").diagnostics)
    codes += each.code + " " + each.pointer + " ";
  return codes;
}

TEST(Warnings, OfProtocolsThatAreOffAreOnlyThoseThatNeverMatch) {
  const auto rule = [](const std::string& protocols, const std::string& when) {
    return warned("\"given\":{\"protocols\":[" + protocols +
                  R"(]},"rules":[{"do":"reset","when":)" + when + "}]");
  };
  const std::string off = "W006 /rules/0/when ";
  EXPECT_EQ(rule("\"tus\"", R"({"protocol":["photos","gcs-json"]})"), off);
  EXPECT_EQ(rule("\"tus\"", R"({"any_of":[{"protocol":"ietf"},{"protocol":"photos"}]})"), off);
  EXPECT_EQ(rule("\"tus\"", R"({"protocol":["photos","tus"]})"), "");
  EXPECT_EQ(rule("\"tus\"", R"({"any_of":[{"protocol":"ietf"},{"final":true}]})"), "");
  EXPECT_EQ(rule("\"tus\"", R"({"not":{"protocol":"ietf"}})"), "");
  EXPECT_EQ(rule("\"tus\"", R"({"protocol":"oauth"})"), "") << "it is always on";
  EXPECT_EQ(warned(R"("rules":[{"do":"reset","when":{"protocol":"photos"}}])"), "") << "all are on";
  EXPECT_EQ(warned(R"("include":["builtin:slow-line"],"given":{"protocols":["tus"]},
                       "rules":[{"do":"reset","when":{"protocol":"photos"}}])"),
            "")
      << "what is included may switch it on";
}

TEST(Warnings, OfValuesThatAreNotUsedNameEachOnce) {
  EXPECT_EQ(
      warned(R"("vary":{"a":[1,2],"b":[1,2],"c":[3]},"about":"x ${b}","tags":["x ${b} ${a}"])"),
      "W007 /vary/c ");
  EXPECT_EQ(warned(R"("vary":{"a":[]})"), "E007 /vary/a ");
  EXPECT_EQ(warned(R"("vary":{"code":[1]},"about":"x ${coed}")"), "E006 /about ")
      << "the one mistake is told once";
}

TEST(EmptyLists, AreNoWayToSayAll) {
  EXPECT_EQ(warned(R"("given":{"protocols":[]})"), "E007 /given/protocols ");
  for (const std::string key : {"protocol", "operation", "any_of"}) {
    EXPECT_EQ(warned(R"("rules":[{"do":"reset","when":{")" + key + "\":[]}}]"),
              "E007 /rules/0/when/" + key + " ");
  }
  EXPECT_EQ(warned(R"("expect":[{"gives_up":{"after":[]}}])"), "E007 /expect/0/gives_up/after ");
}

TEST(Keep, IsRefusedWhereAllIsStored) {
  for (const std::string at : {"stored", "answer:5", "answered"}) {
    EXPECT_EQ(warned(R"("rules":[{"do":"close","keep":"nothing","at":")" + at + "\"}]"),
              "E009 /rules/0/keep ");
  }
  for (const std::string at : {"headers", "body:5", "object:5", "body"})
    EXPECT_EQ(warned(R"("rules":[{"do":"close","keep":"nothing","at":")" + at + "\"}]"), "");
}

TEST(Names, OfNeverMustBeARuleOfTheFile) {
  const auto text = [](const std::string& name) {
    return R"({"scenario":"s","rules":[{"name":"end it","do":"reset"}],"expect":[{"never":{"after":")" +
           name + "\"}}]}";
  };
  EXPECT_TRUE(load_scenario(text("end it"), "f").ok());
  EXPECT_TRUE(load_scenario(text("s/end it"), "f").ok());
  const Loaded loaded = load_scenario(text("end"), "f");
  EXPECT_EQ(loaded.diagnostics.at(0).code, "E006");
  EXPECT_EQ(loaded.diagnostics.at(0).pointer, "/expect/0/never/after");
}

}  // namespace
}  // namespace resumulator
