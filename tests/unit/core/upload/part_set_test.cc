// Parts of one upload: stored whole or not at all, duplicates by policy, assembly, ends. In memory
// and in a directory.
#include "core/upload/part_set.h"

#include <gtest/gtest.h>
#include <time.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "unit/core/upload/part_fixture.h"

namespace resumulator {
namespace {

using Outcome = PartSet::Put::Outcome;
using Duplicate = PartSet::Duplicate;
using testing::bytes_of;
using testing::digests_of;
using testing::parts_spec;
using testing::PartsWorld;
using testing::ScriptedBody;
using testing::StoreKind;
using testing::text_of;

class PartSetTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  [[nodiscard]] bool on_disk() const { return GetParam() == StoreKind::kFile; }
};
INSTANTIATE_TEST_SUITE_P(Stores, PartSetTest,
                         ::testing::Values(StoreKind::kMemory, StoreKind::kFile));

TEST_P(PartSetTest, HoldsWhatCameUnderItsNumber) {
  const PartsWorld test(GetParam());
  const auto session = test.session();
  PartSet& parts = *session->parts();
  EXPECT_EQ(test.put(*session, 3, "ccc").outcome, Outcome::kStored);
  EXPECT_EQ(test.put(*session, 1, "a").outcome, Outcome::kStored);
  EXPECT_EQ(test.put(*session, UINT32_MAX, "").outcome, Outcome::kStored);
  EXPECT_EQ(parts.find(2), nullptr);
  ASSERT_NE(parts.find(3), nullptr);
  EXPECT_EQ(text_of(*parts.find(3)), "ccc");
  EXPECT_EQ(parts.find(3)->digests, digests_of("ccc"));
  EXPECT_EQ(parts.find(3)->sequence, 1U);
  EXPECT_EQ(parts.find(1)->sequence, 2U);
  EXPECT_EQ(parts.find(3)->stored, test.clock->now());
  EXPECT_EQ(parts.count(), 3U);
  EXPECT_EQ(parts.bytes(), 4U);
  EXPECT_EQ(session->snapshot().offset, 4U);
  const auto listed = parts.list();
  ASSERT_EQ(listed.size(), 3U);
  EXPECT_EQ(listed[0]->number, 1U);
  EXPECT_EQ(listed[2]->number, UINT32_MAX);
  EXPECT_EQ(parts.list(1U, 1).at(0)->number, 3U);
}

TEST_P(PartSetTest, KnowsWhatIsMissing) {
  const PartsWorld test(GetParam());
  const auto session = test.session();
  PartSet& parts = *session->parts();
  EXPECT_TRUE(parts.has_all(0));
  EXPECT_FALSE(parts.has_all(1));
  for (const std::uint32_t number : {1U, 2U, 4U}) test.put(*session, number, "x");
  EXPECT_TRUE(parts.has_all(2));
  EXPECT_FALSE(parts.has_all(3));
  EXPECT_FALSE(parts.has_all(4));
  EXPECT_EQ(parts.missing(6, 10), (std::vector<std::uint32_t>{3, 5, 6}));
  EXPECT_EQ(parts.missing(6, 1), (std::vector<std::uint32_t>{3}));
  test.put(*session, 3, "x");
  EXPECT_TRUE(parts.has_all(4));
  EXPECT_TRUE(parts.has_all(3));
  test.put(*session, 0, "x");
  EXPECT_TRUE(parts.has_all(4));
  EXPECT_FALSE(parts.has_all(5));
}

TEST_P(PartSetTest, MeetsADuplicateByPolicy) {
  const PartsWorld test(GetParam());
  const auto session = test.session();
  PartSet& parts = *session->parts();
  test.put(*session, 1, "first");
  auto again = test.put(*session, 1, "first");
  EXPECT_EQ(again.outcome, Outcome::kAlreadyThere);
  EXPECT_FALSE(again.differs_at);
  again = test.put(*session, 1, "fiRst");
  EXPECT_EQ(again.outcome, Outcome::kAlreadyThere);
  EXPECT_EQ(again.differs_at, 2U);
  again = test.put(*session, 1, "fir", Duplicate::kError);
  EXPECT_EQ(again.outcome, Outcome::kRefused);
  EXPECT_EQ(again.differs_at, 3U);
  EXPECT_EQ(text_of(*parts.find(1)), "first");
  again = test.put(*session, 1, "second", Duplicate::kReplace);
  EXPECT_EQ(again.outcome, Outcome::kReplaced);
  EXPECT_EQ(again.differs_at, 0U);
  EXPECT_EQ(text_of(*parts.find(1)), "second");
  EXPECT_EQ(parts.find(1)->sequence, 2U);
  EXPECT_EQ(parts.bytes(), 6U);
  if (on_disk()) {
    EXPECT_EQ(test.blob_files(), 1U);
  }
}

// A body that breaks off, is malformed or too long leaves nothing.
TEST_P(PartSetTest, ABrokenPartLeavesNothing) {
  const PartsWorld test(GetParam());
  const std::string bytes = bytes_of(700'000);
  const auto receive = [&](ScriptedBody::Ending ending, std::uint64_t limit) {
    ScriptedBody body({.bytes = bytes, .piece = 50'000, .ending = ending});
    return receive_part(*test.world, body, limit);
  };
  EXPECT_EQ(receive(ScriptedBody::Ending::kCut, UINT64_MAX).error().kind, ErrorKind::kCut);
  EXPECT_EQ(receive(ScriptedBody::Ending::kMalformed, UINT64_MAX).error().kind,
            ErrorKind::kMalformed);
  EXPECT_EQ(receive(ScriptedBody::Ending::kEnd, bytes.size() - 1).error().kind,
            ErrorKind::kTooLarge);
  EXPECT_EQ(test.blob_files(), 0U);
  EXPECT_TRUE(receive(ScriptedBody::Ending::kEnd, bytes.size()).has_value());
}

TEST_P(PartSetTest, BecomesAnObjectInTheOrderChosen) {
  const PartsWorld test(GetParam());
  const auto session = test.session();
  PartSet& parts = *session->parts();
  const std::string a = bytes_of(300'000, 1);
  const std::string b = bytes_of(70'001, 2);
  test.put(*session, 1, a);
  test.put(*session, 2, "not chosen");
  test.put(*session, 7, b);
  test.put(*session, 9, "");
  Turn turn = session->begin_turn(nullptr);
  const auto object = PartSet::finish(turn, {parts.find(7), parts.find(9), parts.find(1)},
                                      {.with_md5 = false, .component_count = 3});
  ASSERT_TRUE(object.has_value());
  EXPECT_EQ((*object)->size, a.size() + b.size());
  EXPECT_EQ(text_of(**object), b + a);
  EXPECT_EQ((*object)->digests().crc32c, digests_of(b + a).crc32c);
  EXPECT_FALSE((*object)->digests().md5.has_value());
  EXPECT_EQ((*object)->component_count, 3U);
  EXPECT_EQ(turn.state(), SessionState::kComplete);
  EXPECT_EQ(parts.count(), 0U);
  EXPECT_EQ(test.put(*session, 8, "late").outcome, Outcome::kEnded);
  EXPECT_EQ(PartSet::finish(turn, {}, {}).error().kind, ErrorKind::kGone);
  if (on_disk()) {
    EXPECT_EQ(test.blob_files(), 2U);
  }
}

TEST_P(PartSetTest, GivesItsObjectBothDigestsWhereWanted) {
  const PartsWorld test(GetParam());
  for (const bool alone : {true, false}) {
    const auto session = test.session();
    test.put(*session, 1, "one");
    if (!alone) test.put(*session, 2, "two");
    Turn turn = session->begin_turn(nullptr);
    const auto object =
        PartSet::finish(turn, session->parts()->list(), {.object = alone ? "alone" : "both"});
    ASSERT_TRUE(object.has_value());
    EXPECT_EQ((*object)->digests(), digests_of(alone ? "one" : "onetwo"));
    EXPECT_EQ((*object)->name, alone ? "alone" : "both");
  }
}

TEST_P(PartSetTest, ForgetsWhatCameLast) {
  const PartsWorld test(GetParam());
  const auto session = test.session();
  PartSet& parts = *session->parts();
  test.put(*session, 5, "12345");
  test.put(*session, 1, "123");
  test.put(*session, 9, "12");
  ASSERT_TRUE(session->begin_turn(nullptr).forget_to(7).has_value());  // 3 of 10 bytes
  EXPECT_EQ(parts.list().size(), 1U);
  EXPECT_NE(parts.find(5), nullptr);
  EXPECT_EQ(session->snapshot().offset, 5U);
  EXPECT_TRUE(parts.remove(5).has_value());
  EXPECT_EQ(parts.remove(5).error().kind, ErrorKind::kNotFound);
  test.put(*session, 2, "x");
  EXPECT_TRUE(parts.remove_all().has_value());
  EXPECT_EQ(parts.bytes(), 0U);
  EXPECT_EQ(test.blob_files(), 0U);
}

TEST_P(PartSetTest, IsBounded) {
  Options options;
  options.limits.parts_max = 2;
  options.limits.object_bytes_max = 5;
  const PartsWorld test(GetParam(), options);
  const auto session = test.session();
  test.put(*session, 1, "abc");
  test.put(*session, 2, "def");
  EXPECT_EQ(test.put(*session, 3, "").outcome, Outcome::kTooMany);
  EXPECT_EQ(test.put(*session, 2, "d", Duplicate::kReplace).outcome, Outcome::kReplaced);
  test.put(*session, 2, "def", Duplicate::kReplace);
  Turn turn = session->begin_turn(nullptr);
  EXPECT_EQ(PartSet::finish(turn, session->parts()->list(), {}).error().kind,
            ErrorKind::kTooLarge);
  EXPECT_EQ(turn.state(), SessionState::kActive);
  EXPECT_EQ(session->parts()->count(), 2U);
}

// Parts go with their session: cancelled, expired by the world's clock.
TEST_P(PartSetTest, GoWithTheirSession) {
  const PartsWorld test(GetParam());
  const auto cancelled = test.session();
  const auto expired = test.session();
  test.put(*cancelled, 1, "abc");
  test.put(*expired, 1, "abc");
  ASSERT_TRUE(cancelled->begin_turn(nullptr).cancel().has_value());
  EXPECT_EQ(test.put(*cancelled, 2, "x").outcome, Outcome::kEnded);
  test.clock->advance(std::chrono::hours(24 * 7));
  EXPECT_EQ(test.put(*expired, 2, "x").outcome, Outcome::kEnded);
  EXPECT_EQ(expired->snapshot().state, SessionState::kExpired);
  EXPECT_EQ(cancelled->parts()->count() + expired->parts()->count(), 0U);
  EXPECT_EQ(test.blob_files(), 0U);
}

TEST_P(PartSetTest, PutsDoNotWaitForEachOther) {
  const PartsWorld test(GetParam());
  const auto session = test.session();
  ScriptedBody slow({.bytes = bytes_of(200'000), .blocks_at = 100'000});
  std::thread other([&] {
    auto received = receive_part(*test.world, slow, UINT64_MAX);
    const auto put = session->parts()->put(1, *std::move(received), Duplicate::kKeepFirst);
    EXPECT_EQ(put.outcome, Outcome::kStored);
  });
  slow.wait_until_blocked();
  EXPECT_EQ(test.put(*session, 2, "quick").outcome, Outcome::kStored);
  EXPECT_EQ(session->snapshot().offset, 5U);
  slow.go_on();
  other.join();
  EXPECT_TRUE(session->parts()->has_all(2));
}

// Many send the same parts at once and all try to finish: one does.
TEST_P(PartSetTest, ExactlyOneFinishes) {
  const PartsWorld test(GetParam());
  const auto session = test.session();
  constexpr std::uint32_t kParts = 40;
  std::atomic<int> stored{0};
  std::atomic<int> finished{0};
  const auto client = [&](std::uint32_t from) {
    for (std::uint32_t i = 0; i < kParts; ++i) {
      const std::uint32_t number = (from + i) % kParts + 1;
      const auto put = test.put(*session, number, std::to_string(number) + ",");
      stored += put.outcome == Outcome::kStored ? 1 : 0;
      if (!session->parts()->has_all(kParts)) continue;
      Turn turn = session->begin_turn(nullptr);
      if (turn.state() != SessionState::kActive) return;
      finished += PartSet::finish(turn, session->parts()->list(), {}) ? 1 : 0;
    }
  };
  std::vector<std::thread> clients;
  for (std::uint32_t i = 0; i < 4; ++i) clients.emplace_back(client, i * 11);
  for (std::thread& each : clients) each.join();
  EXPECT_EQ(stored, static_cast<int>(kParts));
  EXPECT_EQ(finished, 1);
  std::string expected;
  for (std::uint32_t i = 1; i <= kParts; ++i) expected += std::to_string(i) + ",";
  EXPECT_EQ(text_of(**test.world->objects().get("b", "o")), expected);
}

TEST(PartSetOnDisk, OutlivesItsProcess) {
  PartsWorld test(StoreKind::kFile);
  std::string id;
  {
    const auto session = test.session(parts_spec("o", "key"));
    id = session->id();
    test.put(*session, 2, "two");
    test.put(*session, 1, "one");
    test.put(*session, 3, "");
    const auto ended = test.session(parts_spec("p", "other"));
    test.put(*ended, 1, "gone");
    ASSERT_TRUE(ended->begin_turn(nullptr).cancel().has_value());
  }
  test.open();
  const auto session = test.world->sessions().find(id);
  ASSERT_NE(session, nullptr);
  EXPECT_EQ(test.world->sessions().find_by_key("test", "key"), session);
  ASSERT_NE(session->parts(), nullptr);
  EXPECT_EQ(session->parts()->count(), 3U);
  EXPECT_EQ(session->snapshot().offset, 6U);
  EXPECT_EQ(text_of(*session->parts()->find(2)), "two");
  EXPECT_EQ(session->parts()->find(1)->digests, digests_of("one"));
  EXPECT_EQ(test.put(*session, 4, "four").part->sequence, 4U);
  {
    Turn turn = session->begin_turn(nullptr);
    ASSERT_TRUE(PartSet::finish(turn, session->parts()->list(), {.with_md5 = false}).has_value());
  }
  test.open();
  const ObjectPtr object = test.world->objects().get("b", "o").value();
  EXPECT_EQ(text_of(*object), "onetwofour");
  EXPECT_EQ(object->digests().crc32c, digests_of("onetwofour").crc32c);
  EXPECT_EQ(test.blob_files(), 3U);
  ASSERT_TRUE(test.world->objects().remove("b", "o", {}, {}).has_value());
  EXPECT_EQ(test.blob_files(), 3U);  // still held by `object`
}

std::chrono::nanoseconds processor_time() {
  timespec spent{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return std::chrono::seconds(spent.tv_sec) + std::chrono::nanoseconds(spent.tv_nsec);
}

// Ten thousand parts: no byte is copied, and it takes half a second at most (of the processor's
// time: what else runs on this machine is not the set's doing).
TEST_P(PartSetTest, TenThousandPartsFinishQuickly) {
  const PartsWorld test(GetParam());
  const auto session = test.session();
  constexpr std::uint32_t kParts = 10'000;
  for (std::uint32_t i = kParts; i >= 1; --i) test.put(*session, i, "part");
  const auto start = processor_time();
  ASSERT_TRUE(session->parts()->has_all(kParts));
  Turn turn = session->begin_turn(nullptr);
  const auto object = PartSet::finish(turn, session->parts()->list(), {});
  const auto took = processor_time() - start;
  ASSERT_TRUE(object.has_value());
  EXPECT_EQ((*object)->size, 4U * kParts);
  RecordProperty("milliseconds", static_cast<int>(took / std::chrono::milliseconds(1)));
  EXPECT_LE(took, std::chrono::milliseconds(500));
}

}  // namespace
}  // namespace resumulator
