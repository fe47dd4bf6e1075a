#include "protocols/gcs/json/json_call.h"

#include "protocols/gcs/json/cors.h"

namespace resumulator::gcs::json {
namespace {

class FunctionCall final : public JsonCall {
 public:
  FunctionCall(Request request, Operation operation, const char* rule, Operate operate)
      : JsonCall(std::move(request), operation, rule), operate_(operate) {}

 private:
  Response answer(BodySource& body) override { return operate_(request(), body); }

  Operate operate_;
};

}  // namespace

JsonCall::JsonCall(Request request, Operation operation, const char* rule)
    : request_(std::move(request)) {
  info_.operation = operation;
  info_.rule = rule;
  info_.bucket = request_.bucket;
  info_.object = request_.object;
}

Response JsonCall::run(BodySource& body) {
  before_answer();
  Response response = answer(body);
  add_cors_headers(request_, info_.session.get(), response.headers);
  return response;
}

std::optional<Response> JsonCall::answer_again() {
  before_answer();
  std::optional<Response> response = again();
  if (response) add_cors_headers(request_, info_.session.get(), response->headers);
  return response;
}

std::unique_ptr<Call> make_call(Request request, Operation operation, const char* rule,
                                Operate operate) {
  return std::make_unique<FunctionCall>(std::move(request), operation, rule, operate);
}

}  // namespace resumulator::gcs::json
