#include "scenario/placed_json.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

namespace resumulator {
namespace {

using Json = nlohmann::json;
constexpr std::size_t kDepthMax = 64;
constexpr std::size_t kProblemsMax = 1000;

/// Counts the bytes the library's lexer has taken.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, std::size_t* taken) : at_(at), taken_(taken) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    ++at_;
    ++*taken_;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const CountingIterator& a, const CountingIterator& b) {
    return a.at_ == b.at_;
  }

 private:
  const char* at_;
  std::size_t* taken_;
};

std::string escape_pointer(const std::string& key) {
  std::string out;
  for (const char c : key) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return out;
}

/// Builds the tree from events. `taken` is where the lexer stands when an event comes.
class TreeBuilder final : public nlohmann::json_sax<Json> {
 public:
  TreeBuilder(std::string_view text, const std::size_t& taken, std::vector<Problem>& problems)
      : text_(text), taken_(taken), problems_(problems) {}

  bool null() override { return add(Node{}, literal_span(4)); }
  bool boolean(bool value) override {
    Node node;
    node.kind = Node::Kind::kBool;
    node.boolean = value;
    return add(std::move(node), literal_span(value ? 4 : 5));
  }
  bool number_integer(number_integer_t value) override {
    Node node;
    node.kind = Node::Kind::kSigned;
    node.real = static_cast<double>(value);
    return add(std::move(node), number_span());
  }
  bool number_unsigned(number_unsigned_t value) override {
    Node node;
    node.kind = Node::Kind::kUnsigned;
    node.whole = value;
    node.real = static_cast<double>(value);
    return add(std::move(node), number_span());
  }
  bool number_float(number_float_t value, const string_t& /*text*/) override {
    constexpr double kUnsignedEnd = 0x1p64;
    Node node;
    node.kind = Node::Kind::kReal;
    node.real = value;
    // 3.0 and 1e3 are whole numbers, as editors with the schema say, too.
    if (std::trunc(value) == value && value >= 0 && value < kUnsignedEnd) {
      node.kind = Node::Kind::kUnsigned;
      node.whole = static_cast<std::uint64_t>(value);
    } else if (std::trunc(value) == value && value < 0 && value > -0x1p63) {
      node.kind = Node::Kind::kSigned;
    }
    return add(std::move(node), number_span());
  }
  bool string(string_t& value) override {
    Node node;
    node.kind = Node::Kind::kText;
    node.text = value;
    return add(std::move(node), string_span());
  }
  bool binary(binary_t& /*value*/) override { return false; }
  bool start_object(std::size_t /*size*/) override { return open(Node::Kind::kObject); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t /*size*/) override { return open(Node::Kind::kList); }
  bool end_array() override { return close(); }
  bool key(string_t& value) override {
    keys_.back() = value;
    key_spans_.back() = string_span();
    return true;
  }
  bool parse_error(std::size_t position, const std::string& token,
                   const nlohmann::detail::exception& error) override {
    const std::size_t at = position == 0 ? 0 : position - 1;
    problems_.push_back(describe(std::min(at, text_.size()), token, error.what()));
    return false;
  }

  [[nodiscard]] std::optional<Node> take() { return std::move(root_); }

 private:
  Problem describe(std::size_t at, const std::string& token, std::string what) const {
    Problem problem;
    problem.span = {at, std::min(at + 1, text_.size())};
    problem.pointer = pointer();
    if (token.find('/') != std::string::npos && at < text_.size() && text_[at] == '/') {
      problem.kind = Problem::Kind::kComment;
      problem.message = "comments are not JSON; leave out --strict-json to allow them";
      return problem;
    }
    const auto comma = text_.find_last_not_of(" \t\r\n", at == 0 ? 0 : at - 1);
    const bool closing = at < text_.size() && (text_[at] == ']' || text_[at] == '}');
    if (closing && comma != std::string_view::npos && text_[comma] == ',') {
      problem.kind = Problem::Kind::kTrailingComma;
      problem.span = {comma, comma + 1};
      problem.message = "a comma before the closing bracket is not JSON; take this comma away";
      return problem;
    }
    if (what.find("number overflow") != std::string::npos) {
      problem.span = number_span();
      problem.message = "this number is too large";
      return problem;
    }
    const auto reason = what.find("syntax error");
    if (reason != std::string::npos) what = what.substr(reason);
    problem.message = remedy(what, problem.span, token);
    return problem;
  }

  /// What would be right, for the slips people make; else what the library says.
  std::string remedy(const std::string& what, TextSpan& span, const std::string& token) const {
    const auto says = [&](const char* part) { return what.find(part) != std::string::npos; };
    if (says("missing closing quote")) return "the closing quote of this text is missing";
    if (says("unexpected end of input")) return "the file ends before its last bracket is closed";
    if (span.begin < text_.size() && text_[span.begin] == '\'')
      return "keys and texts stand in double quotes";
    if (says("parsing object key - unexpected '}'"))
      return "a comma before the closing bracket is not JSON; take it away";
    const bool wants_end = says("expected '}'") || says("expected ']'");
    const bool got_value = says("unexpected string literal") || says("unexpected number literal") ||
                           says("unexpected '{'") || says("unexpected '['") ||
                           says("unexpected true literal") || says("unexpected false literal") ||
                           says("unexpected null literal");
    if (!wants_end || !got_value || token.size() > span.end) return what;
    span.begin = span.end - token.size();
    return "a comma is missing in front of this";
  }

