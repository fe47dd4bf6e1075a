// Checks of the client as a program, and of the run itself: client, notices_corruption, faults_met,
// and how the client ended.
#include <algorithm>

#include "verdict/checks.h"

namespace resumulator {
namespace {

std::string ending_of(const ClientFact& client) {
  if (!client.failed_to_start.empty()) return "it could not be started: " + client.failed_to_start;
  if (client.timed_out) return "it was ended after " + time_text(client.ran);
  if (client.flooded) return "it was ended because it wrote without end";
  if (client.signal) return "ended by signal " + std::to_string(*client.signal);
  return client.exit ? "exit " + std::to_string(*client.exit) : "no exit";
}

std::string described(const CheckClient& wanted) {
  std::string out;
  const auto add = [&](const std::string& part) { out += (out.empty() ? "" : ", ") + part; };
  if (wanted.exit) add("exit " + std::to_string(*wanted.exit));
  if (wanted.exit_nonzero) add("an exit that is not 0");
  if (wanted.within) add("within " + time_text(*wanted.within));
  if (!wanted.output_has.empty()) add("output with \"" + wanted.output_has + "\"");
  return out;
}

/// A process that was ended by a signal has failed, too; one that we ended has said nothing.
bool ended_with_failure(const ClientFact& client) {
  if (client.timed_out || client.flooded) return false;
  return client.signal || client.exit.value_or(0) != 0;
}

}  // namespace

CheckResult check(const CheckInput& input, const CheckClient& wanted) {
  CheckResult result = expecting(described(wanted));
  if (!input.evidence.client) {
    return inconclusive(result, "no client was run: this check belongs to `resumulator run`");
  }
  const ClientFact& client = *input.evidence.client;
  result.seen = ending_of(client);
  if (wanted.exit && client.exit != wanted.exit) return fail(result, result.seen);
  if (wanted.exit_nonzero && !ended_with_failure(client)) return fail(result, result.seen);
  const bool says = client.output.find(wanted.output_has) != std::string::npos;
  if (!says) return fail(result, "the output does not have it");
  if (!wanted.within) return result;
  if (client.timed_out) return fail(result, result.seen);
  if (input.evidence.no_timing) return result;
  result.seen += " after " + time_text(client.ran);
  if (client.ran > scaled(*wanted.within, 1 / input.evidence.timing_slack)) {
    return fail(result, result.seen);
  }
  return result;
}

CheckResult check(const CheckInput& input, const CheckNoticesCorruption& wanted) {
  CheckResult result = expecting("the client notices the damage");
  const ObjectFact* damaged = nullptr;
  bool deleted = false;
  bool again = false;
  for (const ObjectFact& object : input.evidence.objects) {
    if (object.damaged && damaged == nullptr) damaged = &object;
    deleted = deleted || (object.damaged && object.deleted);
    again = again || (damaged != nullptr && &object != damaged && !object.planted &&
                      object.bucket == damaged->bucket && object.name == damaged->name);
  }
  if (damaged == nullptr) {
    inconclusive(result, "nothing was damaged");
    return result;
  }
  const auto& client = input.evidence.client;
  if (wanted.by_exit && client && ended_with_failure(*client)) {
    result.seen = "it ended with a failure";
  }
  if (wanted.by_delete && deleted) result.seen = "it deleted the damaged object";
  if (wanted.by_reupload && again) result.seen = "it uploaded again";
  if (!result.seen.empty()) return result;
  if (wanted.by_exit && !client) {
    return inconclusive(result, "how the client ended is not known: use `resumulator run`");
  }
  return fail(result, "the client reported success over a damaged object", damaged->finalized_by);
}

CheckResult check(const CheckInput& input, const CheckFaultsMet& wanted) {
  using Need = CheckFaultsMet::Need;
  CheckResult result = expecting(wanted.need == Need::kAll    ? "every rule fired"
                                 : wanted.need == Need::kSome ? "some rule fired"
                                                              : "no fault needed");
  std::uint64_t fired = 0;
  std::string missed;
  for (const RuleFacts& rule : input.rules) {
    if (rule.fired > 0) {
      ++fired;
      continue;
    }
    missed += (missed.empty() ? "\"" : "; \"") + rule.name +
              "\" did not: " + (rule.nearest.empty() ? "no request came near" : rule.nearest);
  }
  result.seen = std::to_string(fired) + " of " + std::to_string(input.rules.size());
  const bool enough = wanted.need == Need::kNone || input.rules.empty() ||
                      (wanted.need == Need::kSome ? fired > 0 : missed.empty());
  if (enough) return result;
  return inconclusive(result, result.seen + "; " + missed);
}

CheckResult check_ending(const CheckInput& input) {
  const ClientFact& client = *input.evidence.client;
  CheckResult result = expecting("the client ends by itself");
  result.id = "client";
  if (client.time_limit.count() > 0) result.expected += " within " + time_text(client.time_limit);
  result.seen = ending_of(client);
  const bool judged = std::any_of(
      input.scenario.expect.begin(), input.scenario.expect.end(), [](const Expectation& each) {
        return std::holds_alternative<CheckClient>(each.check) ||
               std::holds_alternative<CheckNoticesCorruption>(each.check);
      });
  const bool crashed = client.signal && !judged;
  if (client.timed_out || client.flooded || crashed || !client.failed_to_start.empty()) {
    return fail(result, result.seen);
  }
  return result;
}

}  // namespace resumulator
