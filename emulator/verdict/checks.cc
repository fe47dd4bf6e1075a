#include "verdict/checks.h"

#include <algorithm>

namespace resumulator {

CheckResult expecting(std::string expected) {
  CheckResult result;
  result.expected = std::move(expected);
  return result;
}

CheckResult& fail(CheckResult& result, std::string seen, std::uint64_t seq,
                  std::string_view cause) {
  if (result.outcome != CheckOutcome::kFail) {
    result.seen = std::move(seen);
    result.hint = cause;
  }
  result.outcome = CheckOutcome::kFail;
  if (seq != 0) result.evidence.push_back(seq);
  return result;
}

CheckResult& inconclusive(CheckResult& result, std::string seen) {
  result.outcome = CheckOutcome::kInconclusive;
  result.seen = std::move(seen);
  return result;
}

CheckResult& skipped(CheckResult& result) {
  result.outcome = CheckOutcome::kSkipped;
  result.seen = "timing is not judged";
  return result;
}

CheckResult needs_whole_journal(const CheckInput& input, CheckResult result) {
  const std::uint64_t gone = input.evidence.exchanges_dropped;
  if (result.outcome == CheckOutcome::kPass && gone > 0) {
    inconclusive(result, "the journal was full: " + counted(gone, "earlier exchange") +
                             (gone == 1 ? " is" : " are") + " not known");
  }
  return result;
}

std::string counted(std::uint64_t number, std::string_view noun) {
  const bool ends_y = noun.ends_with("query");
  std::string word(noun);
  if (number != 1) word = ends_y ? word.substr(0, word.size() - 1) + "ies" : word + "s";
  return std::to_string(number) + " " + word;
}

std::string number(const Turned& turn) { return "#" + std::to_string(turn.exchange->seq); }

std::string time_text(std::chrono::microseconds time) {
  const auto ms = time.count() / 1000;
  return ms >= 10'000 ? std::to_string(ms / 1000) + " s" : std::to_string(ms) + " ms";
}

std::chrono::microseconds scaled(std::chrono::microseconds time, double by) {
  return std::chrono::microseconds(
      static_cast<std::int64_t>(static_cast<double>(time.count()) * by));
}

bool any_holds(const std::vector<StatusRange>& ranges, int status) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const StatusRange& range) { return range.holds(status); });
}

std::string ranges_text(const std::vector<StatusRange>& ranges) {
  std::string out;
  for (const StatusRange& range : ranges) {
    out += (out.empty() ? "" : ", ") + std::to_string(range.first);
    if (range.last != range.first) out += "-" + std::to_string(range.last);
  }
  return out;
}

namespace {

// What a check can only hold of where the upload was hurt.
bool wants_harm(const CheckCompletes& wanted) { return wanted.objects == std::uint64_t{0}; }
bool wants_harm(const CheckClient& wanted) {
  return wanted.exit_nonzero || wanted.exit.value_or(0) != 0;
}
bool wants_harm(const CheckSessions& wanted) { return wanted.count.at_least.value_or(0) > 1; }
bool wants_harm(const CheckRestarts&) { return true; }
bool wants_harm(const CheckConversation&) { return true; }
bool wants_harm(const CheckGivesUp&) { return true; }
template <typename Other>
bool wants_harm(const Other&) {
  return false;
}

/// Rules were to hurt the upload, and not one did.
bool unhurt(const CheckInput& input) {
  return !input.rules.empty() && std::none_of(input.rules.begin(), input.rules.end(),
                                              [](const RuleFacts& rule) { return rule.fired > 0; });
}

}  // namespace

CheckResult run_check(const CheckInput& input, const Expectation& expectation) {
  CheckResult result =
      std::visit([&](const auto& each) { return check(input, each); }, expectation.check);
  const bool needs_harm =
      std::visit([](const auto& each) { return wants_harm(each); }, expectation.check);
  if (result.outcome == CheckOutcome::kFail && needs_harm && unhurt(input)) {
    inconclusive(result, result.seen + ", but no rule fired: nothing hurt the upload");
  }
  result.id = check_word(expectation.check);
  result.level = expectation.level;
  result.because = expectation.because;
  return result;
}

}  // namespace resumulator
