#include "server/rule_reader.h"

#include <utility>

#include "scenario/load.h"

namespace resumulator {

Result<std::vector<Rule>> read_one_line(std::string_view line) {
  Loaded loaded = load_one_line(line);
  if (loaded.ok() && !loaded.cases.empty()) return std::move(loaded.cases.front().rules);
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    if (diagnostic.severity == Diagnostic::Severity::kError) {
      return Unexpected(ErrorKind::kMalformed, diagnostic.message, diagnostic.pointer);
    }
  }
  return Unexpected(ErrorKind::kMalformed, "this is no rule in one line");
}

}  // namespace resumulator
