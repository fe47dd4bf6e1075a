// The four ...Match guards. Rules gcs.precondition.*.
#include "core/upload/object_store.h"

namespace resumulator {
namespace {

Result<void> unmet() {
  return Unexpected(ErrorKind::kPrecondition,
                    "At least one of the pre-conditions you specified did not hold.",
                    "conditionNotMet");
}

Result<void> check_missing(const Preconditions& guards) {
  if (guards.generation_match && *guards.generation_match != 0) return unmet();
  if (guards.generation_not_match && *guards.generation_not_match == 0) return unmet();
  if (guards.metageneration_match) return unmet();
  return {};
}

}  // namespace

Result<void> check(const Preconditions& guards, const ObjectVersion* live) {
  if (live == nullptr) return check_missing(guards);
  // Both numbers stay far below 2^63: microseconds and counts of changes.
  const auto generation = static_cast<std::int64_t>(live->generation);
  const auto metageneration = static_cast<std::int64_t>(live->metageneration);
  if (guards.generation_match && *guards.generation_match != generation) return unmet();
  if (guards.metageneration_match && *guards.metageneration_match != metageneration) {
    return unmet();
  }
  if ((guards.generation_not_match && *guards.generation_not_match == generation) ||
      (guards.metageneration_not_match && *guards.metageneration_not_match == metageneration)) {
    return Unexpected(ErrorKind::kNotModified, "The object is what the guard names.",
                      "notModified");
  }
  return {};
}

}  // namespace resumulator
