// The object a read is about, and whether it may be answered: guards and etags looked at.
//
// Source   docs/protocols/gcs-json-objects.md, rules gcs.precondition.*, gcs.object.get
// Threads  pure functions over snapshots of the world.
#pragma once

#include <optional>

#include "protocols/gcs/common/errors.h"
#include "protocols/gcs/json/request.h"

namespace resumulator::gcs::json {

struct ReadObject {
  ObjectPtr object;                 ///< set also where a guard failed
  std::optional<ApiError> problem;  ///< 304 for a failed …NotMatch or If-None-Match
};
[[nodiscard]] ReadObject read_object(const Request& request);

}  // namespace resumulator::gcs::json
