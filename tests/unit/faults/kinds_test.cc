// Every kind of fault by itself: the parameters it takes and refuses, where it acts, what it wants,
// how it reads as a sentence.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "faults/fault.h"

namespace resumulator {
namespace {

using testing::HasSubstr;

class FixedDraws final : public Draws {
 public:
  explicit FixedDraws(double value = 0.5) : value_(value) {}
  [[nodiscard]] double unit(std::string_view /*purpose*/) const override { return value_; }

 private:
  double value_;
};

const FaultKind& kind(const std::string& word) {
  const FaultKind* found = find_fault_kind(word);
  if (found == nullptr) throw std::runtime_error("no kind " + word);
  return *found;
}

Effects effects_of(const std::string& word, const std::string& params) {
  Effects effects;
  EXPECT_TRUE(kind(word).check(params)) << word << " " << params;
  kind(word).apply(params, ExchangeView{}, FixedDraws(), effects);
  return effects;
}

struct Written {
  std::string word;
  std::string params;
  std::string says;  ///< part of the sentence, or of the refusal
};
void PrintTo(const Written& each, std::ostream* out) { *out << each.word << " " << each.params; }

class Taken : public testing::TestWithParam<Written> {};
TEST_P(Taken, IsCheckedAndExplained) {
  const Written& each = GetParam();
  const auto fits = kind(each.word).check(each.params);
  EXPECT_TRUE(fits) << fits.error().text;
  EXPECT_THAT(kind(each.word).explain(each.params), HasSubstr(each.says));
}
INSTANTIATE_TEST_SUITE_P(
    Table, Taken,
    testing::Values(
        Written{"answer", "503", "answer 503"},
        Written{"answer", R"({"status":429,"reason":"Slow","retry_after":"3s","headers":{"A":"b"},
                             "body":"x","drain":true})",
                "answer 429"},
        Written{"pass", "null", ""}, Written{"stale_answer", "null", "previous answer"},
        Written{"reset", "null", "reset"}, Written{"close", "null", "close"},
        Written{"hang", "null", "never answer"}, Written{"stall", "\"30s\"", "30s"},
        Written{"delay", "\"200ms\"", "200ms"},
        Written{"delay", R"({"median":"80ms","sigma":0.4,"max":"2s"})", "about 80ms"},
        Written{"read_rate", "\"64 KiB/s\"", "64 KiB/s"},
        Written{"write_rate", "\"1 kB/s\"", "1 kB/s"}, Written{"truncate_answer", "40", "40"},
        Written{"content_length", "\"+10\"", "+10"}, Written{"garbage", "64", "64"},
        Written{"garbage", R"({"bytes":"1 KiB","where":"chunk"})", "1 KiB"},
        Written{"forget_bytes", "\"256 KiB\"", "256 KiB"},
        Written{"hide_progress", "null", "nothing"},
        Written{"claim_bytes", "\"-5\"", "5 bytes less"}, Written{"apply_twice", "null", "twice"},
        Written{"session", "\"gone\"", "gone"}, Written{"expire_after", "\"7d\"", "7d"},
        Written{"advance_clock", "\"8d\"", "8d"},
        Written{"flip_bit", R"({"byte":1000,"bit":3})", "1000"},
        Written{"wrong_checksum", "\"md5\"", "md5"},
        Written{"header", R"({"set":{"X-A":"b"},"drop":["Date"]})", "headers"},
        Written{"interim", "\"omit\"", "omit interim"},
        Written{"interim", "\"repeat\"", "repeat interim"},
        Written{"interim", R"({"late":"1 KiB","set":{"A":"b"},"drop":["C"]})", "late"},
        Written{"interim", R"({"drop":["Location"]})", "headers of interim"},
        Written{"enter", "\"hurt\"", "hurt"}, Written{"note", "\"here\"", "here"}));

