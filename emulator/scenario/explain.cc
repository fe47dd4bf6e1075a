// Rules and expectations as English sentences, for `check --explain` and for reports.
#include "scenario/explain.h"

#include <string>

#include "core/base/units.h"
#include "faults/fault.h"
#include "scenario/load.h"

namespace resumulator {
namespace {

std::string shown(const NumberRange& range) {
  if (range.first == range.last) return std::to_string(range.first);
  if (range.last == UINT64_MAX) return std::to_string(range.first) + " or more";
  if (range.first == 0) return "at most " + std::to_string(range.last);
  return std::to_string(range.first) + " to " + std::to_string(range.last);
}

std::string sizes(const std::optional<NumberRange>& range) {
  if (!range) return {};
  if (range->first == range->last) return format_size(range->first);
  if (range->last == UINT64_MAX) return format_size(range->first) + " or more";
  if (range->first == 0) return "at most " + format_size(range->last);
  return format_size(range->first) + " to " + format_size(range->last);
}

std::string joined(const std::vector<std::string>& words, const char* last) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    out += (i == 0                  ? ""
            : i + 1 == words.size() ? std::string(" ") + last + " "
                                    : std::string(", ")) +
           words[i];
  }
  return out;
}

std::string request_of(const Matcher& when) {
  std::vector<std::string> words;
  for (const Operation operation : when.operations) words.emplace_back(to_string(operation));
  if (words == std::vector<std::string>{"append", "finalize"}) words = {"upload"};
  return words.empty() ? "request" : joined(words, "or") + " request";
}

std::string conditions_of(const Matcher& when) {
  std::string out;
  const auto add = [&](bool present, const std::string& text) {
    if (present) out += " " + text;
  };
  add(when.session.has_value(), "of session " + (when.session ? shown(*when.session) : ""));
  add(!when.protocols.empty(), "over " + joined(when.protocols, "or"));
  add(when.nth.has_value(), "(number " + (when.nth ? shown(*when.nth) : "") + " of its kind)");
  add(when.covers.has_value(), "that carries byte " + std::to_string(when.covers.value_or(0)));
  add(when.offset.has_value(), "that begins at " + sizes(when.offset));
  add(when.length.has_value(), "with " + sizes(when.length));
  add(when.persisted.has_value(), "when " + sizes(when.persisted) + " of the object are stored");
  add(when.final.has_value(),
      when.final.value_or(false) ? "that ends the object" : "that does not end the object");
  add(!when.bucket.empty(), "to bucket " + when.bucket.text());
  add(!when.object.empty(), "for object " + when.object.text());
  add(!when.header.empty(), "with certain headers");
  add(!when.query.empty(), "with certain query parameters");
  add(when.connection_reused.has_value(),
      when.connection_reused.value_or(false) ? "on a reused connection" : "on a new connection");
  add(!when.phase.empty(), "in phase " + when.phase);
  add(when.clock.has_value(), "at that time of the service clock");
  add(!when.any_of.empty(), "that fits one of several conditions");
  add(!when.none_of.empty(), "that does not fit a further condition");
  return out;
}

std::string place_of(const Point& at) {
  switch (at.kind) {
    case Point::Kind::kAccept:
      return "when its connection is accepted";
    case Point::Kind::kHeaders:
      return "after its head";
    case Point::Kind::kBodyByte:
      return "after " + format_size(at.byte) + " of its body";
    case Point::Kind::kObjectByte:
      return "when the first " + format_size(at.byte) + " of the object have come";
    case Point::Kind::kBody:
      return "when its body is whole and nothing of it is stored";
    case Point::Kind::kStored:
      return "when it is stored and before it is answered";
    case Point::Kind::kAnswerByte:
      return "after " + format_size(at.byte) + " of its answer";
    case Point::Kind::kAnswered:
      return "after its answer";
  }
  return {};
}

std::string actions_of(const std::vector<ActionSpec>& actions) {
  std::vector<std::string> words;
  for (const ActionSpec& action : actions) {
    const FaultKind* kind = find_fault_kind(action.word);
    words.push_back(kind != nullptr ? kind->explain(action.params) : action.word);
  }
  return joined(words, "and");
}

