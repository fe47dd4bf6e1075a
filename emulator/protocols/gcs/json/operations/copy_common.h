// The parts copy and rewrite share: the source, its guards, and what the new object is to be.
//
// Source   docs/protocols/gcs-json-objects.md, rules gcs.copy.*
// Threads  pure functions but for the world they are given.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocols/gcs/common/errors.h"
#include "protocols/gcs/json/request.h"

namespace resumulator::gcs::json {

/// A copy that may be made: everything a request says, checked.
struct CopyPlan {
  ObjectPtr source;
  NewObject destination;  ///< blob and digests of the source, metadata as the body wants it
  Preconditions guards;   ///< of the destination
};
/// `body` is the checked JSON body. Rules gcs.copy.metadata, gcs.copy.source-guards.
[[nodiscard]] ApiResult<CopyPlan> plan_copy(const Request& request, std::string_view body);

/// An ACL parameter (destinationPredefinedAcl …) put into `metadata`. Rule gcs.acl.predefined.
[[nodiscard]] std::optional<ApiError> take_predefined_acl(const Request& request,
                                                          std::string_view parameter,
                                                          const std::string& bucket,
                                                          ObjectMetadata& metadata);

}  // namespace resumulator::gcs::json
