// A remark about a scenario file: where, what, what would be right.
//
// Units    lines and columns from 1, columns in bytes; `pointer` is a JSON pointer.
// Source   docs/scenario-format.md, "Messages": each code has a line there.
// Threads  plain values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace resumulator {

struct Diagnostic {
  enum class Severity : std::uint8_t { kError, kWarning };
  Severity severity = Severity::kError;
  std::string code;  ///< "E014", "W003"
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t end_line = 0;
  std::uint32_t end_column = 0;
  std::string pointer;
  std::string message;                   ///< one sentence, with what would be right
  std::vector<std::string> suggestions;  ///< "did you mean"
  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

/// As a terminal shows it: place, message, the line with a caret, suggestions. `text` is the file's
/// content.
[[nodiscard]] std::string render(const Diagnostic& diagnostic, const std::string& text);
/// JSON array of all, for editors and the admin API.
[[nodiscard]] std::string to_json(const std::vector<Diagnostic>& diagnostics);

}  // namespace resumulator
