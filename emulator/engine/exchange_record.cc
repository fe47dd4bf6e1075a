// What is kept of an exchange: described when its answer is known, entered before the last byte of
// it leaves, settled when the send is over.
#include <nlohmann/json.hpp>
#include <utility>

#include "core/wire/exchange_json.h"
#include "core/wire/times.h"
#include "engine/control.h"
#include "engine/exchange.h"
#include "engine/log_line.h"
#include "engine/mask.h"

namespace resumulator {
namespace {

/// To the log, and to the journal of those who want it as it grows.
void log_exchange(Engine::State& engine, ServedLane& lane, const Recorder::Ticket& ticket,
                  const ExchangeRecord& record, const ExchangeText& text,
                  const std::string& headers) {
  if (engine.options.log) {
    engine.options.log(log_line(ticket.seq, record, text) + headers);
  }
  if (!engine.options.journal) return;
  if (const auto entry = lane.recorder().entry(ticket)) {
    engine.options.journal(exchange_to_json(*entry));
  }
}

nlohmann::ordered_json start_json(const ConnectionInfo& connection, const RequestHead& head,
                                  const CallInfo* info) {
  nlohmann::ordered_json json = {{"conn", connection.id},
                                 {"conn_request", connection.request},
                                 {"method", head.method},
                                 {"target", mask_target(head.target)}};
  if (info != nullptr) {
    json["operation"] = to_string(info->operation);
    json["session"] = info->session ? info->session->ordinal() : 0;
    json["bucket"] = info->bucket;
    json["object"] = info->object;
  }
  return json;
}

std::string line_of(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace

ExchangeText Exchange::text() const {
  ExchangeText text{.method = head_.method,
                    .target = head_.target,
                    .request = &head_.headers,
                    .show_secrets = engine_.options.show_secrets};
  if (call_) {
    const auto& info = call_->info();
    text.protocol = protocol_->name;
    text.rule = info.rule;
    text.bucket = info.bucket;
    text.object = info.object;
  }
  return text;
}

void Exchange::describe(int status, const Headers* response) {
  auto text = this->text();
  text.response = response;
  packed_ = pack(text);
  if (engine_.options.log && engine_.options.log_headers) {
    log_headers_ = log_headers(text);
  }
  record_.status = status;
  record_.received = body_.received();
  if (keeper_ && !record_.body) record_.body = keeper_->finish(head_.headers.get("Content-Type"));
  if (call_) {
    const auto& info = call_->info();
    record_.operation = info.operation;
    record_.claimed = info.claimed;
    record_.session = info.session ? info.session->ordinal() : 0;
    record_.persisted_before = info.persisted_before;
    record_.persisted_after = info.persisted_after;
    record_.generation = info.generation;
    if (info.operation == Operation::kCreate && info.session) {
      ++engine_.sessions_opened;
    }
  }
}

// Once; later calls find it done.
void Exchange::enter() {
  if (std::exchange(entered_, true)) {
    return;
  }
  auto kept = record_;
  kept.text = std::move(packed_);
  ticket_ = lane_->recorder().enter(world_.epoch, std::move(kept));
}

void Exchange::settle(Ending ending, std::uint64_t sent, std::string note) {
  conclude(ending, sent, std::move(note));
  tell_settled();
}

// What is known when only a wait is left of the exchange: nobody can say how long it hangs.
void Exchange::conclude(Ending ending, std::uint64_t sent, std::string note) {
  record_.ending = ending;
  record_.sent = sent;
  record_.ended = engine_.elapsed();
  record_.visible = visible_ == std::chrono::microseconds(0) ? record_.ended : visible_;
  record_.note = std::move(note);
  if (call_ && !call_->info().note.empty()) {
    record_.note += (record_.note.empty() ? "" : "; ") + call_->info().note;
  }
  FaultTrace trace;
  if (faults_) {
    faults_->finish();
    trace = std::move(faults_->trace());
    if (!trace.notes.empty()) {
      record_.note += (record_.note.empty() ? "" : "; ") + trace.notes;
    }
  }
  trace.disagrees = disagrees_;
  if (!trace.fired.empty() || !trace.shadowed.empty() || trace.disagrees) {
    record_.faults = std::make_shared<const FaultTrace>(std::move(trace));
  }
  settle_record();
}

void Exchange::settle_after_wait() {
  record_.ended = engine_.elapsed();
  if (record_.ending == Ending::kHung) {
    record_.visible = record_.ended;
    if (engine_.stopping) record_.ending = Ending::kStopped;
  }
  settle_record();
  tell_settled();
}

void Exchange::settle_record() {
  lane_->recorder().settle(ticket_, {.ending = record_.ending,
                                     .sent = record_.sent,
                                     .ended = record_.ended,
                                     .visible = record_.visible,
                                     .note = record_.note,
                                     .faults = record_.faults});
}

void Exchange::tell_settled() {
  log_exchange(engine_, *lane_, ticket_, record_, text(), log_headers_);
  tell_end();
}

void Exchange::tell_start() {
  if (!engine_.events.wanted()) return;
  engine_.events.publish("request.start", lane_->name(),
                         line_of(start_json(connection_, head_, call_ ? &call_->info() : nullptr)));
  tell_point("headers", record_.started);
}

void Exchange::pass(std::optional<std::chrono::microseconds>& at, const char* point) {
  at = engine_.elapsed();
  tell_point(point, *at);
}

void Exchange::tell_point(const char* point, std::chrono::microseconds at) {
  if (!engine_.events.wanted()) return;
  auto json = start_json(connection_, head_, call_ ? &call_->info() : nullptr);
  json["point"] = point;
  json["received"] = body_.received();
  json["t_ms"] = static_cast<double>(at.count()) / 1000;
  engine_.events.publish("request.point", lane_->name(), line_of(json));
}

void Exchange::tell_fired(const FiredFault& fired) {
  if (!engine_.events.wanted()) return;
  const nlohmann::ordered_json json = {{"conn", connection_.id},
                                       {"conn_request", connection_.request},
                                       {"rule", fired.rule},
                                       {"at", fired.at},
                                       {"did", fired.did}};
  engine_.events.publish("fault", lane_->name(), line_of(json));
}

void Exchange::tell_end() {
  if (!engine_.events.wanted()) return;
  tell_stored();
  if (const auto entry = lane_->recorder().entry(ticket_)) {
    engine_.events.publish("request.end", lane_->name(), exchange_to_json(*entry));
  }
}

// What the request left behind: how its session stands now, and the object it made.
void Exchange::tell_stored() {
  if (!call_) return;
  const CallInfo& info = call_->info();
  if (info.session) {
    const SessionSnapshot now = info.session->glance();
    engine_.events.publish("session", lane_->name(),
                           line_of({{"session", info.session->ordinal()},
                                 {"state", to_string(now.state)},
                                 {"offset", now.offset}}));
  }
  if (info.generation == 0) return;
  engine_.events.publish(
      "object", lane_->name(),
      line_of({{"bucket", info.bucket}, {"object", info.object}, {"generation", info.generation}}));
}

// An unread rest of the body is the transport's to skip, or to close over.
bool Exchange::leaves_clean(bool close) const {
  return !close && !body_.cut() && !body_.malformed();
}

void answer_refused(Engine::State& engine, const ConnectionInfo& connection,
                    const RefusedHead& refused, ResponseWriter& writer) {
  if (Control::owns(std::string_view(refused.target).substr(0, refused.target.find('?')))) {
    // Nobody's request to the service: it has the admin API's form and is not recorded.
    Response response = control_error(refused.status, refused.text);
    response.close = true;
    response.headers.set("Date", format_http_date(engine.main->in_use().world->clock().now()));
    static_cast<void>(writer.send(std::move(response)));
    return;
  }
  ServedLane& lane = *engine.main;
  const auto world = lane.in_use();
  ++engine.requests;
  RequestHead head;
  head.method = refused.method;
  head.target = refused.target;
  Response response = engine.error(head, world.world, refused.status, refused.text);
  response.close = true;
  response.headers.set("Date", format_http_date(world.world->clock().now()));
  const ExchangeText text{.method = head.method,
                          .target = head.target,
                          .request = &head.headers,
                          .response = &response.headers,
                          .show_secrets = engine.options.show_secrets};
  ExchangeRecord record;
  record.connection = connection.id;
  record.connection_seq = connection.request;
  record.https = refused.https;
  record.started = engine.elapsed();
  record.clock = world.world->clock().now();
  record.rules_generation = world.rules->generation();
  record.status = response.status;
  const std::string headers =
      engine.options.log && engine.options.log_headers ? log_headers(text) : std::string();
  auto kept = record;
  kept.text = pack(text);
  const auto ticket = lane.recorder().enter(world.epoch, std::move(kept));
  const auto sent = writer.send(std::move(response));
  record.ending = sent.complete ? Ending::kAnswered : Ending::kAnswerLost;
  record.sent = sent.body_bytes;
  record.ended = record.visible = engine.elapsed();
  record.note = refused.text;
  lane.recorder().settle(ticket, {.ending = record.ending,
                                  .sent = record.sent,
                                  .ended = record.ended,
                                  .visible = record.visible,
                                  .note = record.note,
                                  .faults = nullptr});
  log_exchange(engine, lane, ticket, record, {.method = head.method, .target = head.target},
               headers);
}

bool accept_connection(Engine::State& engine, const ConnectionInfo& connection,
                       BodyControl& control, ResponseWriter& writer) {
  const auto by_port = engine.lanes.find(connection.lane.empty() ? kMainLane : connection.lane);
  ServedLane& lane = by_port ? *by_port : *engine.main;
  const auto world = lane.in_use();
  if (world.rules->empty()) return true;
  ExchangeView view;
  view.lane = lane.name();
  view.connection = connection.id;
  view.clock = world.world->clock().now();
  view.clock_since_start = view.clock - world.clock_start;
  view.at.kind = Point::Kind::kAccept;
  auto passage = world.rules->enter(view);
  if (!passage) return true;
  ExchangeRecord record;
  record.connection = connection.id;
  record.started = engine.elapsed();
  record.clock = view.clock;
  record.rules_generation = world.rules->generation();
  std::vector<std::unique_ptr<Passage>> passages;
  passages.push_back(std::move(passage));
  const auto gone = [&lane, &control] { return lane.waits_ended() || control.peer_gone(); };
  FaultRun faults(std::move(passages), view, world.world->clock(), engine.waits, gone,
                  engine.options.wire_scale);
  const bool go_on = faults.reach(Point::Kind::kAccept);
  faults.finish();
  if (go_on) return true;
  record.ending = !faults.decision()                                  ? Ending::kCut
                  : faults.decision()->kind == Decision::Kind::kReset ? Ending::kReset
                  : faults.decision()->kind == Decision::Kind::kHang  ? Ending::kHung
                                                                      : Ending::kClosed;
  auto kept = record;
  kept.text = pack({});
  const auto ticket = lane.recorder().enter(world.epoch, std::move(kept));
  record.faults = std::make_shared<const FaultTrace>(std::move(faults.trace()));
  const auto settle = [&] {
    record.ended = record.visible = engine.elapsed();
    lane.recorder().settle(ticket, {.ending = record.ending,
                                    .sent = 0,
                                    .ended = record.ended,
                                    .visible = record.visible,
                                    .note = {},
                                    .faults = record.faults});
  };
  if (record.ending == Ending::kReset) writer.reset();
  if (record.ending == Ending::kClosed) writer.close();
  settle();
  if (record.ending == Ending::kHung) {
    engine.waits.wait(Waits::kForever, gone);
    settle();
  }
  log_exchange(engine, lane, ticket, record, {}, {});
  return false;
}

}  // namespace resumulator
