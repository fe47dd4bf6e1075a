// A request of one of the two APIs as a Call: answers, and adds what every answer gets.
//
// Threads  a Call belongs to one thread.
#pragma once

#include <optional>
#include <utility>

#include "protocols/gcs/common/cors.h"
#include "protocols/gcs/common/request.h"

namespace resumulator::gcs {

/// `R` is Request, or an API's own extension of it.
template <typename R>
class ApiCall : public Call {
 public:
  [[nodiscard]] Response run(BodySource& body) final {
    before_answer();
    Response response = answer(body);
    add_cors_headers(request_, info_.session.get(), response.headers);
    return response;
  }
  [[nodiscard]] std::optional<Response> answer_again() final {
    before_answer();
    std::optional<Response> response = again();
    if (response) add_cors_headers(request_, info_.session.get(), response->headers);
    return response;
  }

 protected:
  ApiCall(R request, Operation operation, const char* rule) : request_(std::move(request)) {
    info_.operation = operation;
    info_.rule = rule;
    info_.bucket = request_.bucket;
    info_.object = request_.object;
  }
  [[nodiscard]] virtual Response answer(BodySource& body) = 0;
  /// See Call::answer_again().
  [[nodiscard]] virtual std::optional<Response> again() { return std::nullopt; }
  [[nodiscard]] const R& request() const { return request_; }
  [[nodiscard]] World& world() const { return *request_.world; }
  [[nodiscard]] const GcsSwitches& switches() const { return request_.world->options().gcs; }

 private:
  void before_answer() {
    request_.info = &info_;
    request_.report = &report_;
  }
  R request_;
};

}  // namespace resumulator::gcs
