// `when`: which requests a rule or a check is about.
#include <algorithm>

#include "faults/field_name.h"
#include "scenario/decode.h"

namespace resumulator {
namespace {

constexpr std::string_view kMatcherKeys[] = {
    "protocol",   "operation", "session", "nth",    "covers", "offset", "length",
    "persisted",  "final",     "bucket",  "object", "header", "query",  "lane",
    "connection", "phase",     "clock",   "any_of", "not"};

struct OperationWord {
  std::string_view word;
  std::vector<Operation> operations;
};

const std::vector<OperationWord>& operations() {
  static const std::vector<OperationWord> words = {
      {"create", {Operation::kCreate}},     {"append", {Operation::kAppend}},
      {"finalize", {Operation::kFinalize}}, {"upload", {Operation::kAppend, Operation::kFinalize}},
      {"query", {Operation::kQuery}},       {"cancel", {Operation::kCancel}},
      {"simple", {Operation::kSimple}},     {"download", {Operation::kDownload}},
      {"stat", {Operation::kStat}},         {"list", {Operation::kList}},
      {"delete", {Operation::kDelete}},     {"other", {Operation::kOther}}};
  return words;
}

void read_operation(Reader& reader, const Node& node, const std::string& pointer,
                    Matcher& matcher) {
  const auto word = reader.word(node, pointer, operation_words(), "operation");
  if (!word) return;
  const std::vector<Operation>& meant = operations_of(*word);
  matcher.operations.insert(matcher.operations.end(), meant.begin(), meant.end());
}

GlobMap read_globs(Reader& reader, const Node& node, const std::string& pointer, const char* what) {
  GlobMap map;
  if (!reader.is_object(node, pointer, what)) return map;
  for (const Node::Member& member : node.members) {
    if (member.value.kind == Node::Kind::kNull) {
      map[member.key] = std::nullopt;
    } else if (auto glob = reader.glob(member.value, step(pointer, member.key))) {
      map[member.key] = std::move(*glob);
    }
  }
  return map;
}

void check_field_names(Reader& reader, const Node& node, const std::string& pointer) {
  for (const Node::Member& member : node.members) {
    if (is_field_name(member.key)) continue;
    reader.error_at(member.key_span, step(pointer, member.key), "E005",
                    "\"" + member.key + "\" is no name of a header field: no request has it");
  }
}

void read_phase(Reader& reader, const Node& node, const std::string& pointer, Matcher& matcher) {
  matcher.phase = reader.text(node, pointer).value_or("");
  if (node.is_text() && matcher.phase.empty())
    reader.error(node, pointer, "E005", "a phase has a name of at least one character");
}

void read_connection(Reader& reader, const Node& node, const std::string& pointer,
                     Matcher& matcher) {
  if (node.is_text() && (node.text == "new" || node.text == "reused")) {
    matcher.connection_reused = node.text == "reused";
  } else if (node.is_text() && node.text.find("..") == std::string::npos) {
    reader.error(
        node, pointer, "E006",
        "\"connection\" is new, reused, or the request's place on its connection (\"2..\")");
  } else {
    matcher.connection_request = reader.range(node, pointer, false);
  }
}

void read_ranges(Reader& reader, const Node& node, const std::string& pointer, Matcher& matcher) {
  const auto at = [&](const char* key) { return step(pointer, key); };
  if (const Node* value = node.find("session"))
    matcher.session = reader.range(*value, at("session"), false);
  if (const Node* value = node.find("nth")) matcher.nth = reader.range(*value, at("nth"), false);
  if (const Node* value = node.find("covers")) matcher.covers = reader.size(*value, at("covers"));
  if (const Node* value = node.find("offset"))
    matcher.offset = reader.range(*value, at("offset"), true);
  if (const Node* value = node.find("length"))
    matcher.length = reader.range(*value, at("length"), true);
  if (const Node* value = node.find("persisted"))
    matcher.persisted = reader.range(*value, at("persisted"), true);
  if (const Node* value = node.find("final")) matcher.final = reader.boolean(*value, at("final"));
  if (const Node* value = node.find("clock"))
    matcher.clock = reader.duration_range(*value, at("clock"));
}

void read_globs_of(Reader& reader, const Node& node, const std::string& pointer, Matcher& matcher) {
  const auto read = [&](const char* key, GlobPattern& into) {
    const Node* value = node.find(key);
    if (value == nullptr) return;
    if (auto glob = reader.glob(*value, step(pointer, key))) into = std::move(*glob);
  };
  read("bucket", matcher.bucket);
  read("object", matcher.object);
  read("lane", matcher.lane);
}

}  // namespace

const std::vector<std::string_view>& protocol_words() {
  static const std::vector<std::string_view> words = {
      "drive", "filepond", "firebase", "gcs-json",    "gcs-xml", "gemini", "generic",
      "ietf",  "oauth",    "photos",   "resumablejs", "tus",     "youtube"};
  return words;
}

const std::vector<std::string_view>& operation_words() {
  static const std::vector<std::string_view> words = [] {
    std::vector<std::string_view> list;
    for (const OperationWord& each : operations()) list.push_back(each.word);
    return list;
  }();
  return words;
}

const std::vector<Operation>& operations_of(std::string_view word) {
  static const std::vector<Operation> none;
  const auto& all = operations();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [word](const OperationWord& each) { return each.word == word; });
  return found == all.end() ? none : found->operations;
}

