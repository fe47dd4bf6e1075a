#include "scenario/reach.h"

#include <algorithm>
#include <map>
#include <set>

#include "faults/fault.h"
#include "faults/params.h"

namespace resumulator {
namespace {

constexpr std::size_t kPairsMax = 1'000'000;

template <typename Item>
bool superset(const std::vector<Item>& wide, const std::vector<Item>& narrow) {
  if (wide.empty()) return true;
  if (narrow.empty()) return false;
  return std::all_of(narrow.begin(), narrow.end(), [&](const Item& each) {
    return std::find(wide.begin(), wide.end(), each) != wide.end();
  });
}

bool wider(const std::optional<NumberRange>& wide, const std::optional<NumberRange>& narrow) {
  if (!wide) return true;
  return narrow && narrow->first >= wide->first && narrow->last <= wide->last;
}

template <typename Value>
bool same_or_any(const Value& wide, const Value& narrow, const Value& any) {
  return wide == any || wide == narrow;
}

/// Decides every time it matches, without end.
bool takes_all(const Rule& rule) {
  if (rule.times || rule.chance || rule.skip != 0 || rule.every != 1 || rule.max_in_a_row ||
      !rule.steps.empty())
    return false;
  return std::any_of(rule.actions.begin(), rule.actions.end(), [](const ActionSpec& action) {
    const FaultKind* kind = find_fault_kind(action.word);
    return kind != nullptr && kind->decides();
  });
}

bool only_decides(const Rule& rule) {
  const auto deciding = [](const std::vector<ActionSpec>& actions) {
    return std::any_of(actions.begin(), actions.end(), [](const ActionSpec& action) {
      const FaultKind* kind = find_fault_kind(action.word);
      return kind != nullptr && kind->decides();
    });
  };
  return rule.steps.empty() ? deciding(rule.actions)
                            : std::all_of(rule.steps.begin(), rule.steps.end(), deciding);
}

/// `first` is tried before `second` whenever both match.
bool goes_first(const Rule& first, std::size_t first_place, const Rule& second,
                std::size_t second_place) {
  if (first.at.kind != second.at.kind) {
    // A point with a byte may lie beyond the end: it does not come before anything for sure.
    const bool byte = first.at.kind == Point::Kind::kBodyByte ||
                      first.at.kind == Point::Kind::kObjectByte ||
                      first.at.kind == Point::Kind::kAnswerByte;
    return first.at.kind < second.at.kind && !byte;
  }
  // A chunk may carry a later byte of the object without an earlier one.
  if (first.at.byte != second.at.byte)
    return first.at.byte < second.at.byte && first.at.kind != Point::Kind::kObjectByte;
  if (first.priority != second.priority) return first.priority > second.priority;
  return first_place < second_place;
}

}  // namespace

bool covers(const Matcher& wide, const Matcher& narrow) {
  if (!wide.any_of.empty() || !wide.none_of.empty() || wide.nth) return false;
  return superset(wide.protocols, narrow.protocols) &&
         superset(wide.operations, narrow.operations) && wider(wide.session, narrow.session) &&
         wider(wide.offset, narrow.offset) && wider(wide.length, narrow.length) &&
         wider(wide.persisted, narrow.persisted) &&
         wider(wide.connection_request, narrow.connection_request) &&
         same_or_any(wide.covers, narrow.covers, {}) && same_or_any(wide.final, narrow.final, {}) &&
         same_or_any(wide.bucket, narrow.bucket, {}) &&
         same_or_any(wide.object, narrow.object, {}) && same_or_any(wide.lane, narrow.lane, {}) &&
         same_or_any(wide.phase, narrow.phase, {}) && same_or_any(wide.header, narrow.header, {}) &&
         same_or_any(wide.query, narrow.query, {}) &&
         same_or_any(wide.connection_reused, narrow.connection_reused, {}) &&
         same_or_any(wide.clock, narrow.clock, {});
}

void warn_unreachable(Reader& reader, const Node& list, const std::vector<Rule>& rules) {
  std::vector<std::size_t> greedy;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (takes_all(rules[i])) greedy.push_back(i);
  }
  // Nobody writes more by hand, and a made file need not cost a minute.
  if (greedy.size() * rules.size() > kPairsMax) return;
  for (std::size_t second = 0; second < rules.size(); ++second) {
    if (!only_decides(rules[second])) continue;
    for (const std::size_t first : greedy) {
      if (first == second || !goes_first(rules[first], first, rules[second], second) ||
          !covers(rules[first].when, rules[second].when))
        continue;
      const SourcePlace& place = rules[first].place;
      reader.warning(list.items[second].span, "/rules/" + std::to_string(second), "W001",
                     "rule \"" + rules[second].name + "\" can never fire: rule \"" +
                         rules[first].name + "\" (" + std::to_string(place.line) + ":" +
                         std::to_string(place.column) + ") takes every match");
      break;
    }
  }
}

