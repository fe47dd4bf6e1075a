// The routes of the admin API: what can be looked at and changed in a running server.
//
// Forms    JSON in and out. Unknown members of a body are refused, nothing is changed then.
// Errors   404 unknown lane, 409 taken, 422 a document with mistakes (all of them, with places).
// Threads  routes run on the threads of their connections.
// Source   docs/admin-api.md
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <resumulator/options.hpp>
#include <string>

#include "engine/control.h"
#include "engine/lane.h"
#include "server/lane_cases.h"

namespace resumulator {

class Engine;
class Transport;

struct AdminContext {
  Engine& engine;
  const Options& options;
  LaneCases& cases;
  std::function<Transport*()> transport;
  std::function<bool()> shut_down;  ///< false: the server is not to be ended from here
};

using AdminJson = nlohmann::ordered_json;

void add_server_routes(Control& control, const AdminContext& context);
void add_lane_routes(Control& control, const AdminContext& context);
void add_rule_routes(Control& control, const AdminContext& context);
void add_journal_routes(Control& control, const AdminContext& context);
void add_session_routes(Control& control, const AdminContext& context);
void add_object_routes(Control& control, const AdminContext& context);
void add_verdict_routes(Control& control, const AdminContext& context);
void add_event_routes(Control& control, const AdminContext& context);
/// All of them.
void add_admin_routes(Control& control, const AdminContext& context);

// What every route needs.
[[nodiscard]] Response admin_answer(int status, const AdminJson& json);
[[nodiscard]] Response admin_error(const Error& error);
/// The media type of a document or a wish.
inline constexpr std::string_view kJsonBody = "application/json";
/// A request about the lane its path names.
struct LaneAsk {
  const AdminContext& context;
  const ControlRequest& request;
  ServedLane& lane;
};
/// Tells those who listen to /events, where anybody does.
void tell_event(const LaneAsk& ask, const char* kind, const AdminJson& data);
/// A route below /lanes/{lane}; 404 where there is no such lane.
void add_lane_route(Control& control, const AdminContext& context, const char* method,
                    const char* path, const char* does, Response (*run)(const LaneAsk& ask),
                    ControlInput takes = {});
/// The server's own URL, whichever port was asked.
[[nodiscard]] std::string main_url(const AdminContext& context, const ControlRequest& request);
/// The base of this API under the host that was asked: the plain port, where rules at `accept` know
/// its calls, unless Options::external_url says where the server is.
[[nodiscard]] std::string admin_url(const AdminContext& context, const ControlRequest& request);
/// Where clients find the lane: its own port under the host that was asked, else its prefix.
[[nodiscard]] std::string lane_url(const AdminContext& context, const ControlRequest& request,
                                   const ServedLane& lane);
/// The same over TLS; empty where none is spoken.
[[nodiscard]] std::string lane_tls_url(const AdminContext& context, const ControlRequest& request,
                                       const ServedLane& lane);
/// The body as an object of these members and no others; an empty body is an empty object.
[[nodiscard]] std::optional<Response> parse_body(const ControlRequest& request,
                                                 const std::vector<std::string>& members,
                                                 AdminJson& into);

}  // namespace resumulator
