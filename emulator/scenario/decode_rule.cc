// One rule: when, at, do or steps, keep, how often.
#include <algorithm>
#include <charconv>

#include "core/base/did_you_mean.h"
#include "core/base/strings.h"
#include "core/base/units.h"
#include "faults/fault.h"
#include "faults/params.h"
#include "scenario/decode.h"

namespace resumulator {
namespace {

std::optional<Point> parse_point(std::string_view text) {
  static constexpr std::pair<std::string_view, Point::Kind> kWords[] = {
      {"accept", Point::Kind::kAccept},     {"headers", Point::Kind::kHeaders},
      {"body", Point::Kind::kBody},         {"stored", Point::Kind::kStored},
      {"answer", Point::Kind::kAnswerByte}, {"answered", Point::Kind::kAnswered}};
  for (const auto& [word, kind] : kWords) {
    if (word == text) return Point{kind, 0};
  }
  static constexpr std::pair<std::string_view, Point::Kind> kWithByte[] = {
      {"body:", Point::Kind::kBodyByte},
      {"object:", Point::Kind::kObjectByte},
      {"answer:", Point::Kind::kAnswerByte}};
  for (const auto& [word, kind] : kWithByte) {
    if (!text.starts_with(word)) continue;
    const auto byte = parse_size(text.substr(word.size()));
    if (byte) return Point{kind, *byte};
  }
  return std::nullopt;
}

std::optional<Point> read_point(Reader& reader, const Node& node, const std::string& pointer) {
  const auto text = reader.text(node, pointer);
  if (!text) return std::nullopt;
  if (const auto point = parse_point(*text)) return point;
  const std::vector<std::string_view> words = {"accept", "headers", "body",
                                               "stored", "answer",  "answered"};
  reader.error(node, pointer, "E005",
               "unknown point \"" + *text + "\"" +
                   did_you_mean(text->substr(0, text->find(':')), words) +
                   " (accept, headers, body:N, object:N, body, stored, answer:N or answered)");
  return std::nullopt;
}

std::optional<double> parse_percent(std::string_view text) {
  double percent = 0;
  const char* end = text.data() + text.size() - 1;  // the sign
  const auto [rest, error] = std::from_chars(text.data(), end, percent, std::chars_format::fixed);
  const bool whole = error == std::errc() && rest == end;
  return whole && percent >= 0 && percent <= 100 ? std::optional(percent) : std::nullopt;
}

std::optional<Keep> read_keep(Reader& reader, const Node& node, const std::string& pointer) {
  if (node.is_text()) {
    if (node.text == "received") return Keep{Keep::Kind::kReceived, 0, 0};
    if (node.text == "aligned") return Keep{Keep::Kind::kAligned, 0, 0};
    if (node.text == "nothing") return Keep{Keep::Kind::kNothing, 0, 0};
    if (node.text.ends_with('%')) {
      if (const auto percent = parse_percent(node.text))
        return Keep{Keep::Kind::kShare, 0, *percent};
      reader.error(node, pointer, "E005", "a share is written \"60%\", from 0% to 100%");
      return std::nullopt;
    }
  }
  const bool sized =
      node.kind == Node::Kind::kUnsigned || (node.is_text() && parse_size(node.text));
  if (sized) return Keep{Keep::Kind::kBytes, reader.size(node, pointer).value_or(0), 0};
  reader.error(node, pointer, "E005",
               "\"keep\" is received, aligned, nothing, a size (\"512 KiB\") or a share (\"60%\")" +
                   did_you_mean(node.text, {"received", "aligned", "nothing"}));
  return std::nullopt;
}

std::vector<std::string_view> action_words() {
  std::vector<std::string_view> words;
  for (const auto& kind : fault_kinds()) words.push_back(kind->word());
  return words;
}

/// The points at which a kind can act, as the language writes them.
std::string points_of(const FaultKind& kind) {
  static constexpr std::pair<Point::Kind, const char*> kPoints[] = {
      {Point::Kind::kAccept, "accept"},       {Point::Kind::kHeaders, "headers"},
      {Point::Kind::kBodyByte, "body:N"},     {Point::Kind::kObjectByte, "object:N"},
      {Point::Kind::kBody, "body"},           {Point::Kind::kStored, "stored"},
      {Point::Kind::kAnswerByte, "answer:N"}, {Point::Kind::kAnswered, "answered"}};
  std::string out;
  for (const auto& [point, word] : kPoints) {
    if (kind.acts_at(point)) out += std::string(" ") + word;
  }
  return out;
}

/// Whether a mistake in it was told already.
bool is_reported(const Node& node) {
  return node.reported || std::any_of(node.items.begin(), node.items.end(), is_reported) ||
         std::any_of(node.members.begin(), node.members.end(),
                     [](const Node::Member& each) { return is_reported(each.value); });
}

std::optional<ActionSpec> read_action(Reader& reader, const Node& node, const std::string& pointer,
                                      const Point& at) {
  if (is_reported(node)) return std::nullopt;
  ActionSpec action;
  TextSpan where = node.span;
  if (node.is_text()) {
    action = {node.text, "null"};
  } else if (node.is_object() && node.members.size() == 1) {
    action = {node.members[0].key, to_json(node.members[0].value)};
    where = node.members[0].key_span;
  } else {
    reader.error(
        node, pointer, "E004",
        "an action is a word (\"reset\") or an object with one word ({ \"answer\": 503 })");
    return std::nullopt;
  }
  const FaultKind* kind = find_fault_kind(action.word);
  if (kind == nullptr) {
    reader.error_at(
        where, pointer, "E006",
        "unknown action \"" + action.word + "\"" + did_you_mean(action.word, action_words()));
    return std::nullopt;
  }
  if (const auto fits = kind->check(action.params); !fits) {
    const std::string inner =
        pointer + (node.is_object() ? "/" + action.word : "") + fits.error().where;
    reader.error(node.is_object() ? node.members[0].value : node, inner, "E005", fits.error().text);
    return std::nullopt;
  }
  if (!kind->acts_at(at.kind)) {
    reader.error_at(
        where, pointer, "E009",
        "\"" + action.word + "\" cannot act at this point; it acts at" + points_of(*kind));
    return std::nullopt;
  }
  return action;
}

std::vector<ActionSpec> read_actions(Reader& reader, const Node& node, const std::string& pointer,
                                     const Point& at) {
  std::vector<ActionSpec> actions;
  if (node.is_list() && node.items.empty())
    reader.error(node, pointer, "E007", "a list of actions holds at least one");
  reader.one_or_many(node, pointer, [&](const Node& each, const std::string& where) {
    if (auto action = read_action(reader, each, where, at)) actions.push_back(std::move(*action));
  });
  std::size_t deciding = 0;
  for (const ActionSpec& action : actions)
    if (find_fault_kind(action.word)->decides()) ++deciding;
  if (deciding > 1)
    reader.error(node, pointer, "E008", "only one of these actions can end the request; keep one");
  return actions;
}

void read_steps(Reader& reader, const Node& node, const std::string& pointer, Rule& rule) {
  const Node* steps = node.find("steps");
  if (steps == nullptr || !reader.is_list(*steps, step(pointer, "steps"), "\"steps\"")) return;
  if (steps->items.empty())
    reader.error(*steps, step(pointer, "steps"), "E007", "\"steps\" holds at least one step");
  for (std::size_t i = 0; i < steps->items.size(); ++i) {
    const std::string at = step(pointer, "steps") + "/" + std::to_string(i);
    rule.steps.push_back(read_actions(reader, steps->items[i], at, rule.at));
  }
  rule.times = rule.steps.size();
}

void read_frequency(Reader& reader, const Node& node, const std::string& pointer, Rule& rule) {
  if (const Node* value = node.find("then")) {
    const auto word =
        reader.word(*value, step(pointer, "then"), {"pass", "last", "repeat"}, "value of \"then\"");
    if (word)
      rule.then = *word == "last" ? Then::kLast : *word == "repeat" ? Then::kRepeat : Then::kPass;
    if (rule.then != Then::kPass) rule.times = std::nullopt;
    if (node.find("steps") == nullptr)
      reader.error(*value, step(pointer, "then"), "E009", "\"then\" belongs to \"steps\"");
  }
  if (const Node* value = node.find("skip"))
    rule.skip = reader.whole(*value, step(pointer, "skip")).value_or(0);
  if (const Node* value = node.find("times")) {
    if (value->is_text() && value->text == "always") {
      rule.times = std::nullopt;
    } else if (value->kind == Node::Kind::kUnsigned && value->whole > 0) {
      rule.times = value->whole;
    } else {
      reader.error(*value, step(pointer, "times"), "E005",
                   "\"times\" is a number of at least 1, or \"always\"");
    }
  }
  if (const Node* value = node.find("every"))
    rule.every = reader.whole(*value, step(pointer, "every"), 1).value_or(1);
  if (const Node* value = node.find("chance")) {
    rule.chance = reader.number(*value, step(pointer, "chance"), 0, 1);
    if (rule.chance && *rule.chance <= 0) {
      reader.error(*value, step(pointer, "chance"), "E005",
                   "a chance of 0 never fires; it is more than 0 and at most 1");
    }
  }
  if (const Node* value = node.find("max_in_a_row"))
    rule.max_in_a_row = reader.whole(*value, step(pointer, "max_in_a_row"), 1);
  if (const Node* value = node.find("per")) {
    const auto word = reader.word(*value, step(pointer, "per"),
                                  {"lane", "session", "object", "connection"}, "value of \"per\"");
    const std::string per = word.value_or("lane");
    rule.per = per == "session"      ? Scope::kSession
               : per == "object"     ? Scope::kObject
               : per == "connection" ? Scope::kConnection
                                     : Scope::kLane;
  }
  if (const Node* value = node.find("priority"))
    rule.priority = reader.signed_whole(*value, step(pointer, "priority")).value_or(0);
}

/// What is stored is stored.
void check_keep(Reader& reader, const Node& node, const std::string& pointer, const Rule& rule) {
  if (!rule.keep || rule.at.kind < Point::Kind::kStored) return;
  reader.error(*node.find("keep"), step(pointer, "keep"), "E009",
               "\"keep\" cannot act at this point, all is stored; it acts at headers body:N "
               "object:N body");
}

/// `"drain"` inside an answer is the rule's.
void lift_drain(Reader& reader, const Node& node, const std::string& pointer, Rule& rule) {
  const auto lift = [&](const std::vector<ActionSpec>& actions) {
    for (const ActionSpec& action : actions) {
      const Params params(action.params);
      if (action.word != "answer" || !params.has("drain")) continue;
      const auto drain = params.member("drain").boolean();
      if (rule.drain && drain && *rule.drain != *drain)
        reader.error(node, pointer, "E008", "\"drain\" is told twice, and differently");
      if (drain) rule.drain = *drain;
    }
  };
  lift(rule.actions);
  for (const auto& actions : rule.steps) lift(actions);
}

/// What cannot be known before a head was read cannot be asked at `accept`.
void check_accept(Reader& reader, const Node& node, const std::string& pointer, const Rule& rule) {
  const Node* when = node.find("when");
  if (rule.at.kind != Point::Kind::kAccept || when == nullptr) return;
  for (const Node::Member& member : when->members) {
    if (member.key == "connection" || member.key == "lane" || member.key == "clock" ||
        member.key == "nth" || member.key == "phase")
      continue;
    reader.error_at(member.key_span, step(step(pointer, "when"), member.key), "E009",
                    "at \"accept\" nothing was read yet: only connection, lane, nth, phase and "
                    "clock can be matched");
  }
}

}  // namespace

Rule decode_rule(Reader& reader, const Node& node, const std::string& pointer,
                 const std::string& scenario, std::size_t number) {
  Rule rule;
  rule.name = scenario + "/rule " + std::to_string(number);
  rule.place = reader.place(node, pointer);
  if (!reader.is_object(node, pointer, "a rule")) return rule;
  const std::vector<std::string_view> keys = {
      "name", "because", "when",  "at",     "do",           "steps", "then",     "keep",
      "skip", "times",   "every", "chance", "max_in_a_row", "per",   "priority", "drain"};
  reader.only(node, pointer, keys, "a rule");
  if (const Node* value = node.find("name")) {
    if (const auto name = reader.text(*value, step(pointer, "name"))) {
      rule.name = scenario + "/" + *name;
      if (name->empty())
        reader.error(*value, step(pointer, "name"), "E005", "a name has at least one character");
    }
  }
  if (const Node* value = node.find("because"))
    rule.because = reader.text(*value, step(pointer, "because")).value_or("");
  if (const Node* value = node.find("when"))
    rule.when = decode_matcher(reader, *value, step(pointer, "when"));
  if (const Node* value = node.find("at"))
    rule.at = read_point(reader, *value, step(pointer, "at")).value_or(Point{});
  if (const Node* value = node.find("do"))
    rule.actions = read_actions(reader, *value, step(pointer, "do"), rule.at);
  read_steps(reader, node, pointer, rule);
  if (const Node* value = node.find("keep"))
    rule.keep = read_keep(reader, *value, step(pointer, "keep"));
  if (const Node* value = node.find("drain"))
    rule.drain = reader.boolean(*value, step(pointer, "drain"));
  lift_drain(reader, node, pointer, rule);
  read_frequency(reader, node, pointer, rule);
  check_accept(reader, node, pointer, rule);
  check_keep(reader, node, pointer, rule);
  if (node.find("do") != nullptr && node.find("steps") != nullptr) {
    reader.error(*node.find("steps"), step(pointer, "steps"), "E008",
                 "a rule has \"do\" or \"steps\", not both");
  }
  if (node.find("do") == nullptr && node.find("steps") == nullptr && node.find("keep") == nullptr &&
      all_known(node, keys)) {
    reader.error(node, pointer, "E007", "a rule needs \"do\", \"steps\" or \"keep\"");
  }
  return rule;
}

std::optional<Heal> decode_heal(Reader& reader, const Node& node, const std::string& pointer) {
  if (!reader.is_object(node, pointer, "\"heal\"")) return std::nullopt;
  reader.only(node, pointer, {"after_faults", "after"}, "\"heal\"");
  Heal heal;
  if (const Node* value = node.find("after_faults"))
    heal.after_faults = reader.whole(*value, step(pointer, "after_faults"), 1);
  if (const Node* value = node.find("after")) {
    heal.after = reader.duration(*value, step(pointer, "after"));
    if (heal.after == Duration(0)) {
      reader.error(*value, step(pointer, "after"), "E005",
                   "all faults would end before the first request; it is more than 0");
    }
  }
  if (node.members.empty())
    reader.error(node, pointer, "E007", "\"heal\" needs after_faults or after");
  return heal;
}

}  // namespace resumulator
