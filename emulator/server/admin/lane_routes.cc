// Lanes: opened, looked at, reset, closed; and their clocks.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <variant>

#include "core/base/seed.h"
#include "core/base/units.h"
#include "core/wire/times.h"
#include "engine/engine.h"
#include "engine/lanes.h"
#include "http/transport.h"
#include "scenario/load.h"
#include "server/admin/admin.h"
#include "server/lane_case.h"
#include "server/scenario_reading.h"
#include "verdict/report.h"

namespace resumulator {
namespace {

// Keeps the clock far from the end of its numbers, whoever turns it.
constexpr Duration kAdvanceMax = std::chrono::hours(24 * 36525);

AdminJson lane_json(const AdminContext& context, const ControlRequest& request, ServedLane& lane) {
  const auto in_use = lane.in_use();
  AdminJson json = {{"name", lane.name()},
                    {"url", lane_url(context, request, lane)},
                    {"seed", hex_number(lane.seed())},
                    {"scenario", context.cases.of(lane.name())->name},
                    {"phase", in_use.rules->phase()},
                    {"faults", in_use.rules->fired()},
                    {"active", lane.active()},
                    {"clock", format_rfc3339(in_use.world->clock().now())}};
  const Transport* transport = context.transport();
  const LanePorts ports = transport == nullptr ? LanePorts{} : transport->ports_of(lane.name());
  if (ports.port != 0) json["port"] = ports.port;
  if (ports.tls_port != 0) json["tls_port"] = ports.tls_port;
  if (auto url = lane_tls_url(context, request, lane); !url.empty()) {
    json["tls_url"] = std::move(url);
  }
  return json;
}

Response list(const AdminContext& context, const ControlRequest& request) {
  AdminJson lanes = AdminJson::array();
  for (const auto& lane : context.engine.lanes().all()) {
    lanes.push_back(lane_json(context, request, *lane));
  }
  return admin_answer(200, {{"lanes", std::move(lanes)}});
}

/// A document, or the name of one that ships with the program. No other file is read: whoever may
/// ask here need not be allowed to read this machine's disk.
Loaded scenario_of(const AdminJson& given) {
  const std::string name = given.is_string() ? given.get<std::string>() : std::string();
  return name.starts_with("builtin:") ? load_scenario_file(name, reading())
                                      : load_scenario(given.dump(), "scenario", reading());
}

/// A port that is wished for; empty: none.
Result<std::optional<std::uint16_t>> wished_port(const AdminJson& body, const char* name) {
  if (!body.contains(name)) return std::optional<std::uint16_t>();
  const AdminJson& wished = body[name];
  if (!wished.is_number_unsigned() || wished.get<std::uint64_t>() > 65535) {
    return Unexpected(ErrorKind::kUsage, "\"" + std::string(name) + "\" is 0 to 65535.");
  }
  return std::optional(wished.get<std::uint16_t>());
}

/// Gives the lane ports of its own, where they are wished for.
Result<void> open_ports(const AdminContext& context, const AdminJson& body,
                        const std::string& lane) {
  const auto port = wished_port(body, "port");
  if (!port) return Unexpected(port.error());
  const auto tls_port = wished_port(body, "tls_port");
  if (!tls_port) return Unexpected(tls_port.error());
  if (!*port && !*tls_port) return {};
  if (!*port) return Unexpected(ErrorKind::kUsage, "\"tls_port\" goes with \"port\".");
  Transport* transport = context.transport();
  if (transport == nullptr) return Unexpected(ErrorKind::kUnavailable, "The server is starting.");
  const auto opened = transport->open_ports(lane, **port, *tls_port);
  return opened ? Result<void>() : Unexpected(opened.error());
}

/// As a number, or as it is shown: not every client has numbers of 64 bits.
Result<std::uint64_t> wished_seed(const AdminJson& seed) {
  if (seed.is_number_unsigned()) return seed.get<std::uint64_t>();
  const auto read = seed.is_string() ? parse_seed(seed.get<std::string>()) : std::nullopt;
  if (read) return *read;
  return Unexpected(ErrorKind::kUsage, R"("seed" is a number, or a text: "0x5eed".)");
}

/// What a lane is to be, but for its scenario.
Result<LaneWish> wished_lane(const AdminJson& body) {
  LaneWish wish;
  if (body.contains("name") && body["name"].is_string()) wish.name = body["name"];
  if (wish.name.empty()) {
    return Unexpected(ErrorKind::kUsage, R"(A lane needs a name: {"name":"a"}.)");
  }
  if (body.contains("seed")) {
    const auto seed = wished_seed(body["seed"]);
    if (!seed) return Unexpected(seed.error());
    wish.seed = *seed;
  }
  if (const auto claims = body.find("claims"); claims != body.end()) {
    const bool texts =
        claims->is_array() && std::all_of(claims->begin(), claims->end(),
                                          [](const AdminJson& claim) { return claim.is_string(); });
    if (!texts) return Unexpected(ErrorKind::kUsage, "\"claims\" is a list of bucket patterns.");
    wish.claims = claims->get<std::vector<std::string>>();
  }
  return wish;
}

/// The scenario a lane is to be opened with, one case of it; nullptr: none. Else what is wrong.
std::variant<std::shared_ptr<const Scenario>, Response> wished_scenario(const AdminJson& body) {
  const bool named = body.contains("case");
  if (named && (!body["case"].is_string() || !body.contains("scenario"))) {
    return control_error(400, "\"case\" is a text, and of a \"scenario\".");
  }
  if (!body.contains("scenario")) return nullptr;
  const Loaded loaded = scenario_of(body["scenario"]);
  if (!loaded.ok()) {
    return control_error(422, "The scenario has mistakes; nothing was changed.",
                         to_json(loaded.diagnostics));
  }
  const std::string name = named ? body["case"].get<std::string>() : std::string();
  const auto chosen = chosen_case(loaded.cases, name, "\"case\": ");
  if (!chosen) return control_error(422, chosen.error().text);
  return std::make_shared<const Scenario>(**chosen);
}

Response open(const AdminContext& context, const ControlRequest& request) {
  AdminJson body;
  if (auto refused = parse_body(
          request, {"name", "seed", "scenario", "case", "claims", "port", "tls_port"}, body)) {
    return *std::move(refused);
  }
  auto wish = wished_lane(body);
  if (!wish) return admin_error(wish.error());
  auto wished = wished_scenario(body);
  if (auto* refused = std::get_if<Response>(&wished)) return std::move(*refused);
  const auto scenario = std::get<std::shared_ptr<const Scenario>>(wished);
  wish->scenario = scenario.get();
  const auto lane = open_lane(context.engine, context.options, *wish);
  if (!lane) return admin_error(lane.error());
  if (scenario) context.cases.set(wish->name, scenario);
  if (const auto opened = open_ports(context, body, wish->name); !opened) {
    static_cast<void>(context.engine.lanes().remove(wish->name));
    context.cases.forget(wish->name);
    return admin_error(opened.error());
  }
  return admin_answer(201, lane_json(context, request, **lane));
}

Response close(const AdminContext& context, const ControlRequest& request) {
  const std::string& name = request.names.at("lane");
  if (name == kMainLane) return control_error(409, "The lane main stays as long as the server.");
  const auto lane = context.engine.lanes().remove(name);
  if (!lane) return control_error(404, "There is no lane \"" + name + "\".");
  const auto scenario = context.cases.of(name);
  context.cases.forget(name);
  if (Transport* transport = context.transport()) transport->close_ports(name);
  lane->end_waits();
  const Verdict verdict = judge(evidence_of(*lane, *scenario), *scenario);
  lane->stop();
  return control_json(200, to_json(verdict));
}

void end_sessions(World& world) {
  for (const auto& session : world.sessions().all()) {
    Turn turn = session->begin_turn(nullptr);
    static_cast<void>(turn.terminate({404, {}}));
  }
}

/// A clock that runs and was given no time of its own goes on.
void reset_clock(const WorldInUse& in_use, const Scenario& scenario) {
  Clock& clock = in_use.world->clock();
  const bool manual = dynamic_cast<const ManualClock*>(&clock) != nullptr;
  if (scenario.given.clock) {
    clock.set(*scenario.given.clock);
  } else if (manual) {
    clock.set(in_use.clock_start);
  }
}

Response reset(const LaneAsk& ask) {
  const auto& [context, request, lane] = ask;
  AdminJson body;
  if (auto refused =
          parse_body(request, {"all", "store", "sessions", "journal", "counters", "clock"}, body)) {
    return *std::move(refused);
  }
  for (const auto& [name, value] : body.items()) {
    if (!value.is_boolean()) return control_error(400, "\"" + name + "\" is true or false.");
  }
  const auto wants = [&body](const char* what) { return body.empty() || body.value(what, false); };
  const auto in_use = lane.in_use();
  const auto scenario = context.cases.of(lane.name());
  if (wants("clock") || wants("all")) reset_clock(in_use, *scenario);
  if (wants("all") || wants("store")) {
    if (const auto done = lane.reset(); !done) return admin_error(done.error());
    if (!scenario->name.empty()) static_cast<void>(load_case(lane, *scenario));
  } else {
    if (wants("sessions")) end_sessions(*in_use.world);
    if (wants("journal")) lane.recorder().clear();
    if (wants("counters")) lane.reset_counters();
  }
  return admin_answer(200, {{"reset", lane.name()}});
}

Response clock_answer(World& world) {
  return admin_answer(200, {{"now", format_rfc3339(world.clock().now())}});
}

Response move_clock(const LaneAsk& ask) {
  constexpr std::string_view kForm =
      R"(Say {"advance":"8d"} or {"set":"2030-01-01T00:00:00Z"}, one of them.)";
  const auto& [context, request, lane] = ask;
  const auto wish = AdminJson::parse(request.body, nullptr, false);
  if (!wish.is_object() || wish.size() != 1 || !wish.front().is_string()) {
    return control_error(400, kForm);
  }
  const auto& text = wish.front().get_ref<const std::string&>();
  const auto world = lane.in_use().world;
  if (wish.contains("advance")) {
    const auto by = parse_duration(text);
    if (!by) return control_error(400, by.error().text);
    if (*by > kAdvanceMax) return control_error(400, "More than a hundred years.");
    world->clock().advance(*by);
  } else if (wish.contains("set")) {
    const auto to = parse_rfc3339(text);
    if (!to) return control_error(400, to.error().text);
    world->clock().set(*to);
  } else {
    return control_error(400, kForm);
  }
  tell_event(ask, "clock", {{"now", format_rfc3339(world->clock().now())}});
  return clock_answer(*world);
}

}  // namespace

void add_lane_routes(Control& control, const AdminContext& context) {
  control.add({"GET", "/lanes", "all lanes",
               [context](const ControlRequest& request) { return list(context, request); }});
  control.add(
      {"POST",
       "/lanes",
       R"(opens one: {"name":"a","scenario":…,"case":"k=v","seed":7,"claims":["a-*"],"port":0,)"
       R"("tls_port":0})",
       [context](const ControlRequest& request) { return open(context, request); },
       {.body = kJsonBody}});
  control.add({"DELETE", "/lanes/{lane}", "closes it; answers with its verdict",
               [context](const ControlRequest& request) { return close(context, request); }});
  add_lane_route(control, context, "GET", "", "its URL, seed, scenario, phase",
                 [](const LaneAsk& ask) {
                   return admin_answer(200, lane_json(ask.context, ask.request, ask.lane));
                 });
  add_lane_route(
      control, context, "POST", "/reset",
      R"(a new world; or parts: {"sessions":true,"journal":true,"counters":true,"clock":true})",
      reset, {.body = kJsonBody});
  add_lane_route(control, context, "GET", "/clock", "what the service takes for now",
                 [](const LaneAsk& ask) { return clock_answer(*ask.lane.in_use().world); });
  add_lane_route(control, context, "POST", "/clock",
                 R"({"advance":"8d"} or {"set":"2030-01-01T00:00:00Z"})", move_clock,
                 {.body = kJsonBody});
}

}  // namespace resumulator
