// Goal: every form of an instruction is read as it is meant, and nothing else is.
// Method: tables; what is read prints to the same name.
#include "engine/retry_instruction.h"

#include <gtest/gtest.h>

namespace resumulator {
namespace {

using Kind = RetryInstruction::Kind;

struct GoodCase {
  const char* text;
  RetryInstruction means;
};
class RetryInstructionForms : public testing::TestWithParam<GoodCase> {};

RetryInstruction make(Kind kind, int status = 0, std::uint64_t bytes = 0, std::uint64_t seconds = 0,
                      std::vector<std::string> buckets = {}) {
  return {kind, status, bytes, seconds, std::move(buckets)};
}

TEST_P(RetryInstructionForms, AreReadAndPrintedAgain) {
  const auto read = parse_retry_instruction(GetParam().text);
  ASSERT_TRUE(read) << GetParam().text;
  EXPECT_EQ(*read, GetParam().means) << GetParam().text;
  EXPECT_EQ(to_string(*read), GetParam().text);
}
INSTANTIATE_TEST_SUITE_P(
    All, RetryInstructionForms,
    testing::Values(
        GoodCase{"return-503", make(Kind::kAnswer, 503)},
        GoodCase{"return-200", make(Kind::kAnswer, 200)},
        GoodCase{"return-599", make(Kind::kAnswer, 599)},
        GoodCase{"return-reset-connection", make(Kind::kReset)},
        GoodCase{"return-broken-stream", make(Kind::kBrokenStream)},
        GoodCase{"return-broken-stream-after-256K", make(Kind::kBrokenStreamAfter, 0, 262144)},
        GoodCase{"return-broken-stream-after-0K", make(Kind::kBrokenStreamAfter)},
        GoodCase{"return-503-after-8192K", make(Kind::kAnswerAfter, 503, 8388608)},
        GoodCase{"return-broken-stream-final-chunk-after-10B", make(Kind::kShortFinal, 0, 10)},
        GoodCase{"stall-for-2s-after-1024K", make(Kind::kStall, 0, 1048576, 2)},
        GoodCase{"return-unreachable-buckets-a,b-c",
                 make(Kind::kUnreachable, 0, 0, 0, {"a", "b-c"})},
        GoodCase{"return-unreachable-buckets-", make(Kind::kUnreachable)},
        GoodCase{"return-503-if-dp-enforced", make(Kind::kInert)}));

TEST(RetryInstruction, TakesWhatOnlyGrpcKnows) {
  for (const char* text : {"redirect-send-token-1", "redirect-send-handle-and-token-tok",
                           "redirect-expect-token-T", "return-7-if-dp-enforced"}) {
    const auto read = parse_retry_instruction(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(read->kind, Kind::kInert) << text;
  }
}

TEST(RetryInstruction, RefusesWhatIsNearlyOne) {
  for (const char* text : {"",
                           "return-",
                           "return",
                           "Return-503",
                           "return-503 ",
                           " return-503",
                           "return-nothing",
                           "return-503-after-",
                           "return-503-after-256",
                           "return-503-after-K",
                           "return-503-after-256k",
                           "return-503-after-256KB",
                           "return-503-after--1K",
                           "return--503",
                           "return-503-after-256K-x",
                           "return-reset-connections",
                           "return-broken-streams",
                           "return-broken-stream-after-256B",
                           "return-broken-stream-final-chunk-after-10K",
                           "return-broken-stream-final-chunk-after-B",
                           "stall-for-s-after-1K",
                           "stall-for-1-after-1K",
                           "stall-for-1s-after-1",
                           "stall-for-1s",
                           "redirect-send-token-",
                           "return-if-dp-enforced",
                           "return-unreachable-buckets"}) {
    const auto read = parse_retry_instruction(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().kind, ErrorKind::kMalformed) << text;
  }
}

TEST(RetryInstruction, RefusesNumbersThatMeanNothing) {
  for (const char* text :
       {"return-199", "return-600", "return-0", "return-99999999999999999999",
        "return-100-after-256K", "return-503-after-99999999999999999999K",
        "return-503-after-18014398509481984K", "stall-for-99999999999s-after-1K"}) {
    const auto read = parse_retry_instruction(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().kind, ErrorKind::kOutOfRange) << text;
  }
}

}  // namespace
}  // namespace resumulator
