#include "engine/retry_tests.h"

#include <algorithm>

#include "core/base/random.h"

namespace resumulator {

RetryTestState RetryTests::Test::state() const {
  RetryTestState state;
  state.id = id;
  state.completed = true;
  for (const Queue& queue : queues) {
    state.queues.push_back(
        {queue.method,
         {queue.texts.begin() + static_cast<std::ptrdiff_t>(queue.used), queue.texts.end()}});
    state.completed = state.completed && queue.used == queue.texts.size();
  }
  return state;
}

std::string RetryTests::next_id() {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string id;
  for (const std::uint64_t half : {made_ * 2, made_ * 2 + 1}) {
    std::uint64_t bits = draw(seed_, "id.retry-test", half);
    for (int digit = 0; digit < 16; ++digit, bits >>= 4U) id += kDigits[bits & 15U];
  }
  ++made_;
  return id;
}

const RetryTests::Test* RetryTests::find(std::string_view id) const {
  const auto at =
      std::find_if(tests_.begin(), tests_.end(), [&](const auto& test) { return test->id == id; });
  return at == tests_.end() ? nullptr : at->get();
}

std::optional<RetryTestState> RetryTests::create(const std::vector<RetryQueue>& queues) {
  auto test = std::make_unique<Test>();
  for (const RetryQueue& given : queues) {
    Queue queue;
    queue.method = given.method;
    queue.texts = given.left;
    for (const std::string& text : given.left) {
      queue.instructions.push_back(parse_retry_instruction(text).value_or(RetryInstruction{}));
    }
    test->queues.push_back(std::move(queue));
  }
  MutexLock hold(mutex_);
  if (tests_.size() >= kTestsMax) return std::nullopt;
  test->id = next_id();
  tests_.push_back(std::move(test));
  return tests_.back()->state();
}

std::optional<RetryTestState> RetryTests::get(std::string_view id) const {
  MutexLock hold(mutex_);
  const Test* test = find(id);
  return test == nullptr ? std::nullopt : std::optional(test->state());
}

std::vector<RetryTestState> RetryTests::list() const {
  MutexLock hold(mutex_);
  std::vector<RetryTestState> all;
  for (const auto& test : tests_) all.push_back(test->state());
  return all;
}

bool RetryTests::remove(std::string_view id) {
  MutexLock hold(mutex_);
  return std::erase_if(tests_, [&](const auto& test) { return test->id == id; }) > 0;
}

void RetryTests::clear() {
  MutexLock hold(mutex_);
  tests_.clear();
}

bool RetryTests::knows(std::string_view id) const {
  MutexLock hold(mutex_);
  return find(id) != nullptr;
}

std::optional<RetryTests::Head> RetryTests::head(
    std::string_view id, const std::vector<std::string_view>& methods) const {
  MutexLock hold(mutex_);
  const Test* test = find(id);
  if (test == nullptr) return std::nullopt;
  for (const std::string_view method : methods) {
    for (const Queue& queue : test->queues) {
      if (queue.method != method || queue.used == queue.texts.size()) continue;
      return Head{test->id, queue.method, queue.texts[queue.used], queue.instructions[queue.used],
                  queue.used};
    }
  }
  return std::nullopt;
}

bool RetryTests::fire(const Head& head) {
  MutexLock hold(mutex_);
  const auto test = std::find_if(tests_.begin(), tests_.end(),
                                 [&](const auto& each) { return each->id == head.test; });
  if (test == tests_.end()) return false;
  for (Queue& queue : (*test)->queues) {
    if (queue.method != head.method) continue;
    if (queue.used != head.number) return false;
    ++queue.used;
    return true;
  }
  return false;
}

}  // namespace resumulator
