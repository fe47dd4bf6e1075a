#include "engine/exchange.h"

#include <algorithm>
#include <exception>
#include <functional>
#include <span>
#include <utility>

#include "core/wire/times.h"
#include "engine/retry_door.h"
#include "protocols/service_hosts.h"

namespace resumulator {
namespace {

// Says when the last byte of an answer is about to be handed out.
class LastByteWatch final : public BodyProducer {
 public:
  LastByteWatch(std::unique_ptr<BodyProducer> inner, std::optional<std::uint64_t> length,
                std::function<void()> before_last)
      : inner_(std::move(inner)), length_(length), before_last_(std::move(before_last)) {}

  std::int64_t produce(char* into, std::size_t size) override {
    const auto got = inner_->produce(into, size);
    if (got > 0) {
      produced_ += static_cast<std::uint64_t>(got);
    }
    if (got == 0 || (got > 0 && length_ && produced_ >= *length_)) {
      if (before_last_) {
        std::exchange(before_last_, nullptr)();
      }
    }
    return got;
  }

 private:
  std::unique_ptr<BodyProducer> inner_;
  std::optional<std::uint64_t> length_;
  std::function<void()> before_last_;
  std::uint64_t produced_ = 0;
};

std::string cut_note(const BodySource& body) {
  auto note = "request ended after " + std::to_string(body.received());
  if (const auto declared = body.declared_length()) {
    note += " of " + std::to_string(*declared);
  }
  return note + " body bytes";
}

/// Who may answer a request: the protocols of its world and of its host.
class Speakers {
 public:
  Speakers(const World& world, const RequestHead& head)
      : world_(world), here_(protocols_at(head.headers.get("Host"))) {}
  [[nodiscard]] bool have(const Protocol& protocol) const {
    const bool here =
        here_.empty() || std::find(here_.begin(), here_.end(), protocol.name) != here_.end();
    return here && Engine::speaks(world_, protocol);
  }

