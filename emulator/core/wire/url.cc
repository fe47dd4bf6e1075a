#include "core/wire/url.h"

#include "core/base/strings.h"

namespace resumulator {
namespace {

enum class Plus : bool { kStays, kIsBlank };

Result<std::string> decode(std::string_view text, Plus plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '+' && plus == Plus::kIsBlank) {
      out += ' ';
    } else if (c != '%') {
      out += c;
    } else {
      const int high = i + 1 < text.size() ? hex_value(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
      if (high < 0 || low < 0) {
        return Unexpected(ErrorKind::kMalformed, "'%' without two hexadecimal digits");
      }
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

std::string encode(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::string_view kMarks = "-._~";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const char small = lower(c);
    if (is_digit(c) || (small >= 'a' && small <= 'z') || kMarks.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

}  // namespace

Result<std::string> percent_decode(std::string_view text) { return decode(text, Plus::kStays); }

Result<std::string> percent_decode_query(std::string_view text) {
  return decode(text, Plus::kIsBlank);
}

bool has_valid_escapes(std::string_view text) {
  for (auto at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 3)) {
    if (at + 2 >= text.size() || hex_value(text[at + 1]) < 0 || hex_value(text[at + 2]) < 0) {
      return false;
    }
  }
  return true;
}

std::string percent_encode_segment(std::string_view text) { return encode(text); }

std::string percent_encode_query(std::string_view text) { return encode(text); }

std::vector<std::string_view> split_path(std::string_view path) {
  if (path.empty()) return {};
  if (path.front() == '/') path.remove_prefix(1);
  return split(path, '/');
}

Result<Query> Query::parse(std::string_view raw) {
  Query query;
  query.raw_ = raw;
  for (const std::string_view piece : split(raw, '&')) {
    if (piece.empty()) continue;
    const Halves halves = split_once(piece, '=');
    Result<std::string> name = percent_decode_query(halves.first);
    if (!name) return Unexpected(std::move(name).error());
    Result<std::string> value = percent_decode_query(halves.second);
    if (!value) return Unexpected(std::move(value).error());
    query.pairs_.emplace_back(*std::move(name), *std::move(value));
  }
  return query;
}

const std::string* Query::find(std::string_view name) const {
  for (const Pair& pair : pairs_) {
    if (pair.first == name) return &pair.second;
  }
  return nullptr;
}

const std::string* Query::find_ignoring_case(std::string_view name) const {
  for (const Pair& pair : pairs_) {
    if (iequals(pair.first, name)) return &pair.second;
  }
  return nullptr;
}

std::string_view Query::get(std::string_view name) const {
  const std::string* const value = find(name);
  return value == nullptr ? std::string_view() : std::string_view(*value);
}

std::vector<std::string_view> Query::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const Pair& pair : pairs_) {
    if (pair.first == name) values.emplace_back(pair.second);
  }
  return values;
}

std::string encode_query(const std::vector<Query::Pair>& pairs) {
  std::string out;
  for (const Query::Pair& pair : pairs) {
    if (pair.first.empty() && pair.second.empty()) continue;
    if (!out.empty()) out += '&';
    out += encode(pair.first);
    out += '=';
    out += encode(pair.second);
  }
  return out;
}

}  // namespace resumulator
