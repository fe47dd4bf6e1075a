// A request of the JSON API as a Call: runs one free function and adds what every answer gets.
//
// Threads  a Call belongs to one thread.
#pragma once

#include <memory>
#include <utility>

#include "protocols/gcs/json/request.h"

namespace resumulator::gcs::json {

/// An operation: pulls the body where it has one, acts, answers.
using Operate = Response (*)(const Request& request, BodySource& body);

/// A Call that runs `operate`. `rule` is the operation's own id, "gcs.json.get".
[[nodiscard]] std::unique_ptr<Call> make_call(Request request, Operation operation,
                                              const char* rule, Operate operate);

/// For operations that keep state between opening and running (sessions). Adds CORS headers to what
/// answer() gives.
class JsonCall : public Call {
 public:
  [[nodiscard]] Response run(BodySource& body) final;
  [[nodiscard]] std::optional<Response> answer_again() final;

 protected:
  JsonCall(Request request, Operation operation, const char* rule);
  [[nodiscard]] virtual Response answer(BodySource& body) = 0;
  /// See Call::answer_again().
  [[nodiscard]] virtual std::optional<Response> again() { return std::nullopt; }
  [[nodiscard]] const Request& request() const { return request_; }
  [[nodiscard]] World& world() const { return *request_.world; }
  [[nodiscard]] const GcsSwitches& switches() const { return request_.world->options().gcs; }

 private:
  void before_answer() {
    request_.info = &info_;
    request_.report = &report_;
  }
  Request request_;
};

}  // namespace resumulator::gcs::json