class Refused : public testing::TestWithParam<Written> {};
TEST_P(Refused, SaysWhatWouldBeRight) {
  const auto fits = kind(GetParam().word).check(GetParam().params);
  ASSERT_FALSE(fits);
  EXPECT_THAT(fits.error().text, HasSubstr(GetParam().says));
}
INSTANTIATE_TEST_SUITE_P(
    Table, Refused,
    testing::Values(
        Written{"answer", "null", "200 to 599"}, Written{"answer", "199", "200 to 599"},
        Written{"answer", "600", "200 to 599"}, Written{"answer", "{}", "200 to 599"},
        Written{"answer", R"({"status":503,"retry_after":"3"})", "retry_after"},
        Written{"answer", R"({"status":503,"reson":"x"})", "did you mean \"reason\""},
        Written{"answer", R"({"status":503,"reason":"a\nb"})", "one line"},
        Written{"answer", R"({"status":503,"headers":{"a b":"c"}})", "header field"},
        Written{"answer", R"({"status":503,"headers":{"A":"b\r\nC: d"}})", "header field"},
        Written{"answer", R"({"status":503,"body":7})", "text"},
        Written{"answer", R"({"status":503,"drain":7})", "true or false"},
        Written{"reset", "5", "takes no parameters"}, Written{"close", "{}", "takes no parameters"},
        Written{"hang", "\"x\"", "takes no parameters"},
        Written{"pass", "true", "takes no parameters"},
        Written{"stale_answer", "1", "takes no parameters"},
        Written{"hide_progress", "1", "takes no parameters"},
        Written{"apply_twice", "2", "takes no parameters"}, Written{"stall", "5", "needs a unit"},
        Written{"stall", "\"0s\"", "more than 0"}, Written{"delay", "5", "needs a unit"},
        Written{"delay", R"({"sigma":1})", "unit"},
        Written{"delay", R"({"median":"1s"})", "number"},
        Written{"delay", R"({"median":"1s","sigma":-1})", "0 to 10"},
        Written{"delay", R"({"median":"1s","sigma":1,"max":3})", "unit"},
        Written{"delay", R"({"median":"1s","sigma":1,"maxx":"1s"})", "did you mean \"max\""},
        Written{"read_rate", "\"64 KiB\"", "64 KiB/s"},
        Written{"read_rate", "\"0/s\"", "at least 1"}, Written{"write_rate", "5", "64 KiB/s"},
        Written{"truncate_answer", "\"x\"", ""}, Written{"content_length", "10", "\"+10\""},
        Written{"content_length", "\"10\"", "\"+10\""},
        Written{"garbage", "\"2 MiB\"", "at most 1 MiB"},
        Written{"garbage", R"({"bytes":1,"where":"tail"})", "status-line"},
        Written{"garbage", R"({"where":"chunk"})", "size"}, Written{"forget_bytes", "null", "size"},
        Written{"claim_bytes", "\"5\"", "\"-3\""},
        Written{"session", "\"dead\"", "forget, gone or expire"},
        Written{"expire_after", "7", "unit"}, Written{"advance_clock", "\"soon\"", "duration"},
        Written{"flip_bit", "3", "byte"}, Written{"flip_bit", R"({"bit":1})", "size"},
        Written{"flip_bit", R"({"byte":1,"bit":8})", "0 to 7"},
        Written{"wrong_checksum", "\"sha1\"", "crc32c"}, Written{"header", "[]", "set"},
        Written{"header", R"({"set":{"":"x"}})", "header field"},
        Written{"interim", "\"twice\"", "repeat"}, Written{"interim", "null", "omit"},
        Written{"interim", R"({"late":"soon"})", "size"},
        Written{"interim", R"({"early":1})", "early"},
        Written{"interim", R"({"set":{"a b":"c"}})", "header field"},
        Written{"header", R"({"drop":"Date"})", "list"}, Written{"enter", "5", "text"},
        Written{"note", "null", "text"}));

