// The bounded record: two steps, readers that wait for the second, worlds that go.
#include "engine/recorder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace resumulator {
namespace {

using std::chrono::milliseconds;
constexpr auto kPatience = std::chrono::seconds(30);

ExchangeRecord record_of(std::string_view target) {
  ExchangeRecord record;
  record.text = pack({.protocol = "p", .method = "GET", .target = target});
  return record;
}

void record(Recorder& recorder, std::string_view target) {
  const auto ticket = recorder.enter(recorder.epoch(), record_of(target));
  recorder.settle(ticket, {});
}

std::vector<std::string> targets(const Recorder& recorder) {
  std::vector<std::string> out;
  for (const auto& exchange : recorder.exchanges()) out.push_back(exchange.target);
  return out;
}

TEST(RecorderTest, GivesBackWhatWasRecorded) {
  const Headers request{{"Host", "a"}, {"Authorization", "Bearer x"}, {"X", ""}};
  const Headers response{{"Range", "bytes=0-4"}};
  ExchangeRecord kept;
  kept.connection = 3;
  kept.operation = Operation::kAppend;
  kept.claimed = ClaimedRange{.from = 5, .to = 10, .total = 20};
  kept.persisted_after = 10;
  kept.status = 308;
  kept.text = pack({.protocol = "gcs-json",
                    .rule = "gcs.json.chunk",
                    .method = "PUT",
                    .target = "/o?key=abc",
                    .bucket = "b",
                    .object = "o",
                    .request = &request,
                    .response = &response});
  Recorder recorder(10);
  const auto ticket = recorder.enter(recorder.epoch(), std::move(kept));
  recorder.settle(ticket, {.ending = Ending::kAnswerLost, .sent = 7, .note = "why"});
  const auto all = recorder.exchanges();
  ASSERT_EQ(all.size(), 1U);
  const auto& exchange = all[0];
  EXPECT_EQ(exchange.seq, 1U);
  EXPECT_EQ(exchange.connection, 3U);
  EXPECT_EQ(exchange.rule, "gcs.json.chunk");
  EXPECT_EQ(exchange.target, "/o?key=***");
  EXPECT_EQ(exchange.object, "o");
  EXPECT_EQ(exchange.request_headers,
            (HeaderList{{"Host", "a"}, {"Authorization", "Bearer ***"}, {"X", ""}}));
  EXPECT_EQ(exchange.response_headers, (HeaderList{{"Range", "bytes=0-4"}}));
  EXPECT_EQ(exchange.claimed, (ClaimedRange{.from = 5, .to = 10, .total = 20}));
  EXPECT_EQ(exchange.persisted_after, 10U);
  EXPECT_EQ(exchange.ending, Ending::kAnswerLost);
  EXPECT_EQ(exchange.sent, 7U);
  EXPECT_EQ(exchange.note, "why");
}

TEST(RecorderTest, KeepsTheNewest) {
  Recorder recorder(3);
  for (const char* target : {"/1", "/2", "/3", "/4", "/5"}) record(recorder, target);
  EXPECT_EQ(targets(recorder), (std::vector<std::string>{"/3", "/4", "/5"}));
  EXPECT_EQ(recorder.exchanges().front().seq, 3U);
}

TEST(RecorderTest, SettlesAnEntryThatWasEvictedMeanwhile) {
  Recorder recorder(1);
  const auto first = recorder.enter(recorder.epoch(), record_of("/1"));
  record(recorder, "/2");
  recorder.settle(first, {});
  EXPECT_EQ(targets(recorder), (std::vector<std::string>{"/2"}));
}

TEST(RecorderTest, ReadersWaitForAnAnswerThatIsJustLeaving) {
  Recorder recorder(10);
  const auto ticket = recorder.enter(recorder.epoch(), record_of("/1"));
  std::atomic<bool> reading{false};
  std::vector<std::string> seen;
  std::thread reader([&] {
    reading = true;
    seen = targets(recorder);
  });
  while (!reading) std::this_thread::yield();
  recorder.settle(ticket, {});
  reader.join();
  EXPECT_EQ(seen, (std::vector<std::string>{"/1"}));
}

TEST(RecorderTest, AnAnswerThatDoesNotEndDoesNotHoldUpReadersForEver) {
  Recorder recorder(10);
  const auto open = recorder.enter(recorder.epoch(), record_of("/1"));
  record(recorder, "/2");
  EXPECT_EQ(targets(recorder), (std::vector<std::string>{"/2"}));
  recorder.settle(open, {});
  EXPECT_EQ(targets(recorder), (std::vector<std::string>{"/1", "/2"}));
}

TEST(RecorderTest, WaitsForAnExchangeThatFits) {
  Recorder recorder(10);
  record(recorder, "/early");
  const auto wants = [](const char* target) {
    return [target](const RecordedExchange& exchange) { return exchange.target == target; };
  };
  EXPECT_TRUE(recorder.wait_for(wants("/early"), milliseconds(0)));
  EXPECT_FALSE(recorder.wait_for(wants("/never"), milliseconds(0)));
  std::optional<RecordedExchange> found;
  std::thread waiter([&] { found = recorder.wait_for(wants("/late"), kPatience); });
  record(recorder, "/other");
  record(recorder, "/late");
  waiter.join();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->seq, 3U);
}

TEST(RecorderTest, CanBeWaitedForWithoutAnEnd) {
  Recorder recorder(10);
  record(recorder, "/1");
  EXPECT_TRUE(recorder.wait_for([](const RecordedExchange&) { return true; }, milliseconds::max()));
}

TEST(RecorderTest, WaitersMayUseTheRecorder) {
  Recorder recorder(10);
  record(recorder, "/1");
  EXPECT_TRUE(recorder.wait_for(
      [&](const RecordedExchange&) { return recorder.exchanges().size() == 1; }, milliseconds(0)));
}

TEST(RecorderTest, StoppingEndsWaits) {
  Recorder recorder(10);
  std::optional<RecordedExchange> found;
  std::thread waiter(
      [&] { found = recorder.wait_for([](const RecordedExchange&) { return true; }, kPatience); });
  recorder.stop();
  waiter.join();
  EXPECT_FALSE(found);
}

TEST(RecorderTest, ForgetsAndDropsWhatBelongsToTheWorldBefore) {
  Recorder recorder(10);
  record(recorder, "/1");
  const auto old_epoch = recorder.epoch();
  const auto open = recorder.enter(old_epoch, record_of("/2"));
  recorder.clear();
  recorder.settle(open, {});
  EXPECT_EQ(recorder.enter(old_epoch, record_of("/3")).seq, 0U);
  EXPECT_TRUE(targets(recorder).empty());
  record(recorder, "/4");
  EXPECT_EQ(recorder.exchanges().front().seq, 1U);
}

TEST(RecorderTest, TakesManyWritersAndReadersAtOnce) {
  Recorder recorder(100);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 500; ++n) record(recorder, "/x");
    });
  }
  const auto last = recorder.wait_for(
      [](const RecordedExchange& exchange) { return exchange.seq == 2000; }, kPatience);
  EXPECT_TRUE(last);
  for (auto& thread : threads) thread.join();
  const auto all = recorder.exchanges();
  ASSERT_EQ(all.size(), 100U);
  EXPECT_EQ(all.front().seq, 1901U);
  EXPECT_EQ(all.back().seq, 2000U);
}

}  // namespace
}  // namespace resumulator
