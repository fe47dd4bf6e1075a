// What a metadata write may not do to an object's retention.
//
// Errors   kDenied (where = reason): a locked retention is loosened, or an unlocked one without
//          overrideUnlockedRetention. kMalformed: object retention in a bucket without it.
// Source   docs/protocols/gcs-json-objects.md, rules gcs.object.retention-change
// Threads  pure functions.
#pragma once

#include <resumulator/result.hpp>

#include "protocols/gcs/json/request.h"

namespace resumulator::gcs::json {

struct RetentionRules {
  TimePoint now{};
  bool override_unlocked = false;  ///< overrideUnlockedRetention=true
};
[[nodiscard]] RetentionRules retention_rules(const Request& request);
[[nodiscard]] Result<void> check_retention_change(const ObjectMetadata& before,
                                                  const ObjectMetadata& after,
                                                  const RetentionRules& rules);

}  // namespace resumulator::gcs::json
