#include "engine/lane.h"

#include <algorithm>
#include <utility>

namespace resumulator {
namespace {

constexpr std::size_t kAnswersMax = 1024;  // sessions whose last answer is kept

bool wants_earlier_answers(const std::vector<Rule>& rules) {
  const auto wants = [](const ActionSpec& action) { return action.word == "stale_answer"; };
  return std::any_of(rules.begin(), rules.end(), [&](const Rule& rule) {
    return std::any_of(rule.actions.begin(), rule.actions.end(), wants) ||
           std::any_of(rule.steps.begin(), rule.steps.end(), [&](const auto& step) {
             return std::any_of(step.begin(), step.end(), wants);
           });
  });
}

}  // namespace

ServedLane::ServedLane(std::string name, std::uint64_t seed, std::shared_ptr<World> world,
                       std::uint64_t exchanges_kept_max, SteadyTime server_start)
    : name_(std::move(name)),
      seed_(seed),
      server_start_(server_start),
      recorder_(exchanges_kept_max, name_),
      retry_tests_(seed_),
      world_(std::move(world)),
      rules_(std::make_shared<RuleSet>(std::vector<Rule>(), std::nullopt, seed_, name_)),
      clock_start_(world_->clock().now()) {}

WorldInUse ServedLane::in_use() const {
  MutexLock hold(mutex_);
  return {.world = world_,
          .rules = rules_,
          .epoch = recorder_.epoch(),
          .clock_start = clock_start_,
          .judged = judged_};
}

void ServedLane::set_rules(std::vector<Rule> rules, std::optional<Heal> heal) {
  const bool keeps_answers = wants_earlier_answers(rules);
  auto next = std::make_shared<RuleSet>(std::move(rules), heal, seed_, name_);
  MutexLock hold(mutex_);
  keeps_answers_ = keeps_answers;
  if (!keeps_answers) answers_.clear();
  next->take_counters(*rules_);
  rules_ = std::move(next);
  heal_ = heal;
}

void ServedLane::reset_counters() {
  MutexLock hold(mutex_);
  rules_ = std::make_shared<RuleSet>(rules_->rules(), heal_, seed_, name_);
}

void ServedLane::set_judged(bool judged) {
  MutexLock hold(mutex_);
  judged_ = judged;
}

bool ServedLane::arm(Rule rule) {
  MutexLock hold(mutex_);
  if (wants_earlier_answers({rule})) keeps_answers_ = true;
  return rules_->add(std::move(rule));
}

std::shared_ptr<SessionShadow> ServedLane::shadow_of(const UploadSession& session) {
  MutexLock hold(mutex_);
  if (!judged_) return nullptr;
  std::shared_ptr<SessionShadow>& shadow = shadows_[session.ordinal()];
  if (!shadow) {
    auto bytes = world_->blobs().create();
    if (!bytes) return nullptr;
    shadow = std::make_shared<SessionShadow>();
    MutexLock hold_shadow(shadow->mutex);
    shadow->bytes = *std::move(bytes);
  }
  return shadow;
}

void ServedLane::damage_later(std::uint64_t session, const BitFlips& flips) {
  MutexLock hold(mutex_);
  BitFlips& waiting = damage_[session];
  waiting.insert(waiting.end(), flips.begin(), flips.end());
  damage_pending_ = true;
}

BitFlips ServedLane::take_damage(std::uint64_t session) {
  if (!damage_pending_) return {};
  MutexLock hold(mutex_);
  const auto found = damage_.find(session);
  if (found == damage_.end()) return {};
  BitFlips flips = std::move(found->second);
  damage_.erase(found);
  damage_pending_ = !damage_.empty();
  return flips;
}

void ServedLane::keep_answer(const UploadSession* session, const Response& response) {
  if (session == nullptr || response.producer) return;
  MutexLock hold(mutex_);
  if (answers_.size() >= kAnswersMax) answers_.erase(answers_.begin());
  answers_.insert_or_assign(session->ordinal(), Answer{response.status, response.reason,
                                                       response.headers, response.body});
}

std::optional<Response> ServedLane::earlier_answer(const UploadSession* session) const {
  if (session == nullptr) return std::nullopt;
  MutexLock hold(mutex_);
  const auto found = answers_.find(session->ordinal());
  if (found == answers_.end()) return std::nullopt;
  Response response;
  response.status = found->second.status;
  response.reason = found->second.reason;
  response.headers = found->second.headers;
  response.body = found->second.body;
  return response;
}

void ServedLane::leave_request() {
  if (--active_ > 0 || idle_waiters_ == 0) return;
  MutexLock hold(idle_mutex_);
  idle_.notify_all();
}

bool ServedLane::wait_until_idle(std::chrono::milliseconds timeout) {
  const auto until = std::chrono::steady_clock::now() + timeout;
  MutexLock hold(idle_mutex_);
  ++idle_waiters_;
  bool in_time = true;
  while (active_ > 0 && in_time) {
    in_time = idle_.wait_until(idle_mutex_, until) == std::cv_status::no_timeout;
  }
  --idle_waiters_;
  return active_ == 0;
}

void ServedLane::stop() {
  recorder_.stop();
  in_use().world->sessions().interrupt_all();
}

// The new world is built beside the old one and swapped in at once.
Result<void> ServedLane::reset() {
  MutexLock one_at_a_time(reset_mutex_);
  auto next = in_use().world->fresh();
  if (!next) return Unexpected(next.error());
  set_world(std::move(next).value());
  return {};
}

void ServedLane::set_world(std::shared_ptr<World> world) {
  {
    MutexLock hold(mutex_);
    world_.swap(world);
    rules_ = std::make_shared<RuleSet>(rules_->rules(), heal_, seed_, name_);
    clock_start_ = world_->clock().now();
    shadows_.clear();
    answers_.clear();
    damage_.clear();
    recorder_.clear();
    retry_tests_.clear();
  }
  world->sessions().interrupt_all();
}

}  // namespace resumulator
