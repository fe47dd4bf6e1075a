#include "scenario/diagnostic.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace resumulator {
namespace {

constexpr std::size_t kShownMax = 160;  // bytes of a line that a message shows

std::string line_of(const std::string& text, std::uint32_t number) {
  std::size_t begin = 0;
  for (std::uint32_t line = 1; line < number; ++line) {
    const auto newline = text.find('\n', begin);
    if (newline == std::string::npos) return {};
    begin = newline + 1;
  }
  return text.substr(begin, text.find('\n', begin) - begin);
}

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

/// A file cannot talk to the terminal.
std::string printable(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return is_control(c) && c != '\t'; }, '?');
  return text;
}

/// Blanks as wide as the text: one a character, tabs as they are.
std::string blank(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (!continues(c)) out += c == '\t' ? '\t' : ' ';
  }
  return out;
}

}  // namespace

std::string render(const Diagnostic& diagnostic, const std::string& text) {
  const bool error = diagnostic.severity == Diagnostic::Severity::kError;
  std::string out = diagnostic.file + ":" + std::to_string(diagnostic.line) + ":" +
                    std::to_string(diagnostic.column) + ": " + (error ? "error" : "warning") + " " +
                    diagnostic.code + ": " + diagnostic.message;
  if (!diagnostic.pointer.empty()) out += "   " + diagnostic.pointer;
  out += "\n";
  const std::string line = line_of(text, diagnostic.line);
  if (line.empty()) return out;
  const std::string number = std::to_string(diagnostic.line);
  out += std::string(5 - std::min<std::size_t>(5, number.size()), ' ') + number + " | " +
         printable(line.substr(0, kShownMax)) + "\n";
  const std::size_t from = diagnostic.column - 1;
  if (from >= std::min(line.size() + 1, kShownMax)) return out;
  const bool one_line = diagnostic.end_line == diagnostic.line;
  const std::size_t to = std::min(one_line ? diagnostic.end_column - 1 : line.size(), kShownMax);
  out += "      | " + blank(line.substr(0, from)) + "^";
  if (to > from + 1) {
    std::string tail = blank(line.substr(from + 1, to - from - 1));
    std::replace_if(
        tail.begin(), tail.end(), [](char) { return true; }, '~');
    out += tail;
  }
  return out + "\n";
}

std::string to_json(const std::vector<Diagnostic>& diagnostics) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Diagnostic& each : diagnostics) {
    list.push_back(
        {{"file", each.file},
         {"line", each.line},
         {"column", each.column},
         {"end_line", each.end_line},
         {"end_column", each.end_column},
         {"pointer", each.pointer},
         {"severity", each.severity == Diagnostic::Severity::kError ? "error" : "warning"},
         {"code", each.code},
         {"message", each.message},
         {"suggestions", each.suggestions}});
  }
  return list.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace resumulator
