// Which rule wins: order, priority, shadowing, shaping, phases, healing, hot reload. Method:
// requests are made up views.
#include "faults/rule_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
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

TEST(RuleSet, CountsItsGenerationOnFromWhereItIsTold) {
  RuleSet before({rule("a", "reset")}, std::nullopt, 1, "main", 7);
  EXPECT_EQ(before.generation(), 7U);
  RuleSet after({}, std::nullopt, 1, "main");
  EXPECT_EQ(after.generation(), 1U);
  after.take_counters(before);
  EXPECT_EQ(after.generation(), 8U);
  EXPECT_FALSE(after.remove("a")) << "not there";
  EXPECT_EQ(after.generation(), 8U);
}

TEST(RuleSet, NamesTheNearestMissOfARuleThatNeverFired) {
  Rule far = rule("far", "reset");
  far.when.operations = {Operation::kAppend};
  far.when.covers = 8 << 20;
  RuleSet set({far}, std::nullopt, 1, "main");
  (void)meet(set);
  EXPECT_THAT(set.facts()[0].nearest, testing::HasSubstr("covers: 8388608"));
}

TEST(RuleSet, CountsEachConnectionSessionAndLaneOnItsOwn) {
  const auto fires_for = [](Scope scope, const std::function<void(ExchangeView&)>& change) {
    Rule each = rule("each", "reset");
    each.per = scope;
    RuleSet set({each}, std::nullopt, 1, "main");
    ExchangeView other = chunk();
    change(other);
    (void)meet(set);
    return meet(set, other).effects.decision.has_value();
  };
  EXPECT_TRUE(fires_for(Scope::kSession, [](ExchangeView& view) { view.session = 2; }));
  EXPECT_FALSE(fires_for(Scope::kSession, [](ExchangeView& view) { view.connection = 9; }));
  EXPECT_TRUE(fires_for(Scope::kConnection, [](ExchangeView& view) { view.connection = 9; }));
  EXPECT_TRUE(fires_for(Scope::kObject, [](ExchangeView& view) { view.bucket = "c"; }));
  EXPECT_FALSE(fires_for(Scope::kLane, [](ExchangeView& view) { view.session = 2; }));
}

TEST(RuleSet, TakesItsStepsOneByOne) {
  Rule steps = rule("steps", "");
  steps.actions.clear();
  steps.steps = {{{"answer", "503"}}, {{"pass", "null"}}, {{"reset", "null"}}};
  steps.times = 3;
  RuleSet set({steps}, std::nullopt, 1, "main");
  EXPECT_EQ(meet(set).effects.decision->kind, Decision::Kind::kAnswer);
  EXPECT_EQ(meet(set).effects.decision->kind, Decision::Kind::kPass);
  EXPECT_EQ(meet(set).effects.decision->kind, Decision::Kind::kReset);
  EXPECT_FALSE(meet(set).effects.decision);
}

TEST(RuleSet, APassEndsTheSearchForARuleThatDecides) {
  RuleSet set({rule("pass", "pass"), rule("reset", "reset")}, std::nullopt, 1, "main");
  const Outcome first = meet(set);
  EXPECT_EQ(first.effects.decision->kind, Decision::Kind::kPass);
  EXPECT_THAT(first.shadowed, testing::ElementsAre("reset"));
}

TEST(RuleSet, OneRuleMayShapeAndDecideAtOnce) {
  Rule both = rule("both", "stall", "\"5s\"");
  both.actions.push_back({"reset", "null"});
  both.keep = Keep{Keep::Kind::kBytes, 100, 0};
  both.drain = true;
  RuleSet set({both}, std::nullopt, 1, "main");
  const Outcome outcome = meet(set);
  EXPECT_EQ(outcome.effects.wait, std::chrono::seconds(5));
  EXPECT_EQ(outcome.effects.decision->kind, Decision::Kind::kReset);
  EXPECT_EQ(outcome.keep->bytes, 100U);
  EXPECT_EQ(outcome.drain, true);
  EXPECT_EQ(outcome.fired.at(0).did, "stall for 5s, reset the connection");
}

TEST(RuleSet, KeepAloneIsAFault) {
  Rule keep = rule("keep", "");
  keep.actions.clear();
  keep.keep = Keep{Keep::Kind::kNothing, 0, 0};
  RuleSet set({keep}, std::nullopt, 1, "main");
  const Outcome outcome = meet(set);
  EXPECT_EQ(outcome.keep->kind, Keep::Kind::kNothing);
  EXPECT_FALSE(outcome.effects.decision);
  EXPECT_EQ(fired_names(outcome), "keep");
}

TEST(RuleSet, ARuleAtAcceptIsMetByConnectionsNotByRequests) {
  RuleSet set({rule("door", "reset", "null", {Point::Kind::kAccept, 0})}, std::nullopt, 1, "main");
  EXPECT_EQ(set.enter(chunk()), nullptr);
  ExchangeView connection;
  connection.at.kind = Point::Kind::kAccept;
  EXPECT_TRUE(meet(set, connection).effects.decision);
}

