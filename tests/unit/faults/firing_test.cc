// How often a rule fires: each frequency key on its own, then together. Method: count the matches
// of one scope key by hand.
#include "faults/firing.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace resumulator {
namespace {

/// "x" for a match that fires, "." for one that does not.
std::string pattern_of(const Rule& rule, int matches, std::uint64_t seed = 7) {
  Counters counters;
  std::string out;
  for (int i = 0; i < matches; ++i) {
    const Firing firing = peek(rule, counters, seed, "lane/rule/");
    out += firing.fires ? 'x' : '.';
    count(firing, counters);
  }
  return out;
}

TEST(Firing, HappensOnceUnlessToldOtherwise) { EXPECT_EQ(pattern_of({}, 4), "x..."); }

TEST(Firing, LetsSkippedMatchesGoByFirst) {
  Rule rule;
  rule.skip = 2;
  EXPECT_EQ(pattern_of(rule, 5), "..x..");
}

TEST(Firing, TakesEveryKthMatch) {
  Rule rule;
  rule.every = 3;
  rule.times.reset();
  EXPECT_EQ(pattern_of(rule, 7), "..x..x.");
}

TEST(Firing, CountsEveryFromTheFirstMatchThatIsNotSkipped) {
  Rule rule;
  rule.skip = 1;
  rule.every = 2;
  rule.times = 2;
  EXPECT_EQ(pattern_of(rule, 8), "..x.x...");
}

TEST(Firing, TakesStepsInOrderAndThenPasses) {
  Rule rule;
  rule.steps = {{{"reset", "null"}}, {{"close", "null"}}};
  rule.times = 2;
  EXPECT_EQ(pattern_of(rule, 4), "xx..");
}

TEST(Firing, RepeatsStepsWhereAsked) {
  Rule rule;
  rule.steps = {{{"reset", "null"}}, {{"close", "null"}}};
  rule.times.reset();
  rule.then = Then::kRepeat;
  Counters counters;
  std::vector<std::size_t> steps;
  for (int i = 0; i < 5; ++i) {
    const Firing firing = peek(rule, counters, 1, "s");
    steps.push_back(firing.step);
    count(firing, counters);
  }
  EXPECT_EQ(steps, (std::vector<std::size_t>{0, 1, 0, 1, 0}));
}

TEST(Firing, StaysOnTheLastStepWhereAsked) {
  Rule rule;
  rule.steps = {{{"reset", "null"}}, {{"close", "null"}}};
  rule.times.reset();
  rule.then = Then::kLast;
  Counters counters;
  for (int i = 0; i < 4; ++i) count(peek(rule, counters, 1, "s"), counters);
  EXPECT_EQ(peek(rule, counters, 1, "s").step, 1U);
}

TEST(Firing, NeverMoreThanTwoInARowByChance) {
  Rule rule;
  rule.chance = 0.95;
  rule.times.reset();
  EXPECT_EQ(pattern_of(rule, 400).find("xxx"), std::string::npos);
}

TEST(Firing, BoundsARowAlsoWithoutChance) {
  Rule rule;
  rule.times.reset();
  rule.max_in_a_row = 3;
  EXPECT_EQ(pattern_of(rule, 9), "xxx.xxx.x");
}

TEST(Firing, MayFireWithoutBoundByChanceWhereAsked) {
  Rule rule;
  rule.chance = 1.0;
  rule.max_in_a_row = 100;
  rule.times.reset();
  EXPECT_EQ(pattern_of(rule, 5), "xxxxx");
}

TEST(Firing, PassesAfterTheLastStepEvenWithoutLimit) {
  Rule rule;
  rule.steps = {{{"reset", "null"}}, {{"close", "null"}}};
  rule.times.reset();
  EXPECT_EQ(pattern_of(rule, 4), "xx..");
}

TEST(Firing, AStepIsTakenOnlyWhenTheRuleFires) {
  Rule rule;
  rule.steps = {{{"reset", "null"}}, {{"close", "null"}}};
  rule.times = 2;
  rule.every = 2;
  Counters counters;
  std::string steps;
  for (int i = 0; i < 4; ++i) {
    const Firing firing = peek(rule, counters, 1, "s");
    steps += firing.fires ? std::to_string(firing.step) : "-";
    count(firing, counters);
  }
  EXPECT_EQ(steps, "-0-1");
}

TEST(Firing, NotesTheDrawThatDecided) {
  Rule rule;
  rule.chance = 0.5;
  const Firing firing = peek(rule, {}, 1, "s");
  ASSERT_TRUE(firing.draw);
  EXPECT_EQ(firing.fires, *firing.draw < 0.5);
  EXPECT_FALSE(peek(Rule{}, {}, 1, "s").draw);
}

TEST(Firing, DrawsTheSameForTheSameSeedAndOtherwiseForAnother) {
  Rule rule;
  rule.chance = 0.5;
  rule.times.reset();
  EXPECT_EQ(pattern_of(rule, 64, 1), pattern_of(rule, 64, 1));
  EXPECT_NE(pattern_of(rule, 64, 1), pattern_of(rule, 64, 2));
}

}  // namespace
}  // namespace resumulator
