// Upload sessions of a lane: how far they are, how they came there, and their end by hand.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/upload/part_set.h"
#include "core/wire/times.h"
#include "engine/engine.h"
#include "server/admin/admin.h"
#include "server/admin/byte_map.h"

namespace resumulator {
namespace {

AdminJson session_json(UploadSession& session, TimePoint now, bool with_history) {
  const SessionSnapshot shot = session.snapshot();
  const Duration left = std::max(session.expires() - now, Duration(0));
  AdminJson json = {
      {"id", session.id()},
      {"ordinal", session.ordinal()},
      {"protocol", session.spec().protocol},
      {"bucket", session.spec().bucket},
      {"object", session.spec().object},
      {"state", to_string(shot.state)},
      {"offset", shot.offset},
      {"total", shot.total ? AdminJson(*shot.total) : AdminJson()},
      {"created", format_rfc3339(session.created())},
      {"expires", format_rfc3339(session.expires())},
      {"seconds_left", std::chrono::duration_cast<std::chrono::seconds>(left).count()}};
  if (!with_history) return json;
  AdminJson history = AdminJson::array();
  for (const SessionEvent& event : session.history()) {
    history.push_back({{"at", format_rfc3339(event.at)},
                       {"operation", to_string(event.operation)},
                       {"from", event.from},
                       {"to", event.to},
                       {"state", to_string(event.state)}});
  }
  json["history"] = std::move(history);
  return json;
}

AdminJson parts_json(const PartSet& parts) {
  AdminJson list = AdminJson::array();
  for (const PartPtr& part : parts.list()) {
    list.push_back({{"number", part->number}, {"size", part->size}});
  }
  return list;
}

/// By id, or by ordinal.
std::shared_ptr<UploadSession> find(World& world, const std::string& name) {
  if (auto session = world.sessions().find(name)) return session;
  for (auto& session : world.sessions().all()) {
    if (std::to_string(session->ordinal()) == name) return session;
  }
  return nullptr;
}

Response list(const LaneAsk& ask) {
  const auto& [context, request, lane] = ask;
  const auto world = lane.in_use().world;
  AdminJson sessions = AdminJson::array();
  for (const auto& session : world->sessions().all()) {
    sessions.push_back(session_json(*session, world->clock().now(), false));
  }
  return admin_answer(200, {{"sessions", std::move(sessions)}});
}

Response shown_whole(const LaneAsk& ask, const World& world, UploadSession& session) {
  AdminJson json = session_json(session, world.clock().now(), true);
  json["bytes"] = byte_map(ask.lane, session);
  if (PartSet* parts = session.parts()) json["parts"] = parts_json(*parts);
  return admin_answer(200, json);
}

Response one(const LaneAsk& ask) {
  const auto& [context, request, lane] = ask;
  const auto world = lane.in_use().world;
  const auto session = find(*world, request.names.at("session"));
  if (!session) return control_error(404, "There is no such session.");
  return shown_whole(ask, *world, *session);
}

Response end(const LaneAsk& ask) {
  const auto& [context, request, lane] = ask;
  const auto world = lane.in_use().world;
  const auto session = find(*world, request.names.at("session"));
  if (!session) return control_error(404, "There is no such session.");
  const std::string& how = request.names.at("end");
  if (how == "expire") {
    session->expire();
  } else if (how == "forget" || how == "gone") {
    Turn turn = session->begin_turn(nullptr);
    if (auto done = turn.terminate({how == "gone" ? 410 : 404, {}}); !done) {
      return control_error(409, done.error().text);
    }
  } else {
    return control_error(404, "A session can expire, or be made to: expire, forget, gone.");
  }
  return shown_whole(ask, *world, *session);
}

}  // namespace

void add_session_routes(Control& control, const AdminContext& context) {
  add_lane_route(control, context, "GET", "/sessions", "upload sessions", list);
  add_lane_route(control, context, "GET", "/sessions/{session}",
                 "one, by id or ordinal, with its history and what became of its bytes", one);
  add_lane_route(control, context, "POST", "/sessions/{session}/{end}",
                 "ends it: expire, forget (404), gone (410)", end);
}

}  // namespace resumulator
