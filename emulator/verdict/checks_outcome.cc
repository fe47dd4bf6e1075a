// Checks of what was reached: completes, object, bytes_agree, sessions.
#include <algorithm>
#include <map>
#include <set>

#include "verdict/checks.h"
#include "verdict/coverage.h"

namespace resumulator {
namespace {

const RecordedExchange* by_seq(const Evidence& evidence, std::uint64_t seq) {
  const auto found = std::find_if(evidence.exchanges.begin(), evidence.exchanges.end(),
                                  [&](const auto& each) { return each.seq == seq; });
  return found == evidence.exchanges.end() ? nullptr : &*found;
}

std::string bounds_text(const CountBounds& count) {
  if (count.at_least && count.at_most && *count.at_least == *count.at_most) {
    return counted(*count.at_least, "session");
  }
  std::string out;
  if (count.at_least) out += "at least " + counted(*count.at_least, "session");
  if (count.at_most) {
    out += (out.empty() ? "" : ", ") + std::string("at most ") + counted(*count.at_most, "session");
  }
  return out;
}

/// What "within" is counted from: the end of the faults, else the first request.
std::optional<std::chrono::microseconds> counted_from(const Evidence& evidence) {
  if (evidence.healed_at) return evidence.healed_at;
  if (evidence.exchanges_dropped > 0) return std::nullopt;
  std::optional<std::chrono::microseconds> first;
  for (const RecordedExchange& exchange : evidence.exchanges) {
    if (!first || exchange.started < *first) first = exchange.started;
  }
  return first;
}

/// Whether the client had begun: of one that never came it is not known what it would have done.
bool never_came(const CheckInput& input) {
  const auto& objects = input.evidence.objects;
  return !input.story.saw_an_upload && input.evidence.exchanges_dropped == 0 &&
         std::none_of(objects.begin(), objects.end(),
                      [](const ObjectFact& object) { return object.deleted; });
}

std::string described(const CheckObject& wanted) {
  std::string out = wanted.name.empty() ? "every finished object" : "object " + wanted.name;
  if (!wanted.bucket.empty()) out += " in " + wanted.bucket;
  if (wanted.size) out += " has " + counted(*wanted.size, "byte");
  if (wanted.equals_payload) out += " equals the payload";
  if (!wanted.equals_file.empty()) out += " equals the file " + wanted.equals_file;
  if (!wanted.equals_sha256.empty()) out += " has the given SHA-256";
  return out;
}

/// The digest the object must have; empty and `unknown` set: it was not to be had.
std::string wanted_digest(const CheckObject& wanted, const Evidence& evidence,
                          std::string& unknown) {
  if (wanted.equals_payload) {
    if (evidence.payload_sha256.empty()) {
      unknown = "the payload is not known: give one in \"given\" and use `resumulator run`";
    }
    return evidence.payload_sha256;
  }
  if (wanted.equals_file.empty()) return wanted.equals_sha256;
  const auto found = evidence.files.find(wanted.equals_file);
  if (found != evidence.files.end()) return found->second;
  unknown = "the file " + wanted.equals_file + " could not be read";
  return {};
}

void compare(const ObjectFact& object, const CheckObject& wanted, const std::string& digest,
             const Evidence& evidence, CheckResult& result) {
  const std::string name = object.bucket + "/" + object.name;
  if (wanted.size && object.size != *wanted.size) {
    fail(result,
         name + " has " + counted(object.size, "byte") + " instead of " +
             std::to_string(*wanted.size),
         object.finalized_by);
  }
  if (digest.empty() || object.sha256.empty() || object.sha256 == digest) return;
  std::string seen = name + " has other bytes";
  if (wanted.equals_payload && evidence.payload_size && object.size != *evidence.payload_size) {
    seen += ": " + std::to_string(object.size) + " of them, the payload has " +
            std::to_string(*evidence.payload_size);
  }
  fail(result, seen, object.finalized_by);
}

}  // namespace

CheckResult check(const CheckInput& input, const CheckCompletes& wanted) {
  std::set<std::pair<std::string, std::string>> names;
  std::uint64_t last = 0;
  for (const ObjectFact& object : input.evidence.objects) {
    if (object.planted || object.deleted) continue;
    names.emplace(object.bucket, object.name);
    last = std::max(last, object.finalized_by);
  }
  const std::uint64_t objects = wanted.objects.value_or(1);
  CheckResult result =
      expecting((wanted.objects ? "" : "at least ") + counted(objects, "finished object") +
                (wanted.within ? " within " + time_text(*wanted.within) : ""));
  result.seen = std::to_string(names.size());
  const bool enough = wanted.objects ? names.size() == objects : names.size() >= objects;
  if (!enough && never_came(input)) return inconclusive(result, "no upload was seen");
  if (!enough) return fail(result, result.seen, last);
  if (!wanted.within) return result;
  if (input.evidence.no_timing) return skipped(result);
  const RecordedExchange* final = by_seq(input.evidence, last);
  const auto from = counted_from(input.evidence);
  if (final == nullptr || !from) {
    return inconclusive(result, "the journal was full: how long it took is not known");
  }
  const auto took = std::max(final->ended - *from, std::chrono::microseconds(0));
  result.seen += " after " + time_text(took);
  if (took > scaled(*wanted.within, 1 / input.evidence.timing_slack)) {
    return fail(result, result.seen, last);
  }
  return result;
}

CheckResult check(const CheckInput& input, const CheckObject& wanted) {
  CheckResult result = expecting(described(wanted));
  std::string unknown;
  const std::string digest = wanted_digest(wanted, input.evidence, unknown);
  std::size_t found = 0;
  for (const ObjectFact& object : input.evidence.objects) {
    const bool fits = (wanted.bucket.empty() || object.bucket == wanted.bucket) &&
                      (wanted.name.empty() || object.name == wanted.name) &&
                      (!object.planted || !wanted.name.empty());
    if (!fits || object.deleted || object.replaced) continue;
    ++found;
    if (object.sha256.empty() && !digest.empty()) unknown = "the object's bytes are not known";
    compare(object, wanted, digest, input.evidence, result);
  }
  if (found == 0 && never_came(input)) return inconclusive(result, "no upload was seen");
  if (found == 0) return fail(result, "there is no such object");
  if (result.outcome == CheckOutcome::kPass && !unknown.empty()) {
    return inconclusive(result, unknown);
  }
  if (result.outcome == CheckOutcome::kPass) result.seen = found == 1 ? "it does" : "all do";
  return result;
}

namespace {

/// Finished sessions whose object has bytes that never came.
void look_for_holes(const CheckInput& input, CheckResult& result) {
  for (const SessionStory& session : input.story.sessions) {
    if (!session.from_the_start) continue;
    Coverage coverage;
    const RecordedExchange* final = nullptr;
    const bool placed = std::all_of(session.turns.begin(), session.turns.end(),
                                    [](const Turned& turn) { return has_place(*turn.exchange); });
    if (!placed) continue;
    for (const Turned& turn : session.turns) {
      if (const auto span = received_span(*turn.exchange)) coverage.add(span->first, span->second);
      const bool whole = turn.exchange->operation == Operation::kFinalize &&
                         (turn.exchange->generation != 0 || turn.exchange->status == 200);
      if (whole) final = turn.exchange;
    }
    if (final == nullptr || !final->persisted_after) continue;
    const std::uint64_t size = *final->persisted_after;
    const std::uint64_t missing = coverage.first_missing(size);
    if (missing < size) {
      fail(result, "byte " + std::to_string(missing) + " of the object never came", final->seq);
    }
  }
}

}  // namespace

CheckResult check(const CheckInput& input, const CheckBytesAgree& /*wanted*/) {
  CheckResult result = expecting("bytes sent twice are the same bytes, and none is missing");
  for (const Turned& turn : input.story.all) {
    if (!turn.exchange->disagrees) continue;
    fail(result,
         "byte " + std::to_string(*turn.exchange->disagrees) +
             " came with another value than before in " + number(turn),
         turn.exchange->seq);
  }
  look_for_holes(input, result);
  if (result.outcome == CheckOutcome::kPass) {
    result.seen = counted(input.story.resent_bytes, "byte") + " came twice, all the same";
  }
  return needs_whole_journal(input, std::move(result));
}

CheckResult check(const CheckInput& input, const CheckSessions& wanted) {
  CheckResult result = expecting(bounds_text(wanted.count));
  const std::uint64_t made = input.story.sessions_made;
  result.seen = std::to_string(made);
  const bool too_many = made > wanted.count.at_most.value_or(UINT64_MAX);
  const bool too_few = made < wanted.count.at_least.value_or(0);
  const auto& all = input.story.all;
  const bool in_one = made == 0 && std::any_of(all.begin(), all.end(), [](const Turned& turn) {
                        return turn.exchange->operation == Operation::kSimple;
                      });
  if (too_few && in_one) {
    return inconclusive(result, "the client uploads in one request, without a session");
  }
  if (too_few && never_came(input)) return inconclusive(result, "no upload was seen");
  if (too_few && input.evidence.exchanges_dropped == 0) {
    return fail(result, result.seen, 0, "it opens fewer sessions than it should");
  }
  if (!too_many) return needs_whole_journal(input, std::move(result));
  for (const Turned& turn : input.story.all) {
    if (turn.exchange->operation == Operation::kCreate && turn.exchange->session != 0) {
      result.evidence.push_back(turn.exchange->seq);
    }
  }
  return fail(result, result.seen);
}

}  // namespace resumulator
