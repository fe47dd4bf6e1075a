// Every outcome of one append, by policy. Rule ids are those of docs/protocols/gcs-json.md.
#include "core/upload/append.h"

#include <gtest/gtest.h>

#include "unit/core/upload/session_fixture.h"

namespace resumulator {
namespace {

using Outcome = Appended::Outcome;
using testing::append_once;
using testing::bytes_of;
using testing::digests_of;
using testing::gcs_policy;
using testing::kGranule;
using testing::ScriptedBody;
using testing::TestWorld;
using testing::whole_body;

constexpr std::uint64_t kG = kGranule;

/// A session with `offset` bytes of bytes_of(…) in it.
class AppendTest : public ::testing::Test {
 protected:
  void start(std::uint64_t offset) {
    session_ = test_.session();
    if (offset == 0) return;
    auto body = whole_body(bytes_.substr(0, offset));
    AppendPolicy any;
    ASSERT_EQ(append_once(*session_, {.length = offset}, any, body).offset, offset);
  }
  Appended chunk(std::uint64_t at, std::uint64_t size, std::optional<std::uint64_t> total,
                 const AppendPolicy& policy = gcs_policy()) {
    auto body = whole_body(bytes_.substr(at, size));
    return append_once(*session_, {.at = at, .length = size, .total = total}, policy, body);
  }
  void expect_prefix(std::uint64_t offset) {
    const SessionSnapshot shot = session_->snapshot();
    EXPECT_EQ(shot.offset, offset);
    EXPECT_EQ(shot.digests, offset == 0 ? Digests{} : digests_of(bytes_.substr(0, offset)));
  }

