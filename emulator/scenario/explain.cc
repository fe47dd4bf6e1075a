// Rules and expectations as English sentences, for `check --explain` and for reports.
#include <string>

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
  add(when.offset.has_value(), "that begins at byte " + (when.offset ? shown(*when.offset) : ""));
  add(when.length.has_value(), "of " + (when.length ? shown(*when.length) : "") + " bytes");
  add(when.persisted.has_value(),
      "with " + (when.persisted ? shown(*when.persisted) : "") + " bytes stored");
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
      return "after " + std::to_string(at.byte) + " bytes of its body";
    case Point::Kind::kObjectByte:
      return "when byte " + std::to_string(at.byte) + " of the object has come";
    case Point::Kind::kBody:
      return "when its body is whole and nothing of it is stored";
    case Point::Kind::kStored:
      return "when it is stored and before it is answered";
    case Point::Kind::kAnswerByte:
      return "after " + std::to_string(at.byte) + " bytes of its answer";
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
      return "keep its first " + std::to_string(keep.bytes) + " bytes";
    case Keep::Kind::kShare:
      return "keep " + std::to_string(static_cast<int>(keep.percent)) + " % of it";
  }
  return {};
}

std::string often_of(const Rule& rule) {
  if (!rule.times)
    return rule.every > 1 ? "Every " + std::to_string(rule.every) + "th time" : "Every time";
  if (*rule.times == 1)
    return rule.skip == 0 ? "The first time"
                          : "After " + std::to_string(rule.skip) + " matches, once,";
  return "The first " + std::to_string(*rule.times) + " times";
}

std::string sentence(const Rule& rule) {
  std::string out = rule.name + ": " + often_of(rule);
  if (rule.chance) out += " (with a chance of " + std::to_string(*rule.chance).substr(0, 5) + ")";
  const std::string request = request_of(rule.when);
  const bool vowel = std::string("aeiou").find(request[0]) != std::string::npos;
  out += std::string(vowel ? " an " : " a ") + request + conditions_of(rule.when) + " comes, " +
         place_of(rule.at) + ": ";
  std::vector<std::string> what;
  if (!rule.actions.empty()) what.push_back(actions_of(rule.actions));
  for (std::size_t i = 0; i < rule.steps.size(); ++i)
    what.push_back("step " + std::to_string(i + 1) + " " + actions_of(rule.steps[i]));
  if (rule.keep) what.push_back(keep_of(*rule.keep));
  return out + joined(what, "and") + ".";
}

}  // namespace

std::string explain(const Scenario& scenario) {
  std::string out =
      scenario.name + (scenario.case_name.empty() ? "" : " [" + scenario.case_name + "]") + "\n";
  for (const Rule& rule : scenario.rules) out += "  " + sentence(rule) + "\n";
  if (scenario.heal && scenario.heal->after_faults)
    out += "  After " + std::to_string(*scenario.heal->after_faults) +
           " faults nothing more goes wrong.\n";
  if (scenario.heal && scenario.heal->after)
    out += "  After " + std::to_string(scenario.heal->after->count() / 1000) +
           " ms nothing more goes wrong.\n";
  for (const Expectation& each : scenario.expect) {
    const char* level = each.level == Level::kMust     ? "must"
                        : each.level == Level::kShould ? "should"
                                                       : "info";
    out += std::string("  The client ") + level + ": " + check_word(each.check) + " " + each.text;
    out += each.because.empty() ? "\n" : " (" + each.because + ")\n";
  }
  return out;
}

}  // namespace resumulator
