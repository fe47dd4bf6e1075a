#include "engine/lane.h"

#include <utility>

namespace resumulator {
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
          .notes = notes_,
          .epoch = recorder_.epoch(),
          .clock_start = clock_start_,
          .judged = judged_,
          .hashed = hashed_};
}

void ServedLane::set_rules(std::vector<Rule> rules, std::optional<Heal> heal) {
  MutexLock hold(mutex_);
  if (heal && heal->after) {
    const double scale = world_->options().wire_scale;
    heal->after = std::chrono::duration_cast<std::chrono::microseconds>(*heal->after * scale);
  }
  auto next = std::make_shared<RuleSet>(std::move(rules), heal, seed_, name_);
  next->take_counters(*rules_);
  rules_ = std::move(next);
  heal_ = heal;
}

// The same rules, as though nothing had happened yet; their generation goes on.
void ServedLane::renew_rules() {
  rules_ = std::make_shared<RuleSet>(rules_->rules(), heal_, seed_, name_, rules_->generation());
}

void ServedLane::reset_counters() {
  MutexLock hold(mutex_);
  renew_rules();
}

void ServedLane::set_judged(bool judged, bool hashed) {
  MutexLock hold(mutex_);
  judged_ = judged;
  hashed_ = hashed;
}

bool ServedLane::arm(Rule rule) {
  MutexLock hold(mutex_);
  return rules_->add(std::move(rule));
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
  end_waits();
  holds_.stop();
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
    renew_rules();
    clock_start_ = world_->clock().now();
    notes_ = std::make_shared<SessionNotes>();
    recorder_.clear();
    retry_tests_.clear();
  }
  world->sessions().interrupt_all();
}

}  // namespace resumulator
