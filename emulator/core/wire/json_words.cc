#include "core/wire/json_words.h"

#include <string_view>

namespace resumulator {
namespace {

/// What stands between the two marks; empty when they are not there.
std::string between(std::string_view text, std::string_view before, std::string_view after) {
  const auto at = text.find(before);
  if (at == std::string_view::npos) return {};
  const auto begin = at + before.size();
  const auto end = text.find(after, begin);
  return end == std::string_view::npos ? std::string()
                                       : std::string(text.substr(begin, end - begin));
}

std::string last_word(std::string_view text) {
  return std::string(text.substr(text.rfind(' ') + 1));
}

}  // namespace

std::string json_words(const std::exception& problem) {
  std::string text = problem.what();
  const auto name = text.starts_with("[json.") ? text.find("] ") : std::string::npos;
  if (name == std::string::npos) return text;
  text = text.substr(name + 2);
  if (const auto key = between(text, "key '", "' not found"); !key.empty())
    return "\"" + key + "\" is missing";
  if (const auto needed = between(text, "type must be ", ", but is "); !needed.empty())
    return "a value has the type " + last_word(text) + " where " + needed + " is needed";
  if (text.starts_with("cannot use at() with ") || text.starts_with("cannot use value() with "))
    return "an object in braces is needed, not " + last_word(text);
  if (text.find("number overflow") != std::string::npos) return "a number is too large";
  if (const auto place = between(text, "parse error at ", ":"); !place.empty())
    return "it is no JSON from " + place + " on";
  return text;
}

}  // namespace resumulator