TEST(RuleSet, AnObjectByteBelongsToTheRequestThatBringsIt) {
  RuleSet set({rule("at", "reset", "null", {Point::Kind::kObjectByte, 1000})}, std::nullopt, 1,
              "main");
  const auto stops = [&](const ExchangeView& view) {
    const auto passage = set.enter(view);
    const auto list = passage->body_stops(view);
    passage->finish();
    return list;
  };
  EXPECT_EQ(stops(chunk(0, 1000)).at(0).first, 1000U) << "the last byte it carries brings it";
  EXPECT_TRUE(stops(chunk(1000, 2000)).empty()) << "it was there before";
  EXPECT_TRUE(stops(chunk(0, 999)).empty());
}

TEST(RuleSet, AnswerStopsAreInOrder) {
  RuleSet set({rule("b", "reset", "null", {Point::Kind::kAnswerByte, 40}),
               rule("a", "close", "null", {Point::Kind::kAnswerByte, 10})},
              std::nullopt, 1, "main");
  const auto passage = set.enter(chunk());
  EXPECT_THAT(passage->answer_stops(chunk()), testing::ElementsAre(10U, 40U));
  passage->finish();
}

TEST(RuleSet, HealsAfterATime) {
  Rule always = rule("always", "reset");
  always.times.reset();
  RuleSet set({always}, Heal{std::nullopt, std::chrono::microseconds(0)}, 1, "main");
  EXPECT_FALSE(meet(set).effects.decision);
  EXPECT_TRUE(set.healed_at().has_value());
}

TEST(RuleSet, ArmsAndDisarmsOneRule) {
  RuleSet set({rule("a", "reset")}, std::nullopt, 1, "main");
  EXPECT_FALSE(set.add(rule("a", "close"))) << "the name is taken";
  EXPECT_TRUE(set.add(rule("b", "close")));
  EXPECT_EQ(set.generation(), 2U);
  EXPECT_TRUE(set.remove("a"));
  EXPECT_FALSE(set.remove("a"));
  EXPECT_EQ(fired_names(meet(set)), "b");
  EXPECT_TRUE(set.remove("b"));
  EXPECT_TRUE(set.empty());
  EXPECT_EQ(set.enter(chunk()), nullptr);
}

TEST(RuleSet, ARequestUnderWayKeepsItsRulesThroughTheEndOfTheSet) {
  auto set =
      std::make_unique<RuleSet>(std::vector<Rule>{rule("a", "reset")}, std::nullopt, 1, "main");
  const auto passage = set->enter(chunk());
  set.reset();
  EXPECT_TRUE(passage->reach(chunk()).effects.decision);
  passage->finish();
}

TEST(RuleSet, ARuleTakenAwayMeanwhileFiresNoMore) {
  RuleSet set({rule("a", "reset")}, std::nullopt, 1, "main");
  const auto passage = set.enter(chunk());
  EXPECT_TRUE(set.remove("a"));
  EXPECT_FALSE(passage->reach(chunk()).effects.decision);
  passage->finish();
}

TEST(RuleSet, NamesTheNearestMissAlsoOfPhaseAndNth) {
  Rule fifth = rule("fifth", "reset");
  fifth.when.nth = NumberRange{5, 5};
  Rule hurt = rule("hurt", "reset");
  hurt.when.phase = "hurt";
  RuleSet set({fifth, hurt}, std::nullopt, 1, "main");
  (void)meet(set);
  ExchangeView second = chunk();
  second.connection = 7;
  second.connection_request = 3;
  (void)meet(set, second);
  const auto facts = set.facts();
  EXPECT_THAT(facts[0].nearest, testing::HasSubstr("nth; it was number 2"));
  EXPECT_EQ(facts[0].nearest_connection, 7U);
  EXPECT_EQ(facts[0].nearest_request, 3U);
  EXPECT_THAT(facts[1].nearest, testing::HasSubstr("phase: hurt; it was start"));
}

TEST(RuleSet, SaysWhyARuleThatMatchedDidNotFire) {
  Rule far = rule("far", "reset", "null", {Point::Kind::kBodyByte, 1 << 30});
  Rule skips = rule("skips", "reset");
  skips.skip = 5;
  Rule first = rule("first", "close");
  first.times.reset();
  Rule second = rule("second", "reset");
  RuleSet set({far, skips, first, second}, std::nullopt, 1, "main");
  ExchangeView view = chunk();
  view.connection = 4;
  (void)meet(set, view);
  (void)meet(set, view);
  const auto facts = set.facts();
  EXPECT_EQ(facts[0].nearest, "matched 2 times, but its point was never reached");
  EXPECT_EQ(facts[0].nearest_connection, 4U);
  EXPECT_EQ(facts[1].nearest, "matched 2 times, but skip, every, chance or heal let it go by");
  EXPECT_EQ(facts[2].nearest, "") << "it fired";
  EXPECT_EQ(facts[3].nearest, "matched 2 times, but another rule decided");
}

TEST(RuleSet, DrawsDependOnTheRuleNotOnItsNeighbours) {
  const auto pattern = [](std::vector<Rule> rules) {
    RuleSet set(std::move(rules), std::nullopt, 42, "main");
    std::string out;
    for (int i = 0; i < 64; ++i) {
      const std::string names = fired_names(meet(set));
      out += names.find("flaky") == std::string::npos ? '.' : 'x';
    }
    return out;
  };
  Rule flaky = rule("flaky", "stall", "\"1ms\"");
  flaky.chance = 0.5;
  flaky.times.reset();
  Rule other = rule("other", "delay", "\"1ms\"");
  other.chance = 0.5;
  other.times.reset();
  EXPECT_EQ(pattern({flaky}), pattern({other, flaky}));
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
