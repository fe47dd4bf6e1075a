// `given.protocols` and Options::protocols: a server that speaks only some.
#include <gtest/gtest.h>

#include "support/gcs_house.h"

namespace resumulator::testing_support {
namespace {

TEST(SpokenProtocols, OfALaneAreThoseItsScenarioNames) {
  GcsHouse house;
  house.request("POST", "/_emu/v1/lanes",
                R"({"name":"a","scenario":{"scenario":"s","given":{"protocols":["tus","photos"]}}})");
  const auto status = [&](const std::string& lane, const std::string& method,
                          const std::string& path, const Fields& fields = {}) {
    return house.request(method, lane + path, "", fields).status;
  };
  const std::string lane = "/_emu/lane/a";
  const Fields tus = {{"Tus-Resumable", "1.0.0"}};
  EXPECT_EQ(status("", "GET", "/storage/v1/b"), 200);
  EXPECT_EQ(status(lane, "GET", "/storage/v1/b"), 404);
  EXPECT_EQ(status(lane, "OPTIONS", "/files", tus), 200);
  EXPECT_EQ(status(lane, "GET", "/v1/mediaItems"), status("", "GET", "/v1/mediaItems"));
  EXPECT_EQ(status(lane, "GET", "/.well-known/openid-configuration"), 200);
}

TEST(SpokenProtocols, AnswerForThoseThatAreNotInNoForeignForm) {
  Options options;
  options.protocols = {"gcs-xml"};
  GcsHouse house(std::move(options));
  const auto answer = house.request("GET", "/storage/v1/b/none/o");
  EXPECT_EQ(answer.status, 404);
  EXPECT_NE(answer.body.find("<Error>"), std::string::npos) << answer.body;
}

TEST(GivenSettings, ThatNobodyHasAreMistakesWithTheirPlace) {
  const GcsHouse house;
  const auto check = [&](const std::string& given) {
    return json_of(house.request("POST", "/_emu/v1/check",
                                 R"({"scenario":"s","given":)" + given + "}"));
  };
  EXPECT_TRUE(check(R"({"photos":{"granularity":"1 MiB","batch_base_url":true}})")["ok"]);
  EXPECT_TRUE(check(R"({"resumablejs":{"absent_status":404}})")["ok"]);
  const std::pair<const char*, const char*> wrong[] = {
      {R"({"photos":{"granularty":3}})", "/given/photos/granularty"},
      {R"({"photos":{"granularity":"much"}})", "/given/photos/granularity"},
      {R"({"resumablejs":{"absent_status":999}})", "/given/resumablejs/absent_status"}};
  for (const auto& [given, pointer] : wrong) {
    const auto told = check(given);
    EXPECT_FALSE(told["ok"]) << given;
    EXPECT_EQ(told["diagnostics"][0]["pointer"], pointer);
    EXPECT_FALSE(told["diagnostics"][0]["message"].get<std::string>().empty());
  }
}

}  // namespace
}  // namespace resumulator::testing_support
