#include "protocols/gcs/xml/xml_call.h"

#include <utility>

#include "protocols/gcs/xml/errors.h"

namespace resumulator::gcs::xml {
namespace {

class FunctionCall final : public XmlCall {
 public:
  FunctionCall(Request request, Operation operation, const char* rule, Operate operate)
      : XmlCall(std::move(request), operation, rule), operate_(operate) {}

 private:
  Response answer(BodySource& body) override {
    Response response = operate_(request(), body);
    response.head_only = request().method == "HEAD";
    return response;
  }

  Operate operate_;
};

class RefusedCall final : public XmlCall {
 public:
  RefusedCall(Request request, ApiError error)
      : XmlCall(std::move(request), Operation::kOther, "gcs.xml.refused"),
        error_(std::move(error)) {}

 private:
  Response answer(BodySource&) override { return error_answer(world(), error_); }

  ApiError error_;
};

class UnsignedCall final : public XmlCall {
 public:
  UnsignedCall(Request request, SignatureProblem problem)
      : XmlCall(std::move(request), Operation::kOther, "gcs.xml.refused"),
        problem_(std::move(problem)) {}

 private:
  Response answer(BodySource&) override { return signature_answer(world(), problem_); }

  SignatureProblem problem_;
};

}  // namespace

std::unique_ptr<Call> open_operation(Request request, Operation operation, const char* rule,
                                     Operate operate) {
  return std::make_unique<FunctionCall>(std::move(request), operation, rule, operate);
}

std::unique_ptr<Call> refuse(Request request, ApiError error) {
  return std::make_unique<RefusedCall>(std::move(request), std::move(error));
}

std::unique_ptr<Call> refuse(Request request, SignatureProblem problem) {
  return std::make_unique<UnsignedCall>(std::move(request), std::move(problem));
}

}  // namespace resumulator::gcs::xml
