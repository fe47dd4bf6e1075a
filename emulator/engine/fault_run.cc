#include "engine/fault_run.h"

#include <algorithm>

namespace resumulator {
namespace {

/// Short of what a client could tell from a steady flow.
constexpr std::chrono::microseconds kPaceStep = std::chrono::milliseconds(1);
/// A hundred years: what waits is bounded elsewhere, this is for the range of the type.
constexpr double kLongestUs = 100.0 * 365 * 86400 * 1e6;

void lower(std::optional<double>& rate, const std::optional<double>& other) {
  if (other && (!rate || *other < *rate)) rate = other;
}

}  // namespace

std::string point_text(const Point& at) {
  switch (at.kind) {
    case Point::Kind::kAccept:
      return "accept";
    case Point::Kind::kHeaders:
      return "headers";
    case Point::Kind::kBodyByte:
      return "body:" + std::to_string(at.byte);
    case Point::Kind::kObjectByte:
      return "object:" + std::to_string(at.byte);
    case Point::Kind::kBody:
      return "body";
    case Point::Kind::kStored:
      return "stored";
    case Point::Kind::kAnswerByte:
      return (at.in_body ? "answer body:" : "answer:") + std::to_string(at.byte);
    case Point::Kind::kAnswered:
      return "answered";
  }
  return "headers";
}

FaultRun::FaultRun(std::vector<std::unique_ptr<Passage>> passages, const ExchangeView& view,
                   Clock& clock, Waits& waits, std::function<bool()> gone, double wire_scale)
    : passages_(std::move(passages)),
      view_(view),
      clock_(clock),
      waits_(waits),
      gone_(std::move(gone)),
      wire_scale_(wire_scale) {}

void FaultRun::interrupt() {
  interrupted_ = true;
  for (const auto& passage : passages_) passage->interrupt();
}

bool FaultRun::reach(const Point& at) {
  view_.at = at;
  std::chrono::microseconds asked{0};
  for (const auto& passage : passages_) {
    asked += take(passage->reach(view_));
    if (decision_) break;
  }
  if (at.kind == Point::Kind::kAnswered) {
    wait_after_ += asked;
    return !decision_;
  }
  const bool whole = wait(asked);
  return whole && !decision_;
}

/// The wait it asks for.
std::chrono::microseconds FaultRun::take(Outcome&& outcome) {
  note(outcome);
  if (outcome.keep) keep_ = outcome.keep;
  if (outcome.drain) drain_ = outcome.drain;
  shape_by(outcome.effects);
  auto& decision = outcome.effects.decision;
  if (decision && decision->kind != Decision::Kind::kPass) {
    decision_ = std::move(decision);
    decided_at_ = view_.at;
  }
  return outcome.effects.wait;
}

void FaultRun::finish() {
  for (const auto& passage : passages_) passage->finish();
}

void FaultRun::shape_by(const Effects& effects) {
  lower(shape_.read_bytes_per_second, effects.read_bytes_per_second);
  lower(shape_.write_bytes_per_second, effects.write_bytes_per_second);
  if (effects.content_length_off_by) shape_.content_length_off_by = effects.content_length_off_by;
  shape_.apply_twice = shape_.apply_twice || effects.apply_twice;
  if (effects.shorten_body) shape_.shorten_body = effects.shorten_body;
  shape_.damage_answer = shape_.damage_answer || effects.damage_answer;
  shape_.damage_upload = shape_.damage_upload || effects.damage_upload;
  if (effects.unreachable_buckets) report_.unreachable_buckets = effects.unreachable_buckets;
  shape_.set_headers.insert(shape_.set_headers.end(), effects.set_headers.begin(),
                            effects.set_headers.end());
  shape_.drop_headers.insert(shape_.drop_headers.end(), effects.drop_headers.begin(),
                             effects.drop_headers.end());
  shape_interim(effects.interim);
  report_.hide_progress = report_.hide_progress || effects.hide_progress;
  report_.claim += effects.claim_bytes.value_or(0);
  const std::string& wrong = effects.wrong_checksum;
  report_.wrong_crc32c = report_.wrong_crc32c || wrong == "crc32c" || wrong == "all";
  report_.wrong_md5 = report_.wrong_md5 || wrong == "md5" || wrong == "all";
  change_.forget_bytes += effects.forget_bytes.value_or(0);
  if (effects.session != Effects::Session::kNone) change_.end = effects.session;
  if (effects.expire_after) change_.expire_after = effects.expire_after;
  if (effects.flip_bit) damage_.push_back(*effects.flip_bit);
  if (effects.advance_clock) clock_.advance(*effects.advance_clock);
  if (effects.note.empty()) return;
  trace_.notes += (trace_.notes.empty() ? "" : "; ") + effects.note;
}

void FaultRun::shape_interim(const InterimChange& change) {
  InterimChange& all = shape_.interim;
  all.omit = all.omit || change.omit;
  all.repeat = all.repeat || change.repeat;
  if (change.late) all.late = change.late;
  all.set_headers.insert(all.set_headers.end(), change.set_headers.begin(),
                         change.set_headers.end());
  all.drop_headers.insert(all.drop_headers.end(), change.drop_headers.begin(),
                          change.drop_headers.end());
}

void FaultRun::note(const Outcome& outcome) {
  for (const Fired& fired : outcome.fired) {
    trace_.fired.push_back({fired.rule, point_text(fired.at), fired.did, fired.draw});
    if (tell_) tell_(trace_.fired.back());
  }
  trace_.shadowed.insert(trace_.shadowed.end(), outcome.shadowed.begin(), outcome.shadowed.end());
}

std::vector<std::uint64_t> FaultRun::body_stops() const {
  std::vector<std::uint64_t> stops;
  for (const auto& passage : passages_) {
    for (const auto& [byte, point] : passage->body_stops(view_)) stops.push_back(byte);
  }
  std::sort(stops.begin(), stops.end());
  stops.erase(std::unique(stops.begin(), stops.end()), stops.end());
  return stops;
}

std::vector<std::uint64_t> FaultRun::answer_stops() const {
  std::vector<std::uint64_t> stops;
  for (const auto& passage : passages_) {
    for (const std::uint64_t byte : passage->answer_stops(view_)) stops.push_back(byte);
  }
  std::sort(stops.begin(), stops.end());
  stops.erase(std::unique(stops.begin(), stops.end()), stops.end());
  return stops;
}

std::vector<std::uint64_t> FaultRun::answer_body_stops(std::optional<std::uint64_t> length) const {
  std::vector<std::uint64_t> stops;
  for (const auto& passage : passages_) {
    for (const std::uint64_t byte : passage->answer_body_stops(length)) stops.push_back(byte);
  }
  std::sort(stops.begin(), stops.end());
  stops.erase(std::unique(stops.begin(), stops.end()), stops.end());
  return stops;
}

bool FaultRun::wait(std::chrono::microseconds time) {
  if (time <= std::chrono::microseconds(0)) return !interrupted_;
  const auto scaled =
      std::chrono::duration_cast<Waits::Time>(std::chrono::duration<double, std::micro>(
          std::min(static_cast<double>(time.count()) * wire_scale_, kLongestUs)));
  return waits_.wait(scaled, [this] { return interrupted_ || (gone_ && gone_()); });
}

bool FaultRun::pace(std::optional<double> bytes_per_second, std::uint64_t bytes) {
  if (!bytes_per_second || bytes == 0) return true;
  const auto time = std::chrono::microseconds(
      static_cast<std::int64_t>(static_cast<double>(bytes) / *bytes_per_second * 1e6));
  return time < kPaceStep || wait(time);
}

}  // namespace resumulator
