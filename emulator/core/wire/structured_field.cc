#include "core/wire/structured_field.h"

#include <algorithm>

#include "core/base/strings.h"
#include "core/base/utf8.h"
#include "core/wire/base64.h"

namespace resumulator {
namespace {

constexpr std::size_t kDigitsMax = 15;
constexpr std::size_t kWholeDigitsOfDecimalMax = 12;
constexpr std::size_t kFractionMax = 3;

bool is_lower_alpha(char c) { return c >= 'a' && c <= 'z'; }
bool is_alpha(char c) { return is_lower_alpha(lower(c)); }

/// A reader of one field. Every read_… takes its form from the front, or says no.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] char front() const { return rest_.empty() ? '\0' : rest_.front(); }
  void skip_blanks(std::string_view blanks) {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(blanks), rest_.size()));
  }
  bool take(std::string_view prefix) { return take_prefix(rest_, prefix); }

  bool read_bare(SfItem& item);
  bool read_parameters();
  bool read_key(std::string& key);
  bool read_inner_list();

 private:
  bool read_number(SfItem& item);
  bool read_string(SfItem& item);
  bool read_token(SfItem& item);
  bool read_bytes(SfItem& item);
  bool read_display_string(SfItem& item);
  std::string_view take_digits() {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_digit);
    const std::string_view digits = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    rest_.remove_prefix(digits.size());
    return digits;
  }

  std::string_view rest_;
};

bool Reader::read_number(SfItem& item) {
  const std::string_view before = rest_;
  const bool negative = take("-");
  const std::string_view whole = take_digits();
  if (whole.empty() || whole.size() > kDigitsMax) return false;
  if (!take(".")) {
    const auto value = static_cast<std::int64_t>(*parse_u64(whole));
    item.kind = SfItem::Kind::kInteger;
    item.integer = negative ? -value : value;
    return true;
  }
  const std::string_view fraction = take_digits();
  if (whole.size() > kWholeDigitsOfDecimalMax || fraction.empty() ||
      fraction.size() > kFractionMax) {
    return false;
  }
  item.kind = SfItem::Kind::kDecimal;
  item.text = before.substr(0, before.size() - rest_.size());
  return true;
}

bool Reader::read_string(SfItem& item) {
  item.kind = SfItem::Kind::kString;
  while (!rest_.empty()) {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (c == '"') return true;
    if (c == '\\') {
      if (front() != '"' && front() != '\\') return false;
      item.text += front();
      rest_.remove_prefix(1);
    } else if (c < 0x20 || c > 0x7E) {
      return false;
    } else {
      item.text += c;
    }
  }
  return false;
}

bool Reader::read_token(SfItem& item) {
  item.kind = SfItem::Kind::kToken;
  while (!rest_.empty() && (is_token_char(front()) || front() == ':' || front() == '/')) {
    item.text += front();
    rest_.remove_prefix(1);
  }
  return true;
}

bool Reader::read_bytes(SfItem& item) {
  const auto end = rest_.find(':');
  if (end == std::string_view::npos) return false;
  const auto bytes = base64_decode(rest_.substr(0, end));
  rest_.remove_prefix(end + 1);
  if (!bytes) return false;
  item.kind = SfItem::Kind::kBytes;
  item.text = *bytes;
  return true;
}

bool Reader::read_display_string(SfItem& item) {
  item.kind = SfItem::Kind::kDisplayString;
  while (!rest_.empty()) {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (c == '"') return is_valid_utf8(item.text);
    if (c < 0x20 || c > 0x7E) return false;
    if (c != '%') {
      item.text += c;
      continue;
    }
    const bool small =
        rest_.size() >= 2 && lower(rest_[0]) == rest_[0] && lower(rest_[1]) == rest_[1];
    if (!small || hex_value(rest_[0]) < 0 || hex_value(rest_[1]) < 0) return false;
    item.text += static_cast<char>(hex_value(rest_[0]) * 16 + hex_value(rest_[1]));
    rest_.remove_prefix(2);
  }
  return false;
}

