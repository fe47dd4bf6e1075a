#include "protocols/gcs/common/fields.h"

#include <nlohmann/json.hpp>

namespace resumulator::gcs {
namespace {

using Json = nlohmann::ordered_json;

bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool is_structural(char c) { return c == ',' || c == '/' || c == '(' || c == ')'; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

Unexpected malformed(std::string_view selector) {
  return Unexpected(ErrorKind::kMalformed, "Invalid field selection " + std::string(selector),
                    "fields");
}

// Rules gcs.fields.nested, gcs.fields.arrays, gcs.fields.unknown.
Json select(const FieldMask& mask, const Json& value) {
  if (mask.whole()) return value;
  if (value.is_array()) {
    Json kept = Json::array();
    for (const Json& element : value) kept.push_back(select(mask, element));
    return kept;
  }
  Json kept = Json::object();
  if (!value.is_object()) return kept;
  for (const auto& [name, member] : value.items()) {
    const FieldMask* wanted = mask.find(name);
    if (wanted == nullptr) continue;
    if (!wanted->whole() && !member.is_structured()) continue;
    Json inside = select(*wanted, member);
    if (!wanted->whole() && inside.is_object() && inside.empty()) continue;
    kept[name] = std::move(inside);
  }
  return kept;
}

}  // namespace

// Recursive descent over one selector. Depth is bounded, so a selector of brackets cannot exhaust
// the stack.
class FieldParser {
 public:
  explicit FieldParser(std::string_view selector) : all_(selector), rest_(selector) {}

  Result<FieldMask> run() {
    FieldMask mask;
    if (auto read = selector(mask, 0); !read) return Unexpected(read.error());
    if (!rest_.empty()) return malformed(all_);
    return mask;
  }

 private:
  using Members = std::map<std::string, FieldMask, std::less<>>;

  Result<void> selector(FieldMask& into, std::size_t depth) {
    while (true) {
      if (auto read = path(into, depth); !read) return read;
      if (rest_.empty() || rest_.front() != ',') return {};
      rest_.remove_prefix(1);
    }
  }

  Result<void> path(FieldMask& into, std::size_t depth) {
    if (depth >= kFieldDepthMax) {
      return Unexpected(ErrorKind::kTooLarge, "The field selection is nested too deeply.",
                        "fields");
    }
    const std::string_view name = take_name();
    if (name.empty()) return malformed(all_);
    FieldMask inside;
    if (!rest_.empty() && rest_.front() == '/') {
      rest_.remove_prefix(1);
      if (auto read = path(inside, depth + 1); !read) return read;
    } else if (!rest_.empty() && rest_.front() == '(') {
      if (auto read = bracket(inside, depth); !read) return read;
    }
    add(into.members_, name, std::move(inside));
    return {};
  }

  Result<void> bracket(FieldMask& inside, std::size_t depth) {
    rest_.remove_prefix(1);
    if (auto read = selector(inside, depth + 1); !read) return read;
    if (rest_.empty() || rest_.front() != ')') return malformed(all_);
    rest_.remove_prefix(1);
    while (!rest_.empty() && is_blank(rest_.front())) rest_.remove_prefix(1);
    return {};
  }

  std::string_view take_name() {
    std::size_t end = 0;
    while (end < rest_.size() && !is_structural(rest_[end])) ++end;
    const std::string_view name = trim(rest_.substr(0, end));
    rest_.remove_prefix(end);
    for (const char c : name) {
      if (is_blank(c)) return {};
    }
    return name;
  }

  // A name wanted twice is wanted for both reasons; wanting it whole swallows the rest.
  static void add(Members& members, std::string_view name, FieldMask inside) {
    const auto at = members.find(name);
    if (at == members.end()) {
      members.emplace(std::string(name), std::move(inside));
      return;
    }
    if (at->second.whole()) return;
    if (inside.whole()) {
      at->second = FieldMask();
      return;
    }
    for (auto& [member, mask] : inside.members_) add(at->second.members_, member, std::move(mask));
  }

  std::string_view all_;
  std::string_view rest_;
};

const FieldMask* FieldMask::find(std::string_view name) const {
  if (const auto at = members_.find(name); at != members_.end()) return &at->second;
  const auto any = members_.find(std::string_view("*"));
  return any == members_.end() ? nullptr : &any->second;
}

std::string FieldMask::text() const {
  std::string out;
  for (const auto& [name, inside] : members_) {
    if (!out.empty()) out += ',';
    out += name;
    if (!inside.whole()) out += '(' + inside.text() + ')';
  }
  return out;
}

Result<FieldMask> parse_fields(std::string_view selector) { return FieldParser(selector).run(); }

bool selects(std::string_view selector) { return !selector.empty() && selector != "*"; }

std::optional<ApiError> check_fields(std::string_view selector) {
  if (!selects(selector)) return std::nullopt;
  const auto mask = parse_fields(selector);
  if (mask) return std::nullopt;
  return invalid_parameter("fields", mask.error().text);
}

std::string select_fields(std::string json, std::string_view selector, bool pretty) {
  if (!selects(selector)) return json;
  const auto mask = parse_fields(selector);
  const Json document = mask ? Json::parse(json, nullptr, false) : Json();
  if (!mask || document.is_discarded()) return json;
  return select(*mask, document).dump(pretty ? 1 : -1, ' ', false, Json::error_handler_t::replace) +
         (pretty ? "\n" : "");
}

}  // namespace resumulator::gcs