Matcher decode_matcher_members(Reader& reader, const Node& node, const std::string& pointer) {
  Matcher matcher;
  if (const Node* value = node.find("protocol")) {
    reader.not_empty(*value, step(pointer, "protocol"), "\"protocol\"");
    reader.one_or_many(*value, step(pointer, "protocol"),
                       [&](const Node& each, const std::string& at) {
                         if (auto word = reader.word(each, at, protocol_words(), "protocol"))
                           matcher.protocols.push_back(std::move(*word));
                       });
  }
  if (const Node* value = node.find("operation")) {
    reader.not_empty(*value, step(pointer, "operation"), "\"operation\"");
    reader.one_or_many(*value, step(pointer, "operation"),
                       [&](const Node& each, const std::string& at) {
                         read_operation(reader, each, at, matcher);
                       });
  }
  read_ranges(reader, node, pointer, matcher);
  read_globs_of(reader, node, pointer, matcher);
  if (const Node* value = node.find("header")) {
    matcher.header = read_globs(reader, *value, step(pointer, "header"), "\"header\"");
    check_field_names(reader, *value, step(pointer, "header"));
  }
  if (const Node* value = node.find("query"))
    matcher.query = read_globs(reader, *value, step(pointer, "query"), "\"query\"");
  if (const Node* value = node.find("connection"))
    read_connection(reader, *value, step(pointer, "connection"), matcher);
  if (const Node* value = node.find("phase"))
    read_phase(reader, *value, step(pointer, "phase"), matcher);
  if (const Node* value = node.find("any_of");
      value && reader.is_list(*value, step(pointer, "any_of"), "\"any_of\"")) {
    reader.not_empty(*value, step(pointer, "any_of"), "\"any_of\"");
    for (std::size_t i = 0; i < value->items.size(); ++i) {
      matcher.any_of.push_back(decode_matcher(reader, value->items[i],
                                              step(pointer, "any_of") + "/" + std::to_string(i)));
    }
  }
  if (const Node* value = node.find("not")) {
    matcher.none_of.push_back(decode_matcher(reader, *value, step(pointer, "not")));
    if (value->is_object() && value->members.empty()) {
      reader.error(
          *value, step(pointer, "not"), "E007",
          "\"not\" needs a condition: without one every request meets it, and none is left");
    }
  }
  return matcher;
}

Matcher decode_matcher(Reader& reader, const Node& node, const std::string& pointer) {
  if (!reader.is_object(node, pointer, "a matcher")) return {};
  reader.only(node, pointer, {std::begin(kMatcherKeys), std::end(kMatcherKeys)}, "a matcher");
  return decode_matcher_members(reader, node, pointer);
}

}  // namespace resumulator