 private:
  const World& world_;
  const std::span<const std::string_view> here_;
};

}  // namespace

Response Engine::State::error(const RequestHead& head, const std::shared_ptr<World>& world,
                              int status, std::string_view text) const {
  const Speakers speakers(*world, head);
  const auto wants = [&](const Protocol& protocol) {
    return speakers.have(protocol) && head.target.starts_with('/') &&
           protocol.open(head, world) != nullptr;
  };
  const auto may = [&](const Protocol& protocol) { return speakers.have(protocol); };
  auto likeliest = std::find_if(protocols.begin(), protocols.end(), wants);
  if (likeliest == protocols.end())
    likeliest = std::find_if(protocols.begin(), protocols.end(), may);
  if (likeliest == protocols.end()) likeliest = protocols.begin();
  if (likeliest != protocols.end() && likeliest->error) {
    return likeliest->error(head, world->options(), status, text);
  }
  Response response;
  response.status = status;
  response.headers.add("Content-Type", "text/plain; charset=utf-8");
  response.body = text;
  return response;
}

Exchange::Exchange(Engine::State& engine, const ConnectionInfo& connection,
                   std::shared_ptr<ServedLane> lane, const RequestHead& head, BodySource& body,
                   ResponseWriter& writer)
    : engine_(engine),
      connection_(connection),
      head_(head),
      lane_(std::move(lane)),
      world_(lane_->in_use()),
      body_(body),
      writer_(writer) {
  record_.started = engine_.elapsed();
  record_.clock = world_.world->clock().now();
  record_.rules_generation = world_.rules->generation();
  record_.connection = connection.id;
  record_.connection_seq = connection.request;
  record_.https = head.scheme == "https";
  ++engine_.active;
  if (world_.hashed || engine_.options.body_limit > 0) {
    body_.keep_by(keeper_.emplace(engine_.options.body_limit));
  }
}

Exchange::~Exchange() {
  engine_.last_ended_us = engine_.elapsed().count();
  --engine_.active;
  if (counted_) lane_->leave_request();
}

bool Exchange::run() {
  if (Control::owns(head_.path())) {
    return serve_control();
  }
  if (RetryDoor::owns(head_.path())) {
    return serve_retry_door();
  }
  ++engine_.requests;
  lane_->enter_request();
  counted_ = true;
  open();
  tell_start();
  body_.tell_end_by([this] { pass(record_.points.body, "body"); });
  enter_rules();
  if (refusal_) {
    return answer_refusal();
  }
  Response response;
  const bool begun = reach_head();
  if (begun) {
    response = run_call();
    reach_stored(response);
  }
  engine_.bytes_received += body_.received();
  if (faults_ && faults_->decision()) {
    return carry_out(*faults_->decision(), std::move(response));
  }
  if (!begun || given_up()) {
    record_unanswered();
    if (begun && tells_cut()) tell_who_may_hear(std::move(response));
    return false;
  }
  if (body_.cut() && response.status < 400) {
    response = error_answer(408, "The request was not received in full.");
  }
  response.close = response.close || body_.cut() || body_.malformed() || engine_.stopping;
  return answer(std::move(response));
}

bool Exchange::serve_control() {
  Response response = engine_.control.answer(head_, body_, connection_.lane);
  dress(response);
  const bool close = response.close;
  return writer_.send(std::move(response)).complete && leaves_clean(close);
}

const UploadSession* Exchange::session() const {
  return call_ ? call_->info().session.get() : nullptr;
}

void Exchange::open() {
  const Speakers speakers(*world_.world, head_);
  for (const auto& protocol : engine_.protocols) {
    if (!speakers.have(protocol)) continue;
    if ((call_ = protocol.open(head_, world_.world))) {
      protocol_ = &protocol;
      return;
    }
  }
}

Response Exchange::run_call() {
  if (!call_) {
    return unclaimed();
  }
  if (faults_ && faults_->shape().apply_twice) return run_call_twice();
  const CallInfo& info = call_->info();
  const auto shadow = world_.judged && info.session && !info.framed
                          ? world_.notes->shadow_of(*info.session, *world_.world)
                          : nullptr;
  if (!shadow) {
    Response response = run_call_on(body_);
    disagrees_ = call_->info().disagrees;
    return response;
  }
  ComparedBody compared(body_, shadow, info.claimed ? info.claimed->from : 0);
  Response response = run_call_on(compared);
  disagrees_ = compared.disagrees();
  if (info.generation != 0) world_.notes->drop_shadow(*info.session);
  return response;
}

// A protocol does not throw for anything a client does; should memory run out or a bug show, this
// exchange fails and no other.
Response Exchange::run_call_on(BodySource& body) {
  try {
    return call_->run(body);
  } catch (const std::exception& failure) {
    Response response = protocol_->error(head_, world_.world->options(), 500, "Internal error.");
    response.close = true;
    record_.note = std::string("internal error: ") + failure.what();
    return response;
  }
}

Response Exchange::unclaimed() const {
  const bool reads = head_.method == "GET" || head_.method == "HEAD";
  if (reads && head_.path() == "/") {
    Response response;
    response.headers.add("Content-Type", "text/plain; charset=utf-8");
    response.body = "OK";
    return response;
  }
  // Rule http.head.method.
  constexpr std::array<std::string_view, 7> kKnown = {"GET",    "PUT",   "POST",   "HEAD",
                                                      "DELETE", "PATCH", "OPTIONS"};
  if (std::find(kKnown.begin(), kKnown.end(), head_.method) == kKnown.end()) {
    return engine_.error(head_, world_.world, 501, "The request method is not known here.");
  }
  return engine_.error(head_, world_.world, 404, "Not Found");
}

std::string Exchange::asked_for() const {
  std::string what = head_.method + " " + head_.target;
  what.append(" ").append(head_.headers.get("Content-Range"));
  // The name of an object may stand in the body.
  if (call_) what.append(" ").append(call_->info().bucket).append("/").append(call_->info().object);
  return what;
}

void Exchange::dress(Response& response) const {
  for (const auto& [name, value] : response.headers.fields()) {
    if (value != kRequestIdHere) continue;
    response.headers.set(std::string(name), world_.world->ids().request_id(asked_for()));
    break;
  }
  if (!response.headers.has("Date")) {
    response.headers.add("Date", format_http_date(world_.world->clock().now()));
  }
  response.head_only = response.head_only || head_.method == "HEAD";
}

bool Exchange::tells_cut() const { return call_ && call_->info().tells_cut; }

bool Exchange::given_up() {
  if (!body_.cut()) return false;
  return engine_.stopping ? !tells_cut() : body_.control()->peer_gone();
}

// A client that has closed its sending side alone looks the same as one that has left.
void Exchange::tell_who_may_hear(Response&& response) {
  dress(response);
  response.close = true;
  static_cast<void>(writer_.send(std::move(response)));
}

void Exchange::record_unanswered() {
  describe(0, nullptr);
  enter();
  settle(engine_.stopping ? Ending::kStopped : Ending::kCut, 0, cut_note(body_));
}

bool Exchange::answer(Response&& response) {
  dress(response);
  // What opened a session was not asked of its URL.
  if (world_.rules->wants_earlier_answers() && call_ &&
      call_->info().operation != Operation::kCreate) {
    world_.notes->keep_answer(session(), response);
  }
  bend(response);
  shape_answer_body(response);
  describe(response.status, &response.headers);
  const auto shape = answer_shape(nullptr);
  return send(std::move(response), shape ? &*shape : nullptr);
}

bool Exchange::send(Response&& response, const AnswerShape* shape) {
  const bool close = response.close;
  const auto before_last_byte = [this] {
    reach_answered();
    enter();
    visible_ = engine_.elapsed();  // before, since a quick client's next request may overtake us
  };
  if (response.producer && !response.head_only && response.producer_length != 0U) {
    response.producer = std::make_unique<LastByteWatch>(std::move(response.producer),
                                                        response.producer_length, before_last_byte);
  } else {
    before_last_byte();
  }
  const auto sent = writer_.send(std::move(response), shape);
  enter();
  if (shape != nullptr || !sent.complete) visible_ = engine_.elapsed();
  const bool ended_by_rule =
      faults_ && faults_->decision() && faults_->decided_at().kind == Point::Kind::kAnswerByte;
  if (sent.complete && !ended_by_rule) {
    // A body that a rule broke off to answer is no cut of the client's.
    const bool cut = body_.cut() && !(faults_ && faults_->decision());
    tell_point("answered", visible_);
    const Ending ending = engine_.stopping ? Ending::kStopped : Ending::kCut;
    conclude(cut ? ending : Ending::kAnswered, sent.body_bytes,
             cut ? cut_note(body_) : std::move(record_.note));
    const bool ended = carry_out_after_answer();
    tell_settled();
    return !ended && leaves_clean(close);
  }
  if (ended_by_rule) {
    record_.sent = sent.body_bytes;
    return end_by(faults_->decision()->kind);
  }
  settle(engine_.stopping ? Ending::kStopped : Ending::kAnswerLost, sent.body_bytes,
         "answer broke off after " + std::to_string(sent.body_bytes) + " body bytes");
  return false;
}

}  // namespace resumulator
