// What a scenario names outside its grammar, as the program that reads knows it: rules of the
// books, buckets, objects, files to compare with.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "scenario/load.h"
#include "server/scenario_reading.h"
#include "support/program.h"
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
}

TEST(BookNames, AreAnybodysWhereNoBookIsGiven) {
  EXPECT_TRUE(expecting(R"("protocol_rules":["XYZ-77"])", {}).ok());
}

/// "CODE POINTER message" of each mistake.
std::string told(const Loaded& loaded) {
  std::string out;
  for (const Diagnostic& each : loaded.diagnostics)
    out += each.code + " " + each.pointer + " " + each.message + "\n";
  return out;
}

TEST(GivenNames, AreThoseTheServiceTakes) {
  const auto given = [](const std::string& members) {
    return told(
        load_scenario(R"({"scenario":"s","given":{)" + members + "}}", "f.json", reading()));
  };
  EXPECT_EQ(given(R"("buckets":["abc","a.b-c_9"],"objects":[{"bucket":"other","name":"a/ü.bin"}])"),
            "");
  EXPECT_THAT(given(R"("buckets":["fine","Photos"])"),
              HasSubstr("E005 /given/buckets/1 \"Photos\" cannot name a bucket: 3 to 63"));
  EXPECT_THAT(given(R"("buckets":["my-google"])"), HasSubstr("E005 /given/buckets/0"));
  EXPECT_THAT(given(R"("objects":[{"bucket":"b","name":"n"}])"),
              HasSubstr("E005 /given/objects/0/bucket"));
  for (const std::string& name : {std::string(), std::string("a\\nb"), std::string(1025, 'x')}) {
    EXPECT_THAT(given(R"("objects":[{"bucket":"abc","name":")" + name + "\"}]"),
                HasSubstr("E005 /given/objects/0/name"))
        << name;
  }
}

class Equals : public testing::Test {
 protected:
  Loaded load(const std::string& equals) {
    const auto path = directory_.path("s.json");
    std::ofstream(path) << R"({"scenario":"s","expect":[{"object":{"equals":)" << equals << "}}]}";
    return load_scenario_file(path, reading());
  }
  testing_support::TemporaryDirectory directory_;
};

TEST_F(Equals, NamesAFileBesideTheScenario) {
  std::ofstream(directory_.path("in.bin")) << "x";
  EXPECT_EQ(told(load(R"({"file":"in.bin"})")), "");
  EXPECT_EQ(told(load(R"({"file":")" + directory_.path("in.bin") + R"("})")), "");
  EXPECT_THAT(
      told(load(R"({"file":"im.bin"})")),
      HasSubstr("E010 /expect/0/object/equals/file cannot read \"im.bin\"; it is looked for "
                "beside this file"));
  EXPECT_THAT(told(load(R"({"file":"."})")), HasSubstr("E010"));
}

TEST_F(Equals, OfADocumentWithoutAFileNamesADigest) {
  const std::string text =
      R"({"scenario":"s","expect":[{"object":{"equals":{"file":"/etc/hostname"}}}]})";
  EXPECT_THAT(told(load_scenario(text, "document", reading())),
              HasSubstr("E010 /expect/0/object/equals/file a document without a file has no folder "
                        "to look for \"/etc/hostname\" in; write \"sha256\" instead"));
  EXPECT_EQ(told(load_scenario(text, "runs/0001/scenario.json")), "")
      << "what was run is judged by what was seen then";
}

TEST_F(Equals, TakesADigestOfSixtyFourDigits) {
  const std::string digits(64, 'A');
  const Loaded loaded = load(R"({"sha256":")" + digits + R"("})");
  ASSERT_EQ(told(loaded), "");
  EXPECT_EQ(std::get<CheckObject>(loaded.cases.at(0).expect.at(0).check).equals_sha256,
            std::string(64, 'a'))
      << "as digests are written here";
  for (const std::string& wrong : {std::string(63, 'a'), std::string(65, 'a'), std::string(64, 'g'),
                                   std::string("sha256:") + std::string(57, 'a'), std::string()}) {
    EXPECT_THAT(told(load(R"({"sha256":")" + wrong + R"("})")),
                HasSubstr("E005 /expect/0/object/equals/sha256 this is no SHA-256: that is 64"))
        << wrong;
  }
}

TEST_F(Equals, HasOneOfTheTwo) {
  EXPECT_THAT(told(load("{}")), HasSubstr("E007 /expect/0/object/equals \"equals\" has one of"));
  EXPECT_THAT(told(load(R"({"file":"a","sha256":"b"})")),
              HasSubstr("E008 /expect/0/object/equals \"equals\" has one of"));
}

}  // namespace
}  // namespace resumulator
