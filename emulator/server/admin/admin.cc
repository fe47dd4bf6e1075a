#include "server/admin/admin.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/engine.h"
#include "engine/lanes.h"
#include "http/transport.h"

namespace resumulator {

namespace {

/// "http://emulator:9000/x" → "http://emulator:9001".
std::string url_at_port(const char* scheme, std::string_view url, std::uint16_t port) {
  const auto scheme_end = url.find("://");
  std::string_view host = scheme_end == url.npos ? url : url.substr(scheme_end + 3);
  host = host.substr(0, host.find('/'));
  const auto colon = host.rfind(':');
  const bool numbered = colon != std::string_view::npos && host.find(']', colon) == host.npos;
  if (numbered) host = host.substr(0, colon);
  return std::string(scheme) + "://" + std::string(host) + ":" + std::to_string(port);
}

}  // namespace

Response admin_answer(int status, const AdminJson& json) {
  return control_json(status, json.dump(-1, ' ', false, AdminJson::error_handler_t::replace));
}

Response admin_error(const Error& error) {
  int status = 400;
  if (error.kind == ErrorKind::kNotFound) status = 404;
  if (error.kind == ErrorKind::kConflict) status = 409;
  if (error.kind == ErrorKind::kPrecondition) status = 412;
  if (error.kind == ErrorKind::kUnavailable) status = 503;
  if (error.kind == ErrorKind::kInternal) status = 500;
  return control_error(status, error.text);
}

void add_lane_route(Control& control, const AdminContext& context, const char* method,
                    const char* path, const char* does, Response (*run)(const LaneAsk& ask),
                    ControlInput takes) {
  control.add({method, std::string("/lanes/{lane}") + path, does,
               [context, run](const ControlRequest& request) {
                 const std::string& name = request.names.at("lane");
                 const auto lane = context.engine.lanes().find(name);
                 if (!lane) return control_error(404, "There is no lane \"" + name + "\".");
                 return run({context, request, *lane});
               },
               std::move(takes)});
}

std::string main_url(const AdminContext& context, const ControlRequest& request) {
  const Transport* transport = context.transport();
  const bool external = !context.options.external_url.empty();
  if (request.port_of.empty() || transport == nullptr || external) return request.base_url;
  const bool tls = request.base_url.starts_with("https:") && transport->tls().port != 0;
  return url_at_port(tls ? "https" : "http", request.base_url,
                     tls ? transport->tls().port : transport->port());
}

std::string admin_url(const AdminContext& context, const ControlRequest& request) {
  std::string url = main_url(context, request);
  const Transport* transport = context.transport();
  if (transport != nullptr && context.options.external_url.empty() && url.starts_with("https:")) {
    url = url_at_port("http", url, transport->port());
  }
  return url + std::string(kControlBase);
}

std::string lane_url(const AdminContext& context, const ControlRequest& request,
                     const ServedLane& lane) {
  if (lane.name() == kMainLane) return main_url(context, request);
  const Transport* transport = context.transport();
  const std::uint16_t port = transport == nullptr ? 0 : transport->ports_of(lane.name()).port;
  if (port != 0) return url_at_port("http", request.base_url, port);
  return main_url(context, request) + std::string(kLanePrefix) + lane.name();
}

std::string lane_tls_url(const AdminContext& context, const ControlRequest& request,
                         const ServedLane& lane) {
  const Transport* transport = context.transport();
  if (transport == nullptr || transport->tls().port == 0) return {};
  const auto own = transport->ports_of(lane.name()).tls_port;
  const auto url = url_at_port("https", request.base_url, own != 0 ? own : transport->tls().port);
  const bool by_prefix = own == 0 && lane.name() != kMainLane;
  return by_prefix ? url + std::string(kLanePrefix) + lane.name() : url;
}

std::optional<Response> parse_body(const ControlRequest& request,
                                   const std::vector<std::string>& members, AdminJson& into) {
  into = request.body.empty() ? AdminJson::object()
                              : AdminJson::parse(request.body, nullptr, false, true);
  if (!into.is_object()) return control_error(400, "The body is a JSON object, or empty.");
  for (const auto& [name, value] : into.items()) {
    if (std::find(members.begin(), members.end(), name) != members.end()) continue;
    std::string known;
    for (const std::string& member : members) known += (known.empty() ? "" : ", ") + member;
    return control_error(400, "\"" + name + "\" is not known here; there is: " + known + ".");
  }
  return std::nullopt;
}

void add_admin_routes(Control& control, const AdminContext& context) {
  add_server_routes(control, context);
  add_lane_routes(control, context);
  add_rule_routes(control, context);
  add_journal_routes(control, context);
  add_session_routes(control, context);
  add_object_routes(control, context);
  add_verdict_routes(control, context);
  add_event_routes(control, context);
}

}  // namespace resumulator
