// The sessions of a world: bounded, forgotten in time, taken over from a catalogue.
#include <gtest/gtest.h>

#include "unit/core/upload/session_fixture.h"

namespace resumulator {
namespace {

using testing::spec_of;
using testing::TestWorld;

// gcs.session.limit
TEST(SessionStore, RefusesMoreOpenSessionsThanAllowed) {
  Options options;
  options.limits.sessions_max = 2;
  const TestWorld test(options);
  const auto first = test.session();
  const auto second = test.session();
  const auto refused = test.world->sessions().create(spec_of("o"));
  EXPECT_EQ(refused.error().kind, ErrorKind::kUnavailable);
  ASSERT_TRUE(first->begin_turn(nullptr).cancel().has_value());
  EXPECT_TRUE(test.world->sessions().create(spec_of("o")).has_value());
}

TEST(SessionStore, ExpiredSessionsMakeRoom) {
  Options options;
  options.limits.sessions_max = 10;
  const TestWorld test(options);
  for (int i = 0; i < 10; ++i) static_cast<void>(test.session());
  EXPECT_FALSE(test.world->sessions().create(spec_of("o")).has_value());
  test.clock->advance(test.options.session_lifetime);
  EXPECT_TRUE(test.world->sessions().create(spec_of("o")).has_value());
}

// gcs.session.tombstone: an ended session is remembered for as long again as it might have lived.
TEST(SessionStore, ForgetsEndedSessionsAfterTwiceTheirLifetime) {
  const TestWorld test;
  std::vector<std::string> ids;
  for (int i = 0; i < 20; ++i) ids.push_back(test.session()->id());
  test.clock->advance(2 * test.options.session_lifetime - Duration(1));
  const auto still = test.world->sessions().find(ids[0]);
  ASSERT_NE(still, nullptr);
  EXPECT_EQ(still->snapshot().state, SessionState::kExpired);
  for (int i = 0; i < 10; ++i) static_cast<void>(test.session());
  EXPECT_NE(test.world->sessions().find(ids[0]), nullptr);
  test.clock->advance(Duration(1));
  for (int i = 0; i < 10; ++i) static_cast<void>(test.session());
  for (const std::string& id : ids) EXPECT_EQ(test.world->sessions().find(id), nullptr);
  EXPECT_EQ(test.world->sessions().all().size(), 20U);
}

TEST(SessionStore, OpensASessionUnderTheIdAndForTheTimeItWishes) {
  const TestWorld test;
  SessionSpec spec = spec_of("o");
  spec.id = "mine";
  spec.lifetime = std::chrono::hours(1);
  const auto session = test.world->sessions().create(spec).value();
  EXPECT_EQ(test.world->sessions().find("mine"), session);
  EXPECT_EQ(session->expires(), session->created() + std::chrono::hours(1));
  EXPECT_EQ(test.world->sessions().create(spec).error().kind, ErrorKind::kConflict);
  const TimePoint later = session->expires() + std::chrono::hours(1);
  ASSERT_TRUE(session->begin_turn(nullptr).live_until(later).has_value());
  test.clock->advance(std::chrono::hours(1));
  EXPECT_EQ(session->snapshot().state, SessionState::kActive);
  test.clock->advance(std::chrono::hours(1));
  EXPECT_EQ(session->snapshot().state, SessionState::kExpired);
}

TEST(SessionStore, AFinishedSessionMayForgetItsObject) {
  const TestWorld test;
  const auto session = test.session();
  Turn turn = session->begin_turn(nullptr);
  EXPECT_EQ(turn.forget_result().error().kind, ErrorKind::kGone);
  ASSERT_TRUE(turn.finalize({}).has_value());
  ASSERT_TRUE(turn.forget_result().has_value());
  EXPECT_EQ(turn.glance().state, SessionState::kCancelled);
  EXPECT_EQ(turn.glance().result, nullptr);
  EXPECT_EQ(session->stored().blob, nullptr);
}

TEST(SessionStore, IdsComeFromTheSeed) {
  const TestWorld one;
  const TestWorld two;
  EXPECT_EQ(one.session()->id(), two.session()->id());
  EXPECT_NE(one.session()->id(), one.session()->id());
}

TEST(SessionStore, TakesOverWhatACatalogueHeld) {
  const TestWorld before;
  CatalogContents contents;
  SessionRecord& record = contents.sessions.emplace_back();
  record.id = before.session()->id();
  record.ordinal = 5;
  record.spec = spec_of("o");
  record.state = SessionState::kTerminated;
  record.created = before.clock->now();
  record.expires = before.clock->now() + std::chrono::hours(1);
  record.termination = {400, "said before"};
  TestWorld after;
  after.world->sessions().load(contents);
  const auto found = after.world->sessions().find(contents.sessions[0].id);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->snapshot().termination.text, "said before");
  // The same seed would make the same id again.
  const auto fresh = after.session();
  EXPECT_NE(fresh->id(), found->id());
  EXPECT_EQ(fresh->ordinal(), 6U);
}

}  // namespace
}  // namespace resumulator
