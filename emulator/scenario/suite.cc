#include "scenario/suite.h"

#include <algorithm>

#include "core/base/utf8.h"
#include "scenario/files.h"
#include "scenario/placed_json.h"
#include "scenario/reader.h"

namespace resumulator {
namespace {

constexpr std::size_t kScenariosMax = 1000;

bool has_error(const std::vector<Diagnostic>& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& each) {
    return each.severity == Diagnostic::Severity::kError;
  });
}

void read_scenarios(Reader& reader, const Node& root, const std::string& file, Suite& suite) {
  const Node* list = root.find("scenarios");
  if (list == nullptr) {
    reader.error(root, "", "E007", "a suite needs \"scenarios\": a list of files");
    return;
  }
  if (!reader.is_list(*list, "/scenarios", "\"scenarios\"")) return;
  if (list->items.empty() || list->items.size() > kScenariosMax)
    reader.error(*list, "/scenarios", "E007", "a suite holds 1 to 1000 scenarios");
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const auto name = reader.text(list->items[i], "/scenarios/" + std::to_string(i));
    if (name) suite.scenarios.push_back(beside(file, *name));
  }
}

}  // namespace

bool is_suite(std::string_view text) {
  if (!is_valid_utf8(text)) return false;
  const PlacedJson parsed = parse_placed(text, /*strict=*/false);
  return parsed.root && parsed.root->find("suite") != nullptr &&
         parsed.root->find("scenario") == nullptr;
}

LoadedSuite load_suite(std::string_view text, const std::string& file) {
  LoadedSuite loaded;
  Reader reader(text, file, loaded.diagnostics);
  if (!is_valid_utf8(text)) {
    reader.error_at({0, 1}, "", "E001", "the file is not UTF-8");
    return loaded;
  }
  const PlacedJson parsed = parse_placed(text, /*strict=*/false);
  reader.syntax(parsed);
  if (!parsed.root || !reader.is_object(*parsed.root, "", "a suite")) return loaded;
  reader.only(*parsed.root, "", {"$schema", "suite", "about", "scenarios"}, "a suite");
  if (const Node* name = parsed.root->find("suite"))
    loaded.suite.name = reader.text(*name, "/suite").value_or("");
  if (const Node* about = parsed.root->find("about"))
    loaded.suite.about = reader.text(*about, "/about").value_or("");
  read_scenarios(reader, *parsed.root, file, loaded.suite);
  loaded.named = loaded.suite.scenarios;
  if (has_error(loaded.diagnostics)) loaded.suite.scenarios.clear();
  return loaded;
}

ScenarioPaths scenario_paths(const std::string& path) {
  const auto text = read_scenario_text(path);
  if (!text || !is_suite(*text)) return {{path}, {path}, {}};
  LoadedSuite loaded = load_suite(*text, path);
  return {std::move(loaded.suite.scenarios), std::move(loaded.named),
          std::move(loaded.diagnostics)};
}

}  // namespace resumulator
