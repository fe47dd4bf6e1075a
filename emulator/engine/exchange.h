// One exchange, from a request's head to the last byte of its answer.
//
//   open      the protocol's Call, from the head alone        point: headers
//   run       the call pulls the body and answers             points: body:N, object:N, body,
//   stored dress     what every answer carries answer    entered in the record, sent, settled
//   points: answer:N, answered
//
// Threads  one thread; an Exchange lives as long as one call of Engine::serve().
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "engine/state.h"
#include "engine/watched_body.h"

namespace resumulator {

class Exchange {
 public:
  Exchange(Engine::State& engine, const ConnectionInfo& connection, const RequestHead& head,
           BodySource& body, ResponseWriter& writer);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  /// False when the connection must not be used again.
  bool run();

 private:
  [[nodiscard]] bool serve_control();
  void open();
  [[nodiscard]] Response run_call();
  [[nodiscard]] Response unclaimed() const;
  void dress(Response& response) const;
  /// The client is gone or we are stopping: nothing can be answered any more.
  [[nodiscard]] bool given_up();
  void record_unanswered();
  [[nodiscard]] bool answer(Response&& response);
  void describe(int status, const Headers* response);
  void enter();
  void settle(Ending ending, std::uint64_t sent, std::string note);
  [[nodiscard]] bool leaves_clean(bool close) const;
  [[nodiscard]] ExchangeText text() const;

  Engine::State& engine_;
  const ConnectionInfo& connection_;
  const RequestHead& head_;
  WatchedBody body_;
  ResponseWriter& writer_;
  WorldInUse world_;
  std::unique_ptr<Call> call_;
  const Protocol* protocol_ = nullptr;
  ExchangeRecord record_;  // its strings are in packed_ until the exchange is entered
  PackedText packed_;
  std::string log_headers_;
  bool entered_ = false;
  Recorder::Ticket ticket_;
};

/// Answers and records a head no protocol saw.
void answer_refused(Engine::State& engine, const ConnectionInfo& connection,
                    const RefusedHead& refused, ResponseWriter& writer);

}  // namespace resumulator