  [[nodiscard]] std::string pointer() const {
    std::string out;
    for (std::size_t i = 0; i < open_.size(); ++i) {
      out += "/" + (open_[i].kind == Node::Kind::kObject ? escape_pointer(keys_[i])
                                                         : std::to_string(open_[i].items.size()));
    }
    return out;
  }

  [[nodiscard]] TextSpan literal_span(std::size_t size) const { return {taken_ - size, taken_}; }
  [[nodiscard]] TextSpan number_span() const {
    // The lexer reads one byte past a number to see its end, unless the text ended.
    std::size_t end = taken_;
    while (end > 0 && !is_number_byte(text_[end - 1])) --end;
    std::size_t begin = end;
    while (begin > 0 && is_number_byte(text_[begin - 1])) --begin;
    return {begin, end};
  }
  static bool is_number_byte(char c) {
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
  }
  [[nodiscard]] TextSpan string_span() const {
    std::size_t begin = taken_ - 1;  // the closing quote
    while (begin > 0) {
      --begin;
      if (text_[begin] != '"') continue;
      std::size_t escapes = 0;
      while (escapes < begin && text_[begin - 1 - escapes] == '\\') ++escapes;
      if (escapes % 2 == 0) break;
    }
    return {begin, taken_};
  }

  bool open(Node::Kind kind) {
    if (open_.size() >= kDepthMax) {
      problems_.push_back(
          {Problem::Kind::kTooDeep, {taken_ - 1, taken_}, "nested deeper than 64", pointer()});
      return false;
    }
    Node node;
    node.kind = kind;
    node.span = {taken_ - 1, taken_};
    open_.push_back(std::move(node));
    keys_.emplace_back();
    key_spans_.emplace_back();
    known_.emplace_back();
    return true;
  }
  bool close() {
    Node node = std::move(open_.back());
    open_.pop_back();
    keys_.pop_back();
    key_spans_.pop_back();
    known_.pop_back();
    return add(std::move(node), {node.span.begin, taken_});
  }
  bool add(Node node, TextSpan span) {
    node.span = span;
    if (open_.empty()) {
      root_ = std::move(node);
      return true;
    }
    Node& parent = open_.back();
    if (parent.kind == Node::Kind::kList) {
      parent.items.push_back(std::move(node));
      return true;
    }
    const auto [known, fresh] = known_.back().emplace(keys_.back(), key_spans_.back().begin);
    if (!fresh) {
      if (problems_.size() < kProblemsMax) report_twin(known->second);
      return true;
    }
    parent.members.push_back({keys_.back(), key_spans_.back(), std::move(node)});
    return true;
  }

  void report_twin(std::size_t first_begin) {
    const LineColumn first = locate(text_, first_begin);
    problems_.push_back({Problem::Kind::kDuplicateKey, key_spans_.back(),
                         "key \"" + keys_.back() + "\" appears twice (first at " +
                             std::to_string(first.line) + ":" + std::to_string(first.column) + ")",
                         pointer()});
  }

  std::string_view text_;
  const std::size_t& taken_;
  std::vector<Problem>& problems_;
  std::vector<Node> open_;
  std::vector<std::string> keys_;
  std::vector<TextSpan> key_spans_;
  std::vector<std::map<std::string, std::size_t>> known_;  ///< keys so far, and where they began
  std::optional<Node> root_;
};

/// Scalars only; lists and objects are written member by member, so that their order stays.
Json to_library(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kNull:
      return nullptr;
    case Node::Kind::kBool:
      return node.boolean;
    case Node::Kind::kUnsigned:
      return node.whole;
    case Node::Kind::kSigned:
      return static_cast<std::int64_t>(node.real);
    case Node::Kind::kReal:
      return node.real;
    case Node::Kind::kText:
      return node.text;
    case Node::Kind::kList:
    case Node::Kind::kObject:
      break;
  }
  return nullptr;
}

void append_json(const Node& node, std::string& out) {
  if (node.kind == Node::Kind::kObject) {
    out += '{';
    for (const Node::Member& member : node.members) {
      if (out.back() != '{') out += ',';
      out += Json(member.key).dump() + ':';
      append_json(member.value, out);
    }
    out += '}';
  } else if (node.kind == Node::Kind::kList) {
    out += '[';
    for (const Node& item : node.items) {
      if (out.back() != '[') out += ',';
      append_json(item, out);
    }
    out += ']';
  } else {
    out += to_library(node).dump(-1, ' ', false, Json::error_handler_t::replace);
  }
}

}  // namespace

const Node* Node::find(std::string_view key) const {
  for (const Member& member : members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

PlacedJson parse_placed(std::string_view text, bool strict) {
  PlacedJson parsed;
  std::size_t taken = 0;
  TreeBuilder builder(text, taken, parsed.problems);
  const CountingIterator begin(text.data(), &taken);
  const CountingIterator end(text.data() + text.size(), &taken);
  const bool whole =
      Json::sax_parse(begin, end, &builder, Json::input_format_t::json, /*strict=*/true, !strict);
  if (whole) parsed.root = builder.take();
  return parsed;
}

std::string to_json(const Node& node) {
  std::string out;
  append_json(node, out);
  return out;
}

LineColumn locate(std::string_view text, std::size_t byte) {
  LineColumn place;
  byte = std::min(byte, text.size());
  const auto head = text.substr(0, byte);
  place.line = static_cast<std::uint32_t>(std::count(head.begin(), head.end(), '\n')) + 1;
  const auto newline = head.rfind('\n');
  place.column =
      static_cast<std::uint32_t>(newline == std::string_view::npos ? byte : byte - newline - 1) + 1;
  return place;
}

}  // namespace resumulator