std::string keep_of(const Keep& keep) {
  switch (keep.kind) {
    case Keep::Kind::kReceived:
      return "keep every byte that came";
    case Keep::Kind::kAligned:
      return "keep whole granules of what came";
    case Keep::Kind::kNothing:
      return "keep nothing of it";
    case Keep::Kind::kBytes:
      return "keep its first " + format_size(keep.bytes);
    case Keep::Kind::kShare:
      return "keep " + std::to_string(static_cast<int>(keep.percent)) + " % of it";
  }
  return {};
}

std::string often_of(const Rule& rule) {
  std::string out;
  if (rule.skip != 0) out += "After " + std::to_string(rule.skip) + " matches, ";
  const bool every = rule.every > 1;
  if (every)
    out += (out.empty() ? "For" : "for") + (" one match in " + std::to_string(rule.every)) + ", ";
  std::string times = "always";
  if (rule.times && *rule.times == 1) times = "the first time";
  if (rule.times && *rule.times > 1) times = "the first " + std::to_string(*rule.times) + " times";
  if (!rule.times && !every && out.empty()) times = "every time";
  if (out.empty() && times[0] != ' ') times[0] = static_cast<char>(times[0] - 'a' + 'A');
  out += times;
  static constexpr std::pair<Scope, const char*> kScopes[] = {
      {Scope::kSession, " of each session"},
      {Scope::kObject, " of each object"},
      {Scope::kConnection, " of each connection"}};
  for (const auto& [scope, words] : kScopes) out += rule.per == scope ? words : "";
  return out;
}

std::string percent(double chance) {
  std::string out = std::to_string(chance * 100);
  out.erase(out.find_last_not_of('0') + 1);
  if (out.back() == '.') out.pop_back();
  return out + " %";
}

std::string steps_of(const Rule& rule) {
  std::string out;
  for (std::size_t i = 0; i < rule.steps.size(); ++i)
    out += (i == 0 ? "first " : "; then ") + actions_of(rule.steps[i]);
  if (rule.then == Then::kLast) out += "; and so on with the last";
  if (rule.then == Then::kRepeat) out += "; and again from the first";
  return out;
}

std::string sentence(const Rule& rule) {
  std::string out = rule.name + ": " + often_of(rule) + " " + explain_requests(rule.when) +
                    " comes, " + place_of(rule.at);
  if (rule.chance) out += ", with a chance of " + percent(*rule.chance);
  std::vector<std::string> what;
  if (!rule.actions.empty()) what.push_back(actions_of(rule.actions));
  if (!rule.steps.empty()) what.push_back(steps_of(rule));
  if (rule.keep) what.push_back(keep_of(*rule.keep));
  return out + ": " + joined(what, "and") + ".";
}

}  // namespace

std::string explain_requests(const Matcher& when) {
  const std::string request = request_of(when);
  const bool vowel = std::string("aeiou").find(request[0]) != std::string::npos;
  return (vowel ? "an " : "a ") + request + conditions_of(when);
}

std::string explain(const Scenario& scenario) {
  std::string out =
      scenario.name + (scenario.case_name.empty() ? "" : " [" + scenario.case_name + "]") + "\n";
  for (const Rule& rule : scenario.rules) out += "  " + sentence(rule) + "\n";
  if (scenario.heal && scenario.heal->after_faults)
    out += "  After " + std::to_string(*scenario.heal->after_faults) +
           " fault(s) nothing more goes wrong.\n";
  if (scenario.heal && scenario.heal->after)
    out += "  After " + format_duration(*scenario.heal->after) + " nothing more goes wrong.\n";
  for (const Expectation& each : scenario.expect) {
    const char* level = each.level == Level::kMust     ? "must "
                        : each.level == Level::kShould ? "should "
                                                       : "may ";
    out += std::string("  The client ") + level + explain_check(each.check);
    out += each.because.empty() ? ".\n" : ": " + each.because + ".\n";
  }
  return out;
}

}  // namespace resumulator
