// A rule in one line: OPERATION[#NTH][@POINT]=ACTION, "append@body:100KiB=503",
// "query=hide_progress", "create=429,3s".
#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/base/strings.h"
#include "faults/fault.h"
#include "scenario/load.h"

namespace resumulator {
namespace {

using Json = nlohmann::ordered_json;

/// "503" is an answer, "stall:5s" an action with a parameter, "reset" a bare one.
Json action_of(const std::string& text) {
  if (const auto status = parse_u64(text)) return {{"answer", *status}};
  const auto comma = text.find(',');
  if (comma != std::string::npos) {
    if (const auto status = parse_u64(std::string_view(text).substr(0, comma))) {
      return {{"answer", {{"status", *status}, {"retry_after", text.substr(comma + 1)}}}};
    }
  }
  const auto colon = text.find(':');
  if (colon == std::string::npos) return text;
  const std::string value = text.substr(colon + 1);
  if (const auto number = parse_u64(value)) return {{text.substr(0, colon), *number}};
  return {{text.substr(0, colon), value}};
}

/// The part of the line, from its first byte up to behind its last, that became what `pointer`
/// names.
std::pair<std::size_t, std::size_t> part_of(std::string_view text, std::string_view pointer) {
  const auto equals = text.find('=');
  const auto at = std::min(text.find('@'), equals);
  const auto hash = std::min(text.find('#'), at);
  if (!take_prefix(pointer, "/rules/0/")) return {0, text.size()};
  if (pointer.starts_with("do")) return {equals + 1, text.size()};
  if (pointer == "at") return {std::min(at + 1, equals), equals};
  if (pointer.starts_with("when/nth")) return {std::min(hash + 1, at), at};
  if (pointer.starts_with("when")) return {0, hash};
  return {0, text.size()};
}

/// What is wrong has its place in the line as it was written.
void place_in_line(std::string_view text, std::vector<Diagnostic>& diagnostics) {
  for (Diagnostic& each : diagnostics) {
    const auto [from, to] = part_of(text, each.pointer);
    each.line = each.end_line = 1;
    each.column = static_cast<std::uint32_t>(from + 1);
    each.end_column = static_cast<std::uint32_t>(to + 1);
  }
}

}  // namespace

Loaded load_one_line(std::string_view text) {
  Loaded wrong;
  Diagnostic diagnostic;
  diagnostic.code = "E001";
  diagnostic.file = "rule";
  diagnostic.line = diagnostic.column = diagnostic.end_line = diagnostic.end_column = 1;
  diagnostic.message =
      "a rule in one line is written OPERATION[#NTH][@POINT]=ACTION, as in append@body:100KiB=503 "
      "or query=hide_progress";
  wrong.diagnostics.push_back(diagnostic);
  constexpr std::size_t kLineMax = 1024;
  const auto equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0 || text.size() > kLineMax) return wrong;
  std::string subject(text.substr(0, equals));
  Json rule = Json::object();
  Json when = Json::object();
  if (const auto at = subject.find('@'); at != std::string::npos) {
    rule["at"] = subject.substr(at + 1);
    subject.resize(at);
  }
  if (const auto hash = subject.find('#'); hash != std::string::npos) {
    const std::string nth = subject.substr(hash + 1);
    const auto number = parse_u64(nth);
    when["nth"] = number ? Json(*number) : Json(nth);
    subject.resize(hash);
  }
  if (!subject.empty() && subject != "*") when["operation"] = subject;
  rule["name"] = std::string(text);
  rule["when"] = when;
  rule["do"] = action_of(std::string(text.substr(equals + 1)));
  const Json file = {{"scenario", "armed"}, {"rules", Json::array({rule})}};
  Loaded loaded = load_scenario(file.dump(-1, ' ', false, Json::error_handler_t::replace),
                                std::string(text), {});
  place_in_line(text, loaded.diagnostics);
  return loaded;
}

}  // namespace resumulator
