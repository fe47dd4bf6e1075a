// One session at a time: what its states are and what survives what.
#include "core/upload/session.h"

#include <gtest/gtest.h>

#include "unit/core/upload/session_fixture.h"

namespace resumulator {
namespace {

using testing::append_once;
using testing::bytes_of;
using testing::digests_of;
using testing::gcs_policy;
using testing::kGranule;
using testing::read_all_of;
using testing::ScriptedBody;
using testing::spec_of;
using testing::TestWorld;
using testing::whole_body;

TEST(Session, StartsEmptyAndActive) {
  const TestWorld test;
  const auto session = test.session();
  const SessionSnapshot shot = session->snapshot();
  EXPECT_EQ(shot.state, SessionState::kActive);
  EXPECT_EQ(shot.offset, 0U);
  EXPECT_FALSE(shot.total.has_value());
  EXPECT_EQ(shot.digests, Digests{});
  EXPECT_EQ(session->ordinal(), 1U);
  EXPECT_EQ(test.session()->ordinal(), 2U);
}

TEST(Session, IsFoundByItsIdAndNoOther) {
  const TestWorld test;
  const auto session = test.session();
  EXPECT_EQ(test.world->sessions().find(session->id()), session);
  EXPECT_EQ(test.world->sessions().find("nobody"), nullptr);
}

TEST(Session, DoesNotMoveUntilWhatCameIsPersisted) {
  const TestWorld test;
  const auto session = test.session();
  const std::string bytes = bytes_of(100'000);
  {
    Turn turn = session->begin_turn(nullptr);
    MemoryBody body(bytes);
    const Turn::Received got = turn.receive(body, 0, bytes.size());
    EXPECT_EQ(got.end, Turn::Received::End::kEnd);
    EXPECT_EQ(got.kept, bytes.size());
    EXPECT_EQ(turn.offset(), 0U);
  }
  EXPECT_EQ(session->snapshot().offset, 0U);
  Turn turn = session->begin_turn(nullptr);
  EXPECT_FALSE(turn.persist_to(1, Operation::kAppend).has_value());
}

TEST(Session, KnowsTheDigestsOfExactlyThePersistedPrefix) {
  const TestWorld test;
  const auto session = test.session();
  const std::string bytes = bytes_of(1'000'003);
  MemoryBody body(bytes);
  Turn turn = session->begin_turn(nullptr);
  turn.receive(body, 0, bytes.size());
  ASSERT_TRUE(turn.persist_to(700'001, Operation::kAppend).has_value());
  EXPECT_EQ(turn.snapshot().digests, digests_of(bytes.substr(0, 700'001)));
  MemoryBody rest(bytes.substr(700'001));
  EXPECT_EQ(turn.receive(rest, 0, bytes.size()).kept, bytes.size() - 700'001);
  ASSERT_TRUE(turn.persist_to(bytes.size(), Operation::kAppend).has_value());
  EXPECT_EQ(turn.snapshot().digests, digests_of(bytes));
}

TEST(Session, ReceiveSkipsWhatIsKnownAndStopsPastTheLimit) {
  const TestWorld test;
  const auto session = test.session();
  Turn turn = session->begin_turn(nullptr);
  MemoryBody body("abcdefgh");
  const Turn::Received got = turn.receive(body, 3, 4);
  EXPECT_EQ(got.end, Turn::Received::End::kTooMuch);
  EXPECT_EQ(got.kept, 4U);
  MemoryBody again("abcdefgh");
  const Turn::Received some = turn.receive(again, 3, 2, true);
  EXPECT_EQ(some.end, Turn::Received::End::kLimit);
  EXPECT_EQ(some.read, 5U);
  ASSERT_TRUE(turn.persist_to(2, Operation::kAppend).has_value());
  EXPECT_EQ(turn.snapshot().digests, digests_of("de"));
}

TEST(Session, TotalIsFixedOnce) {
  const TestWorld test;
  const auto session = test.session();
  Turn turn = session->begin_turn(nullptr);
  MemoryBody body("0123456789");
  turn.receive(body, 0, 10);
  ASSERT_TRUE(turn.persist_to(10, Operation::kAppend).has_value());
  EXPECT_EQ(turn.set_total(9).error().kind, ErrorKind::kOutOfRange);
  EXPECT_TRUE(turn.set_total(12).has_value());
  EXPECT_TRUE(turn.set_total(12).has_value());
  EXPECT_EQ(turn.set_total(13).error().kind, ErrorKind::kConflict);
  EXPECT_EQ(turn.total(), 12U);
}

// gcs.finalize.object: the object appears once, whole, and the session remembers it.
TEST(Session, BecomesAnObjectAndRemembersIt) {
  const TestWorld test;
  const auto session = test.session();
  const std::string bytes = bytes_of(300'000);
  auto body = whole_body(bytes);
  const Appended done = append_once(*session, {.at = 0, .ends_object = true}, gcs_policy(), body);
  ASSERT_EQ(done.outcome, Appended::Outcome::kReachedTotal);
  EXPECT_FALSE(test.world->objects().get("b", "o").has_value());
  const ObjectPtr object = session->begin_turn(nullptr).finalize({}).value();
  EXPECT_EQ(object->size, bytes.size());
  EXPECT_EQ(object->digests(), digests_of(bytes));
  EXPECT_EQ(read_all_of(*object->blob, object->size), bytes);
  const SessionSnapshot shot = session->snapshot();
  EXPECT_EQ(shot.state, SessionState::kComplete);
  EXPECT_EQ(shot.offset, bytes.size());
  ASSERT_NE(shot.result, nullptr);
  EXPECT_EQ(shot.result->generation, object->generation);
  EXPECT_EQ(shot.result->digests(), object->digests());
}

TEST(Session, HoldsNoBytesOfAnObjectThatIsGone) {
  const TestWorld test;
  const auto session = test.session();
  auto body = whole_body(bytes_of(1000));
  append_once(*session, {.ends_object = true}, gcs_policy(), body);
  std::weak_ptr<const Blob> bytes = session->begin_turn(nullptr).finalize({}).value()->blob;
  ASSERT_FALSE(bytes.expired());
  ASSERT_TRUE(test.world->objects().remove("b", "o", {}, {}).has_value());
  EXPECT_TRUE(bytes.expired());
  EXPECT_NE(session->snapshot().result, nullptr);
}

// gcs.finalize.zero-bytes
TEST(Session, OfNoBytesBecomesAnEmptyObject) {
  const TestWorld test;
  const auto session = test.session();
  const ObjectPtr object = session->begin_turn(nullptr).finalize({}).value();
  EXPECT_EQ(object->size, 0U);
  EXPECT_EQ(md5_base64(*object->digests().md5), "1B2M2Y8AsgTpgAmY7PhCfg==");
}

// gcs.finalize.digests: MD5 is named first when both are wrong; the session can be ended by its
// adapter afterwards.
TEST(Session, FinalizeRefusesWrongDigestsMd5First) {
  const TestWorld test;
  const std::string bytes = bytes_of(5000);
  const Digests actual = digests_of(bytes);
  Md5 wrong = *actual.md5;
  wrong[0] ^= 1;
  SessionSpec spec = spec_of("o");
  spec.digests.crc32c = actual.crc32c + 1;
  const auto session = test.session(spec);
  auto body = whole_body(bytes);
  append_once(*session, {.ends_object = true}, gcs_policy(), body);
  Turn turn = session->begin_turn(nullptr);
  const Error both = turn.finalize({.crc32c = {}, .md5 = wrong}).error();
  EXPECT_EQ(both, (Error{ErrorKind::kDigestMismatch, md5_base64(*actual.md5), "md5"}));
  const Error crc = turn.finalize({.crc32c = {}, .md5 = actual.md5}).error();
  EXPECT_EQ(crc, (Error{ErrorKind::kDigestMismatch, crc32c_base64(actual.crc32c), "crc32c"}));
  EXPECT_EQ(turn.state(), SessionState::kActive);
  EXPECT_FALSE(test.world->objects().get("b", "o").has_value());
}

TEST(Session, ChecksADeclaredMd5AlsoWhereObjectsCarryNone) {
  Options options;
  options.gcs.md5 = false;
  const TestWorld test(options);
  const auto session = test.session();
  const std::string bytes = bytes_of(5000);
  auto body = whole_body(bytes);
  append_once(*session, {.ends_object = true}, gcs_policy(), body);
  Turn turn = session->begin_turn(nullptr);
  EXPECT_EQ(turn.finalize({.crc32c = {}, .md5 = digests_of("other").md5}).error().where, "md5");
  const ObjectPtr object = turn.finalize({.crc32c = {}, .md5 = digests_of(bytes).md5}).value();
  EXPECT_FALSE(object->digests().md5.has_value());
  EXPECT_EQ(object->digests().crc32c, digests_of(bytes).crc32c);
}

// gcs.finalize.guards
TEST(Session, FinalizeKeepsToItsGuards) {
  const TestWorld test;
  SessionSpec spec = spec_of("o");
  spec.guards.generation_match = 0;
  const auto first = test.session(spec);
  const auto second = test.session(spec);
  EXPECT_TRUE(first->begin_turn(nullptr).finalize({}).has_value());
  EXPECT_EQ(second->begin_turn(nullptr).finalize({}).error().kind, ErrorKind::kPrecondition);
  EXPECT_EQ(second->snapshot().state, SessionState::kActive);
}

TEST(Session, EndedOnesTakeNothingMore) {
  const TestWorld test;
  const auto cancelled = test.session();
  ASSERT_TRUE(cancelled->begin_turn(nullptr).cancel().has_value());
  EXPECT_EQ(cancelled->snapshot().state, SessionState::kCancelled);
  const auto terminated = test.session();
  ASSERT_TRUE(terminated->begin_turn(nullptr).terminate({400, "no"}).has_value());
  EXPECT_EQ(terminated->snapshot().termination, (Termination{400, "no"}));
  const auto complete = test.session();
  ASSERT_TRUE(complete->begin_turn(nullptr).finalize({}).has_value());
  for (const auto& session : {cancelled, terminated, complete}) {
    Turn turn = session->begin_turn(nullptr);
    MemoryBody body("x");
    EXPECT_EQ(turn.receive(body, 0, 1).end, Turn::Received::End::kStorage);
    EXPECT_EQ(turn.set_total(1).error().kind, ErrorKind::kGone);
    EXPECT_EQ(turn.persist_to(0, Operation::kAppend).error().kind, ErrorKind::kGone);
    EXPECT_EQ(turn.cancel().error().kind, ErrorKind::kGone);
    EXPECT_EQ(turn.terminate({410, ""}).error().kind, ErrorKind::kGone);
    EXPECT_EQ(turn.finalize({}).error().kind, ErrorKind::kGone);
    EXPECT_EQ(turn.forget_to(0).error().kind, ErrorKind::kGone);
  }
}

// gcs.session.lifetime: a week on the service clock, looked up at every request.
TEST(Session, ExpiresByTheClock) {
  const TestWorld test;
  const auto session = test.session();
  auto body = whole_body(bytes_of(kGranule));
  append_once(*session, {.length = kGranule}, gcs_policy(), body);
  test.clock->advance(test.options.session_lifetime - Duration(1));
  EXPECT_EQ(session->snapshot().state, SessionState::kActive);
  test.clock->advance(Duration(1));
  EXPECT_EQ(session->snapshot().state, SessionState::kExpired);
  EXPECT_EQ(session->begin_turn(nullptr).state(), SessionState::kExpired);
}

TEST(Session, ExpiresByHandAlsoUnderATurn) {
  const TestWorld test;
  const auto idle = test.session();
  idle->expire();
  EXPECT_EQ(idle->snapshot().state, SessionState::kExpired);
  const auto busy = test.session();
  {
    const Turn turn = busy->begin_turn(nullptr);
    busy->expire();
    EXPECT_EQ(busy->snapshot().state, SessionState::kExpired);
    EXPECT_EQ(turn.state(), SessionState::kExpired);
  }
  EXPECT_EQ(busy->snapshot().state, SessionState::kExpired);
}

TEST(Session, ForgettingShortensThePrefixAndItsDigests) {
  const TestWorld test;
  const auto session = test.session();
  const std::string bytes = bytes_of(3 * kGranule);
  auto body = whole_body(bytes);
  append_once(*session, {.length = bytes.size()}, gcs_policy(), body);
  ASSERT_TRUE(session->begin_turn(nullptr).forget_to(kGranule).has_value());
  EXPECT_EQ(session->snapshot().offset, kGranule);
  EXPECT_EQ(session->snapshot().digests, digests_of(bytes.substr(0, kGranule)));
  auto rest = whole_body(bytes.substr(kGranule));
  append_once(*session, {.at = kGranule, .ends_object = true}, gcs_policy(), rest);
  EXPECT_EQ(session->begin_turn(nullptr).finalize({}).value()->digests(), digests_of(bytes));
}

// gcs.session.persist-delay: what a broken request left shows only later, and is kept all the same.
TEST(Session, ShowsWhatABrokenRequestLeftOnlyAfterTheDelay) {
  Options options;
  options.gcs.persist_delay = std::chrono::seconds(3);
  const TestWorld test(options);
  const auto session = test.session();
  const std::string bytes = bytes_of(3 * kGranule);
  auto first = whole_body(bytes.substr(0, kGranule));
  append_once(*session, {.length = kGranule}, gcs_policy(), first);
  EXPECT_EQ(session->snapshot().offset, kGranule);
  ScriptedBody broken({.bytes = bytes.substr(kGranule), .ending = ScriptedBody::Ending::kCut});
  append_once(*session, {.at = kGranule, .total = 9 * kGranule}, gcs_policy(), broken);
  EXPECT_EQ(session->snapshot().offset, kGranule);
  EXPECT_EQ(session->snapshot().digests, digests_of(bytes.substr(0, kGranule)));
  EXPECT_EQ(session->begin_turn(nullptr).offset(), 3 * kGranule);
  test.clock->advance(std::chrono::seconds(3));
  EXPECT_EQ(session->snapshot().offset, 3 * kGranule);
  EXPECT_EQ(session->snapshot().digests, digests_of(bytes));
}

TEST(Session, HistoryTellsEveryStep) {
  const TestWorld test;
  const auto session = test.session();
  auto body = whole_body(bytes_of(kGranule));
  append_once(*session, {.length = kGranule}, gcs_policy(), body);
  auto last = whole_body("end");
  append_once(*session, {.at = kGranule, .ends_object = true}, gcs_policy(), last);
  ASSERT_TRUE(session->begin_turn(nullptr).finalize({}).has_value());
  const auto history = session->history();
  ASSERT_EQ(history.size(), 4U);
  EXPECT_EQ(history[0].operation, Operation::kCreate);
  EXPECT_EQ(history[1].operation, Operation::kAppend);
  EXPECT_EQ(history[1].to, kGranule);
  EXPECT_EQ(history[2].operation, Operation::kFinalize);
  EXPECT_EQ(history[2].from, kGranule);
  EXPECT_EQ(history[2].to, kGranule + 3);
  EXPECT_EQ(history[3].state, SessionState::kComplete);
}

}  // namespace
}  // namespace resumulator
