// Each kind of scalar as a table: what it means, or that it is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/load.h"

namespace resumulator {
namespace {

using testing::HasSubstr;

Loaded load(const std::string& text) { return load_scenario(text, "f.json"); }

/// The one rule of a file, with `body` as its members.
Rule rule_of(const std::string& body) {
  const std::string text = R"({"scenario":"s","rules":[{)" + body + "}]}";
  const Loaded loaded = load(text);
  EXPECT_TRUE(loaded.ok()) << text << "\n" << render(loaded.diagnostics.at(0), text);
  return loaded.ok() ? loaded.cases.at(0).rules.at(0) : Rule{};
}
Matcher when(const std::string& members) {
  return rule_of(R"("do":"reset","when":{)" + members + "}").when;
}
/// The sentence a refused value gets.
std::string refusal(const std::string& rule) {
  const Loaded loaded = load(R"({"scenario":"s","rules":[{)" + rule + "}]}");
  return loaded.diagnostics.empty() ? "" : loaded.diagnostics[0].message;
}

TEST(Size, IsBytesOrANumberWithAUnit) {
  const std::pair<const char*, std::uint64_t> kSizes[] = {
      {"262144", 262144},        {"\"256 KiB\"", 262144},
      {"\"1.5 MiB\"", 1572864},  {"\"10 kB\"", 10000},
      {"\"1 GiB\"", 1073741824}, {"\"7\"", 7},
      {"\"100KiB\"", 102400},    {"0", 0},
      {"\"2 MB\"", 2000000},     {"\"1 GB\"", 1000000000},
      {"\"12 B\"", 12}};
  for (const auto& [written, bytes] : kSizes)
    EXPECT_EQ(when("\"covers\":" + std::string(written)).covers, bytes) << written;
  for (const char* wrong : {"\"\"", "\"KiB\"", "-1", "1.5", "\"1 kib\"", "\"1 PiB\"", "true",
                            "\"0x10\"", "\"1e3\"", "\" 1\"", "\"1 KiB \"", "null"}) {
    EXPECT_THAT(refusal(R"("do":"reset","when":{"covers":)" + std::string(wrong) + "}"),
                HasSubstr("256 KiB"))
        << wrong;
  }
}

TEST(Duration, AlwaysHasAUnit) {
  const auto heal = [](const std::string& written) {
    const Loaded loaded = load(R"({"scenario":"s","heal":{"after":)" + written + "}}");
    return loaded.ok() ? loaded.cases.at(0).heal->after : std::nullopt;
  };
  EXPECT_EQ(heal("\"250ms\""), std::chrono::milliseconds(250));
  EXPECT_EQ(heal("\"30s\""), std::chrono::seconds(30));
  EXPECT_EQ(heal("\"5m\""), std::chrono::minutes(5));
  EXPECT_EQ(heal("\"2h\""), std::chrono::hours(2));
  EXPECT_EQ(heal("\"7d\""), std::chrono::hours(168));
  EXPECT_EQ(heal("\"1.5s\""), std::chrono::milliseconds(1500));
  for (const char* wrong :
       {"5", "\"5\"", "\"\"", "\"s\"", "\"-1s\"", "\"5 sec\"", "\"5ns\"", "true"})
    EXPECT_FALSE(heal(wrong)) << wrong;
}

TEST(Range, IsExactOrInclusiveAndMayBeOpen) {
  EXPECT_EQ(when(R"("nth":2)").nth, (NumberRange{2, 2}));
  EXPECT_EQ(when(R"("nth":"2..")").nth, (NumberRange{2, UINT64_MAX}));
  EXPECT_EQ(when(R"("nth":"..4")").nth, (NumberRange{0, 4}));
  EXPECT_EQ(when(R"("nth":"1..3")").nth, (NumberRange{1, 3}));
  EXPECT_EQ(when(R"("length":"1 MiB..2 MiB")").length, (NumberRange{1 << 20, 2 << 20}));
  EXPECT_EQ(when(R"("persisted":0)").persisted, (NumberRange{0, 0}));
  for (const char* wrong : {"0", "-1", "1.5", "\"..\"", "\"3..1\"", "\"a..b\"", "\"1-3\"", "\"\"",
                            "\"1..2..3\"", "true", "[1]"}) {
    EXPECT_THAT(refusal(R"("do":"reset","when":{"nth":)" + std::string(wrong) + "}"),
                HasSubstr("a range is written"))
        << wrong;
  }
}

TEST(DurationRange, IsOpenAtEitherEnd) {
  EXPECT_EQ(when(R"("clock":"7d..")").clock,
            std::pair(Duration(std::chrono::hours(168)), Duration::max()));
  EXPECT_EQ(when(R"("clock":"..30s")").clock,
            std::pair(Duration(0), Duration(std::chrono::seconds(30))));
  for (const char* wrong : {"\"7d\"", "7", "\"2h..1h\"", "\"1..2\""}) {
    EXPECT_THAT(refusal(R"("do":"reset","when":{"clock":)" + std::string(wrong) + "}"),
                HasSubstr("\"1h..2h\""))
        << wrong;
  }
}

TEST(Globs, AreRefusedWithThePlaceWhereTheyBreak) {
  EXPECT_TRUE(when(R"("object":"photos/**/*.{raw,jpg}")").object.matches("photos/1/2/a.raw"));
  EXPECT_THAT(refusal(R"("do":"reset","when":{"object":"a{b"})"), HasSubstr("is no glob"));
  EXPECT_THAT(refusal(R"("do":"reset","when":{"object":5})"), HasSubstr("text in quotes"));
}

TEST(Status, IsANumberOrAClass) {
  const auto after = [](const std::string& written) {
    const Loaded loaded =
        load(R"({"scenario":"s","expect":[{"gives_up":{"after":)" + written + "}}]}");
    return loaded.ok() ? std::get<CheckGivesUp>(loaded.cases.at(0).expect.at(0).check).after
                       : std::vector<StatusRange>{};
  };
  EXPECT_TRUE(after("503").at(0).holds(503));
  EXPECT_FALSE(after("503").at(0).holds(504));
  EXPECT_TRUE(after("[400,\"5xx\"]").at(1).holds(599));
  for (const char* wrong : {"99", "600", "\"6xx\"", "\"0xx\"", "\"503\"", "\"5x\"", "5.5", "null"})
    EXPECT_TRUE(after(wrong).empty()) << wrong;
}

TEST(Points, AreWordsSomeWithASize) {
  const std::pair<const char*, Point> kPoints[] = {
      {"accept", {Point::Kind::kAccept, 0}},
      {"headers", {Point::Kind::kHeaders, 0}},
      {"body", {Point::Kind::kBody, 0}},
      {"body:0", {Point::Kind::kBodyByte, 0}},
      {"body:100 KiB", {Point::Kind::kBodyByte, 102400}},
      {"object:8 MiB", {Point::Kind::kObjectByte, 8 << 20}},
      {"stored", {Point::Kind::kStored, 0}},
      {"answer:12", {Point::Kind::kAnswerByte, 12}},
      {"answered", {Point::Kind::kAnswered, 0}}};
  for (const auto& [written, point] : kPoints)
    EXPECT_EQ(rule_of(R"("do":"reset","at":")" + std::string(written) + "\"").at, point) << written;
  EXPECT_EQ(rule_of(R"("do":"reset")").at, (Point{Point::Kind::kHeaders, 0})) << "the default";
  for (const char* wrong : {"headers:1", "body:x", "object", "object:", "stored:5", "", "Body"})
    EXPECT_THAT(refusal(R"("do":"reset","at":")" + std::string(wrong) + "\""),
                HasSubstr("unknown point"))
        << wrong;
}

TEST(Keep, IsAWordASizeOrAShare) {
  const std::pair<const char*, Keep> kKeeps[] = {{"\"received\"", {Keep::Kind::kReceived, 0, 0}},
                                                 {"\"aligned\"", {Keep::Kind::kAligned, 0, 0}},
                                                 {"\"nothing\"", {Keep::Kind::kNothing, 0, 0}},
                                                 {"\"512 KiB\"", {Keep::Kind::kBytes, 524288, 0}},
                                                 {"7", {Keep::Kind::kBytes, 7, 0}},
                                                 {"\"60%\"", {Keep::Kind::kShare, 0, 60}},
                                                 {"\"12.5%\"", {Keep::Kind::kShare, 0, 12.5}},
                                                 {"\"100%\"", {Keep::Kind::kShare, 0, 100}}};
  for (const auto& [written, keep] : kKeeps)
    EXPECT_EQ(rule_of("\"keep\":" + std::string(written)).keep, keep) << written;
  for (const char* wrong : {"\"101%\"", "\"-1%\"", "\"%\"", "\"1e1%\"", "\"all\"", "null", "-5"})
    EXPECT_NE(refusal("\"keep\":" + std::string(wrong)), "") << wrong;
}

TEST(Time, IsRfc3339) {
  const Loaded loaded = load(R"({"scenario":"s","given":{"clock":"2030-01-01T00:00:00Z"}})");
  EXPECT_TRUE(loaded.cases.at(0).given.clock.has_value());
  EXPECT_FALSE(load(R"({"scenario":"s","given":{"clock":"2030-01-01"}})").ok());
  EXPECT_FALSE(load(R"({"scenario":"s","given":{"clock":0}})").ok());
}

TEST(Connection, IsAWordOrThePlaceOfTheRequest) {
  EXPECT_EQ(when(R"("connection":"new")").connection_reused, false);
  EXPECT_EQ(when(R"("connection":"reused")").connection_reused, true);
  EXPECT_EQ(when(R"("connection":"2..")").connection_request, (NumberRange{2, UINT64_MAX}));
  EXPECT_THAT(refusal(R"("do":"reset","when":{"connection":"old"})"), HasSubstr("new, reused"));
}

}  // namespace
}  // namespace resumulator
