// Goal: times as JSON and HTTP write them, to the digit. Rules gcs.identity.*
#include "core/wire/times.h"

#include <gtest/gtest.h>

#include <limits>

namespace resumulator {
namespace {

TimePoint at(std::int64_t microseconds) { return TimePoint(Duration(microseconds)); }

TEST(Times, JsonTimesHaveThreeDigitsOfTheSecondCutNotRounded) {
  EXPECT_EQ(format_rfc3339(at(1680594142813999)), "2023-04-04T07:42:22.813Z");
  EXPECT_EQ(format_rfc3339(at(0)), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(format_rfc3339(at(-1)), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(format_rfc3339(at(951782400000000)), "2000-02-29T00:00:00.000Z");
}

TEST(Times, HttpDatesNameTheDay) {
  EXPECT_EQ(format_http_date(at(1680594142813999)), "Tue, 04 Apr 2023 07:42:22 GMT");
  EXPECT_EQ(format_http_date(at(631152000000000)), "Mon, 01 Jan 1990 00:00:00 GMT");
  EXPECT_EQ(format_http_date(at(-1)), "Wed, 31 Dec 1969 23:59:59 GMT");
}

TEST(Times, TimesPastTheYearsOfTheFormatsAreWrittenAsTheirEnds) {
  EXPECT_EQ(format_rfc3339(at(std::numeric_limits<std::int64_t>::max())),
            "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(format_rfc3339(at(std::numeric_limits<std::int64_t>::min())),
            "0001-01-01T00:00:00.000Z");
}

TEST(Times, JsonTimesAreReadWithAnyFractionAndOffset) {
  const std::pair<std::string_view, std::int64_t> table[] = {
      {"2023-04-04T07:42:22Z", 1680594142000000},
      {"2023-04-04T07:42:22.8Z", 1680594142800000},
      {"2023-04-04T07:42:22.813456Z", 1680594142813456},
      {"2023-04-04T07:42:22.8134569999Z", 1680594142813456},
      {"2023-04-04t07:42:22z", 1680594142000000},
      {"2023-04-04T09:42:22+02:00", 1680594142000000},
      {"2023-04-03T23:12:22-08:30", 1680594142000000},
      {"2023-04-04T07:42:22-00:00", 1680594142000000},
      {"2016-12-31T23:59:60Z", 1483228800000000},
      {"1969-12-31T23:59:59.5Z", -500000},
  };
  for (const auto& [text, microseconds] : table) {
    ASSERT_TRUE(parse_rfc3339(text).has_value()) << text;
    EXPECT_EQ(*parse_rfc3339(text), at(microseconds)) << text;
  }
}

TEST(Times, RejectsJsonTimesOfAnotherForm) {
  for (const std::string_view text :
       {"", "2023-04-04", "2023-04-04T07:42Z", "2023-04-04 07:42:22Z", "2023-04-04T07:42:22",
        "2023-04-04T07:42:22.Z", "2023-4-4T07:42:22Z", "2023-04-04T07:42:22+0200",
        "2023-04-04T07:42:22Zx", " 2023-04-04T07:42:22Z", "+2023-04-04T07:42:22Z",
        "2023-04-04T07:42:22,5Z", "20230404T074222Z", "2023-04-04T07:42:22+02:0"}) {
    ASSERT_FALSE(parse_rfc3339(text).has_value()) << text;
    EXPECT_EQ(parse_rfc3339(text).error().kind, ErrorKind::kMalformed) << text;
  }
}

TEST(Times, RejectsDatesAndHoursThatDoNotExist) {
  for (const std::string_view text :
       {"2023-02-29T00:00:00Z", "2023-13-01T00:00:00Z", "2023-00-01T00:00:00Z",
        "2023-01-00T00:00:00Z", "2023-04-31T00:00:00Z", "2023-01-01T24:00:00Z",
        "2023-01-01T00:60:00Z", "2023-01-01T00:00:61Z", "0000-01-01T00:00:00Z",
        "2023-01-01T00:00:00+24:00", "2023-01-01T00:00:00+00:60", "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01"}) {
    ASSERT_FALSE(parse_rfc3339(text).has_value()) << text;
    EXPECT_EQ(parse_rfc3339(text).error().kind, ErrorKind::kOutOfRange) << text;
  }
}

TEST(Times, HttpDatesAreReadInTheOneFormWeSend) {
  EXPECT_EQ(parse_http_date("Tue, 04 Apr 2023 07:42:22 GMT").value(), at(1680594142000000));
  for (const std::string_view text :
       {"", "Tue, 4 Apr 2023 07:42:22 GMT", "Tue, 04 Apr 2023 07:42:22",
        "tue, 04 Apr 2023 07:42:22 GMT", "Tuesday, 04-Apr-23 07:42:22 GMT",
        "Tue Apr  4 07:42:22 2023", "Tue, 04 Apr 2023 07:42:22 UTC",
        "Tue, 04 Abr 2023 07:42:22 GMT"}) {
    EXPECT_FALSE(parse_http_date(text).has_value()) << text;
  }
  EXPECT_EQ(parse_http_date("Mon, 04 Apr 2023 07:42:22 GMT").error().kind, ErrorKind::kOutOfRange);
  EXPECT_EQ(parse_http_date("Thu, 30 Feb 2023 07:42:22 GMT").error().kind, ErrorKind::kOutOfRange);
}

TEST(Times, WhatIsWrittenIsReadBack) {
  for (std::int64_t day = -719'000; day < 2'900'000; day += 997) {
    const TimePoint time = at(day * 86'400'000'000 + 45'296'789'000);
    ASSERT_EQ(parse_rfc3339(format_rfc3339(time)).value(), time);
    ASSERT_EQ(parse_http_date(format_http_date(time)).value(),
              std::chrono::floor<std::chrono::seconds>(time));
  }
}

}  // namespace
}  // namespace resumulator
