#include "core/wire/media_type.h"

#include <algorithm>

#include "core/base/strings.h"

namespace resumulator {
namespace {

constexpr std::size_t kBoundaryMax = 200;

Unexpected malformed(const char* what) { return {ErrorKind::kMalformed, what, "Content-Type"}; }

/// Takes a quoted value and its closing mark from the front. Inside "…" a backslash quotes the next
/// character; inside '…', which no standard knows, nothing is special.
Result<std::string> take_quoted(std::string_view& text) {
  const char mark = text.front();
  std::string value;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == mark) {
      text.remove_prefix(i + 1);
      return value;
    }
    if (text[i] == '\\' && mark == '"' && i + 1 < text.size()) ++i;
    value += text[i];
  }
  return malformed("a quoted parameter is not closed");
}

/// A bare value runs to the next ';'. Only its form is free: real boundaries hold '=', '/' and ':'.
std::string take_bare(std::string_view& text) {
  const auto end = text.find(';');
  std::string value(trim(text.substr(0, end)));
  text.remove_prefix(end == std::string_view::npos ? text.size() : end);
  return value;
}

/// "'" opens a quoted value only where another one closes it right before ';' or the end.
bool is_single_quoted(std::string_view text) {
  if (!text.starts_with('\'')) return false;
  const auto close = text.find('\'', 1);
  if (close == std::string_view::npos) return false;
  const std::string_view rest = trim(text.substr(close + 1));
  return rest.empty() || rest.front() == ';';
}

Result<std::string> take_value(std::string_view& text) {
  if (text.starts_with('"') || is_single_quoted(text)) return take_quoted(text);
  return take_bare(text);
}

bool needs_quotes(std::string_view value) { return !is_token(value) || value.front() == '\''; }

std::string in_quotes(std::string_view value) {
  std::string out = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace

const std::string* MediaType::parameter(std::string_view name) const {
  for (const auto& [key, value] : parameters) {
    if (key == name) return &value;
  }
  return nullptr;
}

Result<MediaType> parse_media_type(std::string_view value) {
  const Halves semicolon = split_once(value, ';');
  const Halves slash = split_once(trim(semicolon.first), '/');
  if (!slash.found || !is_token(slash.first) || !is_token(slash.second)) {
    return malformed("no type/subtype");
  }
  MediaType type{lower(slash.first), lower(slash.second), {}};
  std::string_view rest = semicolon.second;
  for (;;) {
    rest = trim(rest);
    if (rest.empty()) return type;
    if (take_prefix(rest, ";")) continue;  // an empty parameter: RFC 9110 5.6.6 lets it pass
    const auto equals = rest.find('=');
    if (equals == std::string_view::npos) return malformed("a parameter has no '='");
    const std::string_view name = trim(rest.substr(0, equals));
    if (!is_token(name)) return malformed("a parameter's name is not a token");
    rest = trim(rest.substr(equals + 1));
    Result<std::string> parameter = take_value(rest);
    if (!parameter) return Unexpected(std::move(parameter).error());
    rest = trim(rest);
    if (!rest.empty() && !take_prefix(rest, ";")) return malformed("text after a quoted parameter");
    type.parameters.emplace_back(lower(name), *std::move(parameter));
  }
}

std::string to_string(const MediaType& type) {
  std::string out = type.type + "/" + type.subtype;
  for (const auto& [name, value] : type.parameters) {
    out += "; " + name + "=" + (needs_quotes(value) ? in_quotes(value) : value);
  }
  return out;
}

Result<std::string> multipart_boundary(const MediaType& type) {
  const std::string* const boundary = type.parameter("boundary");
  if (boundary == nullptr) {
    return Unexpected(ErrorKind::kNotFound, "Missing boundary", "Content-Type");
  }
  const bool printable = std::all_of(boundary->begin(), boundary->end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F;
  });
  if (boundary->empty() || boundary->size() > kBoundaryMax || !printable) {
    return malformed("the boundary is empty, too long or not printable");
  }
  return *boundary;
}

}  // namespace resumulator
