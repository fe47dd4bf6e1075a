#include "engine/fault_body.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "core/base/mutex.h"

namespace resumulator {
namespace {

/// So many reads a second make a flow out of a rate.
constexpr double kReadsASecond = 50;

}  // namespace

/// Interrupts the waits of rules too. Outlives the exchange and then does nothing of its own.
class FaultBody::Control final : public BodyControl {
 public:
  Control(std::shared_ptr<BodyControl> inner, FaultRun& faults)
      : inner_(std::move(inner)), faults_(&faults) {}
  void interrupt() override {
    {
      MutexLock hold(mutex_);
      if (faults_ != nullptr) faults_->interrupt();
    }
    inner_->interrupt();
  }
  void stop() override {
    {
      MutexLock hold(mutex_);
      if (faults_ != nullptr) faults_->interrupt();
    }
    inner_->stop();
  }
  [[nodiscard]] CutReason cut_reason() const override { return inner_->cut_reason(); }
  [[nodiscard]] bool peer_gone() const override { return inner_->peer_gone(); }
  void hold_back(bool few) override { inner_->hold_back(few); }
  void leave() {
    MutexLock hold(mutex_);
    faults_ = nullptr;
  }

 private:
  std::shared_ptr<BodyControl> inner_;
  Mutex mutex_;
  FaultRun* faults_ GUARDED_BY(mutex_);
};

FaultBody::~FaultBody() {
  if (control_) control_->leave();
}

void FaultBody::obey(FaultRun& faults) {
  faults_ = &faults;
  stops_ = faults.body_stops();
  std::reverse(stops_.begin(), stops_.end());
  held_back_ = !stops_.empty();
  if (held_back_) inner_.control()->hold_back(true);
}

std::shared_ptr<BodyControl> FaultBody::control() {
  if (faults_ == nullptr) return inner_.control();
  if (!control_) control_ = std::make_shared<Control>(inner_.control(), *faults_);
  return control_;
}

BodyRead FaultBody::read(std::span<std::byte> into) {
  if (cut_by_fault_) return {BodyState::kCut, 0};
  const BodyRead got = faults_ == nullptr ? pull(into) : read_by_rules(into);
  if (got.state == BodyState::kEnd) pass_end();
  state_ = got.state;
  return got;
}

void FaultBody::peek(std::size_t most, const std::function<bool(std::string_view)>& enough) {
  ahead_.resize(most);
  std::size_t size = 0;
  while (ahead_end_ == BodyState::kMore && size < most) {
    const BodyRead got = inner_.read(std::as_writable_bytes(std::span(ahead_)).subspan(size));
    size += got.size;
    ahead_end_ = got.state;
    if (enough(std::string_view(ahead_).substr(0, size))) break;
  }
  ahead_.resize(size);
}

BodyRead FaultBody::take(std::span<std::byte> into) {
  const std::size_t waiting = ahead_.size() - ahead_at_;
  if (waiting == 0) {
    return ahead_end_ == BodyState::kMore ? inner_.read(into) : BodyRead{ahead_end_, 0};
  }
  const std::size_t size = std::min(waiting, into.size());
  std::memcpy(into.data(), ahead_.data() + ahead_at_, size);
  ahead_at_ += size;
  return {BodyState::kMore, size};
}

BodyRead FaultBody::pull(std::span<std::byte> into) {
  const BodyRead got = take(into);
  if (keeper_ != nullptr) keeper_->take(into.first(got.size));
  return got;
}

BodyRead FaultBody::cut_here() {
  cut_by_fault_ = true;
  return {BodyState::kCut, 0};
}

void FaultBody::pass_end() {
  if (tell_end_) std::exchange(tell_end_, nullptr)();
}

bool FaultBody::drain_rest() {
  std::array<std::byte, 16 * 1024> dropped;
  for (;;) {
    const BodyRead got = take(dropped);
    drained_ += got.size;
    if (got.state == BodyState::kMore) continue;
    inner_ended_ = got.state == BodyState::kEnd;
    return inner_ended_;
  }
}

bool FaultBody::pass_stop() {
  const std::uint64_t stop = stops_.back();
  stops_.pop_back();
  faults_->body_at(handed_out());
  const bool go_on = faults_->reach(Point::Kind::kBodyByte, stop);
  if (stops_.empty() && go_on && std::exchange(held_back_, false)) {
    inner_.control()->hold_back(false);
  }
  return go_on;
}

bool FaultBody::reach_end() {
  while (!stops_.empty() && stops_.back() == handed_out()) {
    if (!pass_stop()) return false;
  }
  pass_end();
  if (faults_ == nullptr || std::exchange(end_reached_, true)) return true;
  faults_->body_at(handed_out());
  return faults_->reach(Point::Kind::kBody);
}

bool FaultBody::send_interim(int status, const Headers& fields) {
  if (faults_ == nullptr) return inner_.send_interim(status, fields);
  const InterimChange& change = faults_->shape().interim;
  if (change.omit) return true;
  Headers told = fields;
  for (const std::string& name : change.drop_headers) told.remove(name);
  for (const auto& [name, value] : change.set_headers) told.set(name, value);
  const bool over = inner_ended_ || end_reached_;
  if (change.late && !over && handed_out() < *change.late) {
    late_.emplace_back(status, std::move(told));
    return true;
  }
  const bool sent = inner_.send_interim(status, told);
  return change.repeat && sent ? inner_.send_interim(status, told) : sent;
}

void FaultBody::send_late() {
  const InterimChange& change = faults_->shape().interim;
  if (late_.empty() || (handed_out() < change.late.value_or(0) && !inner_ended_)) return;
  for (const auto& [status, fields] : std::exchange(late_, {})) {
    static_cast<void>(inner_.send_interim(status, fields));
    if (change.repeat) static_cast<void>(inner_.send_interim(status, fields));
  }
}

BodyRead FaultBody::read_by_rules(std::span<std::byte> into) {
  while (!stops_.empty() && stops_.back() <= handed_out()) {
    if (!pass_stop()) return cut_here();
  }
  std::uint64_t want = into.size();
  if (!stops_.empty()) want = std::min(want, stops_.back() - handed_out());
  const std::uint64_t late = faults_->shape().interim.late.value_or(0);
  if (!late_.empty() && late > handed_out()) want = std::min(want, late - handed_out());
  const auto rate = faults_->shape().read_bytes_per_second;
  if (rate) {
    want = std::min(want,
                    std::max<std::uint64_t>(1, static_cast<std::uint64_t>(*rate / kReadsASecond)));
  }
  const BodyRead got = pull(into.first(static_cast<std::size_t>(want)));
  if (damage_) damage_->pass(into.first(got.size));
  inner_ended_ = got.state == BodyState::kEnd;
  send_late();
  if (got.state == BodyState::kEnd && !reach_end()) return cut_here();
  if (!faults_->pace(rate, got.size)) {
    // What came is handed out; the next read ends the body.
    cut_by_fault_ = true;
  }
  return got;
}

}  // namespace resumulator
