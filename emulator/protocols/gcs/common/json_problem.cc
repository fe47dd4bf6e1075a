#include "protocols/gcs/common/json_problem.h"

#include <algorithm>

namespace resumulator::gcs {
namespace {

constexpr std::size_t kContext = 20;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '$';
}

// A key without quotes right behind the opening brace, and nothing after it: the service reads it
// as a key and misses the colon. Context is the key alone, since the brace was read before.
bool ends_after_bare_key(std::string_view json, std::string_view& key) {
  const auto brace = json.find_first_not_of(" \t\r\n");
  if (brace == std::string_view::npos || json[brace] != '{') return false;
  key = json.substr(brace + 1);
  key.remove_prefix(std::min(key.find_first_not_of(" \t\r\n"), key.size()));
  return !key.empty() && !(key.front() >= '0' && key.front() <= '9') &&
         std::all_of(key.begin(), key.end(), is_word);
}

}  // namespace

std::string describe_json_problem(std::string_view json, const Error& found) {
  std::string_view key;
  if (ends_after_bare_key(json, key)) {
    const std::string_view shown = key.substr(key.size() - std::min(key.size(), kContext));
    return "Unexpected end of string. Expected : between key:value pair.\n" + std::string(shown) +
           "\n" + std::string(shown.size(), ' ') + "^";
  }
  const auto start = json.find_first_not_of(" \t\r\n");
  const std::string_view shown =
      start == std::string_view::npos ? json : json.substr(start, kContext);
  return found.text + "\n" + std::string(shown) + "\n^";
}

}  // namespace resumulator::gcs
