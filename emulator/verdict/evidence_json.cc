#include <nlohmann/json.hpp>

#include "core/wire/exchange_json.h"
#include "core/wire/json_words.h"
#include "verdict/evidence.h"

namespace resumulator {
namespace {

using Json = nlohmann::ordered_json;

/// Every reader below throws Json::exception on a wrong member; evidence_from_json catches it.
std::string dumped(const Json& json) {
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json object_json(const ObjectFact& fact) {
  return {{"bucket", fact.bucket},   {"name", fact.name},
          {"size", fact.size},       {"generation", fact.generation},
          {"sha256", fact.sha256},   {"finalized_by", fact.finalized_by},
          {"planted", fact.planted}, {"damaged", fact.damaged},
          {"deleted", fact.deleted}, {"replaced", fact.replaced}};
}

ObjectFact read_object(const Json& json) {
  ObjectFact fact;
  fact.bucket = json.at("bucket").get<std::string>();
  fact.name = json.at("name").get<std::string>();
  fact.size = json.at("size").get<std::uint64_t>();
  fact.generation = json.at("generation").get<std::uint64_t>();
  fact.sha256 = json.at("sha256").get<std::string>();
  fact.finalized_by = json.at("finalized_by").get<std::uint64_t>();
  fact.planted = json.at("planted").get<bool>();
  fact.damaged = json.at("damaged").get<bool>();
  fact.deleted = json.at("deleted").get<bool>();
  fact.replaced = json.at("replaced").get<bool>();
  return fact;
}

Json rule_json(const RuleFacts& rule) {
  return {{"name", rule.name},
          {"matched", rule.matched},
          {"fired", rule.fired},
          {"shadowed", rule.shadowed},
          {"unmet", rule.unmet},
          {"nearest_connection", rule.nearest_connection},
          {"nearest_request", rule.nearest_request},
          {"nearest", rule.nearest}};
}

RuleFacts read_rule(const Json& json) {
  RuleFacts rule;
  rule.name = json.at("name").get<std::string>();
  rule.matched = json.at("matched").get<std::uint64_t>();
  rule.fired = json.at("fired").get<std::uint64_t>();
  rule.shadowed = json.at("shadowed").get<std::uint64_t>();
  rule.unmet = json.at("unmet").get<std::uint64_t>();
  rule.nearest_connection = json.at("nearest_connection").get<std::uint64_t>();
  rule.nearest_request = json.at("nearest_request").get<std::uint64_t>();
  rule.nearest = json.at("nearest").get<std::string>();
  return rule;
}

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

template <typename T>
std::optional<T> read_or_null(const Json& json) {
  return json.is_null() ? std::nullopt : std::optional<T>(json.get<T>());
}

Json client_json(const ClientFact& client) {
  return {{"exit", or_null(client.exit)},
          {"signal", or_null(client.signal)},
          {"timed_out", client.timed_out},
          {"flooded", client.flooded},
          {"failed_to_start", client.failed_to_start},
          {"ran_us", client.ran.count()},
          {"time_limit_us", client.time_limit.count()},
          {"output", client.output}};
}

ClientFact read_client(const Json& json) {
  ClientFact client;
  client.exit = read_or_null<int>(json.at("exit"));
  client.signal = read_or_null<int>(json.at("signal"));
  client.timed_out = json.at("timed_out").get<bool>();
  client.flooded = json.at("flooded").get<bool>();
  client.failed_to_start = json.at("failed_to_start").get<std::string>();
  client.ran = std::chrono::microseconds(json.at("ran_us").get<std::int64_t>());
  client.time_limit = std::chrono::microseconds(json.at("time_limit_us").get<std::int64_t>());
  client.output = json.at("output").get<std::string>();
  return client;
}

Evidence read_facts(const Json& json) {
  Evidence evidence;
  evidence.scenario = json.at("scenario").get<std::string>();
  evidence.case_name = json.at("case").get<std::string>();
  evidence.lane = json.at("lane").get<std::string>();
  evidence.seed = json.at("seed").get<std::uint64_t>();
  evidence.version = json.at("version").get<std::string>();
  // Folders of earlier versions lack them.
  evidence.trouble = json.value("trouble", std::string());
  evidence.refused = json.value("refused", false);
  evidence.exchanges_dropped = json.at("exchanges_dropped").get<std::uint64_t>();
  for (const Json& each : json.at("objects")) evidence.objects.push_back(read_object(each));
  for (const Json& each : json.at("rules")) evidence.rules.push_back(read_rule(each));
  if (!json.at("client").is_null()) evidence.client = read_client(json.at("client"));
  evidence.payload_sha256 = json.at("payload_sha256").get<std::string>();
  evidence.payload_size = read_or_null<std::uint64_t>(json.at("payload_size"));
  for (const auto& [path, digest] : json.at("files").items()) {
    evidence.files[path] = digest.get<std::string>();
  }
  if (const auto healed = read_or_null<std::int64_t>(json.at("healed_at_us"))) {
    evidence.healed_at = std::chrono::microseconds(*healed);
  }
  evidence.wire_scale = json.at("wire_scale").get<double>();
  evidence.no_timing = json.at("no_timing").get<bool>();
  evidence.timing_slack = json.at("timing_slack").get<double>();
  return evidence;
}

}  // namespace

std::string facts_json(const Evidence& evidence) {
  Json json = {{"scenario", evidence.scenario}, {"case", evidence.case_name},
               {"lane", evidence.lane},         {"seed", evidence.seed},
               {"version", evidence.version},   {"exchanges_dropped", evidence.exchanges_dropped}};
  if (!evidence.trouble.empty()) {
    json["trouble"] = evidence.trouble;
    json["refused"] = evidence.refused;
  }
  json["objects"] = Json::array();
  for (const ObjectFact& fact : evidence.objects) json["objects"].push_back(object_json(fact));
  json["rules"] = Json::array();
  for (const RuleFacts& rule : evidence.rules) json["rules"].push_back(rule_json(rule));
  json["client"] = evidence.client ? client_json(*evidence.client) : Json(nullptr);
  json["payload_sha256"] = evidence.payload_sha256;
  json["payload_size"] = or_null(evidence.payload_size);
  json["files"] = Json::object();
  for (const auto& [path, digest] : evidence.files) json["files"][path] = digest;
  json["healed_at_us"] = evidence.healed_at ? Json(evidence.healed_at->count()) : Json(nullptr);
  json["wire_scale"] = evidence.wire_scale;
  json["no_timing"] = evidence.no_timing;
  json["timing_slack"] = evidence.timing_slack;
  return dumped(json);
}

std::string journal_lines(const Evidence& evidence) {
  std::string out;
  for (const RecordedExchange& exchange : evidence.exchanges) {
    out += exchange_to_json(exchange) + "\n";
  }
  return out;
}

Result<Evidence> evidence_from_json(std::string_view facts, std::string_view journal) {
  Evidence evidence;
  try {
    evidence = read_facts(Json::parse(facts));
  } catch (const Json::exception& problem) {
    return Unexpected(ErrorKind::kMalformed,
                      "this is no evidence of a run: " + json_words(problem));
  }
  auto exchanges = journal_from_json(journal);
  if (!exchanges) return Unexpected(exchanges.error());
  evidence.exchanges = std::move(*exchanges);
  return evidence;
}

}  // namespace resumulator
