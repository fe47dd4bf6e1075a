// The retry tests of one lane: what is left to be done to whom, used up one instruction at a time.
//
// Rules    A request looks at the head of its method's queue; whoever fires it first takes it, so
//          that no two requests use one instruction. What does not fire stays at the head.
//          A test is completed when all its queues are empty.
// Ids      32 hexadecimal digits from the lane's seed; none comes again in the life of the lane.
// Threads  every call from any thread.
// Source   docs/retry-test-api.md
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/mutex.h"
#include "engine/retry_instruction.h"

namespace resumulator {

/// What is left for one method, in order, as it was written.
struct RetryQueue {
  std::string method;
  std::vector<std::string> left;
};

/// A retry test as it stands at one moment.
struct RetryTestState {
  std::string id;
  std::vector<RetryQueue> queues;  ///< in the order in which they were given
  bool completed = false;
};

class RetryTests {
 public:
  static constexpr std::size_t kTestsMax = 65'536;

  explicit RetryTests(std::uint64_t seed) : seed_(seed) {}

  /// nullopt: kTestsMax are there. Every instruction has a form that is known.
  [[nodiscard]] std::optional<RetryTestState> create(const std::vector<RetryQueue>& queues)
      EXCLUDES(mutex_);
  [[nodiscard]] std::optional<RetryTestState> get(std::string_view id) const EXCLUDES(mutex_);
  /// In the order in which they were made.
  [[nodiscard]] std::vector<RetryTestState> list() const EXCLUDES(mutex_);
  bool remove(std::string_view id) EXCLUDES(mutex_);
  void clear() EXCLUDES(mutex_);

  /// The instruction at the head of a queue.
  struct Head {
    std::string test;
    std::string method;
    std::string text;
    RetryInstruction instruction;
    std::uint64_t number = 0;  ///< of this queue's instructions, from 0
  };
  /// For the first of `methods` with an instruction left.
  [[nodiscard]] std::optional<Head> head(std::string_view id,
                                         const std::vector<std::string_view>& methods) const
      EXCLUDES(mutex_);
  [[nodiscard]] bool knows(std::string_view id) const EXCLUDES(mutex_);
  /// Uses it up. False: another request has, or the test is gone.
  bool fire(const Head& head) EXCLUDES(mutex_);

 private:
  struct Queue {
    std::string method;
    std::vector<std::string> texts;
    std::vector<RetryInstruction> instructions;
    std::size_t used = 0;
  };
  struct Test {
    std::string id;
    std::vector<Queue> queues;
    [[nodiscard]] RetryTestState state() const;
  };
  [[nodiscard]] std::string next_id() REQUIRES(mutex_);
  [[nodiscard]] const Test* find(std::string_view id) const REQUIRES(mutex_);

  const std::uint64_t seed_;
  mutable Mutex mutex_;
  std::uint64_t made_ GUARDED_BY(mutex_) = 0;
  std::vector<std::unique_ptr<Test>> tests_ GUARDED_BY(mutex_);
};

}  // namespace resumulator
