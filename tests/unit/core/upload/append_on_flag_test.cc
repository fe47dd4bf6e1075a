// Appends of protocols in which only a word of the request ends an upload, never its length.
#include <gtest/gtest.h>

#include "core/upload/append.h"
#include "unit/core/upload/session_fixture.h"

namespace resumulator {
namespace {

using Outcome = Appended::Outcome;
using testing::append_once;
using testing::bytes_of;
using testing::kGranule;
using testing::ScriptedBody;
using testing::TestWorld;
using testing::whole_body;

constexpr std::uint64_t kG = kGranule;

AppendPolicy flag_policy() {
  return {.granularity = kG,
          .cut = AppendPolicy::Cut::kGranules,
          .misaligned = AppendPolicy::Misaligned::kRejectLength,
          .gap = AppendPolicy::Gap::kRefuse,
          .overlap = AppendPolicy::Overlap::kReject,
          .completion = AppendPolicy::Completion::kOnFlag};
}

class AppendOnFlag : public ::testing::Test {
 protected:
  Appended known(std::uint64_t at, std::uint64_t size, std::optional<std::uint64_t> total = {},
                 bool ends = false) {
    auto body = whole_body(bytes_.substr(at, size));
    return append_once(*session_, {.at = at, .length = size, .total = total, .ends_object = ends},
                       flag_policy(), body);
  }
  Appended streamed(std::uint64_t at, std::uint64_t size, std::optional<std::uint64_t> total = {},
                    bool ends = false) {
    ScriptedBody body({.bytes = bytes_.substr(at, size)});
    return append_once(*session_, {.at = at, .total = total, .ends_object = ends}, flag_policy(),
                       body);
  }

  TestWorld test_;
  std::string bytes_ = bytes_of(4 * kG);
  std::shared_ptr<UploadSession> session_ = test_.session();
};

TEST_F(AppendOnFlag, BytesThatReachTheTotalFinishNothing) {
  const Appended done = known(0, 2 * kG, 2 * kG);
  EXPECT_EQ(done.outcome, Outcome::kStored);
  EXPECT_EQ(done.offset, 2 * kG);
}

TEST_F(AppendOnFlag, AChunkIsWholeGranulesWhereverTheTotalLies) {
  EXPECT_EQ(known(0, 100, 100).outcome, Outcome::kMisaligned);
  EXPECT_EQ(streamed(0, 100, 100).outcome, Outcome::kMisaligned);
  EXPECT_EQ(session_->snapshot().offset, 0U);
  EXPECT_EQ(known(0, 0).outcome, Outcome::kStored);
}

TEST_F(AppendOnFlag, AStreamedChunkIsKeptWhole) {
  EXPECT_EQ(streamed(0, kG).outcome, Outcome::kStored);
  const Appended done = streamed(kG, 2 * kG);
  EXPECT_EQ(done.outcome, Outcome::kStored);
  EXPECT_EQ(done.offset, 3 * kG);
}

TEST_F(AppendOnFlag, AStreamedChunkIsFlooredWhereThePolicySaysSo) {
  AppendPolicy policy = flag_policy();
  policy.misaligned = AppendPolicy::Misaligned::kFloor;
  ScriptedBody body({.bytes = bytes_.substr(0, kG + 5)});
  const Appended done = append_once(*session_, {.at = 0}, policy, body);
  EXPECT_EQ(done.outcome, Outcome::kStored);
  EXPECT_EQ(done.offset, kG);
}

TEST_F(AppendOnFlag, TheLastRequestMayHaveAnyLength) {
  EXPECT_EQ(known(0, 7, {}, true).outcome, Outcome::kReachedTotal);
  EXPECT_EQ(session_->snapshot().offset, 7U);
}

TEST_F(AppendOnFlag, ALastRequestThatFallsShortIsKept) {
  const Appended done = known(0, 7, 10, true);
  EXPECT_EQ(done.outcome, Outcome::kStored);
  EXPECT_EQ(done.offset, 7U);
  const Appended rest = streamed(7, 3, 10, true);
  EXPECT_EQ(rest.outcome, Outcome::kReachedTotal);
}

TEST_F(AppendOnFlag, NothingPastTheTotalIsKept) {
  EXPECT_EQ(known(0, 11, 10, true).outcome, Outcome::kTotalMismatch);
  EXPECT_EQ(streamed(0, 11, 10, true).outcome, Outcome::kTotalMismatch);
  EXPECT_EQ(known(0, kG, 10).outcome, Outcome::kTotalMismatch);
  EXPECT_EQ(session_->snapshot().offset, 0U);
}

TEST_F(AppendOnFlag, ACutLastRequestKeepsGranulesAndFinishesNothing) {
  ScriptedBody body({.bytes = bytes_.substr(0, kG + 9), .ending = ScriptedBody::Ending::kCut});
  const Appended done =
      append_once(*session_, {.at = 0, .total = 2 * kG, .ends_object = true}, flag_policy(), body);
  EXPECT_EQ(done.outcome, Outcome::kCut);
  EXPECT_EQ(done.offset, kG);
}

}  // namespace
}  // namespace resumulator
