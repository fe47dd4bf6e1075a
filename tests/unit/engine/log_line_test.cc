// The one line of an exchange: readable, and impossible to forge.
#include "engine/log_line.h"

#include <gtest/gtest.h>

namespace resumulator {
namespace {

ExchangeRecord append_record() {
  ExchangeRecord record;
  record.operation = Operation::kAppend;
  record.session = 3;
  record.claimed = ClaimedRange{.from = 262144, .to = 524288, .total = {}};
  record.persisted_after = 524288;
  record.status = 308;
  record.started = std::chrono::microseconds(1000);
  record.ended = std::chrono::microseconds(2200);
  return record;
}
const ExchangeText kText{.protocol = "gcs-json", .method = "PUT", .target = "/x"};

TEST(LogLine, TellsTheStoryOfAChunk) {
  EXPECT_EQ(log_line(12, append_record(), kText),
            "#12 PUT append s3 [262144,524288) kept 524288 -> 308 1.2ms");
}

TEST(LogLine, SaysHowAnExchangeEndedWhenNotByAnAnswer) {
  auto record = append_record();
  record.status = 0;
  record.ending = Ending::kCut;
  record.note = "request ended after 10 of 20 body bytes";
  EXPECT_EQ(log_line(12, record, kText),
            "#12 PUT append s3 [262144,524288) kept 524288 -> cut 1.2ms (request ended after 10 of "
            "20 body bytes)");
  record.status = 200;
  record.ending = Ending::kAnswerLost;
  record.note.clear();
  EXPECT_EQ(log_line(12, record, kText),
            "#12 PUT append s3 [262144,524288) kept 524288 -> 200 answer lost 1.2ms");
}

TEST(LogLine, NamesTheTotalAndAnOpenEnd) {
  auto record = append_record();
  record.claimed = ClaimedRange{.from = 5, .to = {}, .total = 9};
  EXPECT_EQ(log_line(1, record, kText), "#1 PUT append s3 [5,..) of 9 kept 524288 -> 308 1.2ms");
}

TEST(LogLine, ShowsTheTargetOfWhatNoProtocolWanted) {
  ExchangeRecord record;
  record.status = 404;
  record.ended = std::chrono::milliseconds(1500);
  EXPECT_EQ(log_line(1, record, {.method = "GET", .target = "/a?key=abc"}),
            "#1 GET /a?key=*** -> 404 1.50s");
  EXPECT_EQ(log_line(1, record, {.method = "", .target = ""}), "#1 ?  -> 404 1.50s");
}

TEST(LogLine, CannotBeForgedByAName) {
  ExchangeRecord record;
  record.status = 200;
  EXPECT_EQ(log_line(1, record,
                     {.protocol = "gcs-json",
                      .method = "GET",
                      .target = "/",
                      .bucket = "b",
                      .object = "a\n#2 GET stat b/x -> 200 0.1ms\x1b[0m"}),
            "#1 GET other b/a\\x0a#2 GET stat b/x -> 200 0.1ms\\x1b[0m -> 200 0.0ms");
}

TEST(LogLine, ShowsHeadersWithoutCredentials) {
  const Headers request{{"Host", "a"}, {"Authorization", "Bearer x"}};
  const Headers response{{"Range", "bytes=0-1"}};
  EXPECT_EQ(log_headers({.request = &request, .response = &response}),
            "\n    > Host: a\n    > Authorization: Bearer ***\n    < Range: bytes=0-1");
}

}  // namespace
}  // namespace resumulator
