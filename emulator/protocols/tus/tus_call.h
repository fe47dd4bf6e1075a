// What all calls of tus share: the version check before anything else, and what every answer has.
//
// Threads  a Call belongs to one thread.
#pragma once

#include <memory>
#include <optional>

#include "core/upload/append.h"
#include "protocols/protocol.h"
#include "protocols/tus/answers.h"
#include "protocols/tus/uploads.h"

namespace resumulator::tus {

class TusCall : public Call {
 public:
  [[nodiscard]] Response run(BodySource& body) final;
  [[nodiscard]] std::optional<Response> answer_again() final;

 protected:
  TusCall(Request request, Operation operation, const char* rule);
  [[nodiscard]] virtual Response answer(BodySource& body) = 0;
  /// What is true now, where answer() did not refuse.
  [[nodiscard]] virtual std::optional<Response> again() { return std::nullopt; }
  /// OPTIONS and GET go without Tus-Resumable.
  [[nodiscard]] virtual bool needs_version() const { return true; }
  /// Once the turn on the session is over.
  virtual void after_turn() {}

  /// The answer of a request that was refused; it has no other.
  [[nodiscard]] Response refuse(const Problem& problem);
  /// For the journal: why the body came to an early end, where it did.
  void note_cut(const Appended& done, const std::optional<Problem>& problem);
  /// The offset as the report tells it.
  [[nodiscard]] std::uint64_t told_offset(const SessionSnapshot& shot) const {
    return offset_of(reported(report_, shot));
  }
  [[nodiscard]] const Request& request() const { return request_; }
  [[nodiscard]] World& world() const { return *request_.world; }
  [[nodiscard]] const TusOptions& options() const { return request_.options(); }
  void name_session(const SessionPtr& session);

 private:
  [[nodiscard]] std::optional<Response> gone_meanwhile() const;

  Request request_;
  bool refused_ = false;
};

[[nodiscard]] std::unique_ptr<Call> open_options(Request request);
[[nodiscard]] std::unique_ptr<Call> open_create(Request request);
[[nodiscard]] std::unique_ptr<Call> open_concat(Request request);
[[nodiscard]] std::unique_ptr<Call> open_head(Request request);
[[nodiscard]] std::unique_ptr<Call> open_patch(Request request);
[[nodiscard]] std::unique_ptr<Call> open_delete(Request request);
[[nodiscard]] std::unique_ptr<Call> open_get(Request request);
/// A request nothing serves.
[[nodiscard]] std::unique_ptr<Call> open_refused(Request request, Problem problem);

}  // namespace resumulator::tus
