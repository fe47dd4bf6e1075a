// The schema and the loader are held to each other. Method: whatever one knows the other must know:
// keys are compared place by place (the loader lists them when it refuses one), words of actions
// with the catalogue, and a table of documents is judged by both.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "faults/fault.h"
#include "scenario/files.h"
#include "scenario/load.h"
#include "support/places.h"
#include "unit/scenario/json_schema.h"

namespace resumulator {
namespace {

using Json = nlohmann::json;
using testing_support::JsonSchema;
using Words = std::set<std::string>;

const JsonSchema& schema() {
  static const JsonSchema kSchema(Json::parse(json_schema()));
  return kSchema;
}

Words keys_of(const std::string& pointer) {
  Words words;
  for (const auto& [key, value] : schema().at(pointer).items()) words.insert(key);
  return words;
}

/// What the loader lists when it meets a key nobody knows.
Words loader_keys(const std::string& text) {
  const Loaded loaded = load_scenario(text, "f.json");
  for (const Diagnostic& each : loaded.diagnostics) {
    const auto at = each.message.find("known are: ");
    if (at == std::string::npos) continue;
    std::istringstream in(each.message.substr(at + 11));
    return {std::istream_iterator<std::string>(in), {}};
  }
  return {"the loader took the key", text};
}

std::string rule_with(const std::string& action) {
  return R"({"scenario":"s","rules":[{"do":)" + action + "}]}";
}
std::string expecting(const std::string& check) {
  return R"({"scenario":"s","expect":[)" + check + "]}";
}

struct Place {
  std::string schema;  ///< pointer of "properties"
  std::string text;    ///< a file with an unknown key at that place
};
class Places : public testing::TestWithParam<Place> {};
TEST_P(Places, TakeTheSameKeysInSchemaAndLoader) {
  EXPECT_EQ(keys_of(GetParam().schema), loader_keys(GetParam().text));
}
INSTANTIATE_TEST_SUITE_P(
    Table, Places,
    testing::Values(
        Place{"/properties", R"({"scenario":"s","zzzzzzzz":1})"},
        Place{"/$defs/given/properties", R"({"scenario":"s","given":{"zzzzzzzz":1}})"},
        Place{"/$defs/given/properties/tus/properties",
              R"({"scenario":"s","given":{"tus":{"x":1}}})"},
        Place{"/$defs/given/properties/payload/properties",
              R"({"scenario":"s","given":{"payload":{"size":1,"zzzzzzzz":1}}})"},
        Place{"/$defs/given/properties/objects/items/properties",
              R"({"scenario":"s","given":{"objects":[{"bucket":"b","name":"n","zzzzzzzz":1}]}})"},
        Place{"/properties/heal/properties", R"({"scenario":"s","heal":{"zzzzzzzz":1}})"},
        Place{"/properties/vary/additionalProperties/anyOf/1/properties",
              R"({"scenario":"s","vary":{"a":{"zzzzzzzz":1}}})"},
        Place{"/$defs/rule/properties", R"({"scenario":"s","rules":[{"zzzzzzzz":1}]})"},
        Place{"/$defs/matcher/properties",
              R"({"scenario":"s","rules":[{"when":{"zzzzzzzz":1},"do":"reset"}]})"},
        Place{"/$defs/answer/anyOf/2/properties",
              rule_with(R"({"answer":{"status":503,"zzzzzzzz":1}})")},
        Place{"/$defs/action/anyOf/2/properties/delay/anyOf/1/properties",
              rule_with(R"({"delay":{"median":"1s","sigma":1,"zzzzzzzz":1}})")},
        Place{"/$defs/action/anyOf/2/properties/garbage/anyOf/1/properties",
              rule_with(R"({"garbage":{"bytes":1,"zzzzzzzz":1}})")},
        Place{"/$defs/action/anyOf/2/properties/flip_bit/properties",
              rule_with(R"({"flip_bit":{"byte":1,"zzzzzzzz":1}})")},
        Place{"/$defs/action/anyOf/2/properties/header/properties",
              rule_with(R"({"header":{"zzzzzzzz":1}})")},
        Place{"/$defs/action/anyOf/2/properties/interim/anyOf/1/properties",
              rule_with(R"({"interim":{"zzzzzzzz":1}})")},
        Place{"/$defs/expectation/properties", expecting(R"({"zzzzzzzz":1})")},
        Place{"/$defs/expectation/properties/completes/properties",
              expecting(R"({"completes":{"zzzzzzzz":1}})")},
        Place{"/$defs/expectation/properties/object/properties",
              expecting(R"({"object":{"zzzzzzzz":1}})")},
        Place{"/$defs/expectation/properties/object/properties/equals/anyOf/2/properties",
              expecting(R"({"object":{"equals":{"zzzzzzzz":1}}})")},
        Place{"/$defs/count/anyOf/1/properties", expecting(R"({"sessions":{"zzzzzzzz":1}})")},
        Place{"/$defs/expectation/properties/retries/properties",
              expecting(R"({"retries":{"zzzzzzzz":1}})")},
        Place{"/$defs/expectation/properties/backoff/properties",
              expecting(R"({"backoff":{"zzzzzzzz":1}})")},
        Place{"/$defs/expectation/properties/queries/properties",
              expecting(R"({"queries":{"zzzzzzzz":1}})")},
        Place{"/$defs/expectation/properties/restarts/properties",
              expecting(R"({"restarts":{"zzzzzzzz":1}})")},
        Place{"/$defs/expectation/properties/chunks/properties",
              expecting(R"({"chunks":{"zzzzzzzz":1}})")},
        Place{"/$defs/expectation/properties/resent_bytes/properties",
              expecting(R"({"resent_bytes":{"zzzzzzzz":1}})")},
        Place{"/$defs/expectation/properties/never/properties",
              expecting(R"({"never":{"zzzzzzzz":1}})")},
        Place{"/$defs/expectation/properties/gives_up/properties",
              expecting(R"({"gives_up":{"zzzzzzzz":1}})")},
        Place{"/$defs/expectation/properties/notices_corruption/properties",
              expecting(R"({"notices_corruption":{"zzzzzzzz":1}})")},
        Place{"/$defs/expectation/properties/client/properties",
              expecting(R"({"client":{"zzzzzzzz":1}})")}));

/// Pointers of all "properties" in the schema.
void collect(const Json& node, const std::string& pointer, Words& found) {
  if (!node.is_structured()) return;
  for (const auto& [key, value] : node.items()) {
    const std::string at = pointer + "/" + key;
    const bool names = pointer.ends_with("/properties") || pointer.ends_with("/$defs");
    if (key == "properties" && !names) found.insert(at);
    collect(value, at, found);
  }
}

TEST(Schema, HasNoPlaceWithKeysThatTheTableAboveForgot) {
  Words found;
  collect(schema().at(""), "", found);
  // The words of actions have a test of their own.
  EXPECT_EQ(found.erase("/$defs/action/anyOf/2/properties"), 1U);
  EXPECT_EQ(found.size(), 30U) << testing::PrintToString(found);
}

TEST(Schema, KnowsTheActionsOfTheCatalogueAndWhichAreBare) {
  Words bare, with_parameters;
  for (const auto& kind : fault_kinds())
    (kind->check("null") ? bare : with_parameters).insert(std::string(kind->word()));
  const Json& words = schema().at("/$defs/action/anyOf/0/enum");
  EXPECT_EQ(Words(words.begin(), words.end()), bare);
  EXPECT_EQ(keys_of("/$defs/action/anyOf/2/properties"), with_parameters);
}

TEST(Schema, HasEveryShippedScenarioValid) {
  for (const std::string& path : shipped_scenarios()) {
    const Json file = Json::parse(read_scenario_text(path).value_or(""), nullptr, true, true);
    EXPECT_EQ(schema().problem(file), "") << path;
  }
}

TEST(Schema, AcceptsTheTemplate) {
  const Json file = Json::parse(scenario_template("mine"), nullptr, true, true);
  EXPECT_EQ(schema().problem(file), "");
}

TEST(Schema, IsTheFileOfTheTree) {
  std::ifstream in(testing_support::source_path("emulator/scenario/schema.json"));
  std::ostringstream text;
  text << in.rdbuf();
  EXPECT_EQ(json_schema(), text.str());
}

bool takes_placeholders(const Json& choice) {
  const std::string refers = choice.value("$ref", "");
  if (!refers.empty()) return takes_placeholders(schema().at(refers.substr(1)));
  const Json inner = choice.value("anyOf", Json::array());
  return choice.value("pattern", "").find("\\$\\{") != std::string::npos ||
         std::any_of(inner.begin(), inner.end(), takes_placeholders);
}

/// Pointers of scalars that are no text, where no "${name}" may stand. `open`: it is one choice of
/// several, another of which takes it.
void collect_closed(const Json& node, const std::string& pointer, bool open, Words& found) {
  if (!node.is_structured()) return;
  static const Words kScalars = {"integer", "number", "boolean"};
  const Json type = node.is_object() ? node.value("type", Json()) : Json();
  const bool scalar = node.is_object() && (node.contains("enum") || node.contains("const") ||
                                           (type.is_string() && kScalars.contains(type)));
  if (scalar && !open) found.insert(pointer);
  for (const auto& [key, value] : node.items()) {
    const bool choices = key == "anyOf" && value.is_array();
    const bool inner = choices && std::any_of(value.begin(), value.end(), takes_placeholders);
    if (!choices) collect_closed(value, pointer + "/" + key, false, found);
    for (std::size_t i = 0; choices && i < value.size(); ++i)
      collect_closed(value[i], pointer + "/anyOf/" + std::to_string(i), inner, found);
  }
}

TEST(Schema, TakesAPlaceholderWhereverAScalarIs) {
  Words found;
  collect_closed(schema().at(""), "", false, found);
  EXPECT_THAT(found, testing::UnorderedElementsAre("/properties/version"));
}

class Documents : public testing::TestWithParam<std::pair<const char*, bool>> {};
TEST_P(Documents, AreJudgedTheSameByBoth) {
  const auto& [text, good] = GetParam();
  const Loaded loaded = load_scenario(text, "f.json");
  EXPECT_EQ(loaded.ok(), good) << (loaded.diagnostics.empty()
                                       ? ""
                                       : render(loaded.diagnostics[0], text));
  const std::string problem = schema().problem(Json::parse(text));
  EXPECT_EQ(problem.empty(), good) << problem;
}
const std::pair<const char*, bool> kDocuments[] = {
    {R"({"scenario":"s","$schema":5})", false},
    {R"({"scenario":"s","vary":{"A1":[1]},"rules":[{"at":"body:${A1}","do":"reset","priority":"${A1}"}]})",
     true},
    {R"({"scenario":"s","vary":{"l":["should"],"n":[2]},"expect":[
        {"level":"${l}","sessions":"${n}"},{"completes":{"objects":"${n}"}},
        {"retries":{"at_most":"${n}"}},{"client":{"exit":"${n}"}}]})",
     true},
    {R"({"scenario":"s","given":{"protocols":[]}})", false},
    {R"({"scenario":"s","rules":[{"when":{"operation":[]},"do":"close"}]})", false},
    {R"({"scenario":"s","rules":[{"when":{"protocol":[]},"do":"close"}]})", false},
    {R"({"scenario":"s","rules":[{"when":{"any_of":[]},"do":"close"}]})", false},
    {R"({"scenario":"s","rules":[{"when":{"nth":"0"},"do":"close"}]})", false},
    {R"({"scenario":"s","rules":[{"when":{"session":"0..3"},"do":"close"}]})", false},
    {R"({"scenario":"s","rules":[{"when":{"session":"..0"},"do":"close"}]})", false},
    {R"({"scenario":"s","rules":[{"when":{"connection":"10.."},"do":"close"}]})", true},
    {R"({"scenario":"s","rules":[{"name":"","do":"close"}]})", false},
    {R"({"scenario":"s","expect":[{"object":{}}]})", false},
    {R"({"scenario":"s","expect":[{"completes":{"objects":-1}}]})", false},
    {R"({"scenario":"s","expect":[{"client":{"exit":256}}]})", false},
    {R"({"scenario":"s","expect":[{"restarts":{"after":[]}}]})", false},
    {R"({"scenario":"s","expect":[{"notices_corruption":{"by":[]}}]})", false},
    {R"({"scenario":"s","expect":[{"notices_corruption":{"by":"exit"}}]})", true},
    {R"({"scenario":"s"})", true},
    {R"({"scenario":""})", false},
    {R"({})", false},
    {R"([])", false},
    {R"({"scenario":"s","version":1,"$schema":"x","about":"a","tags":["t"]})", true},
    {R"({"scenario":"s","version":2})", false},
    {R"({"scenario":"s","tags":"t"})", false},
    {R"({"scenario":"s","given":{"payload":{"seed":1}}})", false},
    {R"({"scenario":"s","given":{"clock_mode":"slow"}})", false},
    {R"({"scenario":"s","given":{"protocols":["gcs-json"],"granularity":"1 KiB","tus":{}}})", true},
    {R"({"scenario":"s","given":{"protocols":["ftp"]}})", false},
    {R"({"scenario":"s","given":{"objects":[{"bucket":"b"}]}})", false},
    {R"({"scenario":"s","vary":{"a":[]}})", false},
    {R"({"scenario":"s","vary":{"a":{"from":0,"to":"1 KiB","step":256}}})", true},
    {R"({"scenario":"s","vary":{"a":{"from":0,"to":1}}})", false},
    {R"({"scenario":"s","vary":{"a":5}})", false},
    {R"({"scenario":"s","vary":{"c":[503]},"rules":[{"do":{"answer":"${c}"}}]})", true},
    {R"({"scenario":"s","vary":{"n":[1]},"rules":[{"do":"reset","times":"${n}","every":"${n}"}]})",
     true},
    {R"({"scenario":"s","vary":{"o":["append"]},"rules":[{"do":"reset","when":{"operation":"${o}"}}]})",
     true},
    {R"({"scenario":"s","rules":[{}]})", false},
    {R"({"scenario":"s","rules":[{"keep":"60%"}]})", true},
    {R"({"scenario":"s","rules":[{"keep":"12.5%"}]})", true},
    {R"({"scenario":"s","rules":[{"keep":"512 KiB"}]})", true},
    {R"({"scenario":"s","rules":[{"keep":"most"}]})", false},
    {R"({"scenario":"s","rules":[{"do":"reset","steps":["reset"]}]})", false},
    {R"({"scenario":"s","rules":[{"steps":["reset",["pass"],{"answer":500}],"then":"last"}]})",
     true},
    {R"({"scenario":"s","rules":[{"steps":[]}]})", false},
    {R"({"scenario":"s","rules":[{"do":[]}]})", false},
    {R"({"scenario":"s","rules":[{"do":"answer"}]})", false},
    {R"({"scenario":"s","rules":[{"do":{"reset":1}}]})", false},
    {R"({"scenario":"s","rules":[{"do":{"answer":503,"stall":"1s"}}]})", false},
    {R"({"scenario":"s","rules":[{"do":{"answer":100}}]})", false},
    {R"({"scenario":"s","rules":[{"do":{"answer":{"status":503,"retry_after":"1 d"}}}]})", true},
    {R"({"scenario":"s","rules":[{"do":{"answer":{"status":503,"retry_after":"soon"}}}]})", false},
    {R"({"scenario":"s","rules":[{"at":"object:8 MiB","do":"hang"}]})", true},
    {R"({"scenario":"s","rules":[{"at":"answer:0","do":"close"}]})", true},
    {R"({"scenario":"s","rules":[{"at":"body:","do":"close"}]})", false},
    {R"({"scenario":"s","rules":[{"at":"end","do":"close"}]})", false},
    {R"({"scenario":"s","rules":[{"when":{"nth":0},"do":"close"}]})", false},
    {R"({"scenario":"s","rules":[{"when":{"nth":"2..","length":"1 MiB..2 MiB","clock":"1h.."},"do":"close"}]})",
     true},
    {R"({"scenario":"s","rules":[{"when":{"connection":"reused","session":"..4"},"do":"close"}]})",
     true},
    {R"({"scenario":"s","rules":[{"when":{"connection":"old"},"do":"close"}]})", false},
    {R"({"scenario":"s","rules":[{"when":{"header":{"a":null,"b":"*"},"query":{"c":1}},"do":"close"}]})",
     false},
    {R"({"scenario":"s","rules":[{"when":{"any_of":[{"final":true}],"not":{"bucket":"b*"}},"do":"close"}]})",
     true},
    {R"({"scenario":"s","rules":[{"do":"reset","times":0}]})", false},
    {R"({"scenario":"s","rules":[{"do":"reset","times":"always","every":3,"skip":0,"per":"object"}]})",
     true},
    {R"({"scenario":"s","rules":[{"do":"reset","times":"ever"}]})", false},
    {R"({"scenario":"s","rules":[{"do":"reset","chance":0}]})", false},
    {R"({"scenario":"s","rules":[{"do":"reset","chance":1.5}]})", false},
    {R"({"scenario":"s","rules":[{"do":"reset","chance":0.25,"max_in_a_row":1,"priority":-3}]})",
     true},
    {R"({"scenario":"s","rules":[{"do":"reset","per":"file"}]})", false},
    {R"({"scenario":"s","heal":{}})", false},
    {R"({"scenario":"s","heal":{"after":"60s","after_faults":10}})", true},
    {R"({"scenario":"s","heal":{"after":60}})", false},
    {R"({"scenario":"s","expect":[{}]})", false},
    {R"({"scenario":"s","expect":[{"level":"must"}]})", false},
    {R"({"scenario":"s","expect":[{"sessions":1,"bytes_agree":true}]})", false},
    {R"({"scenario":"s","expect":[{"sessions":{}}]})", false},
    {R"({"scenario":"s","expect":[{"bytes_agree":false}]})", false},
    {R"({"scenario":"s","expect":[{"resumes_at":"0"}]})", false},
    {R"({"scenario":"s","expect":[{"retries":{"per":"run"}}]})", false},
    {R"({"scenario":"s","expect":[{"queries":{"in_a_row":true}}]})", false},
    {R"({"scenario":"s","expect":[{"resent_bytes":{}}]})", false},
    {R"({"scenario":"s","expect":[{"backoff":{}}]})", false},
    {R"({"scenario":"s","expect":[{"backoff":{"at_least":"retry-after","after":["5xx",429]}}]})",
     true},
    {R"({"scenario":"s","expect":[{"chunks":{}}]})", false},
    {R"({"scenario":"s","expect":[{"client":{"exit":"nonzero","within":"1m"}}]})", true},
    {R"({"scenario":"s","expect":[{"client":{}}]})", false},
    {R"({"scenario":"s","expect":[{"object":{"equals":{}}}]})", false},
    {R"({"scenario":"s","expect":[{"object":{"equals":{"file":"a"}}}]})", true},
    {R"({"scenario":"s","expect":[{"object":{"equals":{"sha256":"abc"}}}]})", false},
    {R"({"scenario":"s","expect":[{"object":{"equals":{"sha256":
        "0123456789abcdefABCDEF0123456789abcdefABCDEF0123456789abcdefABCD"}}}]})",
     true},
    {R"({"scenario":"s","expect":[{"protocol_rules":"some"}]})", false},
    {R"({"scenario":"s","expect":[{"protocol_rules":[]}]})", false},
    {R"({"scenario":"s","expect":[{"protocol_rules":["GCS-02"]}]})", true},
    {R"({"scenario":"s","expect":[{"faults_met":"none-needed","level":"info","because":"b"}]})",
     true},
    {R"({"scenario":"s","expect":[{"gives_up":{"after":"6xx"}}]})", false},
    {R"({"scenario":"s","rules":[{"do":{"stall":"0s"}}]})", false},
    {R"({"scenario":"s","rules":[{"do":{"stall":"0.5 ms"}}]})", true},
    {R"({"scenario":"s","rules":[{"do":{"stall":"1.5us"}}]})", false},
    {R"({"scenario":"s","rules":[{"do":{"delay":"0s"}}]})", true},
    {R"({"scenario":"s","rules":[{"do":{"read_rate":"0 B/s"}}]})", false},
    {R"({"scenario":"s","rules":[{"do":"reset","times":3.0}]})", true},
    {R"({"scenario":"s","rules":[{"do":"reset","times":1e3}]})", true},
    {R"({"scenario":"s","rules":[{"do":"reset","times":1.5}]})", false},
    {R"({"scenario":"s","rules":[{"do":"reset","when":{"session":2.0}}]})", true},
    {R"({"scenario":"s","rules":[{"do":{"answer":503.0},"priority":-2.0}]})", true},
    {R"({"scenario":"s","version":1.0})", true},
    {R"({"scenario":"s","rules":[{"at":"body:1.3 B","do":"reset"}]})", false},
    {R"({"scenario":"s","rules":[{"at":"body:1.0  B","do":"reset"}]})", true},
    {R"({"scenario":"s","rules":[{"at":"body:1.5","do":"reset"}]})", false},
    {R"({"scenario":"s","rules":[{"at":"body:1 ","do":"reset"}]})", false},
    {R"({"scenario":"s","expect":[{"chunks":{"multiple_of":0}}]})", false},
    {R"({"scenario":"s","expect":[{"chunks":{"multiple_of":"0 KiB"}}]})", false},
    {R"({"scenario":"s","given":{"granularity":0}})", false},
    {R"({"scenario":"s","given":{"payload":{"size":1,"seed":18446744073709551616}}})", false},
    {R"({"scenario":"s","given":{"payload":{"size":18446744073709551616}}})", false},
    {R"({"scenario":"s","heal":{"after":"0s"}})", false},
    {R"({"scenario":"s","vary":{"n":[1,1]},"about":"${n}"})", false},
    {R"({"scenario":"s","rules":[{"do":{"header":{}}}]})", false},
    {R"({"scenario":"s","rules":[{"do":{"header":{"set":{}}}}]})", false},
    {R"({"scenario":"s","rules":[{"do":{"header":{"set":{"a":1}}}}]})", false},
    {R"({"scenario":"s","rules":[{"do":{"header":{"set":{"a":"1"},"drop":["b"]}}}]})", true},
    {R"({"scenario":"s","rules":[{"do":{"interim":{"drop":[]}}}]})", false},
    {R"({"scenario":"s","rules":[{"do":{"garbage":0}}]})", false},
    {R"({"scenario":"s","rules":[{"do":{"garbage":{"bytes":"0 B","where":"chunk"}}}]})", false},
    {R"({"scenario":"s","rules":[{"do":{"content_length":"-0"}}]})", false},
    {R"({"scenario":"s","rules":[{"do":{"content_length":"-10"}}]})", true},
    {R"({"scenario":"s","rules":[{"do":{"enter":""}}]})", false},
    {R"({"scenario":"s","rules":[{"when":{"not":{}},"do":"close"}]})", false},
    {R"({"scenario":"s","rules":[{"when":{"phase":""},"do":"close"}]})", false},
    {R"({"scenario":"s","rules":[{"when":{"header":{"a b":"*"}},"do":"close"}]})", false},
    {R"({"scenario":"s","rules":[{"when":{"header":{"X-A":"*"}},"do":"close"}]})", true},
    {R"({"scenario":"s","rules":[{"when":{"clock":".."},"do":"close"}]})", false},
};
INSTANTIATE_TEST_SUITE_P(Table, Documents, testing::ValuesIn(kDocuments));

}  // namespace
}  // namespace resumulator
