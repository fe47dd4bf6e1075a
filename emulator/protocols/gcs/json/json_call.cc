#include "protocols/gcs/json/json_call.h"

#include <utility>

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

std::unique_ptr<Call> make_call(Request request, Operation operation, const char* rule,
                                Operate operate) {
  return std::make_unique<FunctionCall>(std::move(request), operation, rule, operate);
}

}  // namespace resumulator::gcs::json
