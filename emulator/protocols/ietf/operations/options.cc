// OPTIONS on the target: what it takes.
#include "protocols/ietf/ietf_call.h"
#include "protocols/page_access.h"

namespace resumulator::ietf {
namespace {

class OptionsCall final : public IetfCall {
 public:
  explicit OptionsCall(Request request)
      : IetfCall(std::move(request), Operation::kStat, "ietf.v1.options") {}

 private:
  // Rules ietf.options.limit, ietf.options.fields, ietf.limit.field
  Response answer(BodySource&) override {
    if (options().strict_head && has_upload_fields(request().head.headers)) {
      return refuse(kBadOptions);
    }
    Response response = plain_answer(204);
    add_limit(request(), response.headers);
    if (dialect().partial_type) response.headers.add("Accept-Patch", std::string(kPartialType));
    let_page_send(request().head, response);
    return response;
  }
};

}  // namespace

std::unique_ptr<Call> open_options(Request request) {
  return std::make_unique<OptionsCall>(std::move(request));
}

}  // namespace resumulator::ietf
