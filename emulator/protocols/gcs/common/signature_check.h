// Whether a signed request may be served: the switch signed_url_check, for URLs and for policy
// documents of form uploads.
//
// Errors   SignatureProblem, the XML API's error.
// Source   docs/protocols/gcs-signed-urls.md
// Threads  pure functions.
#pragma once

#include <optional>
#include <resumulator/options.hpp>

#include "protocols/gcs/common/errors.h"
#include "protocols/gcs/common/request.h"
#include "protocols/gcs/common/signature.h"
#include "protocols/gcs/common/signature_key.h"

namespace resumulator::gcs {

/// The whole check of a URL. `key`: for the switch on full; nullptr: it has none, nothing fits.
[[nodiscard]] std::optional<SignatureProblem> check_url_signature(const Query& query,
                                                                  const SignableRequest& request,
                                                                  GcsSwitches::SignedUrlCheck how,
                                                                  const SignatureKey* key,
                                                                  TimePoint now);

/// The same for a request that was routed, by the options of its world. Requests without a
/// signature, and those to a session (its address is a credential of its own), are fine.
[[nodiscard]] std::optional<SignatureProblem> check_url_signature(const Request& request);

/// The problem as an error of either API: "MalformedSecurityHeader: x-goog-acl: Header must be
/// signed."
[[nodiscard]] ApiError to_api_error(const SignatureProblem& problem);

}  // namespace resumulator::gcs
