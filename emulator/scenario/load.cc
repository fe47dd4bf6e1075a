#include "scenario/load.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <tuple>

#include "core/base/utf8.h"
#include "scenario/builtin.h"
#include "scenario/decode.h"
#include "scenario/reach.h"
#include "scenario/vary.h"

namespace resumulator {
namespace {

constexpr std::size_t kFileMax = 1024 * 1024;
constexpr int kIncludeDepthMax = 8;

const std::vector<std::string_view>& top_keys() {
  static const std::vector<std::string_view> keys = {"$schema", "scenario", "about", "version",
                                                     "tags",    "include",  "given", "vary",
                                                     "rules",   "heal",     "expect"};
  return keys;
}

std::vector<Rule> read_rules(Reader& reader, const Node& root, const std::string& scenario) {
  std::vector<Rule> rules;
  const Node* list = root.find("rules");
  if (list == nullptr || !reader.is_list(*list, "/rules", "\"rules\"")) return rules;
  std::set<std::string> names;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const std::string pointer = "/rules/" + std::to_string(i);
    Rule rule = decode_rule(reader, list->items[i], pointer, scenario, i + 1);
    if (!names.insert(rule.name).second) {
      reader.error(list->items[i], pointer + "/name", "E008",
                   "two rules are called \"" + rule.name + "\"; names are unique in a file");
    }
    rules.push_back(std::move(rule));
  }
  warn_unreachable(reader, *list, rules);
  return rules;
}

void read_head(Reader& reader, const Node& root, Scenario& scenario) {
  if (const Node* name = root.find("scenario")) {
    scenario.name = reader.text(*name, "/scenario").value_or("");
    if (name->is_text() && scenario.name.empty())
      reader.error(*name, "/scenario", "E005", "a scenario needs a name of at least one character");
  } else {
    reader.error(root, "", "E007", "the file needs \"scenario\": a short name");
  }
  if (const Node* about = root.find("about"))
    scenario.about = reader.text(*about, "/about").value_or("");
  if (const Node* version = root.find("version");
      version && !(version->kind == Node::Kind::kUnsigned && version->whole == 1)) {
    reader.error(*version, "/version", "E005", "this program knows version 1 of the language");
  }
  if (const Node* tags = root.find("tags"); tags && reader.is_list(*tags, "/tags", "\"tags\"")) {
    reader.one_or_many(*tags, "/tags", [&](const Node& each, const std::string& at) {
      if (auto tag = reader.text(each, at)) scenario.tags.push_back(std::move(*tag));
    });
  }
}

Scenario decode_case(Reader& reader, const VaryCase& each) {
  Scenario scenario;
  const Node& root = each.root;
  read_head(reader, root, scenario);
  scenario.case_name = each.name;
  if (const Node* given = root.find("given"))
    scenario.given = decode_given(reader, *given, "/given");
  scenario.rules = read_rules(reader, root, scenario.name);
  if (const Node* heal = root.find("heal")) scenario.heal = decode_heal(reader, *heal, "/heal");
  if (const Node* expect = root.find("expect");
      expect && reader.is_list(*expect, "/expect", "\"expect\"")) {
    for (std::size_t i = 0; i < expect->items.size(); ++i) {
      auto read = decode_expectation(reader, expect->items[i], "/expect/" + std::to_string(i));
      if (read) scenario.expect.push_back(std::move(*read));
    }
  }
  warn_odd_combinations(reader, root, scenario);
  scenario.expanded = to_json(root);
  return scenario;
}

bool before(const Diagnostic& a, const Diagnostic& b) {
  return std::tie(a.file, a.line, a.column, a.code, a.message) <
         std::tie(b.file, b.line, b.column, b.code, b.message);
}

/// Every case reports the mistakes of the whole file: each is told once, in order of place.
void tidy(std::vector<Diagnostic>& diagnostics) {
  std::stable_sort(diagnostics.begin(), diagnostics.end(), before);
  diagnostics.erase(std::unique(diagnostics.begin(), diagnostics.end()), diagnostics.end());
}

void report_syntax(Reader& reader, const PlacedJson& parsed) {
  for (const Problem& problem : parsed.problems) {
    const char* code = problem.kind == Problem::Kind::kDuplicateKey ? "E002" : "E001";
    reader.error_at(problem.span, problem.pointer, code, problem.message);
  }
}

std::optional<std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

Loaded load_at(std::string_view text, const std::string& file, const LoadOptions& options,
               int depth);

void load_includes(Reader& reader, const Node& root, const std::string& file,
                   const LoadOptions& options, int depth, std::vector<Loaded>& parts) {
  const Node* list = root.find("include");
  if (list == nullptr || !reader.is_list(*list, "/include", "\"include\"")) return;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const std::string pointer = "/include/" + std::to_string(i);
    const auto name = reader.text(list->items[i], pointer);
    if (!name) continue;
    const auto text = options.read_include ? options.read_include(file, *name) : std::nullopt;
    if (!text) {
      reader.error(list->items[i], pointer, "E010",
                   "cannot read \"" + *name + "\"; it is looked for beside this file");
    } else if (depth >= kIncludeDepthMax) {
      reader.error(list->items[i], pointer, "E010",
                   "includes nested deeper than 8: does a file include itself?");
    } else {
      parts.push_back(load_at(*text, *name, options, depth + 1));
    }
  }
}

