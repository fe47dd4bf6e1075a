// Many requests on one session: turns never interleave, a silent one is taken over, nobody waits
// for ever.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "unit/core/upload/session_fixture.h"

namespace resumulator {
namespace {

using Outcome = Appended::Outcome;
using testing::append_once;
using testing::bytes_of;
using testing::digests_of;
using testing::gcs_policy;
using testing::kGranule;
using testing::read_all_of;
using testing::ScriptedBody;
using testing::TestWorld;
using testing::whole_body;

constexpr std::uint64_t kG = kGranule;

Options patient(std::chrono::milliseconds takeover_after) {
  Options options;
  options.limits.takeover_after = takeover_after;
  return options;
}

/// A request of `total` bytes from byte 0 that goes silent after `size` of them.
ScriptedBody silent_body(std::uint64_t size, std::uint64_t total) {
  ScriptedBody::Script script;
  script.bytes = bytes_of(total);
  script.blocks_at = size;
  script.declared = total;
  return ScriptedBody(std::move(script));
}

// gcs.session.takeover: the second request interrupts a silent first one and goes on behind what it
// left.
TEST(Turns, ASilentRequestIsTakenOver) {
  const TestWorld test(patient(std::chrono::milliseconds(20)));
  const auto session = test.session();
  ScriptedBody silent = silent_body(2 * kG + 100, 4 * kG);
  Appended first;
  std::thread receiving([&] {
    first = append_once(*session, {.length = 4 * kG, .total = 4 * kG}, gcs_policy(), silent);
  });
  silent.wait_until_blocked();
  auto rest = whole_body(bytes_of(4 * kG).substr(kG));
  const Appended second =
      append_once(*session, {.at = kG, .length = 3 * kG, .total = 4 * kG}, gcs_policy(), rest);
  receiving.join();
  EXPECT_EQ(first.outcome, Outcome::kCut);
  EXPECT_EQ(first.offset, 2 * kG);
  EXPECT_EQ(silent.interrupts(), 1);
  EXPECT_EQ(second.outcome, Outcome::kReachedTotal);
  EXPECT_EQ(second.before, 2 * kG);
  EXPECT_EQ(session->snapshot().digests, digests_of(bytes_of(4 * kG)));
}

/// What a protocol that keeps every byte and wants offsets to meet says.
AppendPolicy every_byte() { return {.open_end_keeps_all = true}; }

// Whoever comes later need not wait for silence.
TEST(Turns, ATakeoverAtOnceInterruptsARequestThatGoesOn) {
  const TestWorld test(patient(std::chrono::hours(1)));
  const auto session = test.session();
  ScriptedBody slow = silent_body(1000, 4000);
  Appended first;
  bool told = false;
  std::thread receiving([&] {
    Turn turn = session->begin_turn(slow.control());
    first = append_body(turn, {.length = 4000, .total = 4000}, every_byte(), slow);
    told = turn.interrupted();
  });
  slow.wait_until_blocked();
  {
    Turn turn = session->begin_turn(nullptr, Takeover::kAtOnce);
    EXPECT_EQ(turn.offset(), 1000U);
    EXPECT_FALSE(turn.interrupted());
    EXPECT_EQ(turn.glance().offset, 1000U);
  }
  receiving.join();
  EXPECT_EQ(first.outcome, Outcome::kCut);
  EXPECT_EQ(first.offset, 1000U);
  EXPECT_TRUE(told);
}

// Beside someone who receives.
TEST(Turns, ATurnThatIsTakenIsRefusedToWhoOnlyTries) {
  const TestWorld test(patient(std::chrono::hours(1)));
  const auto session = test.session();
  ScriptedBody slow = silent_body(1000, 4000);
  std::thread receiving(
      [&] { append_once(*session, {.length = 4000, .total = 4000}, every_byte(), slow); });
  slow.wait_until_blocked();
  EXPECT_FALSE(session->try_turn(nullptr).has_value());
  EXPECT_EQ(slow.interrupts(), 0);
  slow.leave();  // nobody is there any more: what it brought is waited for
  const std::optional<Turn> turn = session->try_turn(nullptr);
  ASSERT_TRUE(turn.has_value());
  EXPECT_EQ(turn->offset(), 1000U);
  receiving.join();
}

// Who waits no more is passed over, wherever it stood.
TEST(Turns, AWaitThatIsGivenUpHoldsUpNobody) {
  const TestWorld test(patient(std::chrono::hours(1)));
  const auto session = test.session();
  std::optional<Turn> first = session->begin_turn(nullptr);
  const auto give_up = [&] {
    EXPECT_FALSE(session->begin_turn_within(std::chrono::milliseconds(1), nullptr,
                                            Takeover::kWhenSilent));
  };
  give_up();
  std::atomic<bool> had_it = false;
  std::thread waiting([&] {
    const Turn turn = session->begin_turn(nullptr);
    had_it = true;
  });
  give_up();
  give_up();
  first.reset();
  waiting.join();
  EXPECT_TRUE(had_it);
  EXPECT_TRUE(session->begin_turn_within(std::chrono::milliseconds(0), nullptr,
                                         Takeover::kWhenSilent));
  EXPECT_TRUE(session->try_turn(nullptr));
}

TEST(Turns, ManyTakeoversAtOnceEndInOne) {
  const TestWorld test(patient(std::chrono::hours(1)));
  const auto session = test.session();
  const std::string source = bytes_of(3'000'000);
  std::atomic<int> finished{0};
  std::vector<std::thread> clients;
  for (std::uint64_t own = 1; own <= 6; ++own) {
    clients.emplace_back([&, own] {
      for (;;) {
        std::uint64_t at = 0;
        {
          Turn asking = session->begin_turn(nullptr, Takeover::kAtOnce);
          if (asking.state() == SessionState::kComplete) return;
          at = asking.offset();
        }
        ScriptedBody body({.bytes = source.substr(at), .piece = 20'000 * own});
        Turn turn = session->begin_turn(body.control(), Takeover::kAtOnce);
        if (turn.state() == SessionState::kComplete) return;
        static_cast<void>(
            append_body(turn, {.at = at, .total = source.size()}, every_byte(), body));
        if (turn.offset() == source.size() && turn.finalize({})) ++finished;
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(finished, 1);
  const ObjectPtr object = test.world->objects().get("b", "o").value();
  EXPECT_EQ(read_all_of(*object->blob, object->size), source);
}

TEST(Turns, ARequestThatGoesOnIsWaitedFor) {
  const TestWorld test(patient(std::chrono::hours(1)));
  const auto session = test.session();
  ScriptedBody slow = silent_body(kG, 2 * kG);
  std::atomic<bool> first_done{false};
  std::thread receiving([&] {
    Turn turn = session->begin_turn(slow.control());
    const Appended done = append_body(turn, {.length = 2 * kG}, gcs_policy(), slow);
    EXPECT_EQ(done.offset, 2 * kG);
    first_done = true;
  });
  slow.wait_until_blocked();
  std::thread waiting([&] {
    const Turn turn = session->begin_turn(nullptr);
    EXPECT_TRUE(first_done);
    EXPECT_EQ(turn.offset(), 2 * kG);
  });
  slow.go_on();
  receiving.join();
  waiting.join();
  EXPECT_EQ(slow.interrupts(), 0);
}

// A request that was sent before and is read later must not end the one that took its place.
TEST(Turns, WhoHasLeftDoesNotPushAsideWhoIsThere) {
  const TestWorld test(patient(std::chrono::hours(1)));
  const auto session = test.session();
  ScriptedBody slow = silent_body(1000, 4000);
  ScriptedBody gone = whole_body("");
  gone.leave();
  std::thread receiving(
      [&] { append_once(*session, {.length = 4000, .total = 4000}, every_byte(), slow); });
  slow.wait_until_blocked();
  std::thread late([&] {
    const Turn turn = session->begin_turn(gone.control(), Takeover::kAtOnce);
    EXPECT_EQ(turn.offset(), 4000U);
  });
  slow.go_on();
  receiving.join();
  late.join();
  EXPECT_EQ(slow.interrupts(), 0);
}

// gcs.session.query-during-receive
TEST(Turns, ASnapshotDoesNotWaitForARequestThatReceives) {
  const TestWorld test(patient(std::chrono::hours(1)));
  const auto session = test.session();
  const std::string bytes = bytes_of(2 * kG);
  auto before = whole_body(bytes.substr(0, kG));
  append_once(*session, {.length = kG}, gcs_policy(), before);
  ScriptedBody silent = silent_body(kG + 5, 8 * kG);
  std::thread receiving(
      [&] { append_once(*session, {.length = 8 * kG, .total = 8 * kG}, gcs_policy(), silent); });
  silent.wait_until_blocked();
  const SessionSnapshot shot = session->snapshot();
  EXPECT_EQ(shot.offset, kG);
  EXPECT_EQ(shot.digests, digests_of(bytes.substr(0, kG)));
  EXPECT_EQ(silent.interrupts(), 0);
  silent.go_on();
  receiving.join();
  EXPECT_EQ(session->snapshot().offset, 8 * kG);
}

TEST(Turns, ASnapshotWaitsForWhatAPeerThatLeftHasBrought) {
  const TestWorld test(patient(std::chrono::hours(1)));
  const auto session = test.session();
  ScriptedBody silent = silent_body(2 * kG + 7, 8 * kG);
  std::thread receiving(
      [&] { append_once(*session, {.length = 8 * kG, .total = 8 * kG}, gcs_policy(), silent); });
  silent.wait_until_blocked();
  silent.leave();
  EXPECT_EQ(session->snapshot().offset, 2 * kG);
  EXPECT_EQ(silent.interrupts(), 1);
  receiving.join();
}

// gcs.cancel.during-receive
TEST(Turns, ACancelTakesOverTooAndDropsTheBytes) {
  const TestWorld test(patient(std::chrono::milliseconds(20)));
  const auto session = test.session();
  ScriptedBody silent = silent_body(kG, 8 * kG);
  std::thread receiving(
      [&] { append_once(*session, {.length = 8 * kG, .total = 8 * kG}, gcs_policy(), silent); });
  silent.wait_until_blocked();
  EXPECT_TRUE(session->begin_turn(nullptr).cancel().has_value());
  receiving.join();
  EXPECT_EQ(session->snapshot().state, SessionState::kCancelled);
  auto late = whole_body("x");
  EXPECT_EQ(append_once(*session, {.at = 2 * kG, .length = 1}, gcs_policy(), late).outcome,
            Outcome::kGap);
}

TEST(Turns, StoppingInterruptsWhoeverReceives) {
  const TestWorld test(patient(std::chrono::hours(1)));
  const auto session = test.session();
  ScriptedBody silent = silent_body(kG + 1, 8 * kG);
  Appended done;
  std::thread receiving([&] {
    done = append_once(*session, {.length = 8 * kG, .total = 8 * kG}, gcs_policy(), silent);
  });
  silent.wait_until_blocked();
  test.world->sessions().interrupt_all();
  receiving.join();
  EXPECT_EQ(done.outcome, Outcome::kCut);
  EXPECT_EQ(done.offset, kG);
}

TEST(Turns, ExpiryDuringAReceiveEndsTheSessionWithTheTurn) {
  const TestWorld test(patient(std::chrono::hours(1)));
  const auto session = test.session();
  ScriptedBody silent = silent_body(kG, 8 * kG);
  std::thread receiving(
      [&] { append_once(*session, {.length = 8 * kG, .total = 8 * kG}, gcs_policy(), silent); });
  silent.wait_until_blocked();
  session->expire();
  EXPECT_EQ(session->snapshot().state, SessionState::kExpired);
  silent.go_on();
  receiving.join();
  EXPECT_EQ(session->begin_turn(nullptr).state(), SessionState::kExpired);
}

TEST(Turns, EightThreadsUploadOneObjectTogether) {
  const TestWorld test(patient(std::chrono::hours(1)));
  const auto session = test.session();
  constexpr std::uint64_t kChunks = 40;
  const std::string bytes = bytes_of(kChunks * kG + 17);
  std::vector<Digests> prefixes(kChunks + 1);
  RunningDigest running(true);
  for (std::uint64_t i = 0; i < kChunks; ++i) {
    running.update(std::as_bytes(std::span(bytes).subspan(i * kG, kG)));
    prefixes[i + 1] = running.snapshot();
  }
  std::atomic<int> finished{0};
  const auto client = [&](std::uint64_t seed) {
    for (std::uint64_t step = 0;; ++step) {
      const SessionSnapshot shot = session->snapshot();
      if (shot.state == SessionState::kComplete) return;
      if (shot.offset <= kChunks * kG) {
        EXPECT_EQ(shot.digests, prefixes[shot.offset / kG]);
      }
      // From where the snapshot says, or a bit before: others may have gone on meanwhile.
      const std::uint64_t back = std::min(shot.offset, (seed + step) % 3 * kG);
      const std::uint64_t at = shot.offset - back;
      const std::uint64_t size = std::min(bytes.size() - at, back + (1 + (seed * step) % 3) * kG);
      ScriptedBody::Script script;
      script.bytes = bytes.substr(at, size);
      script.piece = 50'000 + 10'000 * seed;
      if ((seed + step) % 2 == 0) script.declared = size;
      ScriptedBody body(std::move(script));
      Turn turn = session->begin_turn(body.control());
      if (turn.state() == SessionState::kComplete) return;
      const Appended done =
          append_body(turn, {.at = at, .length = size, .total = bytes.size()}, gcs_policy(), body);
      if (done.outcome == Outcome::kReachedTotal) {
        EXPECT_TRUE(turn.finalize({}).has_value());
        ++finished;
      }
    }
  };
  std::vector<std::thread> clients;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) clients.emplace_back(client, seed);
  for (std::thread& thread : clients) thread.join();
  EXPECT_EQ(finished, 1);
  const ObjectPtr object = test.world->objects().get("b", "o").value();
  EXPECT_EQ(read_all_of(*object->blob, object->size), bytes);
  EXPECT_EQ(object->digests(), digests_of(bytes));
}

TEST(Turns, SessionsSideBySideDoNotNoticeEachOther) {
  const TestWorld test;
  std::vector<std::thread> clients;
  for (std::uint64_t n = 0; n < 6; ++n) {
    clients.emplace_back([&test, n] {
      const auto session = test.session(testing::spec_of("o" + std::to_string(n)));
      const std::string bytes = bytes_of(3'000'000 + n, n);
      ScriptedBody body({.bytes = bytes});
      ASSERT_EQ(append_once(*session, {.ends_object = true}, gcs_policy(), body).outcome,
                Outcome::kReachedTotal);
      EXPECT_EQ(session->begin_turn(nullptr).finalize({}).value()->digests(), digests_of(bytes));
    });
  }
  for (std::thread& thread : clients) thread.join();
}

}  // namespace
}  // namespace resumulator
