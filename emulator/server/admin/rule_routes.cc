// A lane's scenario and rules: shown, put in place while requests run, armed and disarmed one by
// one.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/engine.h"
#include "faults/fault.h"
#include "faults/rule_names.h"
#include "scenario/load.h"
#include "server/admin/admin.h"
#include "server/lane_case.h"
#include "server/scenario_reading.h"

namespace resumulator {
namespace {

AdminJson rules_json(ServedLane& lane) {
  AdminJson list = AdminJson::array();
  for (const RuleFacts& facts : lane.in_use().rules->facts()) {
    AdminJson rule = {{"name", facts.name},
                      {"matched", facts.matched},
                      {"fired", facts.fired},
                      {"shadowed", facts.shadowed},
                      {"unmet", facts.unmet}};
    if (!facts.nearest.empty() && facts.fired == 0) rule["nearest"] = facts.nearest;
    list.push_back(std::move(rule));
  }
  return list;
}

Response mistakes(const Loaded& loaded) {
  return control_error(422, "The document has mistakes; nothing was changed.",
                       to_json(loaded.diagnostics));
}

Response show(const LaneAsk& ask) {
  const auto& [context, request, lane] = ask;
  const auto scenario = context.cases.of(lane.name());
  const auto expanded = AdminJson::parse(scenario->expanded, nullptr, false);
  return admin_answer(200, {{"scenario", scenario->name},
                            {"case", scenario->case_name},
                            {"generation", lane.in_use().rules->generation()},
                            {"document", expanded.is_discarded() ? AdminJson() : expanded},
                            {"rules", rules_json(lane)}});
}

Response replace(const LaneAsk& ask) {
  const auto& [context, request, lane] = ask;
  if (request.query.has("counters") && request.query.get("counters") != "reset") {
    return control_error(400, "\"counters\" can only be reset.");
  }
  const std::string name(request.query.get("builtin"));
  const Loaded loaded = name.empty() ? load_scenario(request.body, "document", reading())
                                     : load_scenario_file("builtin:" + name, reading());
  if (!loaded.ok()) return mistakes(loaded);
  const auto picked = chosen_case(loaded.cases, request.query.get("case"), "?case=");
  if (!picked) return control_error(422, picked.error().text);
  const Scenario* chosen = *picked;
  if (auto done = load_case(lane, *chosen); !done) return admin_error(done.error());
  if (request.query.get("counters") == "reset") lane.reset_counters();
  context.cases.set(lane.name(), std::make_shared<const Scenario>(*chosen));
  tell_event(ask, "scenario", {{"name", chosen->name}});
  return show(ask);
}

Response take_away(const LaneAsk& ask) {
  const auto& [context, request, lane] = ask;
  lane.set_rules({}, std::nullopt);
  lane.set_judged(false, false);
  context.cases.forget(lane.name());
  tell_event(ask, "scenario", {{"name", nullptr}});
  return show(ask);
}

/// A rule as it stands in a scenario; mistakes have their places in `text`.
Loaded load_rule(const std::string& text) {
  Loaded loaded = load_scenario("{\"scenario\":\"armed\",\"rules\":[\n" + text + "\n]}", "rule");
  constexpr std::string_view kPlace = "/rules/0";
  for (Diagnostic& each : loaded.diagnostics) {
    if (each.line > 1) --each.line;
    if (each.end_line > 1) --each.end_line;
    if (each.pointer.starts_with(kPlace)) each.pointer.erase(0, kPlace.size());
  }
  return loaded;
}

/// {"rule":"append@body:100KiB=503"}, or a rule as it stands in a scenario.
Response arm(const LaneAsk& ask) {
  const auto& [context, request, lane] = ask;
  const auto body = AdminJson::parse(request.body, nullptr, false, true);
  if (body.is_discarded() && !request.body.empty()) {
    return mistakes(load_scenario(request.body, "rule"));
  }
  if (!body.is_object()) {
    return control_error(
        400, R"(Say {"rule":"append@body:100KiB=503"}, or one rule as it stands in a scenario.)");
  }
  const bool one_line = body.size() == 1 && body.contains("rule") && body["rule"].is_string();
  const Loaded loaded =
      one_line ? load_one_line(body["rule"].get<std::string>()) : load_rule(request.body);
  if (!loaded.ok()) return mistakes(loaded);
  Rule rule = loaded.cases.front().rules.front();
  const std::string name = rule.name;
  if (!lane.arm(std::move(rule))) {
    return control_error(409, "There is a rule \"" + name + "\" already.");
  }
  return admin_answer(201, {{"armed", name}, {"rules", rules_json(lane)}});
}

Response disarm(const LaneAsk& ask) {
  const auto& [context, request, lane] = ask;
  const std::string& name = request.names.at("name");
  const auto rules = lane.in_use().rules;
  std::vector<std::string> names;
  for (const RuleFacts& facts : rules->facts()) names.push_back(facts.name);
  const auto meant = rules_meant(name, names);
  if (meant.size() > 1) {
    return control_error(409, "\"" + name + "\" may be " + one_of(meant) + ": say which.");
  }
  if (meant.empty() || !rules->remove(meant.front())) {
    return control_error(404, "There is no rule \"" + name + "\".");
  }
  return admin_answer(200, {{"disarmed", meant.front()}, {"rules", rules_json(lane)}});
}

}  // namespace

void add_rule_routes(Control& control, const AdminContext& context) {
  add_lane_route(control, context, "GET", "/scenario",
                 "the scenario in force, expanded, and its rules", show);
  add_lane_route(
      control, context, "PUT", "/scenario",
      "another one, whole (?builtin=NAME, ?case=…, ?counters=reset); requests under way keep "
      "theirs",
      replace, {.query = {"builtin", "case", "counters"}, .body = kJsonBody});
  add_lane_route(control, context, "DELETE", "/scenario", "no scenario any more", take_away);
  add_lane_route(control, context, "GET", "/rules", "counters and near misses",
                 [](const LaneAsk& ask) {
                   return admin_answer(200, {{"rules", rules_json(ask.lane)}});
                 });
  add_lane_route(control, context, "POST", "/rules",
                 R"(arms one: {"rule":"append@body:100KiB=503"} or a rule as in a scenario)", arm,
                 {.body = kJsonBody});
  add_lane_route(control, context, "DELETE", "/rules/{name...}", "disarms one", disarm);
}

}  // namespace resumulator
