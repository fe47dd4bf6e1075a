#include "engine/holds.h"

#include <algorithm>
#include <utility>

#include "engine/fault_run.h"
#include "engine/passage_filter.h"

namespace resumulator {
namespace {

/// Nothing wakes us when a peer leaves.
constexpr auto kLook = std::chrono::milliseconds(10);

std::string in_words(const std::optional<Decision>& decision) {
  if (!decision) return "hold: broken off";
  if (decision->kind == Decision::Kind::kReset) return "hold: reset";
  if (decision->kind == Decision::Kind::kClose) return "hold: close";
  if (decision->kind != Decision::Kind::kAnswer) return "hold: release";
  return "hold: answer " + std::to_string(decision->status);
}

class HoldPassage final : public PassageFilter {
 public:
  HoldPassage(std::shared_ptr<HeldExchange> held, std::unique_ptr<Passage> inner,
              const RequestHead& head, std::function<bool()> gone)
      : PassageFilter(std::move(inner)),
        held_(std::move(held)),
        head_(head),
        gone_(std::move(gone)) {}

  Outcome reach(const ExchangeView& exchange) override {
    Outcome reached = inner().reach(exchange);
    Outcome outcome;
    if (reached.fired.empty()) return outcome;
    const auto decision = held_->stand_still(request_at(exchange, head_),
                                             [this] { return interrupted_ || (gone_ && gone_()); });
    Fired& fired = outcome.fired.emplace_back(std::move(reached.fired.front()));
    fired.did = in_words(decision);
    if (decision && decision->kind != Decision::Kind::kPass) outcome.effects.decision = decision;
    return outcome;
  }
  void interrupt() override { interrupted_ = true; }

 private:
  std::shared_ptr<HeldExchange> held_;
  const RequestHead& head_;
  std::function<bool()> gone_;
  std::atomic<bool> interrupted_{false};
};

std::vector<Rule> list_of(Rule rule) {
  std::vector<Rule> rules;
  rules.push_back(std::move(rule));
  return rules;
}

}  // namespace

HeldRequest request_at(const ExchangeView& exchange, const RequestHead& head) {
  HeldRequest request;
  request.operation = exchange.operation;
  request.at = point_text(exchange.at);
  request.method = head.method;
  request.target = head.target;
  request.headers = head.headers.fields();
  request.bucket = exchange.bucket;
  request.object = exchange.object;
  request.session = exchange.session;
  request.claimed = exchange.claimed;
  request.body_received = exchange.body_received;
  return request;
}

HeldExchange::HeldExchange(Rule rule, std::uint64_t seed, std::string lane)
    : rules_(list_of(std::move(rule)), std::nullopt, seed, std::move(lane)) {}

std::unique_ptr<Passage> HeldExchange::enter(const std::shared_ptr<HeldExchange>& held,
                                             const ExchangeView& view, const RequestHead& head,
                                             std::function<bool()> gone) {
  auto passage = held->rules_.enter(view);
  if (!passage) return nullptr;
  return std::make_unique<HoldPassage>(held, std::move(passage), head, std::move(gone));
}

bool HeldExchange::wait(std::chrono::milliseconds timeout) {
  const auto until = std::chrono::steady_clock::now() +
                     std::min<std::chrono::milliseconds>(timeout, std::chrono::hours(24));
  MutexLock hold(mutex_);
  while (step_ == Step::kExpected) {
    if (changed_.wait_until(mutex_, until) == std::cv_status::timeout) break;
  }
  return step_ == Step::kHeld;
}

std::optional<HeldRequest> HeldExchange::request() const {
  MutexLock hold(mutex_);
  return request_;
}

bool HeldExchange::decide(Decision decision) {
  MutexLock hold(mutex_);
  if (step_ != Step::kHeld) return false;
  decision_ = std::move(decision);
  step_ = Step::kDecided;
  changed_.notify_all();
  return true;
}

void HeldExchange::end() {
  MutexLock hold(mutex_);
  if (step_ != Step::kDecided) step_ = Step::kOver;
  changed_.notify_all();
}

std::optional<Decision> HeldExchange::stand_still(HeldRequest request,
                                                  const std::function<bool()>& broken_off) {
  MutexLock hold(mutex_);
  if (step_ != Step::kExpected) return Decision{};
  request_ = std::move(request);
  step_ = Step::kHeld;
  changed_.notify_all();
  while (step_ == Step::kHeld && !broken_off()) changed_.wait_for(mutex_, kLook);
  const bool decided = step_ == Step::kDecided;
  const bool released = step_ == Step::kOver;
  step_ = Step::kOver;
  if (decided) return std::move(decision_);
  return released ? std::optional<Decision>(Decision{}) : std::nullopt;
}

void Holds::add(Held held) {
  MutexLock hold(mutex_);
  if (stopped_) {
    held->end();
    return;
  }
  list_.push_back(std::move(held));
  count_ = list_.size();
}

void Holds::remove(const Held& held) {
  MutexLock hold(mutex_);
  std::erase(list_, held);
  count_ = list_.size();
}

void Holds::enter(const ExchangeView& view, const RequestHead& head,
                  const std::function<bool()>& gone,
                  std::vector<std::unique_ptr<Passage>>& passages) {
  MutexLock hold(mutex_);
  for (const Held& held : list_) {
    if (auto passage = HeldExchange::enter(held, view, head, gone)) {
      passages.push_back(std::move(passage));
    }
  }
}

void Holds::stop() {
  MutexLock hold(mutex_);
  stopped_ = true;
  for (const Held& held : list_) held->end();
}

}  // namespace resumulator
