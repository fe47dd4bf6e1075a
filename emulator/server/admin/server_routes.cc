// The server as a whole: index, readiness, information, checking a document, ending.
#include <nlohmann/json.hpp>
#include <resumulator/server.hpp>

#include "core/wire/times.h"
#include "engine/engine.h"
#include "engine/lanes.h"
#include "scenario/load.h"
#include "server/admin/admin.h"
#include "server/admin/openapi.h"
#include "server/scenario_reading.h"
#include "verdict/report.h"

namespace resumulator {
namespace {

Response index(const Control& control, const AdminContext& context, const ControlRequest& request) {
  const std::string base = admin_url(context, request);
  AdminJson links = AdminJson::array();
  for (const ControlRoute& route : control.routes()) {
    links.push_back({{"method", route.method}, {"href", base + route.path}, {"does", route.does}});
  }
  return admin_answer(
      200, {{"name", "resumulator"}, {"version", version()}, {"links", std::move(links)}});
}

Response info(const AdminContext& context, const ControlRequest& request) {
  Engine& engine = context.engine;
  AdminJson protocols = AdminJson::array();
  for (const auto& protocol : engine.protocols()) {
    if (Engine::speaks(*engine.world(), protocol)) protocols.push_back(protocol.name);
  }
  AdminJson lanes = AdminJson::object();
  for (const auto& lane : engine.lanes().all()) {
    lanes[lane->name()] = lane_url(context, request, *lane);
  }
  const auto totals = engine.totals();
  const auto& store = context.options.store_dir;
  return admin_answer(200, {{"version", version()},
                            {"seed", hex_number(engine.main_lane().seed())},
                            {"protocols", std::move(protocols)},
                            {"url", main_url(context, request)},
                            {"admin", admin_url(context, request)},
                            {"lanes", std::move(lanes)},
                            {"store", store.empty() ? "memory" : store},
                            {"clock", format_rfc3339(engine.world()->clock().now())},
                            {"requests", totals.requests},
                            {"sessions", totals.sessions},
                            {"bytes_received", totals.bytes_received}});
}

Response check_document(const ControlRequest& request) {
  const Loaded loaded = load_scenario(request.body, "document", reading());
  AdminJson cases = AdminJson::array();
  for (const Scenario& each : loaded.cases) cases.push_back(each.case_name);
  return admin_answer(loaded.ok() ? 200 : 422,
                      {{"ok", loaded.ok()},
                       {"cases", std::move(cases)},
                       {"diagnostics", AdminJson::parse(to_json(loaded.diagnostics))}});
}

}  // namespace

void add_server_routes(Control& control, const AdminContext& context) {
  control.add(
      {"GET", "", "what there is, with links", [&control, context](const ControlRequest& request) {
         return index(control, context, request);
       }});
  control.add({"GET", "/ready", "200 when requests are answered, else 503",
               [context](const ControlRequest&) {
                 const bool ready = !context.engine.stopping();
                 return admin_answer(ready ? 200 : 503, {{"ready", ready}});
               }});
  control.add({"GET", "/info", "version, seed, protocols, URLs, lanes",
               [context](const ControlRequest& request) { return info(context, request); }});
  control.add({"GET", "/openapi.json", "this API as an OpenAPI document",
               [&control, context](const ControlRequest& request) {
                 return control_json(200, openapi_document(control, admin_url(context, request)));
               }});
  control.add({"POST",
               "/check",
               "mistakes of a scenario document, without loading it",
               check_document,
               {.body = kJsonBody}});
  control.add({"POST", "/shutdown", "ends the server", [context](const ControlRequest&) {
                 if (!context.shut_down()) {
                   return control_error(409, "This server belongs to a program that ends it.");
                 }
                 return admin_answer(202, {{"ending", true}});
               }});
}

}  // namespace resumulator