bool Reader::read_bare(SfItem& item) {
  const char c = front();
  if (c == '-' || is_digit(c)) return read_number(item);
  if (take("\"")) return read_string(item);
  if (take("%\"")) return read_display_string(item);
  if (is_alpha(c) || c == '*') return read_token(item);
  if (take(":")) return read_bytes(item);
  if (take("@")) {
    if (!read_number(item) || item.kind != SfItem::Kind::kInteger) return false;
    item.kind = SfItem::Kind::kDate;
    return true;
  }
  item.kind = SfItem::Kind::kBoolean;
  item.boolean = take("?1");
  return item.boolean || take("?0");
}

bool Reader::read_key(std::string& key) {
  if (!is_lower_alpha(front()) && front() != '*') return false;
  while (is_lower_alpha(front()) || is_digit(front()) ||
         (!at_end() && std::string_view("_-.*").find(front()) != std::string_view::npos)) {
    key += front();
    rest_.remove_prefix(1);
  }
  return true;
}

bool Reader::read_parameters() {
  while (take(";")) {
    skip_blanks(" ");
    std::string key;
    if (!read_key(key)) return false;
    SfItem value;
    if (take("=") && !read_bare(value)) return false;
  }
  return true;
}

bool Reader::read_inner_list() {
  while (!at_end()) {
    skip_blanks(" ");
    if (take(")")) return true;
    SfItem item;
    if (!read_bare(item) || !read_parameters()) return false;
    if (front() != ' ' && front() != ')') return false;
  }
  return false;
}

bool read_member(Reader& reader, SfItem& item) {
  if (!reader.take("=")) {
    item.boolean = true;
  } else if (reader.take("(")) {
    item.kind = SfItem::Kind::kInnerList;
    if (!reader.read_inner_list()) return false;
  } else if (!reader.read_bare(item)) {
    return false;
  }
  return reader.read_parameters();
}

Unexpected malformed() {
  return Unexpected(ErrorKind::kMalformed, "The field is not a structured field of its type.");
}

}  // namespace

Result<SfItem> parse_sf_item(std::string_view text) {
  Reader reader(text);
  reader.skip_blanks(" ");
  SfItem item;
  if (!reader.read_bare(item) || !reader.read_parameters()) return malformed();
  reader.skip_blanks(" ");
  if (!reader.at_end()) return malformed();
  return item;
}

Result<SfDictionary> parse_sf_dictionary(std::string_view text) {
  Reader reader(text);
  SfDictionary dictionary;
  reader.skip_blanks(" ");
  while (!reader.at_end()) {
    std::string key;
    SfItem item;
    if (!reader.read_key(key) || !read_member(reader, item)) return malformed();
    const auto earlier = std::find_if(dictionary.begin(), dictionary.end(),
                                      [&](const auto& each) { return each.first == key; });
    if (earlier != dictionary.end()) {
      earlier->second = std::move(item);
    } else {
      dictionary.emplace_back(std::move(key), std::move(item));
    }
    reader.skip_blanks(" \t");
    if (reader.at_end()) break;
    if (!reader.take(",")) return malformed();
    reader.skip_blanks(" \t");
    if (reader.at_end()) return malformed();
  }
  return dictionary;
}

std::optional<std::uint64_t> sf_count(const Headers& headers, std::string_view name) {
  const auto fields = headers.all(name);
  if (fields.size() != 1) return std::nullopt;
  const auto item = parse_sf_item(fields.front());
  if (!item || item->kind != SfItem::Kind::kInteger || item->integer < 0) return std::nullopt;
  return static_cast<std::uint64_t>(item->integer);
}

std::optional<bool> sf_boolean(const Headers& headers, std::string_view name) {
  const auto fields = headers.all(name);
  if (fields.size() != 1) return std::nullopt;
  const auto item = parse_sf_item(fields.front());
  if (!item || item->kind != SfItem::Kind::kBoolean) return std::nullopt;
  return item->boolean;
}

std::optional<SfDictionary> sf_dictionary(const Headers& headers, std::string_view name) {
  std::string joined;
  for (const std::string_view field : headers.all(name)) {
    if (!joined.empty()) joined += ", ";
    joined += field;
  }
  if (joined.empty()) return std::nullopt;
  auto dictionary = parse_sf_dictionary(joined);
  return dictionary ? std::optional(*std::move(dictionary)) : std::nullopt;
}

}  // namespace resumulator
