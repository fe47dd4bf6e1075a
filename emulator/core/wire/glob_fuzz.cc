// Fuzz target of globs: pattern, a line break, names one a line. A match starts with the literal
// prefix; a name with every mark escaped matches itself and no other name; "{P}" means P.
#include "core/base/claim.h"
#include "core/base/strings.h"
#include "core/base/utf8.h"
#include "core/wire/glob.h"

using namespace resumulator;

namespace {

std::string escaped(std::string_view name) {
  std::string pattern;
  for (const char c : name) {
    if (std::string_view("*?[]{},\\").find(c) != std::string_view::npos) pattern += '\\';
    pattern += c;
  }
  return pattern;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Halves halves = split_once(fuzz_text(data, size), '\n');
  const std::string_view pattern = halves.first;
  const auto glob = Glob::parse(pattern);
  const bool fits = pattern.size() + 2 <= 1024;
  const auto braced = fits ? Glob::parse("{" + std::string(pattern) + "}") : glob;
  // A comma outside braces becomes one between alternatives, a '}' closes them.
  const bool plain = pattern.find_first_of(",}") == std::string_view::npos;
  for (const std::string_view name : split(halves.second, '\n')) {
    const auto itself = Glob::parse(escaped(name));
    if (itself) claim(itself->matches(name) && !itself->matches(std::string(name) + "x"));
    if (!glob || !glob->matches(name)) continue;
    claim(name.starts_with(glob->literal_prefix()));
    if (plain && fits && is_valid_utf8(pattern)) claim(braced && braced->matches(name));
  }
  return 0;
}
