// What an entry of the journal says of the rules it met and of the way its request came.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/wire/exchange_json.h"
#include "support/lane_house.h"

namespace resumulator::testing_support {
namespace {

using nlohmann::json;

/// The generation of the last entry and of the rules of now: the request that made it was the last.
int generation(const LaneHouse& house, const std::string& lane = "main") {
  const auto list =
      house.done("GET", "/lanes/" + lane + "/journal?order=desc&limit=1")["exchanges"];
  const int last = list.at(0).value("generation", 0);
  EXPECT_EQ(house.done("GET", "/lanes/" + lane + "/scenario")["generation"], last);
  return last;
}

TEST(JournalGeneration, GrowsWithEveryChangeOfTheRules) {
  LaneHouse house;
  const auto after = [&] {
    house.lookup("", "x");
    return generation(house);
  };
  EXPECT_EQ(after(), 1);
  EXPECT_EQ(after(), 1) << "nothing has changed";
  house.done("POST", "/lanes/main/rules", R"({"name":"r","when":{"object":"y"},"do":"reset"})");
  EXPECT_EQ(after(), 2);
  EXPECT_EQ(house.admin("POST", "/lanes/main/rules", R"({"name":"r","do":"reset"})").status, 409);
  EXPECT_EQ(after(), 2);
  house.done("PUT", "/lanes/main/scenario?builtin=answer-lost");
  EXPECT_EQ(after(), 3);
  house.done("PUT", "/lanes/main/scenario?builtin=answer-lost&counters=reset");
  EXPECT_EQ(after(), 4);
  house.done("POST", "/lanes/main/reset", R"({"counters":true})");
  EXPECT_EQ(after(), 4) << "the same rules, counted anew";
  house.done("DELETE", "/lanes/main/scenario");
  EXPECT_EQ(after(), 5);
  house.done("POST", "/lanes/main/reset");
  EXPECT_EQ(after(), 5) << "an empty journal is no way back to an earlier number";
}

TEST(JournalGeneration, IsALanesOwn) {
  LaneHouse house;
  house.done("POST", "/lanes", R"({"name":"a"})");
  house.done("POST", "/lanes/a/rules", R"({"name":"r","when":{"object":"y"},"do":"reset"})");
  house.lookup("/_emu/lane/a", "x");
  house.lookup("", "x");
  EXPECT_EQ(generation(house, "a"), 2);
  EXPECT_EQ(generation(house), 1);
}

TEST(JournalGeneration, IsNotTheObjectsAndIsReadBack) {
  LaneHouse house;
  house.done("POST", "/lanes/main/rules", R"({"name":"r","when":{"object":"y"},"do":"reset"})");
  house.upload("", "o");
  const auto lines = house.admin("GET", "/lanes/main/journal?format=ndjson").body;
  const auto back = journal_from_json(lines);
  ASSERT_TRUE(back) << back.error().text;
  ASSERT_EQ(back->size(), 1U);
  EXPECT_EQ(back->at(0).rules_generation, 2U);
  EXPECT_EQ(back->at(0).generation, house.server.object("b", "o")->generation);
  EXPECT_EQ(json::parse(lines)["object_generation"], back->at(0).generation);
}

TEST(JournalGeneration, IsThereOfHeadsThatWereRefused) {
  LaneHouse house;
  EXPECT_EQ(RawClient(house.server.port()).ask("BAD\r\n\r\n").status, 400);
  EXPECT_EQ(generation(house), 1);
}

}  // namespace
}  // namespace resumulator::testing_support
