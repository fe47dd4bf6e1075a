#include "protocols/gcs/xml/protocol.h"

#include <utility>

#include "protocols/gcs/common/credentials.h"
#include "protocols/gcs/common/signature_check.h"
#include "protocols/gcs/xml/errors.h"
#include "protocols/gcs/xml/routes.h"
#include "protocols/gcs/xml/xml_call.h"

namespace resumulator::gcs::xml {
namespace {

// Rule gcs.xml.auth.switch. A session address is a credential of its own.
std::optional<ApiError> check_authorization(const Request& request) {
  if (request.query.has("upload_id") || has_url_signature(request.query)) return std::nullopt;
  switch (check_credentials(request)) {
    case Credentials::kFine:
      return std::nullopt;
    case Credentials::kMissing:
      return access_denied(
          "Anonymous caller does not have access to the Google Cloud Storage "
          "resource.");
    case Credentials::kWrong:
      break;
  }
  return authentication_required();
}

std::unique_ptr<Call> open_request(const RequestHead& head, const std::shared_ptr<World>& world) {
  Request request;
  request.head = head;
  request.world = world;
  request.method = head.method;
  request.base_url = base_url(head, world->options());
  auto query = Query::parse(head.query());
  if (!query || !locate(request)) {
    return refuse(std::move(request), bad("InvalidArgument", "Malformed percent-encoding in the URL."));
  }
  request.query = *std::move(query);
  // Rule gcs.xml.auth.signature.
  if (auto problem = check_url_signature(request)) {
    return refuse(std::move(request), *std::move(problem));
  }
  if (auto error = check_authorization(request)) {
    return refuse(std::move(request), *std::move(error));
  }
  return route(std::move(request));
}

}  // namespace

Protocol make_gcs_xml_protocol(const Options&) { return {"gcs-xml", open_request, plain_error}; }

}  // namespace resumulator::gcs::xml
