// One exchange, from a request's head to the last byte of its answer.
//
//   open      the protocol's Call, from the head alone        point: headers
//   run       the call pulls the body and answers             points: body:N, object:N, body
//             what rules did to the session meanwhile         point: stored
//   answer    dressed, entered in the record, sent, settled   points: answer:N, answered
//
// A rule's decision ends this way early: carry_out() does what it says instead of the answer.
//
// Threads  one thread; an Exchange lives as long as one call of Engine::serve().
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/wire/url.h"
#include "engine/fault_body.h"
#include "engine/fault_run.h"
#include "engine/overlays.h"
#include "engine/state.h"

namespace resumulator {

class Exchange {
 public:
  Exchange(Engine::State& engine, const ConnectionInfo& connection,
           std::shared_ptr<ServedLane> lane, const RequestHead& head, BodySource& body,
           ResponseWriter& writer);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  /// False when the connection must not be used again.
  bool run();

 private:
  [[nodiscard]] bool serve_control();
  void open();
  /// The upload session of the request; nullptr: it has none.
  [[nodiscard]] const UploadSession* session() const;
  [[nodiscard]] Response run_call();
  [[nodiscard]] Response run_call_on(BodySource& body);
  [[nodiscard]] Response unclaimed() const;
  void dress(Response& response) const;
  /// Equal for equal requests.
  [[nodiscard]] std::string asked_for() const;
  [[nodiscard]] bool tells_cut() const;
  /// The client is gone or we are stopping: nothing can be answered any more.
  [[nodiscard]] bool given_up();
  void tell_who_may_hear(Response&& response);
  void record_unanswered();
  [[nodiscard]] bool answer(Response&& response);
  [[nodiscard]] bool send(Response&& response, const AnswerShape* shape);

  // exchange_overlays.cc
  [[nodiscard]] bool serve_retry_door();
  /// What the request brings of its own. An answer: it is refused.
  [[nodiscard]] std::optional<Response> meet_overlays(
      const Overlays& overlays, const ExchangeView& view,
      std::vector<std::unique_ptr<Passage>>& passages);
  [[nodiscard]] Result<std::unique_ptr<Passage>> meet_own_rules(
      const std::vector<std::string_view>& lines, const ExchangeView& view);
  [[nodiscard]] bool answer_refusal();
  /// Body bytes of the answer at which rules wait, and its damage.
  void shape_answer_body(Response& response);

  // exchange_faults.cc
  void enter_rules();
  /// Lets the call see the beginning of its body, where rules want to know of it.
  void look_ahead();
  /// The points before the call runs. False: decided.
  [[nodiscard]] bool reach_head();
  [[nodiscard]] Response run_call_twice();
  /// What rules want done once the call has run and its turn on the session is over.
  void reach_stored(Response& response);
  void change_session();
  [[nodiscard]] bool damage_object();
  [[nodiscard]] Response error_answer(int status, std::string_view text) const;
  [[nodiscard]] Response decided_answer(const Decision& decision);
  [[nodiscard]] bool carry_out(const Decision& decision, Response&& truth);
  [[nodiscard]] bool carry_out_after_answer();
  /// Ends the connection as the decision says, without an answer or after a part of one.
  [[nodiscard]] bool end_by(Decision::Kind kind);
  /// Until the peer or the server ends it.
  void hang();
  [[nodiscard]] bool send_garbage(const Decision& decision, Response&& truth);
  void bend(Response& response) const;
  [[nodiscard]] std::optional<AnswerShape> answer_shape(const Decision* decision);
  void reach_answered();

  // exchange_record.cc
  void tell_start();
  /// The exchange is at one of its points: `at` keeps when.
  void pass(std::optional<std::chrono::microseconds>& at, const char* point);
  void tell_point(const char* point, std::chrono::microseconds at);
  void tell_fired(const FiredFault& fired);
  void tell_end();
  void tell_stored();
  void describe(int status, const Headers* response);
  void enter();
  void settle(Ending ending, std::uint64_t sent, std::string note);
  void conclude(Ending ending, std::uint64_t sent, std::string note);
  void settle_after_wait();
  void settle_record();
  void tell_settled();
  [[nodiscard]] bool leaves_clean(bool close) const;
  [[nodiscard]] ExchangeText text() const;

  Engine::State& engine_;
  const ConnectionInfo& connection_;
  const RequestHead& head_;
  const std::shared_ptr<ServedLane> lane_;
  WorldInUse world_;
  Query query_;  // only where rules look at it
  std::optional<Response> refusal_;
  std::optional<FaultRun> faults_;
  std::optional<BodyKeeper> keeper_;  // only where somebody looks at bodies
  FaultBody body_;
  ResponseWriter& writer_;
  std::unique_ptr<Call> call_;
  std::unique_ptr<Call> first_call_;  // where the request is handled twice
  const Protocol* protocol_ = nullptr;
  ExchangeRecord record_;  // its strings are in packed_ until the exchange is entered
  PackedText packed_;
  std::string log_headers_;
  std::chrono::microseconds visible_{0};
  std::optional<std::uint64_t> disagrees_;
  bool counted_ = false;  // the lane waits for us; requests to the admin API are nobody's
  bool entered_ = false;
  bool answered_reached_ = false;
  Recorder::Ticket ticket_;
};

/// Answers and records a head no protocol saw.
void answer_refused(Engine::State& engine, const ConnectionInfo& connection,
                    const RefusedHead& refused, ResponseWriter& writer);

/// The point `accept`. False: a rule has ended the connection.
bool accept_connection(Engine::State& engine, const ConnectionInfo& connection,
                       BodyControl& control, ResponseWriter& writer);

}  // namespace resumulator
