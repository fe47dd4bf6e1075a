// Goal: code can say what a rule does, each time it fires, and stays a rule among the others.
#include <gtest/gtest.h>

#include <resumulator/gtest.hpp>
#include <resumulator/server.hpp>
#include <stdexcept>
#include <vector>

#include "support/gcs_house.h"

namespace resumulator::testing_support {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

/// A lane, which has the server's bucket "b", and its requests by hand.
class CustomRules : public ::testing::Test {
 protected:
  CustomRules() : lane(house.server.lane("custom")) {}

  std::string open() const {
    const std::string location =
        house.request("POST", base() + "/upload/storage/v1/b/b/o?uploadType=resumable&name=a")
            .field("Location");
    return location.substr(location.find("/_emu"));
  }
  RawAnswer chunk(const std::string& session, std::uint64_t from, std::uint64_t size) const {
    return house.put(session, std::to_string(from) + "-" + std::to_string(from + size - 1) + "/*",
                     some_bytes(size));
  }
  [[nodiscard]] std::string base() const { return "/_emu/lane/" + lane.name(); }
  [[nodiscard]] std::string did(std::size_t fault = 0) const {
    return lane.journal().back().faults.at(fault).did;
  }

  GcsHouse house;
  Lane lane;
};

TEST_F(CustomRules, SeeTheRequestAndSayWhatItMeets) {
  std::vector<Custom::Request> seen;
  std::vector<std::uint64_t> stored;
  lane.rule("odd")
      .when(append)
      .at(body(1000))
      .always()
      .keep(aligned)
      .custom([&](const Custom::Request& request, Custom::Session& session) {
        seen.push_back(request);
        stored.push_back(session.persisted().value_or(99));
        return seen.size() == 1 ? Custom::Action() : Custom::Action().answer(503, 7s);
      });
  const auto session = open();
  EXPECT_EQ(chunk(session, 0, kGranule).status, 308) << "no action: as usual";
  EXPECT_EQ(did(), "custom: nothing");
  const auto refused = chunk(session, kGranule, kGranule);
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.field("Retry-After"), "7");
  EXPECT_THAT(did(), HasSubstr("custom: answer 503"));
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(stored, (std::vector<std::uint64_t>{0, kGranule}));
  EXPECT_EQ(seen[1].operation, Operation::kAppend);
  EXPECT_EQ(seen[1].method, "PUT");
  EXPECT_EQ(seen[1].target, session.substr(base().size()));
  EXPECT_EQ(seen[1].at, "body:1000");
  EXPECT_EQ(seen[1].body_received, 1000U);
  EXPECT_EQ(seen[1].session, 1U);
  EXPECT_EQ(seen[1].bucket, "b");
  ASSERT_TRUE(seen[1].claimed);
  EXPECT_EQ(seen[1].claimed->from, kGranule);
}

TEST_F(CustomRules, FireAsOftenAsTheirRuleSays) {
  int calls = 0;
  lane.rule("second").when(append).nth(2).custom([&](const auto&, auto&) {
    ++calls;
    return Custom::Action().answer(429);
  });
  const auto session = open();
  EXPECT_EQ(chunk(session, 0, kGranule).status, 308);
  EXPECT_EQ(chunk(session, kGranule, kGranule).status, 429);
  EXPECT_EQ(chunk(session, kGranule, kGranule).status, 308);
  EXPECT_EQ(calls, 1);
}

TEST_F(CustomRules, KeepTheirPlaceAmongOthers) {
  lane.rule("first").when(append).custom([](const auto&, auto&) { return Custom::Action(); });
  lane.rule("behind").when(append).answer(503);
  const auto session = open();
  EXPECT_EQ(chunk(session, 0, kGranule).status, 308) << "who says nothing decides, too";
  EXPECT_EQ(lane.journal().back().shadowed, (std::vector<std::string>{"custom/behind"}));
  EXPECT_EQ(chunk(session, kGranule, kGranule).status, 503);
}

TEST_F(CustomRules, ChangeTheSession) {
  lane.rule("end it").when(query).custom([](const auto&, Custom::Session& session) {
    EXPECT_EQ(session.ordinal(), 1U);
    session.end("gone");
    return Custom::Action();
  });
  const auto session = open();
  EXPECT_EQ(house.ask(session).status, 410);
}

TEST_F(CustomRules, ForgetBytes) {
  lane.rule("tail").when(append).at(resumulator::stored).custom([](const auto&, auto& session) {
    session.forget_bytes(kGranule);
    return Custom::Action();
  });
  const auto session = open();
  (void)chunk(session, 0, 2 * kGranule);
  EXPECT_EQ(progress_of(house.ask(session)), "308 bytes=0-262143");
}

TEST_F(CustomRules, MayAskTheLaneWhatItLikes) {
  std::size_t known = 0;
  lane.rule("asks").when(append).custom([&](const auto&, auto&) {
    known = lane.journal().size();
    lane.arm("query=503");
    return Custom::Action();
  });
  const auto session = open();
  EXPECT_EQ(chunk(session, 0, kGranule).status, 308);
  EXPECT_EQ(known, 1U) << "the create";
  EXPECT_EQ(house.ask(session).status, 503);
}

TEST_F(CustomRules, ThatAreWrongDoNotLookWell) {
  const std::vector<std::pair<Custom::Function, std::string>> wrong = {
      {[](const auto&, auto&) -> Custom::Action { throw std::runtime_error("no idea"); },
       "no idea"},
      {[](const auto&, auto&) -> Custom::Action { throw 7; }, "no std::exception"},
      {[](const auto&, auto&) { return Custom::Action().action("anser", {"503"}); },
       "there is no action \"anser\""},
      {[](const auto&, auto&) { return Custom::Action().action("enter", {"\"x\""}); },
       "there is no action \"enter\""},
      {[](const auto&, auto&) { return Custom::Action().answer(99); }, "\"answer\": "},
      {[](const auto&, auto&) { return Custom::Action().action("stall", {"1s"}); }, "is no JSON"},
      {[](const auto&, auto&) { return Custom::Action().answer(503).reset(); },
       "more than one action"},
      {[](const auto&, auto&) { return Custom::Action().action("truncate_answer", {"9"}); },
       "cannot be at this point"},
  };
  for (const auto& [function, why] : wrong) {
    lane.rule(why).when(query).custom(function);
    EXPECT_EQ(house.ask(open()).status, 500) << why;
    EXPECT_THAT(did(), HasSubstr("custom: failed, "));
    EXPECT_THAT(did(), HasSubstr(why));
  }
}

TEST_F(CustomRules, ThatCannotBeAreRefused) {
  const Custom::Function well = [](const auto&, auto&) { return Custom::Action(); };
  EXPECT_THROW(lane.rule("none").when(query).custom(Custom::Function()), std::runtime_error);
  EXPECT_THROW(lane.rule("early").at({"accept"}).custom(well), std::runtime_error);
  EXPECT_THROW(lane.rule("two").when(query).custom(well).answer(503), std::runtime_error);
  EXPECT_EQ(lane.to_scenario(), "{\n  \"scenario\": \"custom\"\n}\n");
}

TEST_F(CustomRules, StandAsPassInAFile) {
  lane.rule("odd").when(query).custom([](const auto&, auto&) { return Custom::Action(); });
  EXPECT_THAT(lane.to_scenario(),
              HasSubstr(R"({"name":"odd","when":{"operation":"query"},"do":"pass"})"));
}

}  // namespace
}  // namespace resumulator::testing_support
