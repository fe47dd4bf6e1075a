// A reference for appends, small enough to be read in one go: bytes in a string, no threads, no
// digests. The random client of session_model_test.cc holds the real thing against it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "core/upload/append.h"
#include "unit/core/upload/session_fixture.h"

namespace resumulator::testing {

struct ModelStep {
  AppendRequest request;
  ScriptedBody::Script body;
};

struct Model {
  using Outcome = Appended::Outcome;

  AppendPolicy policy;
  std::string stored;

  [[nodiscard]] std::uint64_t floored(std::uint64_t end) const {
    return std::max<std::uint64_t>(stored.size(), end / policy.granularity * policy.granularity);
  }
  [[nodiscard]] std::uint64_t after_cut(std::uint64_t end) const {
    if (policy.cut == AppendPolicy::Cut::kAll) return end;
    return policy.cut == AppendPolicy::Cut::kGranules ? floored(end) : stored.size();
  }

  /// What becomes of a step before anything is read, if that is decided then.
  [[nodiscard]] std::optional<Outcome> refusal(const ModelStep& step, std::uint64_t at) const {
    const AppendRequest& asked = step.request;
    if (asked.at > stored.size() && policy.gap == AppendPolicy::Gap::kRefuse) return Outcome::kGap;
    if (at < stored.size() && policy.overlap == AppendPolicy::Overlap::kReject) {
      return Outcome::kOverlapRefused;
    }
    if (asked.length && step.body.declared && *asked.length != *step.body.declared) {
      return Outcome::kLengthMismatch;
    }
    const auto length = asked.length ? asked.length : step.body.declared;
    if (length && asked.total && at + *length > *asked.total) return Outcome::kTotalMismatch;
    if (length && asked.total && asked.ends_object && at + *length != *asked.total) {
      return Outcome::kTotalMismatch;
    }
    const bool last =
        asked.ends_object || (asked.length && asked.total && at + *asked.length == *asked.total);
    if (!asked.length || last) return std::nullopt;
    if (policy.misaligned == AppendPolicy::Misaligned::kRefuseShortFloorLong &&
        *asked.length < policy.granularity) {
      return Outcome::kTooSmall;
    }
    if (policy.misaligned == AppendPolicy::Misaligned::kReject &&
        (at + *asked.length) % policy.granularity != 0) {
      return Outcome::kMisaligned;
    }
    return std::nullopt;
  }

  /// Takes the step; says how it ends.
  Outcome take(const ModelStep& step) {
    const AppendRequest& asked = step.request;
    const std::string& sent = step.body.bytes;
    const std::uint64_t at = std::min<std::uint64_t>(asked.at, stored.size());
    if (const auto refused = refusal(step, at)) return *refused;
    const std::uint64_t known = std::min(stored.size() - at, asked.length.value_or(UINT64_MAX));
    const std::uint64_t compared = std::min<std::uint64_t>(known, sent.size());
    if (policy.overlap == AppendPolicy::Overlap::kVerify &&
        stored.compare(at, compared, sent, 0, compared) != 0) {
      return Outcome::kBytesDiffer;
    }
    if (asked.length && sent.size() > *asked.length) return Outcome::kLengthMismatch;
    if (asked.total && at + sent.size() > *asked.total) {
      if (policy.overrun == AppendPolicy::Overrun::kRefuse || asked.length) {
        return Outcome::kTotalMismatch;
      }
      return keep(sent, at, *asked.total, Outcome::kOverrun);
    }
    if (step.body.ending == ScriptedBody::Ending::kMalformed) return Outcome::kMalformed;
    const std::uint64_t end = std::max<std::uint64_t>(stored.size(), at + sent.size());
    if (step.body.ending == ScriptedBody::Ending::kCut) {
      return keep(sent, at, after_cut(end), Outcome::kCut);
    }
    if (asked.length && sent.size() != *asked.length) return Outcome::kLengthMismatch;
    if (asked.ends_object) {
      const bool fits = at + sent.size() == asked.total.value_or(end);
      return fits ? keep(sent, at, end, Outcome::kReachedTotal) : Outcome::kTotalMismatch;
    }
    if (end == asked.total) return keep(sent, at, end, Outcome::kReachedTotal);
    if (!asked.length) {
      const std::uint64_t left = policy.open_end_keeps_all ? end : after_cut(end);
      return keep(sent, at, left, Outcome::kStored);
    }
    const bool floor = policy.misaligned == AppendPolicy::Misaligned::kFloor ||
                       policy.misaligned == AppendPolicy::Misaligned::kRefuseShortFloorLong;
    return keep(sent, at, floor ? floored(end) : end, Outcome::kStored);
  }

  Outcome keep(const std::string& sent, std::uint64_t at, std::uint64_t to, Outcome outcome) {
    stored +=
        sent.substr(std::min<std::uint64_t>(stored.size() - at, sent.size()), to - stored.size());
    return outcome;
  }
};

}  // namespace resumulator::testing
