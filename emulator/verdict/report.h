// The verdict on paper: text for a terminal, JSON, JUnit XML, Markdown.
//
// Forms    JSON is stable: members are added, never renamed. JUnit: a suite per scenario case, a
//          case per check; inconclusive is a failure of type "inconclusive" unless it was asked to
//          be skipped. Bytes that are no UTF-8 and control characters are replaced everywhere.
// Source   docs/verdict.md, "The verdict".
// Threads  pure functions.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "verdict/verdict.h"

namespace resumulator {

[[nodiscard]] std::string to_text(const Verdict& verdict, const Evidence& evidence);
[[nodiscard]] std::string to_json(const Verdict& verdict);
/// {"verdicts":[…]}: what --report-json holds after several cases.
[[nodiscard]] std::string to_json(const std::vector<Verdict>& verdicts);
[[nodiscard]] std::string to_markdown(const std::vector<Verdict>& verdicts);

struct NamedVerdict {
  std::string suite;
  Verdict verdict;
  std::chrono::microseconds ran{0};
};
[[nodiscard]] std::string to_junit(const std::vector<NamedVerdict>& verdicts);

/// "answer-lost [code=503]": scenario and case.
[[nodiscard]] std::string title_of(const Verdict& verdict);
[[nodiscard]] std::string hex_number(std::uint64_t number);  ///< "0x5eed0007"
/// Valid UTF-8 without control characters but '\n' and '\t' (which `one_line` turns to blanks).
[[nodiscard]] std::string printable(std::string_view text, bool one_line);

}  // namespace resumulator
