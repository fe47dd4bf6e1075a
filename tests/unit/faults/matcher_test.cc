// `when`: each condition alone, then together; what of a request that failed is told.
#include "faults/matcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace resumulator {
namespace {

using testing::HasSubstr;

const HeaderList kHeaders = {{"X-Goog-Hash", "crc32c=AAAAAA=="}, {"Accept", "*/*"}};
const std::vector<std::pair<std::string, std::string>> kQuery = {{"uploadType", "resumable"}};

ExchangeView chunk() {
  ExchangeView view;
  view.protocol = "gcs-json";
  view.operation = Operation::kAppend;
  view.session = 2;
  view.bucket = "photos";
  view.object = "2030/a.raw";
  view.claimed = ClaimedRange{1000, 2000, std::nullopt};
  view.body_length = 1000;
  view.persisted = 1000;
  view.headers = &kHeaders;
  view.query = &kQuery;
  view.lane = "main";
  view.connection_request = 2;
  view.clock_since_start = std::chrono::hours(2);
  return view;
}

bool fits(const Matcher& when, const ExchangeView& view = chunk()) {
  return !mismatch(when, view, false);
}

TEST(Matcher, WithoutConditionsFitsEverything) {
  EXPECT_TRUE(fits({}));
  EXPECT_TRUE(fits({}, ExchangeView{}));
}

TEST(Matcher, HoldsOperationAndProtocolAgainstTheirLists) {
  Matcher when;
  when.operations = {Operation::kQuery, Operation::kAppend};
  when.protocols = {"gcs-xml", "gcs-json"};
  EXPECT_TRUE(fits(when));
  when.operations = {Operation::kQuery};
  EXPECT_FALSE(fits(when));
  when.operations.clear();
  when.protocols = {"tus"};
  EXPECT_FALSE(fits(when));
}

TEST(Matcher, CoversIsHalfOpenAtTheEndOfTheBody) {
  Matcher when;
  for (const auto& [byte, wanted] :
       {std::pair{999U, false}, {1000U, true}, {1999U, true}, {2000U, false}}) {
    when.covers = byte;
    EXPECT_EQ(fits(when), wanted) << byte;
  }
}

TEST(Matcher, TakesTheLengthOfTheBodyWhereNoRangeSaysMore) {
  Matcher when;
  when.length = NumberRange{1000, 1000};
  EXPECT_TRUE(fits(when));
  ExchangeView open = chunk();
  open.claimed = ClaimedRange{1000, std::nullopt, std::nullopt};
  EXPECT_TRUE(fits(when, open));
  open.body_length.reset();
  EXPECT_FALSE(fits(when, open)) << "of unknown length";
  when.length.reset();
  when.covers = 1 << 30;
  EXPECT_TRUE(fits(when, open)) << "an open body may carry any byte";
}

TEST(Matcher, OnlyRequestsWithBytesCarryAnything) {
  Matcher when;
  when.covers = 0;
  ExchangeView query = chunk();
  query.operation = Operation::kQuery;
  query.claimed.reset();
  EXPECT_FALSE(fits(when, query));
  ExchangeView simple = query;
  simple.operation = Operation::kSimple;
  EXPECT_TRUE(fits(when, simple));
}

TEST(Matcher, HoldsOffsetPersistedSessionAndFinal) {
  Matcher when;
  when.offset = NumberRange{1000, 1000};
  when.persisted = NumberRange{512, UINT64_MAX};
  when.session = NumberRange{2, 2};
  when.final = false;
  EXPECT_TRUE(fits(when));
  for (const auto& change :
       std::initializer_list<void (*)(Matcher&)>{[](Matcher& m) {
                                                   m.offset = NumberRange{0, 999};
                                                 },
                                                 [](Matcher& m) {
                                                   m.persisted = NumberRange{0, 999};
                                                 },
                                                 [](Matcher& m) {
                                                   m.session = NumberRange{1, 1};
                                                 },
                                                 [](Matcher& m) { m.final = true; }}) {
    Matcher other = when;
    change(other);
    EXPECT_FALSE(fits(other));
  }
}

TEST(Matcher, ARequestWithoutSessionHasNoOrdinal) {
  Matcher when;
  when.session = NumberRange{0, UINT64_MAX};
  ExchangeView list = chunk();
  list.session = 0;
  list.persisted.reset();
  EXPECT_FALSE(fits(when, list));
  when.session.reset();
  when.persisted = NumberRange{0, UINT64_MAX};
  EXPECT_FALSE(fits(when, list));
}

TEST(Matcher, HoldsNamesAgainstGlobs) {
  Matcher when;
  when.bucket = GlobPattern("ph*");
  when.object = GlobPattern("2030/*.{raw,jpg}");
  when.lane = GlobPattern("ma??");
  EXPECT_TRUE(fits(when));
  when.object = GlobPattern("*.raw");
  EXPECT_FALSE(fits(when)) << "one star stays within a segment";
  when.object = GlobPattern("**.raw");
  EXPECT_TRUE(fits(when));
}

TEST(GlobPattern, AgreesWithItsGlobWhateverFollowsTheLastMark) {
  const char* const kPatterns[] = {"*.raw", "a",    "{a,b}.raw", "{a,b}",
                                   "[ab]c", "a\\*", "a\\*b",     "**/b.raw",
                                   "?",     "*",    "",          "a{b,c{d,e}}f"};
  const char* const kNames[] = {"a.raw", "b.raw",   "a", "b",   "ac",   "bc",   "a*",
                                "a*b",   "x/b.raw", "",  "abf", "acdf", "acef", "raw"};
  for (const char* pattern : kPatterns) {
    const auto glob = Glob::parse(pattern);
    ASSERT_TRUE(glob) << pattern;
    for (const char* name : kNames)
      EXPECT_EQ(GlobPattern(pattern).matches(name), glob->matches(name)) << pattern << " " << name;
  }
}

TEST(Matcher, HoldsHeadersWithoutCaseAndKnowsAbsenceFromPresence) {
  Matcher when;
  when.header["x-goog-HASH"] = GlobPattern("crc32c=*");
  when.header["accept"] = GlobPattern("*");
  when.header["range"] = std::nullopt;
  when.query["uploadType"] = GlobPattern("resumable");
  EXPECT_TRUE(fits(when));
  when.header["range"] = GlobPattern("*");
  EXPECT_FALSE(fits(when)) << "\"*\" wants it present";
  when.header.erase("range");
  when.header["accept"] = std::nullopt;
  EXPECT_FALSE(fits(when)) << "null wants it absent";
}

TEST(Matcher, HoldsTheConnectionAndTheClock) {
  Matcher when;
  when.connection_reused = true;
  when.connection_request = NumberRange{2, 3};
  when.clock = std::pair(Duration(std::chrono::hours(1)), Duration(std::chrono::hours(2)));
  EXPECT_TRUE(fits(when));
  ExchangeView fresh = chunk();
  fresh.connection_request = 1;
  EXPECT_FALSE(fits(when, fresh));
  ExchangeView late = chunk();
  late.clock_since_start = std::chrono::hours(3);
  EXPECT_FALSE(fits(when, late));
}

TEST(Matcher, AnyOfWantsOneAndNotWantsNone) {
  Matcher append, query, when;
  append.operations = {Operation::kAppend};
  query.operations = {Operation::kQuery};
  when.any_of = {query, append};
  EXPECT_TRUE(fits(when));
  when.any_of = {query};
  EXPECT_FALSE(fits(when));
  when.any_of.clear();
  when.none_of = {query};
  EXPECT_TRUE(fits(when));
  when.none_of = {append};
  EXPECT_FALSE(fits(when));
}

TEST(Mismatch, TellsTheFirstConditionThatFailedAndHowManyHeld) {
  Matcher when;
  when.operations = {Operation::kAppend};
  when.protocols = {"gcs-json"};
  when.covers = 8 << 20;
  const auto miss = mismatch(when, chunk(), true);
  ASSERT_TRUE(miss);
  EXPECT_EQ(miss->held, 2);
  EXPECT_THAT(miss->condition, HasSubstr("covers: 8388608; the request carries [1000,2000)"));
  EXPECT_EQ(mismatch(when, chunk(), false)->condition, "");
}

TEST(Mismatch, HasWordsForEveryCondition) {
  const auto words = [](const std::function<void(Matcher&)>& set) {
    Matcher when;
    set(when);
    return mismatch(when, chunk(), true)->condition;
  };
  EXPECT_THAT(words([](Matcher& m) { m.operations = {Operation::kQuery}; }), HasSubstr("append"));
  EXPECT_THAT(words([](Matcher& m) { m.protocols = {"tus"}; }), HasSubstr("gcs-json"));
  EXPECT_THAT(words([](Matcher& m) { m.session = NumberRange{1, 1}; }), HasSubstr("session 2"));
  EXPECT_THAT(words([](Matcher& m) {
                m.offset = NumberRange{5, UINT64_MAX / 2};
                m.offset->first = 5000;
              }),
              HasSubstr("[1000,2000)"));
  EXPECT_THAT(words([](Matcher& m) { m.length = NumberRange{1, 5}; }), HasSubstr("length: 1..5"));
  EXPECT_THAT(words([](Matcher& m) { m.persisted = NumberRange{0, 5}; }), HasSubstr("1000 bytes"));
  EXPECT_THAT(words([](Matcher& m) { m.final = true; }), HasSubstr("final: true"));
  EXPECT_THAT(words([](Matcher& m) { m.bucket = GlobPattern("x"); }), HasSubstr("\"photos\""));
  EXPECT_THAT(words([](Matcher& m) { m.object = GlobPattern("x"); }), HasSubstr("2030/a.raw"));
  EXPECT_THAT(words([](Matcher& m) { m.lane = GlobPattern("x"); }), HasSubstr("lane: x"));
  EXPECT_THAT(words([](Matcher& m) { m.header["a"] = GlobPattern("b"); }), HasSubstr("header"));
  EXPECT_THAT(words([](Matcher& m) { m.query["a"] = GlobPattern("b"); }), HasSubstr("query"));
  EXPECT_THAT(words([](Matcher& m) { m.connection_reused = false; }), HasSubstr("it was reused"));
  EXPECT_THAT(words([](Matcher& m) {
                m.connection_request = NumberRange{1, 1};
              }),
              HasSubstr("connection: 1"));
  EXPECT_THAT(words([](Matcher& m) { m.clock = std::pair(Duration(0), Duration(1)); }),
              HasSubstr("clock"));
  EXPECT_THAT(words([](Matcher& m) {
                m.any_of = {m};
                m.any_of[0].final = true;
              }),
              HasSubstr("any_of"));
  EXPECT_THAT(words([](Matcher& m) { m.none_of = {Matcher{}}; }), HasSubstr("not"));
}

}  // namespace
}  // namespace resumulator
