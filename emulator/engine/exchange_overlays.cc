// What a request brings of its own to be done to it, and the retry tests' endpoints.
#include <algorithm>
#include <utility>

#include "engine/exchange.h"
#include "engine/retry_door.h"
#include "engine/shaped_body.h"

namespace resumulator {

std::vector<std::string_view> Engine::State::retry_methods(const RequestHead& head) const {
  std::vector<std::string_view> names;
  for (const Protocol& protocol : protocols) {
    if (!protocol.retry_names.of) continue;
    const auto more = protocol.retry_names.of(head);
    names.insert(names.end(), more.begin(), more.end());
  }
  return names;
}

bool Engine::State::is_retry_method(std::string_view name) const {
  return std::any_of(protocols.begin(), protocols.end(), [name](const Protocol& protocol) {
    return protocol.retry_names.knows && protocol.retry_names.knows(name);
  });
}

bool Exchange::serve_retry_door() {
  const RetryDoor door(
      lane_->retry_tests(), engine_.control,
      [this](std::string_view name) { return engine_.is_retry_method(name); },
      engine_.options.limits.metadata_bytes_max);
  Response response = door.answer(head_, body_);
  dress(response);
  const bool close = response.close;
  return writer_.send(std::move(response)).complete && leaves_clean(close);
}

std::optional<Response> Exchange::meet_overlays(const Overlays& overlays, const ExchangeView& view,
                                                std::vector<std::unique_ptr<Passage>>& passages) {
  const OverlaidRequest request{head_, view, query_, engine_.retry_methods(head_),
                                [this]() { return call_ ? &call_->info() : nullptr; }};
  if (overlays.retry_test != nullptr && !request.methods.empty()) {
    if (!lane_->retry_tests().knows(*overlays.retry_test)) {
      return retry_error(404, "There is no retry test " + overlays.retry_test->substr(0, 64) + ".");
    }
    auto passage = meet_retry_test(lane_->retry_tests(), *overlays.retry_test, request);
    if (passage) passages.push_back(std::move(passage));
  }
  if (overlays.instructions != nullptr) {
    for (auto& passage : meet_old_header(*overlays.instructions, request)) {
      passages.push_back(std::move(passage));
    }
  }
  if (overlays.rules.empty()) return std::nullopt;
  auto own = meet_own_rules(overlays.rules, view);
  if (!own) return error_answer(400, "X-Emu-Do: " + own.error().text);
  if (*own) passages.push_back(*std::move(own));
  return std::nullopt;
}

Result<std::unique_ptr<Passage>> Exchange::meet_own_rules(
    const std::vector<std::string_view>& lines, const ExchangeView& view) {
  std::vector<Rule> rules;
  for (const std::string_view line : lines) {
    if (!engine_.read_rule) return Unexpected(ErrorKind::kUnavailable, "it is not read here.");
    auto read = engine_.read_rule(line);
    if (!read) return Unexpected(read.error());
    for (Rule& rule : *read) {
      if (rule.at.kind == Point::Kind::kAccept) {
        return Unexpected(ErrorKind::kMalformed,
                          "the connection was accepted long before this field came.");
      }
      rules.push_back(std::move(rule));
    }
  }
  RuleSet set(std::move(rules), std::nullopt, lane_->seed(), lane_->name());
  return set.enter(view);
}

bool Exchange::answer_refusal() {
  static_cast<void>(drain(body_));
  engine_.bytes_received += body_.received();
  if (given_up()) {
    record_unanswered();
    return false;
  }
  Response response = *std::exchange(refusal_, std::nullopt);
  response.close = body_.cut() || body_.malformed() || engine_.stopping;
  return answer(std::move(response));
}

void Exchange::shape_answer_body(Response& response) {
  if (!faults_ || faults_->decision() || response.head_only) return;
  const bool bodiless = response.status == 204 || response.status == 304;
  const auto length = body_length(response);
  if (bodiless || length == std::uint64_t{0}) return;
  BodyShape shape;
  shape.stops = faults_->answer_body_stops(length);
  shape.other_first_byte = faults_->shape().damage_answer;
  if (shape.stops.empty() && !shape.other_first_byte) return;
  shape.at_stop = [this](std::uint64_t at) {
    return faults_->reach({Point::Kind::kAnswerByte, at, true});
  };
  shape_body(response, std::move(shape));
}

}  // namespace resumulator
