// What all calls of the draft's protocol share.
//
// Threads  a Call belongs to one thread.
#pragma once

#include <memory>
#include <optional>

#include "protocols/ietf/answers.h"
#include "protocols/ietf/transfer.h"
#include "protocols/protocol.h"

namespace resumulator::ietf {

class IetfCall : public Call {
 public:
  [[nodiscard]] Response run(BodySource& body) final;
  [[nodiscard]] std::optional<Response> answer_again() final;

 protected:
  IetfCall(Request request, Operation operation, const char* rule);
  [[nodiscard]] virtual Response answer(BodySource& body) = 0;
  /// What is true now, where answer() did not refuse.
  [[nodiscard]] virtual std::optional<Response> again() { return std::nullopt; }

  [[nodiscard]] Response refuse(const Problem& problem, std::optional<Offsets> offsets = {});
  /// An upload that has ended, or never was. Rule ietf.state.gone
  [[nodiscard]] Response refuse_gone();
  [[nodiscard]] std::uint64_t told_offset(const SessionSnapshot& shot) const {
    return offset_of(reported(report_, shot));
  }
  [[nodiscard]] const Request& request() const { return request_; }
  [[nodiscard]] const Dialect& dialect() const { return *request_.dialect; }
  [[nodiscard]] World& world() const { return *request_.world; }
  [[nodiscard]] const IetfOptions& options() const { return request_.options(); }
  void name_session(const SessionPtr& session);

 private:
  Request request_;
  bool refused_ = false;
};

[[nodiscard]] std::unique_ptr<Call> open_options(Request request);
[[nodiscard]] std::unique_ptr<Call> open_create(Request request);
[[nodiscard]] std::unique_ptr<Call> open_plain(Request request);
[[nodiscard]] std::unique_ptr<Call> open_offset(Request request);
[[nodiscard]] std::unique_ptr<Call> open_append(Request request);
[[nodiscard]] std::unique_ptr<Call> open_cancel(Request request);
[[nodiscard]] std::unique_ptr<Call> open_refused(Request request, Problem problem);

}  // namespace resumulator::ietf
