// The card as a file. Its shape is stable: members are added, never renamed.
#include <nlohmann/json.hpp>

#include "app/app.h"
#include "app/card.h"
#include "core/wire/times.h"
#include "verdict/report.h"

namespace resumulator::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kShape = 1;

Unexpected wrong(const char* what, const std::string& why) {
  return Unexpected(ErrorKind::kUsage, std::string("this is no ") + what + ": " + why);
}

/// Members of the wrong type throw Json::exception, caught below.
CardRow read_row(const Json& json) {
  CardRow row;
  row.scenario = json.at("scenario").get<std::string>();
  row.case_name = json.at("case").get<std::string>();
  row.group = json.at("group").get<std::string>();
  row.outcome = json.at("outcome").get<std::string>();
  row.broken = json.at("broken").get<std::vector<std::string>>();
  row.shoulds = json.at("should").get<std::vector<std::string>>();
  row.known = json.value("known", "");
  return row;
}

}  // namespace

std::string to_json(const Card& card) {
  Json json = {{"card", kShape},
               {"suite", card.suite},
               {"client", card.client},
               {"seed", hex_number(card.seed)},
               {"version", card.version}};
  std::map<std::string, std::pair<std::size_t, std::size_t>> groups;
  json["cases"] = Json::array();
  for (const CardRow& row : card.rows) {
    auto& [passed, all] = groups[row.group];
    passed += row.outcome == "pass" ? 1U : 0U;
    ++all;
    Json each = {{"scenario", row.scenario}, {"case", row.case_name}, {"group", row.group},
                 {"outcome", row.outcome},   {"broken", row.broken},  {"should", row.shoulds}};
    if (!row.known.empty()) each["known"] = row.known;
    json["cases"].push_back(std::move(each));
  }
  json["groups"] = Json::object();
  for (const auto& [name, counts] : groups) {
    json["groups"][name] = {{"passed", counts.first}, {"cases", counts.second}};
  }
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Card> card_from_json(std::string_view text) {
  Card card;
  try {
    const Json json = Json::parse(text);
    if (json.at("card").get<int>() != kShape) return wrong("card", "it has another shape");
    card.suite = json.at("suite").get<std::string>();
    card.client = json.at("client").get<std::string>();
    card.version = json.at("version").get<std::string>();
    for (const Json& each : json.at("cases")) card.rows.push_back(read_row(each));
  } catch (const Json::exception& problem) {
    return wrong("card", json_problem(problem));
  }
  return card;
}

Result<std::vector<KnownFailure>> known_from_json(std::string_view text) {
  constexpr const char* kList = "list of known failures";
  std::vector<KnownFailure> all;
  try {
    const Json json = Json::parse(text, nullptr, true, true);
    if (!json.is_array()) return wrong(kList, "it is not a list");
    for (const Json& each : json) {
      KnownFailure known;
      known.scenario = each.at("scenario").get<std::string>();
      known.case_name = each.value("case", "");
      known.reason = each.at("reason").get<std::string>();
      const auto day = each.at("until").get<std::string>();
      const auto until = parse_rfc3339(day + "T00:00:00Z");
      if (!until) return wrong(kList, "\"until\" is a day, 2027-01-31, not \"" + day + "\"");
      if (known.reason.empty()) return wrong(kList, known.scenario + " has no reason");
      known.until = *until;
      all.push_back(std::move(known));
    }
  } catch (const Json::exception& problem) {
    return wrong(kList, json_problem(problem));
  }
  return all;
}

}  // namespace resumulator::app
