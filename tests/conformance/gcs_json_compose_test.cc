// compose over the wire.
#include <gtest/gtest.h>

#include "support/gcs_house.h"

namespace resumulator::testing_support {
namespace {

using nlohmann::json;

class GcsCompose : public testing::Test {
 protected:
  GcsCompose() {
    one = json_of(house.media("one", "1234"));
    two = json_of(house.media("two", "56789"));
  }
  RawAnswer compose(const json& body, const std::string& query = {}) {
    return house.request("POST", "/storage/v1/b/b/o/all/compose" + query, body.dump());
  }
  json of(const std::vector<std::string>& names) {
    json sources = json::array();
    for (const std::string& name : names) sources.push_back({{"name", name}});
    return {{"kind", "storage#composeRequest"}, {"sourceObjects", sources}};
  }
  GcsHouse house;
  json one, two;
};

// gcs.compose.answer gcs.compose.digests gcs.compose.component-count
TEST_F(GcsCompose, JoinsBytesUnderACrcWithoutMd5) {
  json body = of({"one", "two"});
  body["destination"] = {{"contentType", "text/plain"}, {"metadata", {{"k", "v"}}}};
  const RawAnswer answer = compose(body);
  ASSERT_EQ(answer.status, 200);
  const json object = json_of(answer);
  EXPECT_EQ(object["componentCount"], 2);
  EXPECT_EQ(object["size"], "9");
  EXPECT_EQ(object["crc32c"], "4waSgw==");
  EXPECT_FALSE(object.contains("md5Hash"));
  EXPECT_EQ(object["contentType"], "text/plain");
  EXPECT_EQ(object["metadata"]["k"], "v");
  EXPECT_EQ(house.stored("all"), "123456789");
  EXPECT_EQ(house.get("all", "?alt=media").field("X-Goog-Hash"), "crc32c=4waSgw==");
}

// gcs.compose.component-count
TEST_F(GcsCompose, CountsTheComponentsOfItsComponents) {
  compose(of({"one", "two"}));
  EXPECT_EQ(json_of(compose(of({"all", "one", "all"})))["componentCount"], 5);
  EXPECT_EQ(house.stored("all"), "1234567891234123456789");
}

// gcs.compose.limit
TEST_F(GcsCompose, TakesOneToThirtyTwoSources) {
  EXPECT_EQ(compose(of(std::vector<std::string>(32, "one"))).status, 200);
  EXPECT_EQ(error_of(compose(of(std::vector<std::string>(33, "one")))),
            "400 invalid The number of source components provided (33) exceeds the maximum (32)");
  EXPECT_EQ(compose(of({})).status, 400);
  EXPECT_EQ(compose(json::object()).status, 400);
  EXPECT_EQ(compose({{"sourceObjects", {1}}}).status, 400);
}

// gcs.compose.source
TEST_F(GcsCompose, TakesSourcesByGenerationAndUnderGuards) {
  json body = of({"one", "two"});
  body["sourceObjects"][0]["generation"] = one["generation"];
  body["sourceObjects"][1]["objectPreconditions"] = {{"ifGenerationMatch", two["generation"]}};
  EXPECT_EQ(compose(body).status, 200);
  body["sourceObjects"][1]["objectPreconditions"] = {{"ifGenerationMatch", "1"}};
  EXPECT_EQ(error_of(compose(body)).substr(0, 19), "412 conditionNotMet");
  body["sourceObjects"][1]["objectPreconditions"] = {{"ifGenerationMatch", "x"}};
  EXPECT_EQ(compose(body).status, 400);
  body = of({"one", "none"});
  EXPECT_EQ(error_of(compose(body)), "404 notFound No such object: b/none");
  body = of({"one"});
  body["sourceObjects"][0]["generation"] = 1;
  EXPECT_EQ(error_of(compose(body)), "404 notFound No such object: b/one");
}

// gcs.compose.guards
TEST_F(GcsCompose, ObeysGuardsOfItsDestination) {
  EXPECT_EQ(compose(of({"one"}), "?ifGenerationMatch=0").status, 200);
  EXPECT_EQ(compose(of({"one"}), "?ifGenerationMatch=0").status, 412);
  EXPECT_EQ(compose(of({"two"}), "?ifMetagenerationMatch=1").status, 200);
  EXPECT_EQ(house.stored("all"), "56789");
}

// gcs.compose.answer
TEST_F(GcsCompose, MayReplaceOneOfItsSources) {
  const json body = of({"one", "two", "one"});
  EXPECT_EQ(house.request("POST", "/storage/v1/b/b/o/one/compose", body.dump()).status, 200);
  EXPECT_EQ(house.stored("one"), "1234567891234");
}

// gcs.compose.answer
TEST_F(GcsCompose, JoinsMoreThanOneBlock) {
  const std::string large = some_bytes(700'001);
  house.media("large", large);
  compose(of({"large", "one", "large"}));
  EXPECT_EQ(house.stored("all"), large + "1234" + large);
}

}  // namespace
}  // namespace resumulator::testing_support