  TestWorld test_;
  std::string bytes_ = bytes_of(8 * kG);
  std::shared_ptr<UploadSession> session_;
};

// gcs.append.stored
TEST_F(AppendTest, WholeGranulesAreStored) {
  start(0);
  const Appended done = chunk(0, 2 * kG, {});
  EXPECT_EQ(done.outcome, Outcome::kStored);
  EXPECT_EQ(done.before, 0U);
  EXPECT_EQ(done.offset, 2 * kG);
  EXPECT_EQ(done.received, 2 * kG);
  expect_prefix(2 * kG);
}

// gcs.append.gap
TEST_F(AppendTest, AGapIsRefusedUnread) {
  start(kG);
  const Appended done = chunk(kG + 1, kG, {});
  EXPECT_EQ(done.outcome, Outcome::kGap);
  EXPECT_EQ(done.received, 0U);
  expect_prefix(kG);
}

TEST_F(AppendTest, AGapIsAppendedBlindlyWhereThePolicySaysSo) {
  start(kG);
  AppendPolicy policy = gcs_policy();
  policy.gap = AppendPolicy::Gap::kAppend;
  EXPECT_EQ(chunk(3 * kG, kG, {}, policy).offset, 2 * kG);
}

// gcs.append.overlap-skip: known bytes are skipped, not compared.
TEST_F(AppendTest, KnownBytesAreSkippedWithoutALook) {
  start(2 * kG);
  auto body = whole_body(std::string(kG, '!') + bytes_.substr(2 * kG, 2 * kG));
  const Appended done =
      append_once(*session_, {.at = kG, .length = 3 * kG, .total = {}}, gcs_policy(), body);
  EXPECT_EQ(done.outcome, Outcome::kStored);
  EXPECT_EQ(done.received, 3 * kG);
  expect_prefix(4 * kG);
}

TEST_F(AppendTest, AChunkThatIsKnownWholeChangesNothing) {
  start(4 * kG);
  const Appended done = chunk(kG, 2 * kG, 8 * kG);
  EXPECT_EQ(done.outcome, Outcome::kStored);
  EXPECT_EQ(done.offset, 4 * kG);
  expect_prefix(4 * kG);
}

// gcs.append.final
TEST_F(AppendTest, RepeatingTheLastChunkReachesTheTotalAgain) {
  start(kG + 10);
  EXPECT_EQ(chunk(kG, 10, kG + 10).outcome, Outcome::kReachedTotal);
  expect_prefix(kG + 10);
}

TEST_F(AppendTest, OverlapCanBeRefusedOrVerified) {
  start(2 * kG);
  AppendPolicy policy = gcs_policy();
  policy.overlap = AppendPolicy::Overlap::kReject;
  EXPECT_EQ(chunk(kG, 2 * kG, {}, policy).outcome, Outcome::kOverlapRefused);
  policy.overlap = AppendPolicy::Overlap::kVerify;
  auto lying = whole_body(std::string(2 * kG, '!'));
  const AppendRequest request{.at = kG, .length = 2 * kG};
  EXPECT_EQ(append_once(*session_, request, policy, lying).outcome, Outcome::kBytesDiffer);
  expect_prefix(2 * kG);
  const Appended done = chunk(kG, 2 * kG, {}, policy);
  EXPECT_EQ(done.outcome, Outcome::kStored);
  EXPECT_EQ(done.received, 2 * kG);
  expect_prefix(3 * kG);
}

// gcs.append.length
TEST_F(AppendTest, AContentLengthThatDiffersIsRefusedUnread) {
  start(0);
  auto body = whole_body(bytes_.substr(0, kG));
  const Appended done = append_once(*session_, {.length = 2 * kG}, gcs_policy(), body);
  EXPECT_EQ(done.outcome, Outcome::kLengthMismatch);
  EXPECT_EQ(done.received, 0U);
}

TEST_F(AppendTest, AChunkedBodyOfAnotherLengthKeepsNothing) {
  start(kG);
  for (const std::uint64_t size : {2 * kG - 1, 2 * kG + 1}) {
    ScriptedBody body({.bytes = bytes_.substr(kG, size), .piece = 100'000});
    const Appended done = append_once(*session_, {.at = kG, .length = 2 * kG}, gcs_policy(), body);
    EXPECT_EQ(done.outcome, Outcome::kLengthMismatch) << size;
    EXPECT_EQ(done.received, size);
    expect_prefix(kG);
  }
}

// gcs.append.total
TEST_F(AppendTest, BytesPastTheTotalAreRefusedUnread) {
  start(kG);
  const Appended done = chunk(kG, 2 * kG, 2 * kG);
  EXPECT_EQ(done.outcome, Outcome::kTotalMismatch);
  EXPECT_EQ(done.received, 0U);
}

TEST_F(AppendTest, AWholeObjectOfAnotherSizeThanKnownKeepsNothing) {
  start(0);
  for (const std::uint64_t size : {9U, 11U}) {
    ScriptedBody body({.bytes = bytes_.substr(0, size)});
    const AppendRequest request{.total = 10, .ends_object = true};
    EXPECT_EQ(append_once(*session_, request, gcs_policy(), body).outcome, Outcome::kTotalMismatch);
    auto declared = whole_body(bytes_.substr(0, size));
    const Appended refused = append_once(*session_, request, gcs_policy(), declared);
    EXPECT_EQ(refused.outcome, Outcome::kTotalMismatch);
    EXPECT_EQ(refused.received, 0U);
  }
  expect_prefix(0);
}

// gcs.append.too-small
TEST_F(AppendTest, AShortChunkThatIsNotTheLastIsRefusedUnread) {
  start(0);
  const Appended done = chunk(0, kG - 1, {});
  EXPECT_EQ(done.outcome, Outcome::kTooSmall);
  EXPECT_EQ(done.received, 0U);
  EXPECT_EQ(chunk(0, kG - 1, kG - 1).outcome, Outcome::kReachedTotal);
}

// gcs.append.floor
TEST_F(AppendTest, ALongMisalignedChunkIsFloored) {
  start(0);
  const Appended done = chunk(0, 2 * kG + 5, 8 * kG);
  EXPECT_EQ(done.outcome, Outcome::kStored);
  EXPECT_EQ(done.offset, 2 * kG);
  EXPECT_EQ(done.received, 2 * kG + 5);
  expect_prefix(2 * kG);
}

TEST_F(AppendTest, TheFloorNeverLiesBelowWhatIsPersisted) {
  start(2 * kG + 100);
  EXPECT_EQ(chunk(2 * kG + 100, kG - 200, {},
                  [] {
                    AppendPolicy policy = gcs_policy();
                    policy.misaligned = AppendPolicy::Misaligned::kFloor;
                    return policy;
                  }())
                .offset,
            2 * kG + 100);
  expect_prefix(2 * kG + 100);
}

TEST_F(AppendTest, OtherPoliciesTakeRejectOrFloorMisalignedChunks) {
  AppendPolicy policy = gcs_policy();
  start(0);
  policy.misaligned = AppendPolicy::Misaligned::kReject;
  EXPECT_EQ(chunk(0, kG + 1, {}, policy).outcome, Outcome::kMisaligned);
  policy.misaligned = AppendPolicy::Misaligned::kFloor;
  EXPECT_EQ(chunk(0, kG - 1, {}, policy).offset, 0U);
  policy.misaligned = AppendPolicy::Misaligned::kAccept;
  EXPECT_EQ(chunk(0, 7, {}, policy).offset, 7U);
}

// gcs.append.cut
TEST_F(AppendTest, ACutKeepsWhatThePolicySays) {
  struct Case {
    AppendPolicy::Cut cut;
    std::uint64_t kept;
  };
  for (const Case& c :
       {Case{AppendPolicy::Cut::kAll, kG + 700'000}, Case{AppendPolicy::Cut::kGranules, 3 * kG},
        Case{AppendPolicy::Cut::kNothing, kG}}) {
    start(kG);
    AppendPolicy policy = gcs_policy();
    policy.cut = c.cut;
    ScriptedBody body({.bytes = bytes_.substr(kG, 700'000),
                       .piece = 9000,
                       .ending = ScriptedBody::Ending::kCut,
                       .declared = 4 * kG});
    const Appended done =
        append_once(*session_, {.at = kG, .length = 4 * kG, .total = 5 * kG}, policy, body);
    EXPECT_EQ(done.outcome, Outcome::kCut);
    EXPECT_EQ(done.offset, c.kept);
    expect_prefix(c.kept);
    // And it goes on from there.
    EXPECT_EQ(chunk(c.kept, 8 * kG - c.kept, 8 * kG, policy).outcome, Outcome::kReachedTotal);
    expect_prefix(8 * kG);
  }
}

TEST_F(AppendTest, ACutInsideTheOverlapKeepsWhatWasThere) {
  start(2 * kG);
  ScriptedBody body({.bytes = bytes_.substr(0, 10), .ending = ScriptedBody::Ending::kCut});
  const Appended done = append_once(*session_, {.at = 0, .length = 4 * kG}, gcs_policy(), body);
  EXPECT_EQ(done.outcome, Outcome::kCut);
  EXPECT_EQ(done.offset, 2 * kG);
}

// gcs.append.open-end: "a-*/N" whose body ends before N is kept as a cut would leave it.
TEST_F(AppendTest, AnOpenRangeThatEndsBeforeTheTotalIsKeptInGranules) {
  start(0);
  ScriptedBody body({.bytes = bytes_.substr(0, kG + 9)});
  const Appended done = append_once(*session_, {.total = 4 * kG}, gcs_policy(), body);
  EXPECT_EQ(done.outcome, Outcome::kStored);
  EXPECT_EQ(done.offset, kG);
  ScriptedBody rest({.bytes = bytes_.substr(kG, 3 * kG)});
  EXPECT_EQ(append_once(*session_, {.at = kG, .total = 4 * kG}, gcs_policy(), rest).outcome,
            Outcome::kReachedTotal);
  ScriptedBody more({.bytes = bytes_.substr(0, 5)});
  start(0);
  EXPECT_EQ(append_once(*session_, {.total = 4}, gcs_policy(), more).outcome,
            Outcome::kTotalMismatch);
}

// gcs.append.stream: "a-*/*" and an absent range end the object with the body.
TEST_F(AppendTest, ABodyThatEndsTheObjectFixesItsTotal) {
  start(kG);
  ScriptedBody body({.bytes = bytes_.substr(kG, 77)});
  const Appended done = append_once(*session_, {.at = kG, .ends_object = true}, gcs_policy(), body);
  EXPECT_EQ(done.outcome, Outcome::kReachedTotal);
  EXPECT_EQ(done.offset, kG + 77);
  EXPECT_EQ(session_->snapshot().total, kG + 77);
}

TEST_F(AppendTest, AnEmptyBodyThatEndsTheObjectMakesItEmpty) {
  start(0);
  auto body = whole_body("");
  const Appended done = append_once(*session_, {.ends_object = true}, gcs_policy(), body);
  EXPECT_EQ(done.outcome, Outcome::kReachedTotal);
  EXPECT_EQ(session_->snapshot().total, 0U);
}

TEST_F(AppendTest, AnObjectCannotEndBeforeWhatIsPersisted) {
  start(2 * kG);
  ScriptedBody body({.bytes = bytes_.substr(0, kG)});
  EXPECT_EQ(append_once(*session_, {.ends_object = true}, gcs_policy(), body).outcome,
            Outcome::kTotalMismatch);
  expect_prefix(2 * kG);
}

TEST_F(AppendTest, BrokenFramingKeepsNothing) {
  start(kG);
  ScriptedBody body(
      {.bytes = bytes_.substr(kG, 2 * kG), .ending = ScriptedBody::Ending::kMalformed});
  EXPECT_EQ(append_once(*session_, {.at = kG, .length = 3 * kG}, gcs_policy(), body).outcome,
            Outcome::kMalformed);
  expect_prefix(kG);
}

// gcs.limits.object: 5 TiB, or what the options say.
TEST(Append, RefusesWhatIsPastTheLargestObject) {
  Options options;
  options.limits.object_bytes_max = 1000;
  const TestWorld test(options);
  const auto session = test.session();
  auto declared = whole_body(std::string(1001, 'x'));
  EXPECT_EQ(append_once(*session, {.ends_object = true}, gcs_policy(), declared).outcome,
            Outcome::kTooLarge);
  ScriptedBody streamed({.bytes = std::string(5000, 'x')});
  EXPECT_EQ(append_once(*session, {.ends_object = true}, gcs_policy(), streamed).outcome,
            Outcome::kTooLarge);
  EXPECT_EQ(streamed.received(), 1001U);
  auto far = whole_body("x");
  AppendPolicy blind = gcs_policy();
  EXPECT_EQ(append_once(*session, {.at = UINT64_MAX, .length = 1}, blind, far).outcome,
            Outcome::kGap);
}

}  // namespace
}  // namespace resumulator
