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

/// " with the header a like "b*" and without the header c"
std::string named_of(const std::string& what, const GlobMap& map) {
  std::vector<std::string> words;
  for (const auto& [name, glob] : map) {
    const std::string the = " the " + what + " " + name;
    const bool any = glob && glob->text() == "*";
    words.push_back(!glob ? "without" + the
                          : "with" + the + (any ? "" : " like \"" + glob->text() + "\""));
  }
  return words.empty() ? "" : " " + joined(words, "and");
}

/// Of the service clock, since the start.
std::string time_of(const std::pair<Duration, Duration>& range) {
  const std::string from = format_duration(range.first);
  const std::string clock = " on the service clock";
  if (range.second == Duration::max()) return "from " + from + clock + " on";
  const std::string to = format_duration(range.second);
  return range.first == Duration(0) ? "up to " + to + clock
                                    : "between " + from + " and " + to + clock;
}

std::string requests_of(const std::vector<Matcher>& all) {
  std::vector<std::string> words;
  for (const Matcher& each : all) words.push_back(explain_requests(each));
  return joined(words, "or");
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
  add(!when.lane.empty(), "in lane " + when.lane.text());
  out += named_of("header", when.header) + named_of("query parameter", when.query);
  add(when.connection_reused.has_value(),
      when.connection_reused.value_or(false) ? "on a reused connection" : "on a new connection");
  add(when.connection_request.has_value(),
      "(number " + (when.connection_request ? shown(*when.connection_request) : "") +
          " on its connection)");
  add(!when.phase.empty(), "in phase " + when.phase);
  if (when.clock) out += " " + time_of(*when.clock);
  add(!when.any_of.empty(), "that is " + requests_of(when.any_of));
  add(!when.none_of.empty(), "that is not " + requests_of(when.none_of));
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

/// "For each session, after 2 matches, the first time"
std::string often_of(const Rule& rule) {
  static constexpr std::pair<Scope, const char*> kScopes[] = {
      {Scope::kSession, "for each session, "},
      {Scope::kObject, "for each object, "},
      {Scope::kConnection, "for each connection, "}};
  std::string out;
  for (const auto& [scope, words] : kScopes) out += rule.per == scope ? words : "";
  if (rule.skip != 0) out += "after " + std::to_string(rule.skip) + " matches, ";
  if (rule.every > 1) {
    out += "one time in " + std::to_string(rule.every);
    if (rule.times) out += ", " + std::to_string(*rule.times) + " at most,";
  } else if (!rule.times) {
    out += "every time";
  } else {
    out +=
        *rule.times == 1 ? "the first time" : "the first " + std::to_string(*rule.times) + " times";
  }
  out[0] = static_cast<char>(out[0] - 'a' + 'A');
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
