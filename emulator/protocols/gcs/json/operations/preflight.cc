#include "protocols/gcs/json/operations/preflight.h"

#include "protocols/gcs/common/cors.h"
#include "protocols/gcs/json/json_call.h"

namespace resumulator::gcs::json {
namespace {

Response preflight(const Request& request, BodySource& body) {
  drain(body);
  return preflight_answer(request, !request.upload_prefix.empty());
}

}  // namespace

std::unique_ptr<Call> open_preflight(Request request) {
  return make_call(std::move(request), Operation::kOther, "gcs.json.preflight", preflight);
}

}  // namespace resumulator::gcs::json
