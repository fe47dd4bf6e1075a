#include "engine/exchange.h"

#include <exception>
#include <functional>
#include <utility>

#include "core/wire/times.h"
#include "engine/log_line.h"

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

void log_exchange(Engine::State& engine, const Recorder::Ticket& ticket,
                  const ExchangeRecord& record, const ExchangeText& text,
                  const std::string& headers) {
  if (engine.options.log) {
    engine.options.log(log_line(ticket.seq, record, text) + headers);
  }
}

}  // namespace

Response Engine::State::error(const RequestHead& head, int status, std::string_view text) const {
  if (!protocols.empty() && protocols.front().error) {
    return protocols.front().error(head, status, text);
  }
  Response response;
  response.status = status;
  response.headers.add("Content-Type", "text/plain; charset=utf-8");
  response.body = text;
  return response;
}

Exchange::Exchange(Engine::State& engine, const ConnectionInfo& connection, const RequestHead& head,
                   BodySource& body, ResponseWriter& writer)
    : engine_(engine),
      connection_(connection),
      head_(head),
      body_(body),
      writer_(writer),
      world_(engine.in_use()) {
  record_.started = engine_.elapsed();
  record_.connection = connection.id;
  record_.connection_seq = connection.request;
  ++engine_.active;
}

Exchange::~Exchange() {
  engine_.last_ended_us = engine_.elapsed().count();
  --engine_.active;
}

bool Exchange::run() {
  if (Control::owns(head_.path())) {
    return serve_control();
  }
  ++engine_.requests;
  open();
  Response response = run_call();
  engine_.bytes_received += body_.received();
  if (given_up()) {
    record_unanswered();
    return false;
  }
  if (body_.cut() && response.status < 400) {
    response = engine_.error(head_, 408, "The request was not received in full.");
  }
  response.close = response.close || body_.cut() || body_.malformed() || engine_.stopping;
  return answer(std::move(response));
}

bool Exchange::serve_control() {
  Response response = engine_.control->answer(head_, body_);
  dress(response);
  const bool close = response.close;
  return writer_.send(std::move(response)).complete && leaves_clean(close);
}

void Exchange::open() {
  for (const auto& protocol : engine_.protocols) {
    if ((call_ = protocol.open(head_, world_.world))) {
      protocol_ = &protocol;
      return;
    }
  }
}

// A protocol does not throw for anything a client does; should memory run out or a bug show, this
// exchange fails and no other.
Response Exchange::run_call() {
  if (!call_) {
    return unclaimed();
  }
  try {
    return call_->run(body_);
  } catch (const std::exception& failure) {
    Response response = protocol_->error(head_, 500, "Internal error.");
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
  return engine_.error(head_, 404, "Not Found");
}

void Exchange::dress(Response& response) const {
  if (!response.headers.has("Date")) {
    response.headers.add("Date", format_http_date(world_.world->clock().now()));
  }
  response.head_only = response.head_only || head_.method == "HEAD";
}

bool Exchange::given_up() {
  return body_.cut() && (engine_.stopping || body_.control()->peer_gone());
}

void Exchange::record_unanswered() {
  describe(0, nullptr);
  enter();
  settle(engine_.stopping ? Ending::kStopped : Ending::kCut, 0, cut_note(body_));
}

bool Exchange::answer(Response&& response) {
  dress(response);
  describe(response.status, &response.headers);
  const bool close = response.close;
  if (response.producer && !response.head_only && response.producer_length != 0U) {
    response.producer = std::make_unique<LastByteWatch>(
        std::move(response.producer), response.producer_length, [this] { enter(); });
  } else {
    enter();
  }
  const auto sent = writer_.send(std::move(response));
  enter();
  if (sent.complete) {
    settle(body_.cut() ? Ending::kCut : Ending::kAnswered, sent.body_bytes,
           body_.cut() ? cut_note(body_) : std::move(record_.note));
    return leaves_clean(close);
  }
  settle(engine_.stopping ? Ending::kStopped : Ending::kAnswerLost, sent.body_bytes,
         "answer broke off after " + std::to_string(sent.body_bytes) + " body bytes");
  return false;
}

ExchangeText Exchange::text() const {
  ExchangeText text{.method = head_.method, .target = head_.target, .request = &head_.headers};
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
  if (call_) {
    const auto& info = call_->info();
    record_.operation = info.operation;
    record_.claimed = info.claimed;
    record_.session = info.session ? info.session->ordinal() : 0;
    record_.persisted_before = info.persisted_before;
    record_.persisted_after = info.persisted_after;
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
  ticket_ = engine_.recorder.enter(world_.epoch, std::move(kept));
}

void Exchange::settle(Ending ending, std::uint64_t sent, std::string note) {
  record_.ending = ending;
  record_.sent = sent;
  record_.ended = engine_.elapsed();
  record_.note = std::move(note);
  engine_.recorder.settle(
      ticket_, {.ending = ending, .sent = sent, .ended = record_.ended, .note = record_.note});
  log_exchange(engine_, ticket_, record_, text(), log_headers_);
}

// An unread rest of the body is the transport's to skip, or to close over.
bool Exchange::leaves_clean(bool close) const {
  return !close && !body_.cut() && !body_.malformed();
}

void answer_refused(Engine::State& engine, const ConnectionInfo& connection,
                    const RefusedHead& refused, ResponseWriter& writer) {
  const auto world = engine.in_use();
  ++engine.requests;
  RequestHead head;
  head.method = refused.method;
  head.target = refused.target;
  Response response = engine.error(head, refused.status, refused.text);
  response.close = true;
  response.headers.set("Date", format_http_date(world.world->clock().now()));
  const ExchangeText text{.method = head.method,
                          .target = head.target,
                          .request = &head.headers,
                          .response = &response.headers};
  ExchangeRecord record;
  record.connection = connection.id;
  record.connection_seq = connection.request;
  record.started = engine.elapsed();
  record.status = response.status;
  const std::string headers =
      engine.options.log && engine.options.log_headers ? log_headers(text) : std::string();
  auto kept = record;
  kept.text = pack(text);
  const auto ticket = engine.recorder.enter(world.epoch, std::move(kept));
  const auto sent = writer.send(std::move(response));
  record.ending = sent.complete ? Ending::kAnswered : Ending::kAnswerLost;
  record.sent = sent.body_bytes;
  record.ended = engine.elapsed();
  record.note = refused.text;
  engine.recorder.settle(
      ticket,
      {.ending = record.ending, .sent = record.sent, .ended = record.ended, .note = record.note});
  log_exchange(engine, ticket, record, {.method = head.method, .target = head.target}, headers);
}

}  // namespace resumulator