TEST(FaultKinds, EachHasAWordOfItsOwnAndActsSomewhere) {
  std::set<std::string_view> words;
  for (const auto& each : fault_kinds()) {
    EXPECT_TRUE(words.insert(each->word()).second) << each->word();
    EXPECT_EQ(find_fault_kind(each->word()), each.get());
    bool acts = false;
    for (int point = 0; point <= static_cast<int>(Point::Kind::kAnswered); ++point)
      acts = acts || each->acts_at(static_cast<Point::Kind>(point));
    EXPECT_TRUE(acts) << each->word();
  }
  EXPECT_EQ(words.size(), 26U);
  EXPECT_EQ(find_fault_kind("no such"), nullptr);
}

TEST(FaultKinds, OnlyThoseThatEndARequestOrItsAnswerDecide) {
  std::set<std::string_view> deciding;
  for (const auto& each : fault_kinds()) {
    if (each->decides()) deciding.insert(each->word());
  }
  EXPECT_THAT(deciding,
              testing::UnorderedElementsAre("answer", "pass", "stale_answer", "reset", "close",
                                            "hang", "truncate_answer", "garbage"));
}

TEST(Answer, TakesRetryAfterAsSecondsAndAsADateAndRoundsUp) {
  EXPECT_EQ(effects_of("answer", R"({"status":503,"retry_after":"1500ms"})").decision->retry_after,
            "2");
  EXPECT_EQ(effects_of("answer", R"({"status":503,"retry_after":"date:3s"})").decision->retry_after,
            "date:3");
  EXPECT_FALSE(effects_of("answer", "503").decision->retry_after);
}

TEST(Answer, ReplacesOnlyThePartsThatAreGiven) {
  const Decision plain = *effects_of("answer", "503").decision;
  EXPECT_EQ(plain.kind, Decision::Kind::kAnswer);
  EXPECT_EQ(plain.status, 503);
  EXPECT_FALSE(plain.body) << "the service's own";
  const Decision own =
      *effects_of("answer", R"({"status":400,"body":"","headers":{"A":"b"}})").decision;
  EXPECT_EQ(own.body, "");
  EXPECT_EQ(own.headers, (HeaderList{{"A", "b"}}));
}

TEST(Connection, DecisionsNameTheirKind) {
  EXPECT_EQ(effects_of("reset", "null").decision->kind, Decision::Kind::kReset);
  EXPECT_EQ(effects_of("close", "null").decision->kind, Decision::Kind::kClose);
  EXPECT_EQ(effects_of("hang", "null").decision->kind, Decision::Kind::kHang);
  EXPECT_EQ(effects_of("pass", "null").decision->kind, Decision::Kind::kPass);
  EXPECT_EQ(effects_of("stale_answer", "null").decision->kind, Decision::Kind::kStaleAnswer);
  const Decision cut = *effects_of("truncate_answer", "40").decision;
  EXPECT_EQ(cut.kind, Decision::Kind::kTruncateAnswer);
  EXPECT_EQ(cut.bytes, 40U);
  const Decision noise = *effects_of("garbage", R"({"bytes":64,"where":"header"})").decision;
  EXPECT_EQ(noise.kind, Decision::Kind::kGarbage);
  EXPECT_EQ(noise.bytes, 64U);
  EXPECT_EQ(noise.where, Decision::Where::kHeader);
}

TEST(Delay, IsItsMedianAtTheMiddleDrawAndNeverMoreThanItsMaximum) {
  EXPECT_EQ(effects_of("delay", "\"200ms\"").wait, std::chrono::milliseconds(200));
  Effects high;
  kind("delay").apply(R"({"median":"1s","sigma":3,"max":"2s"})", {}, FixedDraws(0.999), high);
  EXPECT_LE(high.wait, std::chrono::seconds(2));
  Effects none;
  kind("delay").apply(R"({"median":"80ms","sigma":0})", {}, FixedDraws(0.2), none);
  EXPECT_EQ(none.wait, std::chrono::milliseconds(80));
}

