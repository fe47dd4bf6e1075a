#include "scenario/diagnostic.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace resumulator {
namespace {

std::string line_of(const std::string& text, std::uint32_t number) {
  std::size_t begin = 0;
  for (std::uint32_t line = 1; line < number; ++line) {
    const auto newline = text.find('\n', begin);
    if (newline == std::string::npos) return {};
    begin = newline + 1;
  }
  return text.substr(begin, text.find('\n', begin) - begin);
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
  constexpr std::size_t kShownMax = 160;
  const std::string number = std::to_string(diagnostic.line);
  out += std::string(5 - std::min<std::size_t>(5, number.size()), ' ') + number + " | " +
         line.substr(0, kShownMax) + "\n";
  const std::size_t from = diagnostic.column - 1;
  const std::size_t to =
      diagnostic.end_line == diagnostic.line ? diagnostic.end_column - 1 : line.size();
  if (from >= kShownMax) return out;
  const std::size_t width = std::min(to > from ? to - from : 1, kShownMax - from);
  out += "      | " + std::string(from, ' ') + "^" + std::string(width - 1, '~') + "\n";
  return out;
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
