// Goal: a pool that never queues behind a stalled job, keeps its limit and ends cleanly.
#include "http/growing_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <set>
#include <thread>
#include <vector>

namespace resumulator {
namespace {

using namespace std::chrono_literals;

TEST(GrowingPool, RunsEachJobBesideTheOnesThatStall) {
  GrowingPool pool(3, 10s);
  std::promise<void> gate;
  const auto open = gate.get_future().share();
  std::vector<std::future<void>> begun;
  for (int i = 0; i < 3; ++i) {
    auto started = std::make_shared<std::promise<void>>();
    begun.push_back(started->get_future());
    ASSERT_TRUE(pool.submit([started, open] {
      started->set_value();
      open.wait();
    }));
  }
  for (auto& one : begun) one.wait();  // all three at once
  EXPECT_EQ(pool.workers(), 3U);
  gate.set_value();
}

TEST(GrowingPool, RefusesOneMoreThanItsLimit) {
  GrowingPool pool(1, 10s);
  std::promise<void> gate;
  const auto open = gate.get_future().share();
  ASSERT_TRUE(pool.submit([open] { open.wait(); }));
  EXPECT_FALSE(pool.submit([] {}));
  gate.set_value();
}

TEST(GrowingPool, TakesJobsAgainWhenOneHasEnded) {
  GrowingPool pool(1, 10s);
  for (int i = 0; i < 20; ++i) {
    std::promise<void> done;
    // The job's end and the worker's readiness are two steps: ask until it is ready.
    while (!pool.submit([&done] { done.set_value(); })) std::this_thread::yield();
    done.get_future().wait();
  }
  EXPECT_EQ(pool.workers(), 1U);
}

TEST(GrowingPool, ReusesAWorkerThatWaits) {
  GrowingPool pool(8, 10s);
  std::set<std::thread::id> seen;
  for (int i = 0; i < 5; ++i) {
    std::promise<std::thread::id> who;
    ASSERT_TRUE(pool.submit([&who] { who.set_value(std::this_thread::get_id()); }));
    seen.insert(who.get_future().get());
  }
  EXPECT_LE(seen.size(), 5U);
  EXPECT_LE(pool.workers(), 5U);
}

TEST(GrowingPool, LetsWorkersGoThatFindNothingToDo) {
  GrowingPool pool(4, 1ms);
  std::promise<void> done;
  ASSERT_TRUE(pool.submit([&done] { done.set_value(); }));
  done.get_future().wait();
  while (pool.workers() > 0) std::this_thread::yield();
  std::promise<void> again;
  ASSERT_TRUE(pool.submit([&again] { again.set_value(); }));
  again.get_future().wait();
}

TEST(GrowingPool, FinishWaitsForEveryJobItTook) {
  std::atomic<int> ran{0};
  GrowingPool pool(64, 1ms);
  for (int i = 0; i < 64; ++i) ASSERT_TRUE(pool.submit([&ran] { ++ran; }));
  pool.finish();
  EXPECT_EQ(ran, 64);
  EXPECT_EQ(pool.workers(), 0U);
  EXPECT_FALSE(pool.submit([] {}));
  pool.finish();
}

TEST(GrowingPool, SurvivesSubmitsFromManyThreadsWhileWorkersComeAndGo) {
  std::atomic<int> ran{0};
  std::atomic<int> taken{0};
  GrowingPool pool(16, 1ms);
  std::vector<std::thread> callers;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] {
      for (int k = 0; k < 200; ++k) taken += pool.submit([&ran] { ++ran; }) ? 1 : 0;
    });
  }
  for (auto& caller : callers) caller.join();
  pool.finish();
  EXPECT_EQ(ran, taken);
  EXPECT_GT(taken, 0);
}

}  // namespace
}  // namespace resumulator