TEST(Shaping, EffectsCarryTheirValues) {
  EXPECT_EQ(effects_of("stall", "\"30s\"").wait, std::chrono::seconds(30));
  EXPECT_EQ(effects_of("read_rate", "\"64 KiB/s\"").read_bytes_per_second, 65536.0);
  EXPECT_EQ(effects_of("write_rate", "\"1 kB/s\"").write_bytes_per_second, 1000.0);
  EXPECT_EQ(effects_of("content_length", "\"-3\"").content_length_off_by, -3);
  EXPECT_EQ(effects_of("forget_bytes", "\"256 KiB\"").forget_bytes, 262144U);
  EXPECT_TRUE(effects_of("hide_progress", "null").hide_progress);
  EXPECT_EQ(effects_of("claim_bytes", "\"+262144\"").claim_bytes, 262144);
  EXPECT_TRUE(effects_of("apply_twice", "null").apply_twice);
  EXPECT_EQ(effects_of("session", "\"forget\"").session, Effects::Session::kForget);
  EXPECT_EQ(effects_of("session", "\"gone\"").session, Effects::Session::kGone);
  EXPECT_EQ(effects_of("session", "\"expire\"").session, Effects::Session::kExpire);
  EXPECT_EQ(effects_of("expire_after", "\"7d\"").expire_after, std::chrono::hours(168));
  EXPECT_EQ(effects_of("advance_clock", "\"8d\"").advance_clock, std::chrono::hours(192));
  EXPECT_EQ(effects_of("flip_bit", R"({"byte":"1 KiB"})").flip_bit,
            std::pair(std::uint64_t{1024}, 0));
  EXPECT_EQ(effects_of("wrong_checksum", "\"all\"").wrong_checksum, "all");
  EXPECT_EQ(effects_of("enter", "\"hurt\"").enter_phase, "hurt");
  EXPECT_EQ(effects_of("note", "\"here\"").note, "here");
  const Effects changed = effects_of("header", R"({"set":{"X-A":"b"},"drop":["Date"]})");
  EXPECT_EQ(changed.set_headers, (HeaderList{{"X-A", "b"}}));
  EXPECT_EQ(changed.drop_headers, std::vector<std::string>{"Date"});
  EXPECT_TRUE(effects_of("interim", "\"omit\"").interim.omit);
  EXPECT_TRUE(effects_of("interim", "\"repeat\"").interim.repeat);
  const InterimChange interim =
      effects_of("interim", R"({"late":"1 KiB","set":{"A":"b"},"drop":["C"]})").interim;
  EXPECT_EQ(interim.late, 1024U);
  EXPECT_EQ(interim.set_headers, (HeaderList{{"A", "b"}}));
  EXPECT_EQ(interim.drop_headers, std::vector<std::string>{"C"});
}

TEST(Points, RefuseWhatCannotBeAnyMore) {
  EXPECT_FALSE(kind("answer").acts_at(Point::Kind::kAccept)) << "no request to answer yet";
  EXPECT_FALSE(kind("answer").acts_at(Point::Kind::kAnswered));
  EXPECT_TRUE(kind("answer").acts_at(Point::Kind::kBodyByte));
  EXPECT_TRUE(kind("reset").acts_at(Point::Kind::kAccept));
  EXPECT_TRUE(kind("reset").acts_at(Point::Kind::kAnswerByte));
  EXPECT_FALSE(kind("read_rate").acts_at(Point::Kind::kStored)) << "nothing is read any more";
  EXPECT_TRUE(kind("truncate_answer").acts_at(Point::Kind::kStored));
  EXPECT_FALSE(kind("truncate_answer").acts_at(Point::Kind::kHeaders)) << "no answer to cut yet";
  EXPECT_TRUE(kind("forget_bytes").acts_at(Point::Kind::kAnswered));
  EXPECT_FALSE(kind("apply_twice").acts_at(Point::Kind::kBody)) << "the body has gone by";
  EXPECT_TRUE(kind("interim").acts_at(Point::Kind::kBodyByte));
  EXPECT_FALSE(kind("interim").acts_at(Point::Kind::kStored)) << "only the answer is left to send";
}

}  // namespace
}  // namespace resumulator
