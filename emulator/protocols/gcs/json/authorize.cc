#include "protocols/gcs/json/authorize.h"

#include "protocols/gcs/common/credentials.h"
#include "protocols/gcs/common/signature_check.h"

namespace resumulator::gcs::json {
std::optional<ApiError> check_authorization(const Request& request, const CanonicalPath& path) {
  const bool of_session = path.upload && (request.query.has("upload_id") ||
                                          path.path.starts_with("/upload/resumable/"));
  if (of_session) return std::nullopt;
  if (const auto problem = check_url_signature(request)) return to_api_error(*problem);
  switch (check_credentials(request)) {
    case Credentials::kFine:
      return std::nullopt;
    case Credentials::kMissing:
      return login_required();
    case Credentials::kWrong:
      break;
  }
  return invalid_credentials();
}

}  // namespace resumulator::gcs::json
