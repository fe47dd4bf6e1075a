#include "engine/planned_passage.h"

#include <algorithm>
#include <utility>

#include "core/upload/session.h"

namespace resumulator {
namespace {

using Needs = RetryPlan::Needs;

/// No action of a plan draws.
class NoDraws final : public Draws {
 public:
  [[nodiscard]] double unit(std::string_view /*purpose*/) const override { return 0; }
};

}  // namespace

PlannedPassage::PlannedPassage(RetryPlan plan, std::function<bool()> fire,
                               std::function<const CallInfo*()> info)
    : plan_(std::move(plan)), fire_(std::move(fire)), info_(std::move(info)) {}

bool PlannedPassage::is_here(const Point& at) const {
  const Point& mine = plan_.rule.at;
  if (mine.kind != at.kind || mine.in_body != at.in_body) return false;
  // Of a body's bytes only those are asked for that answer_body_stops() has named.
  return mine.in_body || mine.byte == at.byte;
}

bool PlannedPassage::finds_what_it_needs() const {
  const CallInfo* info = info_();
  if (plan_.needs == Needs::kComplete) {
    return info != nullptr && info->session &&
           info->session->snapshot().state == SessionState::kComplete;
  }
  if (plan_.needs == Needs::kMedia) {
    return info != nullptr && info->media_length && *info->media_length >= plan_.bytes;
  }
  return true;
}

Outcome PlannedPassage::reach(const ExchangeView& exchange) {
  if (over_ || !is_here(exchange.at) || !finds_what_it_needs()) return {};
  over_ = true;
  return fire_() ? act(exchange) : Outcome();
}

Outcome PlannedPassage::act(const ExchangeView& exchange) const {
  Outcome outcome;
  outcome.effects = plan_.extras;
  std::string did = plan_.does;
  for (const ActionSpec& action : plan_.rule.actions) {
    const FaultKind* kind = find_fault_kind(action.word);
    if (kind == nullptr) continue;  // plans are made of known words
    kind->apply(action.params, exchange, NoDraws(), outcome.effects);
    did += (did.empty() ? "" : ", ") + kind->explain(action.params);
  }
  outcome.keep = plan_.rule.keep;
  outcome.drain = plan_.rule.drain;
  outcome.fired.push_back({plan_.rule.name, exchange.at, did, std::nullopt});
  return outcome;
}

std::vector<std::pair<std::uint64_t, Point>> PlannedPassage::body_stops(
    const ExchangeView& /*exchange*/) const {
  if (plan_.rule.at.kind != Point::Kind::kBodyByte) return {};
  return {{plan_.rule.at.byte, plan_.rule.at}};
}

std::vector<std::uint64_t> PlannedPassage::answer_stops(const ExchangeView& /*exchange*/) const {
  return {};
}

std::vector<std::uint64_t> PlannedPassage::answer_body_stops(
    std::optional<std::uint64_t> length) const {
  const Point& at = plan_.rule.at;
  if (over_ || at.kind != Point::Kind::kAnswerByte || !at.in_body) return {};
  if (!length) return {at.byte};
  switch (plan_.needs) {
    case Needs::kBody:
      return *length == 0 ? std::vector<std::uint64_t>() : std::vector{std::min(at.byte, *length)};
    case Needs::kMore:
      return at.byte < *length ? std::vector{at.byte} : std::vector<std::uint64_t>();
    case Needs::kNothing:
    case Needs::kComplete:
    case Needs::kMedia:
      break;
  }
  return at.byte <= *length ? std::vector{at.byte} : std::vector<std::uint64_t>();
}

}  // namespace resumulator