Loaded load_at(std::string_view text, const std::string& file, const LoadOptions& options,
               int depth) {
  Loaded loaded;
  Reader reader(text, file, loaded.diagnostics);
  if (text.size() > kFileMax) {
    reader.error_at({0, 1}, "", "E001", "a scenario file has at most 1 MiB");
    return loaded;
  }
  if (!is_valid_utf8(text)) {
    reader.error_at({0, 1}, "", "E001", "the file is not UTF-8");
    return loaded;
  }
  const PlacedJson parsed = parse_placed(text, options.strict_json);
  report_syntax(reader, parsed);
  if (!parsed.root) return loaded;
  if (!reader.is_object(*parsed.root, "", "a scenario")) return loaded;
  reader.only(*parsed.root, "", top_keys(), "a scenario");
  for (const VaryCase& each : expand_cases(reader, *parsed.root))
    loaded.cases.push_back(decode_case(reader, each));
  std::vector<Loaded> parts(1);
  load_includes(reader, *parsed.root, file, options, depth, parts);
  tidy(loaded.diagnostics);
  if (parts.size() > 1) {
    parts[0] = std::move(loaded);
    loaded = compose(parts);
  }
  if (!loaded.ok()) loaded.cases.clear();
  return loaded;
}

std::string beside(const std::string& from, const std::string& name) {
  const auto slash = from.rfind('/');
  return slash == std::string::npos || name.starts_with('/') ? name
                                                             : from.substr(0, slash + 1) + name;
}

}  // namespace

bool Loaded::ok() const {
  return std::none_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& each) {
    return each.severity == Diagnostic::Severity::kError;
  });
}

Loaded load_scenario(std::string_view text, const std::string& file, const LoadOptions& options) {
  return load_at(text, file, options, 0);
}

Loaded load_scenario_file(const std::string& path, bool strict_json) {
  LoadOptions options;
  options.strict_json = strict_json;
  options.read_include = [](const std::string& from, const std::string& name) {
    return name.starts_with("builtin:") ? builtin_scenario(name.substr(8))
                                        : read_file(beside(from, name));
  };
  const auto text =
      path.starts_with("builtin:") ? builtin_scenario(path.substr(8)) : read_file(path);
  if (text) return load_scenario(*text, path, options);
  Loaded loaded;
  Reader reader("", path, loaded.diagnostics);
  std::string remedy = "cannot be read: is there such a file?";
  if (path.starts_with("builtin:"))
    remedy = "no scenario of that name is shipped" + builtin_hint(path.substr(8));
  reader.error_at({0, 0}, "", "E010", remedy);
  return loaded;
}

}  // namespace resumulator
