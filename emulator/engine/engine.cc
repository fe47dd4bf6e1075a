#include "engine/engine.h"

#include <algorithm>
#include <utility>

#include "core/wire/times.h"
#include "engine/exchange.h"
#include "engine/state.h"

namespace resumulator {

Engine::Engine(const Options& options, std::shared_ptr<World> world,
               std::vector<Protocol> protocols)
    : state_(std::make_unique<State>(options, std::move(world), std::move(protocols))) {}

Engine::~Engine() = default;

void Engine::read_rules_by(RuleReader reader) { state_->read_rule = std::move(reader); }

void Engine::open_lanes_by(LaneOpener opener) { state_->open_lane = std::move(opener); }

bool Engine::serve(const ConnectionInfo& connection, const RequestHead& head, BodySource& body,
                   ResponseWriter& writer) {
  if (Control::owns(head.path())) {
    return Exchange(*state_, connection, state_->main, head, body, writer).run();
  }
  auto found = state_->lanes.resolve(head, connection.lane);
  if (!found && found.error().kind == ErrorKind::kNotFound && state_->open_lane) {
    if (auto opened = state_->open_lane(found.error().where); !opened) {
      found = Unexpected(opened.error());
    } else {
      found = state_->lanes.resolve(head, connection.lane);
    }
  }
  if (!found) {
    const int status = found.error().kind == ErrorKind::kNotFound ? 404 : 421;
    refuse(connection,
           {status, found.error().text, head.method, head.target, head.scheme == "https"}, writer);
    return false;
  }
  if (found->mount.empty()) {
    return Exchange(*state_, connection, found->lane, head, body, writer).run();
  }
  RequestHead inside = head;
  inside.mount = found->mount;
  if (found->by_prefix) inside.target.erase(0, found->mount.size());
  if (!inside.target.starts_with('/')) inside.target.insert(0, "/");
  return Exchange(*state_, connection, found->lane, inside, body, writer).run();
}

void Engine::refuse(const ConnectionInfo& connection, const RefusedHead& refused,
                    ResponseWriter& writer) {
  answer_refused(*state_, connection, refused, writer);
}

Response Engine::overloaded() const {
  Response response =
      state_->error(RequestHead{}, world(), 503, "Too many connections are open; try again later.");
  response.close = true;
  response.headers.set("Date", format_http_date(world()->clock().now()));
  return response;
}

bool Engine::accept(const ConnectionInfo& connection, BodyControl& control,
                    ResponseWriter& writer) {
  return accept_connection(*state_, connection, control, writer);
}

std::shared_ptr<World> Engine::world() const { return state_->main->in_use().world; }

Result<void> Engine::reset() { return state_->main->reset(); }

Recorder& Engine::recorder() const { return state_->main->recorder(); }

ServedLane& Engine::main_lane() const { return *state_->main; }

Control& Engine::control() const { return state_->control; }

Events& Engine::events() const { return state_->events; }

const std::vector<Protocol>& Engine::protocols() const { return state_->protocols; }

bool Engine::speaks(const World& world, const Protocol& protocol) {
  const auto& wanted = world.options().protocols;
  return wanted.empty() || protocol.always ||
         std::find(wanted.begin(), wanted.end(), protocol.name) != wanted.end();
}

Lanes& Engine::lanes() const { return state_->lanes; }

std::chrono::steady_clock::time_point Engine::started() const { return state_->started; }

EngineTotals Engine::totals() const {
  EngineTotals totals;
  totals.requests = state_->requests;
  totals.sessions = state_->sessions_opened;
  totals.bytes_received = state_->bytes_received;
  totals.active = state_->active;
  totals.idle_for = state_->elapsed() - std::chrono::microseconds(state_->last_ended_us);
  return totals;
}

void Engine::stop() {
  state_->stopping = true;
  state_->waits.stop();
  state_->events.stop();
  for (const auto& lane : state_->lanes.all()) lane->stop();
}

bool Engine::stopping() const { return state_->stopping; }

}  // namespace resumulator
