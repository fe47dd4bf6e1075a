// What a scenario names outside its grammar: rules of the books, as the program that reads knows
// them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/load.h"
#include "server/scenario_reading.h"
#include "verdict/verdict.h"

namespace resumulator {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Loaded expecting(const std::string& check, const LoadOptions& options) {
  return load_scenario(R"({"scenario":"s","expect":[{"sessions":1},{)" + check + "}]}", "f.json",
                       options);
}

TEST(BookNames, ThatNoBookHasAreMistakesWithPlaceAndRemedy) {
  const Loaded loaded = expecting(R"("protocol_rules":["GCS-02","TUSS-04","XYZ-77"])", reading());
  EXPECT_TRUE(loaded.cases.empty());
  ASSERT_EQ(loaded.diagnostics.size(), 2U);
  const Diagnostic& near = loaded.diagnostics.at(0);
  EXPECT_EQ(near.code, "E006");
  EXPECT_EQ(near.pointer, "/expect/1/protocol_rules/1");
  EXPECT_EQ(near.column, 70U);
  EXPECT_THAT(near.suggestions, ElementsAre("TUS-04"));
  const Diagnostic& far = loaded.diagnostics.at(1);
  EXPECT_EQ(far.pointer, "/expect/1/protocol_rules/2");
  EXPECT_THAT(far.suggestions, IsEmpty());
  EXPECT_THAT(far.message, HasSubstr("`resumulator rules` lists them"));
}

TEST(BookNames, OfEveryBookAreTaken) {
  for (const BookRule& rule : rule_book()) {
    const Loaded loaded = expecting(R"("protocol_rules":[")" + rule.id + "\"]", reading());
    EXPECT_TRUE(loaded.ok()) << rule.id;
  }
  EXPECT_TRUE(expecting(R"("protocol_rules":"all")", reading()).ok());
}

TEST(BookNames, OfAProtocolThatIsOffAreWarnedOf) {
  const auto warned = [](const std::string& protocols, const std::string& id) {
    const Loaded loaded = load_scenario(R"({"scenario":"s","given":{"protocols":[)" + protocols +
                                            R"(]},"expect":[{"protocol_rules":[")" + id + "\"]}]}",
                                        "f.json", reading());
    EXPECT_TRUE(loaded.ok());
    return !loaded.diagnostics.empty() && loaded.diagnostics[0].code == "W006" &&
           loaded.diagnostics[0].pointer == "/expect/0/protocol_rules/0";
  };
  EXPECT_TRUE(warned(R"("photos","tus")", "GCS-02"));
  EXPECT_TRUE(warned(R"("gcs-json")", "TUS-04"));
  EXPECT_FALSE(warned(R"("gcs-xml")", "GCS-02")) << "one book for both dresses of the service";
  EXPECT_FALSE(warned(R"("ietf")", "RUFH-04"));
  EXPECT_FALSE(warned("", "TUS-04")) << "all are on";
}

TEST(BookNames, AreAnybodysWhereNoBookIsGiven) {
  EXPECT_TRUE(expecting(R"("protocol_rules":["XYZ-77"])", {}).ok());
}

}  // namespace
}  // namespace resumulator
