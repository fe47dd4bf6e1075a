#include "scenario/load.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "core/base/strings.h"
#include "core/base/utf8.h"
#include "scenario/builtin.h"
#include "scenario/contradiction.h"
#include "scenario/decode.h"
#include "scenario/files.h"
#include "scenario/names.h"
#include "scenario/reach.h"
#include "scenario/suite.h"
#include "scenario/vary.h"

namespace resumulator {
namespace {

constexpr std::size_t kFileMax = 1024 * 1024;
constexpr int kIncludeDepthMax = 8;
constexpr int kIncludesMax = 64;

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
    scenario.place = reader.place(*name, "/scenario");
    if (name->is_text() && scenario.name.empty())
      reader.error(*name, "/scenario", "E005", "a scenario needs a name of at least one character");
  } else {
    reader.error(root, "", "E007", "the file needs \"scenario\": a short name");
  }
  if (const Node* schema = root.find("$schema")) (void)reader.text(*schema, "/$schema");
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

/// What is included is written out beside it: read again it must not come twice.
Node without_includes(const Node& root) {
  Node copy = root;
  std::erase_if(copy.members, [](const Node::Member& member) { return member.key == "include"; });
  return copy;
}

/// What is shared by a file and everything it includes.
struct Loading {
  const LoadOptions& options;
  int files = 0;
  bool list = false;  ///< of scenarios, which may name each other's rules
};

Scenario decode_case(Reader& reader, const VaryCase& each, const Loading& loading,
                     std::vector<Diagnostic>& out) {
  const LoadOptions& options = loading.options;
  Scenario scenario;
  const Node& root = each.root;
  read_head(reader, root, scenario);
  scenario.case_name = each.name;
  if (const Node* given = root.find("given"))
    scenario.given = decode_given(reader, *given, "/given", options);
  scenario.rules = read_rules(reader, root, scenario.name);
  if (const Node* heal = root.find("heal")) {
    scenario.heal = decode_heal(reader, *heal, "/heal");
    scenario.heal_place = reader.place(*heal, "/heal");
  }
  if (const Node* expect = root.find("expect");
      expect && reader.is_list(*expect, "/expect", "\"expect\"")) {
    for (std::size_t i = 0; i < expect->items.size(); ++i) {
      auto read = decode_expectation(reader, expect->items[i], "/expect/" + std::to_string(i));
      if (read) scenario.expect.push_back(std::move(*read));
    }
    report_contradictions(scenario.expect, scenario.expect, scenario.given, out);
  }
  check_names(reader, root, scenario, options, loading.list || root.find("include") != nullptr);
  warn_odd_combinations(reader, root, scenario);
  scenario.expanded = to_json(without_includes(root));
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

Loaded load_at(std::string_view text, const std::string& file, Loading& loading, int depth);

/// What a document that came without a file may include.
std::optional<std::string> shipped(std::string_view name) {
  return take_prefix(name, "builtin:") ? builtin_scenario(name) : std::nullopt;
}

void load_includes(Reader& reader, const Node& root, const std::string& file, Loading& loading,
                   int depth, std::vector<Loaded>& parts) {
  const Node* list = root.find("include");
  if (list == nullptr || !reader.is_list(*list, "/include", "\"include\"")) return;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const std::string pointer = "/include/" + std::to_string(i);
    const auto name = reader.text(list->items[i], pointer);
    if (!name) continue;
    const auto& read = loading.options.read_include;
    const auto text = read ? read(file, *name) : shipped(*name);
    if (!text) {
      const char* where = read ? "it is looked for beside this file"
                               : "a document without a file can include \"builtin:NAME\" only";
      reader.error(list->items[i], pointer, "E010", "cannot read \"" + *name + "\"; " + where);
    } else if (depth >= kIncludeDepthMax || ++loading.files > kIncludesMax) {
      reader.error(list->items[i], pointer, "E010",
                   "more than 8 includes deep, or 64 in all: does a file include itself?");
    } else {
      parts.push_back(load_at(*text, beside(file, *name), loading, depth + 1));
    }
  }
}

/// What a run folder keeps of several files: a list of them, joined as they were then.
Loaded load_list(std::string_view text, const Node& list, const std::string& file, Loading& loading,
                 int depth) {
  std::vector<Loaded> parts;
  const bool outermost = !std::exchange(loading.list, true);
  for (const Node& item : list.items) {
    if (depth >= kIncludeDepthMax || ++loading.files > kIncludesMax) {
      Loaded wrong;
      Reader(text, file, wrong.diagnostics)
          .error(item, "", "E010", "more than 64 scenarios in one list");
      return wrong;
    }
    parts.push_back(load_at(text.substr(item.span.begin, item.span.end - item.span.begin), file,
                            loading, depth + 1));
  }
  Loaded all = compose(parts);
  if (outermost) settle_names(all);
  if (!all.ok()) all.cases.clear();
  return all;
}

bool readable(Reader& reader, std::string_view text) {
  if (text.size() > kFileMax) {
    reader.error_at({0, 1}, "", "E001", "a scenario file has at most 1 MiB");
  } else if (!is_valid_utf8(text)) {
    reader.error_at({0, 1}, "", "E001", "the file is not UTF-8");
  } else {
    return true;
  }
  return false;
}

Loaded load_at(std::string_view text, const std::string& file, Loading& loading, int depth) {
  Loaded loaded;
  Reader reader(text, file, loaded.diagnostics);
  if (!readable(reader, text)) return loaded;
  const PlacedJson parsed = parse_placed(text, loading.options.strict_json);
  reader.syntax(parsed);
  if (!parsed.root) return loaded;
  if (parsed.root->is_list() && !parsed.root->items.empty())
    return load_list(text, *parsed.root, file, loading, depth);
  if (!reader.is_object(*parsed.root, "", "a scenario")) return loaded;
  reader.only(*parsed.root, "", top_keys(), "a scenario");
  for (const VaryCase& each : expand_cases(reader, *parsed.root)) {
    loaded.cases.push_back(decode_case(reader, each, loading, loaded.diagnostics));
    tidy(loaded.diagnostics);
  }
  std::vector<Loaded> parts(1);
  load_includes(reader, *parsed.root, file, loading, depth, parts);
  tidy(loaded.diagnostics);
  if (parts.size() > 1) {
    parts[0] = std::move(loaded);
    loaded = compose(parts);
    if (!loading.list) settle_names(loaded);
  }
  if (!loaded.ok()) loaded.cases.clear();
  return loaded;
}

}  // namespace

bool Loaded::ok() const {
  return std::none_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& each) {
    return each.severity == Diagnostic::Severity::kError;
  });
}

Loaded load_scenario(std::string_view text, const std::string& file, const LoadOptions& options) {
  Loading loading{options};
  return load_at(text, file, loading, 0);
}

Loaded load_scenario_file(const std::string& path, LoadOptions options) {
  options.read_include = [](const std::string& from, const std::string& name) {
    return read_scenario_text(beside(from, name));
  };
  options.file_problem = file_problem;
  Loaded loaded;
  if (const auto text = read_scenario_text(path)) {
    if (!is_suite(*text)) return load_scenario(*text, path, options);
    Reader(*text, path, loaded.diagnostics)
        .error_at({0, 1}, "", "E004", "this is a suite; a scenario is needed here");
    return loaded;
  }
  Reader("", path, loaded.diagnostics).error_at({0, 0}, "", "E010", unreadable(path));
  return loaded;
}

}  // namespace resumulator
