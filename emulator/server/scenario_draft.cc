#include "server/scenario_draft.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "scenario/contradiction.h"
#include "server/scenario_reading.h"

namespace resumulator {
namespace {

using Json = nlohmann::ordered_json;

[[noreturn]] void refuse(const std::vector<Diagnostic>& diagnostics, const std::string& text) {
  std::string all;
  for (const Diagnostic& each : diagnostics) {
    if (each.severity == Diagnostic::Severity::kError) all += render(each, text) + "\n";
  }
  throw std::runtime_error(all);
}

/// Like compose(), but the name stays the first: what is armed line by line has one name.
void join(Scenario& into, Scenario&& more) {
  if (into.name.empty()) into.name = std::move(more.name);
  if (into.about.empty()) into.about = std::move(more.about);
  for (Rule& rule : more.rules) into.rules.push_back(std::move(rule));
  for (auto& each : more.expect) into.expect.push_back(std::move(each));
  if (more.heal) into.heal = more.heal;
  std::vector<Diagnostic> contradictions;
  merge_given(into.given, more.given, contradictions);
  if (!contradictions.empty()) refuse(contradictions, {});
}

}  // namespace

ScenarioDraft::Parts ScenarioDraft::parts() const {
  MutexLock hold(mutex_);
  return parts_;
}

std::string ScenarioDraft::own_document(const Parts& parts) const {
  std::string text = "{\n  \"scenario\": " + Json(name_).dump();
  const auto list = [&text](const char* key, const std::vector<std::string>& items) {
    if (items.empty()) return;
    text += std::string(",\n  \"") + key + "\": [";
    for (std::size_t i = 0; i < items.size(); ++i)
      text += (i == 0 ? "\n    " : ",\n    ") + items[i];
    text += "\n  ]";
  };
  list("rules", parts.rules);
  list("expect", parts.expectations);
  return text + "\n}\n";
}

Scenario ScenarioDraft::read(const Parts& parts) const {
  Scenario whole;
  for (const Scenario& each : parts.loaded) join(whole, Scenario(each));
  if (!parts.rules.empty() || !parts.expectations.empty()) {
    const std::string text = own_document(parts);
    Loaded own = load_scenario(text, name_, reading());
    if (!own.ok()) refuse(own.diagnostics, text);
    join(whole, std::move(own.cases.front()));
  }
  if (whole.name.empty()) whole.name = name_;
  return whole;
}

void ScenarioDraft::change(Parts next) {
  static_cast<void>(read(next));  // throws where it has mistakes
  MutexLock hold(mutex_);
  parts_ = std::move(next);
}

void ScenarioDraft::add_rule(std::string json) {
  Parts next = parts();
  next.rules.push_back(std::move(json));
  change(std::move(next));
}

void ScenarioDraft::add_expectation(std::string json) {
  Parts next = parts();
  next.expectations.push_back(std::move(json));
  change(std::move(next));
}

void ScenarioDraft::add_line(std::string_view line) {
  Loaded loaded = load_one_line(line);
  if (!loaded.ok()) refuse(loaded.diagnostics, std::string(line));
  add_loaded(std::move(loaded), {});
}

void ScenarioDraft::add_loaded(Loaded loaded, std::string_view case_name) {
  if (!loaded.ok()) refuse(loaded.diagnostics, {});
  const auto wanted = std::find_if(
      loaded.cases.begin(), loaded.cases.end(),
      [&](const Scenario& each) { return case_name.empty() || each.case_name == case_name; });
  if (wanted == loaded.cases.end()) {
    throw std::runtime_error("There is no case \"" + std::string(case_name) +
                             "\"; the first is \"" + loaded.cases.front().case_name + "\".");
  }
  if (case_name.empty() && loaded.cases.size() > 1) {
    throw std::runtime_error("The scenario has " + std::to_string(loaded.cases.size()) +
                             " cases; name one, as in \"" + loaded.cases.front().case_name + "\".");
  }
  Parts next = parts();
  next.loaded.push_back(std::move(*wanted));
  change(std::move(next));
}

Scenario ScenarioDraft::scenario() const { return read(parts()); }

std::string ScenarioDraft::document() const {
  const Parts now = parts();
  if (now.loaded.empty()) return own_document(now);
  Json whole = Json::parse(own_document(now));
  for (const Scenario& each : now.loaded) {
    const Json document = Json::parse(each.expanded, nullptr, false, true);
    if (!document.is_object()) continue;
    for (const char* list : {"rules", "expect"}) {
      if (!document.contains(list)) continue;
      for (const Json& item : document[list]) whole[list].push_back(item);
    }
    for (const char* once : {"given", "heal"}) {
      if (document.contains(once)) whole[once] = document[once];
    }
  }
  return whole.dump(2) + "\n";
}

}  // namespace resumulator
