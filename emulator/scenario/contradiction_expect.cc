// Which expectations no client can meet together. A check that passes where something never happens
// (no failure, no chunk) excludes another only if that one needs it to happen.
#include <algorithm>
#include <optional>

#include "scenario/contradiction.h"

namespace resumulator {
namespace {

bool above(const std::optional<std::uint64_t>& least, const std::optional<std::uint64_t>& most) {
  return least && most && *least > *most;
}

bool exclude(const CheckSessions& a, const CheckSessions& b, const Given& /*given*/) {
  return above(a.count.at_least, b.count.at_most) || above(b.count.at_least, a.count.at_most);
}

/// Without a number it is at least one.
bool exclude(const CheckCompletes& a, const CheckCompletes& b, const Given& /*given*/) {
  if (a.objects && b.objects) return *a.objects != *b.objects;
  return a.objects == 0U || b.objects == 0U;
}

/// The size an object must have, told or that of the payload.
std::optional<std::uint64_t> size_of(const CheckObject& check, const Given& given) {
  if (check.size) return check.size;
  if (check.equals_payload && given.payload) return given.payload->size;
  return std::nullopt;
}

bool exclude(const CheckObject& a, const CheckObject& b, const Given& given) {
  // Without a bucket every object of that name is meant, and one has to be there.
  const bool same =
      a.name == b.name && (a.bucket == b.bucket || a.bucket.empty() || b.bucket.empty());
  const auto differ = [](const std::string& x, const std::string& y) {
    return !x.empty() && !y.empty() && x != y;
  };
  const auto size = size_of(a, given);
  const auto other = size_of(b, given);
  return same && ((size && other && *size != *other) || differ(a.equals_sha256, b.equals_sha256));
}

bool same_statuses(const std::vector<StatusRange>& a, const std::vector<StatusRange>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const StatusRange& x, const StatusRange& y) {
                      return x.first == y.first && x.last == y.last;
                    });
}

bool exclude(const CheckBackoff& a, const CheckBackoff& b, const Given& /*given*/) {
  const auto longer = [](const std::optional<Duration>& least,
                         const std::optional<Duration>& most) {
    return least && most && *least > *most;
  };
  return same_statuses(a.after, b.after) &&
         (longer(a.at_least, b.at_most) || longer(b.at_least, a.at_most));
}

bool exclude(const CheckRestarts& a, const CheckRestarts& b, const Given& /*given*/) {
  return same_statuses(a.after, b.after) &&
         a.new_session.value_or(true) == b.new_session.value_or(true) &&
         a.from.value_or(0) != b.from.value_or(0);
}

/// One chunk, the last, may be as short as it likes: the payload has to need two.
bool exclude(const CheckChunks& a, const CheckChunks& b, const Given& given) {
  const auto both = [&](const CheckChunks& least, const CheckChunks& most) {
    return above(least.at_least, most.at_most) && given.payload &&
           given.payload->size > *most.at_most;
  };
  return both(a, b) || both(b, a);
}

bool exclude(const CheckClient& a, const CheckClient& b, const Given& /*given*/) {
  if (a.exit && b.exit) return *a.exit != *b.exit;
  return (a.exit == 0 && b.exit_nonzero) || (b.exit == 0 && a.exit_nonzero);
}

/// Who may notice by the exit code only cannot end with 0.
bool exclude(const CheckClient& client, const CheckNoticesCorruption& notices, const Given&) {
  return client.exit == 0 && notices.by_exit && !notices.by_delete && !notices.by_reupload;
}

template <typename First, typename Second = First>
bool exclude_as(const Check& a, const Check& b, const Given& given) {
  const auto* first = std::get_if<First>(&a);
  const auto* second = std::get_if<Second>(&b);
  return first != nullptr && second != nullptr && exclude(*first, *second, given);
}

bool exclude(const Check& a, const Check& b, const Given& given) {
  return exclude_as<CheckSessions>(a, b, given) || exclude_as<CheckCompletes>(a, b, given) ||
         exclude_as<CheckObject>(a, b, given) || exclude_as<CheckBackoff>(a, b, given) ||
         exclude_as<CheckRestarts>(a, b, given) || exclude_as<CheckChunks>(a, b, given) ||
         exclude_as<CheckClient>(a, b, given) ||
         exclude_as<CheckClient, CheckNoticesCorruption>(a, b, given) ||
         exclude_as<CheckClient, CheckNoticesCorruption>(b, a, given);
}

/// The payload has one size.
void check_size(const Expectation& each, const Given& given, std::vector<Diagnostic>& out) {
  const auto* object = std::get_if<CheckObject>(&each.check);
  const bool wrong = object != nullptr && object->equals_payload && object->size && given.payload &&
                     *object->size != given.payload->size;
  const auto place = given.places.find("payload");
  if (!wrong || place == given.places.end()) return;
  contradiction(each.place,
                "no object has this size and equals the payload of " +
                    std::to_string(given.payload->size) + " bytes at " + shown(place->second) +
                    "; take one of the two away",
                out);
}

}  // namespace

void report_contradictions(const std::vector<Expectation>& earlier,
                           const std::vector<Expectation>& later, const Given& given,
                           std::vector<Diagnostic>& out) {
  for (const Expectation& each : later) {
    check_size(each, given, out);
    for (const Expectation& other : earlier) {
      if (&other == &each) break;
      if (!exclude(other.check, each.check, given)) continue;
      contradiction(each.place,
                    "no client can do this and what the expectation at " + shown(other.place) +
                        " wants; take one of the two away",
                    out);
    }
  }
}

}  // namespace resumulator