namespace {

/// Whether every request that fits is of a protocol that `given` leaves off.
bool is_off(const Matcher& when, const std::vector<std::string>& on) {
  const auto spoken = [&on](const std::string& protocol) {
    return protocol == "oauth" || std::find(on.begin(), on.end(), protocol) != on.end();
  };
  const auto& named = when.protocols;
  if (!named.empty() && std::none_of(named.begin(), named.end(), spoken)) return true;
  return !when.any_of.empty() &&
         std::all_of(when.any_of.begin(), when.any_of.end(),
                     [&on](const Matcher& each) { return is_off(each, on); });
}

/// The byte of the object without which the rule can do nothing.
std::optional<std::uint64_t> needed_byte(const Rule& rule) {
  if (rule.at.kind == Point::Kind::kObjectByte) return rule.at.byte;
  return rule.when.covers ? std::optional(*rule.when.covers + 1) : std::nullopt;
}

bool enters(const Rule& rule, const std::string& phase) {
  const auto in = [&](const std::vector<ActionSpec>& actions) {
    return std::any_of(actions.begin(), actions.end(), [&](const ActionSpec& action) {
      return action.word == "enter" && Params(action.params).text().value_or("") == phase;
    });
  };
  return in(rule.actions) || std::any_of(rule.steps.begin(), rule.steps.end(), in);
}

/// Whether no request of the protocol is recorded as such an operation.
bool lacks(std::string_view protocol, Operation operation) {
  using enum Operation;
  static const std::map<std::string_view, std::set<Operation>> kLacking = {
      {"filepond", {kCancel, kStat, kList}},
      {"gemini", {kDownload}},
      {"generic", {kDownload, kStat, kList, kDelete}},
      {"ietf", {kDownload, kList, kDelete}},
      {"oauth",
       {kCreate, kAppend, kFinalize, kQuery, kCancel, kSimple, kDownload, kStat, kList, kDelete}},
      {"photos", {kDelete}},
      {"resumablejs", {kCreate, kSimple, kDownload, kList}},
      {"tus", {kList, kDelete}}};
  const auto found = kLacking.find(protocol);
  return found != kLacking.end() && found->second.contains(operation);
}

/// Empty unless none of the protocols has one of the operations.
std::string lacks_operation(const Matcher& when) {
  if (when.protocols.empty() || when.operations.empty()) return {};
  for (const std::string& protocol : when.protocols) {
    const bool has = std::any_of(when.operations.begin(), when.operations.end(),
                                 [&](Operation each) { return !lacks(protocol, each); });
    if (has) return {};
  }
  const bool one = when.protocols.size() == 1 && when.operations.size() == 1;
  return one ? when.protocols[0] + " has no operation \"" + to_string(when.operations[0]) + "\""
             : "none of these protocols has such an operation";
}

void warn_of_rule(Reader& reader, const Node& node, const std::string& pointer, const Rule& rule,
                  const Scenario& scenario) {
  if (rule.chance && rule.when.session) {
    reader.warning(node.span, pointer, "W002",
                   rule.per == Scope::kObject
                       ? "chance together with session ordinals is repeatable only while sessions "
                         "open in one order; choose by \"object\" instead of \"session\""
                       : "chance together with session ordinals is repeatable only while sessions "
                         "open in one order; \"per\": \"object\" is repeatable always");
  }
  if (const std::string lacking = lacks_operation(rule.when); !lacking.empty())
    reader.warning(node.span, pointer + "/when", "W003", lacking + ": this never matches");
  const auto needed = needed_byte(rule);
  if (needed && scenario.given.payload && *needed > scenario.given.payload->size) {
    reader.warning(node.span, pointer, "W004",
                   "the payload of this scenario ends at byte " +
                       std::to_string(scenario.given.payload->size) + ", before this rule can act");
  }
}

}  // namespace

void warn_odd_combinations(Reader& reader, const Node& root, const Scenario& scenario) {
  const Node* rules = root.find("rules");
  // What is included may switch more protocols on, and enter phases.
  const bool whole = root.find("include") == nullptr;
  const auto& on = scenario.given.protocols;
  for (std::size_t i = 0; rules != nullptr && i < scenario.rules.size(); ++i) {
    const Rule& rule = scenario.rules[i];
    const std::string pointer = "/rules/" + std::to_string(i);
    warn_of_rule(reader, rules->items[i], pointer, rule, scenario);
    if (whole && !on.empty() && is_off(rule.when, on)) {
      reader.warning(rules->items[i].span, pointer + "/when", "W006",
                     "\"given\" leaves off every protocol this rule is for: it never matches");
    }
    const std::string& phase = rule.when.phase;
    const bool entered = phase.empty() || phase == "start" || !whole ||
                         std::any_of(scenario.rules.begin(), scenario.rules.end(),
                                     [&](const Rule& each) { return enters(each, phase); });
    if (!entered) {
      reader.warning(rules->items[i].span, pointer + "/when/phase", "W005",
                     "no rule enters the phase \"" + phase + "\": this never matches");
    }
  }
}

}  // namespace resumulator
