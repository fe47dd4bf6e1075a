// What rules do to an exchange: they are asked at each point, and what they want is carried out
// here, where the session is free and the answer is not yet out.
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "core/base/random.h"
#include "core/base/strings.h"
#include "core/wire/times.h"
#include "engine/exchange.h"
#include "engine/object_damage.h"
#include "engine/repeated_body.h"

namespace resumulator {
namespace {

/// So much of a form is looked at before rules are asked; its fields stand before its bytes.
constexpr std::size_t kLookAhead = 16 * 1024;

bool is_final(const CallInfo& info) {
  const auto& claimed = info.claimed;
  return info.operation == Operation::kFinalize || info.operation == Operation::kSimple ||
         (claimed && claimed->to && claimed->total && *claimed->to == *claimed->total);
}

Ending ending_of(Decision::Kind kind) {
  if (kind == Decision::Kind::kReset) return Ending::kReset;
  if (kind == Decision::Kind::kHang) return Ending::kHung;
  return kind == Decision::Kind::kGarbage ? Ending::kGarbage : Ending::kClosed;
}

/// Seconds as they are, or the date so many seconds from `now`.
std::string retry_after(const std::string& written, TimePoint now, double wire_scale) {
  const bool as_date = written.starts_with("date:");
  const auto asked = parse_u64(as_date ? std::string_view(written).substr(5) : written).value_or(0);
  const std::chrono::seconds wait(std::llround(std::ceil(static_cast<double>(asked) * wire_scale)));
  return as_date ? format_http_date(now + wait) : std::to_string(wait.count());
}

}  // namespace

void Exchange::enter_rules() {
  const Overlays overlays = find_overlays(head_.headers);
  if (world_.rules->empty() && !overlays.any() && lane_->holds().empty()) return;
  look_ahead();
  ExchangeView view;
  view.protocol = protocol_ == nullptr ? std::string_view() : protocol_->name;
  view.headers = &head_.headers.fields();
  if (world_.rules->looks_at_query() || overlays.any() || !lane_->holds().empty()) {
    if (auto query = Query::parse(head_.query())) query_ = *std::move(query);
  }
  view.query = &query_.pairs();
  view.body_length = body_.declared_length();
  view.lane = lane_->name();
  view.connection = connection_.id;
  view.connection_request = connection_.request;
  view.clock = record_.clock;
  view.clock_since_start = view.clock - world_.clock_start;
  if (call_) {
    const CallInfo& info = call_->info();
    view.operation = info.operation;
    view.rule_id = info.rule;
    view.bucket = info.bucket;
    view.object = info.object;
    view.claimed = info.claimed;
    view.final = is_final(info);
    if (info.session) {
      view.session = info.session->ordinal();
      view.session_id = info.session->id();
      view.persisted = info.session->snapshot().offset;
    }
  }
  std::vector<std::unique_ptr<Passage>> passages;
  const auto gone = [control = body_.control(), lane = lane_] {
    return lane->waits_ended() || control->peer_gone();
  };
  if (!lane_->holds().empty()) lane_->holds().enter(view, head_, gone, passages);
  if (overlays.any() && (refusal_ = meet_overlays(overlays, view, passages))) return;
  if (auto passage = world_.rules->enter(view)) {
    passages.push_back(lane_->customs().around(std::move(passage), head_));
  }
  if (passages.empty()) return;
  faults_.emplace(std::move(passages), view, world_.world->clock(), engine_.waits, gone,
                  engine_.options.wire_scale);
  faults_->tell_by([this](const FiredFault& fired) { tell_fired(fired); });
  body_.obey(*faults_);
}

// A client that waits to be asked for its body is not asked for the sake of rules: 100 Continue
// would come before the point `headers`.
void Exchange::look_ahead() {
  if (!call_ || !call_->foresees() || head_.expects_continue) return;
  body_.peek(kLookAhead, [this](std::string_view beginning) { return call_->foresee(beginning); });
}

bool Exchange::reach_head() {
  const bool bodiless = body_.declared_length() == std::uint64_t{0};
  if (!faults_) return !bodiless || body_.reach_end();
  bool go_on = faults_->reach(Point::Kind::kHeaders);
  change_session();
  if (call_) call_->report_as(faults_->report());
  if (call_ && faults_->shape().damage_upload && begins_object(call_->info())) {
    body_.damage(UploadDamage(upload_boundary(head_, call_->info())));
  }
  if (go_on && bodiless) go_on = body_.reach_end();
  const auto& decision = faults_->decision();
  if (decision && decision->kind == Decision::Kind::kStaleAnswer &&
      !world_.notes->earlier_answer(session())) {
    faults_->drop_decision();  // nothing was said yet that could be said again
    return true;
  }
  return go_on;
}

// As though a proxy had repeated the request: two calls see the same bytes, the client the second
// answer.
Response Exchange::run_call_twice() {
  auto copy = world_.world->blobs().create();
  if (!copy) return error_answer(503, "The request could not be kept for a second time.");
  CopiedBody first(body_, **copy);
  Response response = run_call_on(first);
  if (first.failed() || !body_.ended()) return response;
  auto again = protocol_->open(head_, world_.world);
  if (!again) return response;
  // What the rules look at is the first call's.
  first_call_ = std::exchange(call_, std::move(again));
  call_->report_as(faults_->report());
  RepeatedBody second(**copy, body_);
  response = run_call_on(second);
  call_->repeats(first_call_->info());
  return response;
}

void Exchange::change_session() {
  if (!faults_ || !call_ || !call_->info().session || !faults_->changes_session()) return;
  const SessionChange change = faults_->take_session_change();
  UploadSession& session = *call_->info().session;
  {
    Turn turn = session.begin_turn(nullptr);
    if (change.forget_bytes > 0) {
      const std::uint64_t offset = turn.offset();
      static_cast<void>(turn.forget_to(offset - std::min(offset, change.forget_bytes)));
    }
    if (change.end == Effects::Session::kForget) static_cast<void>(turn.terminate({404, {}}));
    if (change.end == Effects::Session::kGone) static_cast<void>(turn.terminate({410, {}}));
  }
  if (change.expire_after) session.expire_after(*change.expire_after);
  if (change.end == Effects::Session::kExpire) session.expire();
}

bool Exchange::damage_object() {
  if (!call_) return false;
  const CallInfo& info = call_->info();
  BitFlips damage = faults_ ? faults_->take_damage() : BitFlips();
  if (info.session && info.generation != 0) {
    const BitFlips earlier = world_.notes->take_damage(*info.session);
    damage.insert(damage.end(), earlier.begin(), earlier.end());
  }
  if (damage.empty()) return false;
  if (info.generation == 0) {
    // No object yet: the damage waits for the one this session ends in.
    if (info.session) world_.notes->damage_later(*info.session, damage);
    return false;
  }
  const auto object = world_.world->objects().get(info.bucket, info.object, info.generation);
  if (!object) return false;
  auto damaged = flip_bits(*world_.world, *object, damage);
  if (damaged && info.session) info.session->remember(*damaged);
  return damaged.has_value();
}

void Exchange::reach_stored(Response& response) {
  if (!call_) return;
  if (!faults_) {
    if (!body_.cut()) pass(record_.points.stored, "stored");
    if (!damage_object()) return;
    if (auto again = call_->answer_again()) response = *std::move(again);
    return;
  }
  // An end of the session in mid-body cut the request there: its answer is that of the end.
  bool other = faults_->changes_session();
  change_session();
  if (!faults_->decision() && !body_.cut()) {
    pass(record_.points.stored, "stored");
    const bool told = faults_->reports_otherwise();
    faults_->reach(Point::Kind::kStored);
    other = faults_->changes_session() || (!told && faults_->reports_otherwise()) || other;
    change_session();
  }
  other = damage_object() || other;
  if (!other) return;
  call_->report_as(faults_->report());
  if (auto again = call_->answer_again()) response = *std::move(again);
}

Response Exchange::error_answer(int status, std::string_view text) const {
  return protocol_ != nullptr && protocol_->error
             ? protocol_->error(head_, world_.world->options(), status, text)
             : engine_.error(head_, world_.world, status, text);
}

Response Exchange::decided_answer(const Decision& decision) {
  const std::string_view words =
      decision.reason.empty() ? reason_phrase(decision.status) : decision.reason;
  Response response = error_answer(decision.status, words);
  // A protocol that took the words for its own sets the phrase itself.
  if (response.reason.empty()) response.reason = decision.reason;
  if (decision.body) response.body = *decision.body;
  if (decision.retry_after) {
    response.headers.set("Retry-After",
                         retry_after(*decision.retry_after, world_.world->clock().now(),
                                     engine_.options.wire_scale));
  }
  for (const auto& [name, value] : decision.headers) response.headers.set(name, value);
  const bool drains = faults_->drain().value_or(faults_->decided_at().kind >= Point::Kind::kBody);
  if (drains && !body_.ended()) static_cast<void>(body_.drain_rest());
  // A front end that answers early does not read what it has refused.
  response.close = response.close || !(body_.ended() || body_.declared_length() == 0U);
  return response;
}

bool Exchange::carry_out(const Decision& decision, Response&& truth) {
  switch (decision.kind) {
    case Decision::Kind::kAnswer:
      return answer(decided_answer(decision));
    case Decision::Kind::kStaleAnswer:
      return answer(world_.notes->earlier_answer(session()).value_or(std::move(truth)));
    case Decision::Kind::kTruncateAnswer: {
      dress(truth);
      bend(truth);
      const auto shape = answer_shape(&decision);
      describe(truth.status, &truth.headers);
      enter();
      const auto sent = writer_.send(std::move(truth), &*shape);
      visible_ = engine_.elapsed();
      writer_.close();
      settle(Ending::kClosed, sent.body_bytes,
             "answer cut after " + std::to_string(decision.bytes) + " bytes");
      return false;
    }
    case Decision::Kind::kGarbage:
      return send_garbage(decision, std::move(truth));
    case Decision::Kind::kPass:
    case Decision::Kind::kReset:
    case Decision::Kind::kClose:
    case Decision::Kind::kHang:
      break;
  }
  describe(0, nullptr);
  return end_by(decision.kind);
}

void Exchange::hang() {
  const auto control = body_.control();
  engine_.waits.wait(Waits::kForever,
                     [this, &control] { return lane_->waits_ended() || control->peer_gone(); });
}

bool Exchange::end_by(Decision::Kind kind) {
  enter();
  if (kind == Decision::Kind::kHang) {
    conclude(Ending::kHung, record_.sent, std::move(record_.note));
    hang();
    settle_after_wait();
    return false;
  }
  visible_ = engine_.elapsed();
  if (kind == Decision::Kind::kReset) writer_.reset();
  if (kind == Decision::Kind::kClose) writer_.close();
  settle(engine_.stopping ? Ending::kStopped : ending_of(kind), record_.sent,
         std::move(record_.note));
  return false;
}

bool Exchange::send_garbage(const Decision& decision, Response&& truth) {
  std::string bytes;
  if (decision.where == Decision::Where::kHeader) bytes = "HTTP/1.1 200 OK\r\n";
  if (decision.where == Decision::Where::kChunk) {
    bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  }
  for (std::uint64_t i = 0; i < decision.bytes; ++i) {
    bytes += static_cast<char>(draw(decision.seed, "garbage", i));
  }
  describe(0, nullptr);
  truth.producer.reset();
  enter();
  visible_ = engine_.elapsed();
  static_cast<void>(writer_.send_raw(bytes));
  writer_.close();
  settle(Ending::kGarbage, 0, std::move(record_.note));
  return false;
}

void Exchange::bend(Response& response) const {
  if (!faults_) return;
  const Effects& shape = faults_->shape();
  for (const std::string& name : shape.drop_headers) response.headers.remove(name);
  for (const auto& [name, value] : shape.set_headers) response.headers.set(name, value);
  if (shape.shorten_body && *shape.shorten_body < response.body.size()) {
    response.body.resize(static_cast<std::size_t>(*shape.shorten_body));
  }
  const bool has_length = !response.producer || response.producer_length;
  if (!shape.content_length_off_by || !has_length) return;
  const std::uint64_t length = response.producer ? *response.producer_length : response.body.size();
  const auto told = static_cast<std::int64_t>(length) + *shape.content_length_off_by;
  response.headers.set("Content-Length", std::to_string(std::max<std::int64_t>(told, 0)));
  response.close = true;
}

std::optional<AnswerShape> Exchange::answer_shape(const Decision* decision) {
  if (!faults_) return std::nullopt;
  AnswerShape shape;
  if (decision != nullptr) shape.cut_after = decision->bytes;
  shape.stops = faults_->answer_stops();
  shape.at_stop = [this](std::uint64_t at) { return faults_->reach(Point::Kind::kAnswerByte, at); };
  shape.bytes_per_second = faults_->shape().write_bytes_per_second;
  shape.pace = [this](std::uint64_t bytes) {
    return faults_->pace(faults_->shape().write_bytes_per_second, bytes);
  };
  if (!shape.cut_after && shape.stops.empty() && !shape.bytes_per_second) return std::nullopt;
  return shape;
}

// Before the last byte leaves: the client cannot ask for what these rules change until it has the
// answer, and then it is changed. Their decisions wait until the answer is out.
void Exchange::reach_answered() {
  if (!faults_ || std::exchange(answered_reached_, true) || faults_->decision()) return;
  faults_->reach(Point::Kind::kAnswered);
  change_session();
}

bool Exchange::carry_out_after_answer() {
  if (!faults_ || !answered_reached_) return false;
  if (!faults_->wait_after_answer()) return true;
  if (!faults_->decision() || faults_->decided_at().kind != Point::Kind::kAnswered) return false;
  const Decision::Kind kind = faults_->decision()->kind;
  if (kind == Decision::Kind::kReset) writer_.reset();
  if (kind == Decision::Kind::kClose) writer_.close();
  if (kind == Decision::Kind::kHang) hang();
  return true;
}

}  // namespace resumulator
