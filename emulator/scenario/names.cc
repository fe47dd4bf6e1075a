#include "scenario/names.h"

#include <algorithm>

#include "core/base/append_new.h"
#include "core/base/did_you_mean.h"
#include "faults/rule_names.h"
#include "scenario/contradiction.h"

namespace resumulator {
namespace {

/// Calls `look(value, pointer)` for the check `word` of each expectation that has it.
template <typename Look>
void each_check(const Node& root, const char* word, const Look& look) {
  const Node* list = root.find("expect");
  for (std::size_t i = 0; list != nullptr && i < list->items.size(); ++i) {
    const Node* check = list->items[i].find(word);
    if (check != nullptr) look(*check, "/expect/" + std::to_string(i) + "/" + word);
  }
}

std::vector<std::string> names_of(const std::vector<Rule>& rules) {
  std::vector<std::string> names;
  for (const Rule& rule : rules) names.push_back(rule.name);
  return names;
}

/// Writes out which rule `never` names; what is wrong with the name, or nothing.
std::string settle(CheckNever& never, const std::vector<std::string>& names) {
  const auto meant = rules_meant(never.after, names);
  if (meant.size() == 1) never.after = meant.front();
  if (meant.size() == 1) return {};
  if (meant.size() > 1) return "\"" + never.after + "\" may be " + one_of(meant) + ": write which";
  std::vector<std::string_view> known(names.begin(), names.end());
  for (const std::string& name : names)
    known.push_back(std::string_view(name).substr(name.find('/') + 1));
  return "no rule is called \"" + never.after + "\"" + did_you_mean(never.after, known);
}

/// `never` may name a rule. That of its own file is meant first.
void check_never(Reader& reader, const Node& root, Scenario& scenario, bool part) {
  const auto names = names_of(scenario.rules);
  each_check(root, "never", [&](const Node& node, const std::string& pointer) {
    const Node* after = node.find("after");
    for (Expectation& each : scenario.expect) {
      auto* never = std::get_if<CheckNever>(&each.check);
      if (never == nullptr || never->after.empty()) continue;
      if (each.place.pointer + "/never" != pointer) continue;
      const std::string own = scenario.name + "/" + never->after;
      const bool has = std::find(names.begin(), names.end(), own) != names.end();
      if (has) never->after = own;
      const bool later = part && rules_meant(never->after, names).empty();
      const std::string problem = has || later ? std::string() : settle(*never, names);
      if (!problem.empty()) reader.error(*after, step(pointer, "after"), "E006", problem);
    }
  });
}

/// Whether a protocol of the book is spoken: one book is for the whole family, "gcs" of "gcs-json".
bool is_spoken(const BookId& rule, const std::vector<std::string>& on) {
  const auto family = std::string_view(rule.protocol).substr(0, rule.protocol.find('-'));
  return on.empty() || std::any_of(on.begin(), on.end(), [&](const std::string& protocol) {
           return protocol.starts_with(family);
         });
}

void check_rule_id(Reader& reader, const Node& id, const std::string& pointer,
                   const std::vector<BookId>& book, const std::vector<std::string>& on) {
  const auto found = std::find_if(book.begin(), book.end(),
                                  [&](const BookId& each) { return each.id == id.text; });
  if (found == book.end()) {
    std::vector<std::string_view> known;
    for (const BookId& rule : book) known.push_back(rule.id);
    reader.error(id, pointer, "E006",
                 "no book has a rule \"" + id.text + "\"" + did_you_mean(id.text, known) +
                     " (`resumulator rules` lists them)");
  } else if (!is_spoken(*found, on)) {
    reader.warning(id.span, pointer, "W006",
                   "\"given\" leaves the protocol of this rule off: nobody can break it");
  }
}

void check_book(Reader& reader, const Node& root, const Scenario& scenario,
                const std::vector<BookId>& book, bool part) {
  if (book.empty()) return;
  // What it is joined with may switch more protocols on.
  const auto on = part ? std::vector<std::string>() : scenario.given.protocols;
  each_check(root, "protocol_rules", [&](const Node& list, const std::string& pointer) {
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      const Node& id = list.items[i];
      if (id.is_text()) check_rule_id(reader, id, pointer + "/" + std::to_string(i), book, on);
    }
  });
}

using NameProblem = std::function<std::string(std::string_view)>;

void check_name(Reader& reader, const Node* name, const std::string& pointer,
                const NameProblem& problem_of) {
  if (name == nullptr || !name->is_text() || !problem_of) return;
  const std::string problem = problem_of(name->text);
  if (!problem.empty()) reader.error(*name, pointer, "E005", problem);
}

/// Names the service would refuse to a client, too.
void check_given(Reader& reader, const Node& root, const LoadOptions& options) {
  const Node* given = root.find("given");
  const Node* buckets = given != nullptr ? given->find("buckets") : nullptr;
  for (std::size_t i = 0; buckets != nullptr && i < buckets->items.size(); ++i) {
    check_name(reader, &buckets->items[i], "/given/buckets/" + std::to_string(i),
               options.bucket_problem);
  }
  const Node* objects = given != nullptr ? given->find("objects") : nullptr;
  for (std::size_t i = 0; objects != nullptr && i < objects->items.size(); ++i) {
    const std::string pointer = "/given/objects/" + std::to_string(i);
    const Node& object = objects->items[i];
    check_name(reader, object.find("bucket"), pointer + "/bucket", options.bucket_problem);
    check_name(reader, object.find("name"), pointer + "/name", options.object_problem);
  }
}

void check_files(Reader& reader, const Node& root, const LoadOptions& options) {
  if (!options.file_problem) return;
  each_check(root, "object", [&](const Node& object, const std::string& pointer) {
    const Node* equals = object.find("equals");
    const Node* file = equals != nullptr ? equals->find("file") : nullptr;
    if (file == nullptr || !file->is_text()) return;
    const std::string problem = options.file_problem(reader.file(), file->text);
    if (!problem.empty()) reader.error(*file, pointer + "/equals/file", "E010", problem);
  });
}

}  // namespace

void settle_names(Loaded& joined) {
  std::vector<Diagnostic> mistakes;
  for (Scenario& scenario : joined.cases) {
    const auto names = names_of(scenario.rules);
    for (Expectation& each : scenario.expect) {
      auto* never = std::get_if<CheckNever>(&each.check);
      if (never == nullptr || never->after.empty()) continue;
      const std::string problem = settle(*never, names);
      if (!problem.empty()) mistake(each.place, "E006", problem, mistakes);
    }
  }
  append_new(joined.diagnostics, mistakes);
}

void check_names(Reader& reader, const Node& root, Scenario& scenario, const LoadOptions& options,
                 bool part) {
  check_never(reader, root, scenario, part);
  check_book(reader, root, scenario, options.book, part);
  check_given(reader, root, options);
  check_files(reader, root, options);
}

}  // namespace resumulator
