// The table of guards.
//
// Rules gcs.precondition.generation-match gcs.precondition.generation-match-zero
// gcs.precondition.generation-not-match gcs.precondition.generation-not-match-zero
// gcs.precondition.metageneration-match gcs.precondition.metageneration-not-match
// gcs.precondition.negative
#include <gtest/gtest.h>

#include <limits>

#include "core/upload/object_store.h"

namespace resumulator {
namespace {

constexpr auto kHolds = ErrorKind::kInternal;  // stands for success in the tables
constexpr auto kFails = ErrorKind::kPrecondition;
constexpr auto kSame = ErrorKind::kNotModified;
constexpr std::int64_t kGeneration = 1893456000000000;

using Member = std::optional<std::int64_t> Preconditions::*;
struct Row {
  const char* rule;
  Member guard;
  std::int64_t value;
  ErrorKind present;
  ErrorKind missing;
};

constexpr Row kTable[] = {
    {"gcs.precondition.generation-match", &Preconditions::generation_match, kGeneration, kHolds,
     kFails},
    {"gcs.precondition.generation-match", &Preconditions::generation_match, 5, kFails, kFails},
    {"gcs.precondition.generation-match-zero", &Preconditions::generation_match, 0, kFails, kHolds},
    {"gcs.precondition.negative", &Preconditions::generation_match, -1, kFails, kFails},
    {"gcs.precondition.generation-not-match", &Preconditions::generation_not_match, kGeneration,
     kSame, kHolds},
    {"gcs.precondition.generation-not-match", &Preconditions::generation_not_match, 5, kHolds,
     kHolds},
    {"gcs.precondition.generation-not-match-zero", &Preconditions::generation_not_match, 0, kHolds,
     kFails},
    {"gcs.precondition.negative", &Preconditions::generation_not_match, -1, kHolds, kHolds},
    {"gcs.precondition.metageneration-match", &Preconditions::metageneration_match, 3, kHolds,
     kFails},
    {"gcs.precondition.metageneration-match", &Preconditions::metageneration_match, 1, kFails,
     kFails},
    {"gcs.precondition.negative", &Preconditions::metageneration_match, -1, kFails, kFails},
    {"gcs.precondition.metageneration-not-match", &Preconditions::metageneration_not_match, 3,
     kSame, kHolds},
    {"gcs.precondition.metageneration-not-match", &Preconditions::metageneration_not_match, 1,
     kHolds, kHolds},
    {"gcs.precondition.negative", &Preconditions::metageneration_not_match,
     std::numeric_limits<std::int64_t>::min(), kHolds, kHolds},
};

ErrorKind outcome(const Result<void>& result) { return result ? kHolds : result.error().kind; }

TEST(Preconditions, FollowTheTableForAPresentAndAMissingObject) {
  ObjectVersion live;
  live.generation = static_cast<std::uint64_t>(kGeneration);
  live.metageneration = 3;
  for (const Row& row : kTable) {
    Preconditions guards;
    guards.*row.guard = row.value;
    EXPECT_EQ(outcome(check(guards, &live)), row.present) << row.rule << " " << row.value;
    EXPECT_EQ(outcome(check(guards, nullptr)), row.missing) << row.rule << " " << row.value;
  }
}

TEST(Preconditions, HoldWhereThereAreNone) {
  const ObjectVersion live;
  EXPECT_TRUE(Preconditions{}.empty());
  EXPECT_TRUE(check({}, &live));
  EXPECT_TRUE(check({}, nullptr));
}

TEST(Preconditions, FailBeforeTheySayNotModified) {
  ObjectVersion live;
  live.generation = 7;
  Preconditions guards;
  guards.generation_match = 8;
  guards.generation_not_match = 7;
  EXPECT_EQ(outcome(check(guards, &live)), kFails);
  guards.generation_match = 7;
  EXPECT_EQ(outcome(check(guards, &live)), kSame);
}

}  // namespace
}  // namespace resumulator
