#include "faults/matcher.h"

#include <algorithm>

#include "core/base/strings.h"

namespace resumulator {
namespace {

bool carries_bytes(Operation operation) {
  return operation == Operation::kAppend || operation == Operation::kFinalize ||
         operation == Operation::kSimple;
}

bool fits_map(const GlobMap& wanted, const std::vector<std::pair<std::string, std::string>>* have) {
  for (const auto& [name, glob] : wanted) {
    bool present = false;
    bool fits = false;
    if (have != nullptr) {
      for (const auto& [key, value] : *have) {
        if (!iequals(key, name)) continue;
        present = true;
        fits = fits || (glob && (glob->text() == "*" || glob->matches(value)));
      }
    }
    if (glob ? !fits : present) return false;
  }
  return true;
}

std::string shown(const NumberRange& range) {
  if (range.first == range.last) return std::to_string(range.first);
  return std::to_string(range.first) + ".." +
         (range.last == UINT64_MAX ? "" : std::to_string(range.last));
}

std::string shown(const std::optional<CarriedRange>& range) {
  if (!range) return "the request carries no bytes";
  const std::string to = range->to == UINT64_MAX ? "end" : std::to_string(range->to);
  return "the request carries [" + std::to_string(range->from) + "," + to + ")";
}

/// Collects conditions until one fails, cheap ones first: most rules match few requests.
class Conditions {
 public:
  explicit Conditions(bool explain) : explain_(explain) {}
  template <typename Words>
  bool hold(bool wanted, bool holds, Words&& words) {
    if (!wanted) return true;
    if (holds) {
      ++held_;
      return true;
    }
    failed_ = Mismatch{held_, explain_ ? words() : std::string()};
    return false;
  }
  [[nodiscard]] const std::optional<Mismatch>& failed() const { return failed_; }

 private:
  bool explain_;
  int held_ = 0;
  std::optional<Mismatch> failed_;
};

template <typename Value, typename Item>
bool among(const std::vector<Item>& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool range_conditions(const Matcher& when, const ExchangeView& exchange, Conditions& all) {
  const auto range = carried(exchange);
  const auto length = range && range->to != UINT64_MAX ? std::optional(range->to - range->from)
                                                       : exchange.body_length;
  return all.hold(when.session.has_value(),
                  when.session && exchange.session != 0 && when.session->holds(exchange.session),
                  [&] {
                    return "session: " + shown(*when.session) + "; it is session " +
                           std::to_string(exchange.session);
                  }) &&
         all.hold(
             when.covers.has_value(),
             range && when.covers && *when.covers >= range->from && *when.covers < range->to,
             [&] { return "covers: " + std::to_string(*when.covers) + "; " + shown(range); }) &&
         all.hold(when.offset.has_value(), range && when.offset && when.offset->holds(range->from),
                  [&] { return "offset: " + shown(*when.offset) + "; " + shown(range); }) &&
         all.hold(when.length.has_value(), length && when.length && when.length->holds(*length),
                  [&] { return "length: " + shown(*when.length) + "; " + shown(range); }) &&
         all.hold(
             when.persisted.has_value(),
             exchange.persisted && when.persisted && when.persisted->holds(*exchange.persisted),
             [&] {
               return "persisted: " + shown(*when.persisted) + "; " +
                      (exchange.persisted
                           ? std::to_string(*exchange.persisted) + " bytes were stored"
                           : "no session");
             }) &&
         all.hold(when.final.has_value(), when.final == exchange.final,
                  [&] { return std::string("final: ") + (*when.final ? "true" : "false"); });
}

bool name_conditions(const Matcher& when, const ExchangeView& exchange, Conditions& all) {
  return all.hold(!when.bucket.empty(), when.bucket.matches(exchange.bucket), [&] {
    return "bucket: " + when.bucket.text() + "; it is \"" + std::string(exchange.bucket) + "\"";
  }) && all.hold(!when.object.empty(), when.object.matches(exchange.object), [&] {
    return "object: " + when.object.text() + "; it is \"" + std::string(exchange.object) + "\"";
  }) && all.hold(!when.header.empty(), fits_map(when.header, exchange.headers), [] {
    return std::string("header");
  }) && all.hold(!when.query.empty(), fits_map(when.query, exchange.query), [] {
    return std::string("query");
  }) && all.hold(!when.lane.empty(), when.lane.matches(exchange.lane), [&] {
    return "lane: " + when.lane.text();
  });
}

bool connection_conditions(const Matcher& when, const ExchangeView& exchange, Conditions& all) {
  const bool reused = exchange.connection_request > 1;
  return all.hold(when.connection_reused.has_value(), when.connection_reused == reused,
                  [&] {
                    return std::string("connection: ") +
                           (reused ? "new; it was reused" : "reused; it was new");
                  }) &&
         all.hold(
             when.connection_request.has_value(),
             when.connection_request && when.connection_request->holds(exchange.connection_request),
             [&] { return "connection: " + shown(*when.connection_request); }) &&
         all.hold(when.clock.has_value(),
                  when.clock && exchange.clock_since_start >= when.clock->first &&
                      exchange.clock_since_start <= when.clock->second,
                  [] { return std::string("clock"); });
}

bool nested_conditions(const Matcher& when, const ExchangeView& exchange, Conditions& all) {
  bool any = false;
  for (const Matcher& each : when.any_of) any = any || !mismatch(each, exchange, false);
  bool none = true;
  for (const Matcher& each : when.none_of) none = none && mismatch(each, exchange, false);
  return all.hold(!when.any_of.empty(), any, [] { return std::string("any_of"); }) &&
         all.hold(!when.none_of.empty(), none, [] { return std::string("not"); });
}

}  // namespace

std::optional<CarriedRange> carried(const ExchangeView& exchange) {
  if (!carries_bytes(exchange.operation)) return std::nullopt;
  CarriedRange range;
  if (exchange.claimed) range.from = exchange.claimed->from;
  if (exchange.claimed && exchange.claimed->to) {
    range.to = *exchange.claimed->to;
  } else if (exchange.body_length) {
    range.to = range.from + *exchange.body_length;
  }
  return range;
}

std::optional<Mismatch> mismatch(const Matcher& when, const ExchangeView& exchange, bool explain) {
  Conditions all(explain);
  const bool fits =
      all.hold(!when.operations.empty(), among(when.operations, exchange.operation),
               [&] { return std::string("operation; it was ") + to_string(exchange.operation); }) &&
      all.hold(!when.protocols.empty(), among(when.protocols, exchange.protocol),
               [&] { return "protocol; it was " + std::string(exchange.protocol); }) &&
      range_conditions(when, exchange, all) && connection_conditions(when, exchange, all) &&
      name_conditions(when, exchange, all) && nested_conditions(when, exchange, all);
  return fits ? std::nullopt : all.failed();
}

}  // namespace resumulator
