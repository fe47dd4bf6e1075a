#include "protocols/gcs/json/operations/object_retention.h"

#include "core/upload/world.h"

namespace resumulator::gcs::json {

RetentionRules retention_rules(const Request& request) {
  return {request.world->clock().now(), request.query.get("overrideUnlockedRetention") == "true"};
}

Result<void> check_retention_change(const ObjectMetadata& before, const ObjectMetadata& after,
                                    const RetentionRules& rules) {
  if (!before.retain_until || *before.retain_until <= rules.now) return {};
  const bool shorter = !after.retain_until || *after.retain_until < *before.retain_until;
  const bool unlocked = before.retention_locked && !after.retention_locked;
  if (before.retention_locked && (shorter || unlocked)) {
    return Unexpected(ErrorKind::kDenied, "A locked object retention cannot be loosened.",
                      "retentionPolicyNotMet");
  }
  if (shorter && !rules.override_unlocked) {
    return Unexpected(ErrorKind::kDenied,
                      "The object retention can be loosened with overrideUnlockedRetention only.",
                      "retentionPolicyNotMet");
  }
  return {};
}

}  // namespace resumulator::gcs::json
