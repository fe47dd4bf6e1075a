// Which rule wins: order, priority, shadowing, shaping, phases, healing, hot reload. Method:
// requests are made up views.
#include "faults/rule_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace resumulator {
namespace {

Rule rule(std::string name, std::string word, std::string params = "null", Point at = {}) {
  Rule out;
  out.name = std::move(name);
  out.actions = {{std::move(word), std::move(params)}};
  out.at = at;
  return out;
}

ExchangeView chunk(std::uint64_t from = 0, std::uint64_t to = 1 << 20) {
  ExchangeView view;
  view.protocol = "gcs-json";
  view.operation = Operation::kAppend;
  view.session = 1;
  view.bucket = "b";
  view.object = "photos/a.raw";
  view.claimed = ClaimedRange{from, to, std::nullopt};
  view.body_length = to - from;
  view.persisted = from;
  return view;
}

/// The decision a fresh request meets at `headers`, and who was shadowed.
Outcome meet(RuleSet& set, const ExchangeView& view = chunk()) {
  const auto passage = set.enter(view);
  if (!passage) return {};
  Outcome outcome = passage->reach(view);
  passage->finish();
  return outcome;
}

std::string fired_names(const Outcome& outcome) {
  std::string out;
  for (const Fired& each : outcome.fired) out += (out.empty() ? "" : " ") + each.rule;
  return out;
}

TEST(RuleSet, AnEmptySetCostsNoPassage) {
  RuleSet set({}, std::nullopt, 1, "main");
  EXPECT_EQ(set.enter(chunk()), nullptr);
}

TEST(RuleSet, TheFirstDecidingRuleWinsAndTheNextIsShadowedWithItsCountersStill) {
  RuleSet set({rule("a", "answer", "503"), rule("b", "reset")}, std::nullopt, 1, "main");
  const Outcome first = meet(set);
  EXPECT_EQ(first.effects.decision->kind, Decision::Kind::kAnswer);
  EXPECT_THAT(first.shadowed, testing::ElementsAre("b"));
  EXPECT_EQ(meet(set).effects.decision->kind, Decision::Kind::kReset);
  EXPECT_FALSE(meet(set).effects.decision);
}

TEST(RuleSet, AHigherPriorityGoesFirst) {
  Rule late = rule("late", "reset");
  late.priority = 5;
  RuleSet set({rule("early", "answer", "503"), late}, std::nullopt, 1, "main");
  EXPECT_EQ(fired_names(meet(set)), "late");
}

TEST(RuleSet, AllShapingRulesApplyDelaysAddUpAndTheLowestRateHolds) {
  RuleSet set({rule("a", "delay", "\"200ms\""), rule("b", "stall", "\"100ms\""),
               rule("c", "read_rate", "\"64 KiB/s\""), rule("d", "read_rate", "\"32 KiB/s\"")},
              std::nullopt, 1, "main");
  const Outcome outcome = meet(set);
  EXPECT_EQ(outcome.effects.wait, std::chrono::milliseconds(300));
  EXPECT_EQ(outcome.effects.read_bytes_per_second, 32.0 * 1024);
}

TEST(RuleSet, BodyStopsAreBytesOfThisBody) {
  RuleSet set({rule("body", "reset", "null", {Point::Kind::kBodyByte, 100}),
               rule("object", "close", "null", {Point::Kind::kObjectByte, 1500})},
              std::nullopt, 1, "main");
  const ExchangeView view = chunk(1000, 2000);
  const auto passage = set.enter(view);
  const auto stops = passage->body_stops(view);
  ASSERT_EQ(stops.size(), 2U);
  EXPECT_EQ(stops[0].first, 100U);
  EXPECT_EQ(stops[1].first, 500U);
}

TEST(RuleSet, ARuleWhosePointIsNotReachedIsUnmetAndStaysArmed) {
  RuleSet set({rule("far", "reset", "null", {Point::Kind::kBodyByte, 1 << 30})}, std::nullopt, 1,
              "main");
  set.enter(chunk())->finish();
  EXPECT_EQ(set.facts()[0].unmet, 1U);
  EXPECT_EQ(set.facts()[0].fired, 0U);
}

TEST(RuleSet, NthCountsRequestsThatMeetAllOtherConditions) {
  Rule second = rule("second", "reset");
  second.when.nth = NumberRange{2, 2};
  second.when.covers = 0;
  RuleSet set({second}, std::nullopt, 1, "main");
  EXPECT_FALSE(meet(set).effects.decision);
  EXPECT_FALSE(meet(set, chunk(1 << 20, 2 << 20)).effects.decision) << "does not cover byte 0";
  EXPECT_TRUE(meet(set).effects.decision);
}

TEST(RuleSet, PhasesMakeASmallStateMachine) {
  Rule first = rule("first", "enter", "\"hurt\"");
  Rule later = rule("later", "reset");
  later.when.phase = "hurt";
  RuleSet set({first, later}, std::nullopt, 1, "main");
  EXPECT_FALSE(meet(set).effects.decision);
  EXPECT_EQ(set.phase(), "hurt");
  EXPECT_TRUE(meet(set).effects.decision);
}

TEST(RuleSet, NothingFiresOnceItIsHealed) {
  Rule always = rule("always", "reset");
  always.times.reset();
  RuleSet set({always}, Heal{2, std::nullopt}, 1, "main");
  EXPECT_TRUE(meet(set).effects.decision);
  EXPECT_TRUE(meet(set).effects.decision);
  EXPECT_FALSE(meet(set).effects.decision);
  EXPECT_TRUE(set.healed_at().has_value());
}

TEST(RuleSet, ScopesCountOnTheirOwn) {
  Rule each = rule("each", "reset");
  each.per = Scope::kObject;
  RuleSet set({each}, std::nullopt, 1, "main");
  ExchangeView other = chunk();
  other.object = "b.raw";
  EXPECT_TRUE(meet(set).effects.decision);
  EXPECT_TRUE(meet(set, other).effects.decision);
  EXPECT_FALSE(meet(set).effects.decision);
}

TEST(RuleSet, AReloadKeepsTheCountersOfRulesWithTheSameName) {
  RuleSet before({rule("a", "reset")}, std::nullopt, 1, "main");
  (void)meet(before);
  RuleSet after({rule("a", "close"), rule("b", "answer", "500")}, std::nullopt, 1, "main");
  after.take_counters(before);
  EXPECT_EQ(fired_names(meet(after)), "b");
  EXPECT_EQ(after.generation(), 2U);
}

TEST(RuleSet, NamesTheNearestMissOfARuleThatNeverFired) {
  Rule far = rule("far", "reset");
  far.when.operations = {Operation::kAppend};
  far.when.covers = 8 << 20;
  RuleSet set({far}, std::nullopt, 1, "main");
  (void)meet(set);
  EXPECT_THAT(set.facts()[0].nearest, testing::HasSubstr("covers: 8388608"));
}

TEST(RuleSet, TwoRequestsAtOnceNeverUseOneFiring) {
  Rule fifty = rule("fifty", "answer", "503");
  fifty.times = 50;
  RuleSet set({fifty}, std::nullopt, 1, "main");
  std::atomic<int> fired{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i) fired += meet(set).effects.decision ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(fired, 50);
}

}  // namespace
}  // namespace resumulator
