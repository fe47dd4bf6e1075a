// What can be said of a rule without a look at all of it: most requests do not fit most rules, and
// most of those already at their operation or at the beginning of a name. Kept in one row, so that
// passing by a hundred rules costs less than a microsecond.
//
// Threads  the rule set holds its lock around every use.
#pragma once

#include <climits>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "faults/armed_rule.h"

namespace resumulator {

class RuleGate {
 public:
  explicit RuleGate(std::shared_ptr<ArmedRule> armed);

  [[nodiscard]] const std::shared_ptr<ArmedRule>& armed() const { return armed_; }
  /// The request does not fit, and as a near miss it is not worth a note either.
  [[nodiscard]] bool passes_by(const ExchangeView& head) const {
    if (at_accept_ != (head.at.kind == Point::Kind::kAccept)) return true;
    if ((operations_ >> static_cast<unsigned>(head.operation) & 1U) == 0) return noted_ >= 0;
    if (!protocol_.empty() && protocol_ != head.protocol) return noted_ >= before_protocol_;
    if (!head.bucket.starts_with(bucket_prefix_)) return noted_ >= before_bucket_;
    return !head.object.starts_with(object_prefix_) && noted_ >= before_object_;
  }
  /// What is noted of near misses has changed.
  void look_again() { noted_ = armed_->facts.fired != 0 ? INT_MAX : armed_->nearest_held; }

 private:
  std::shared_ptr<ArmedRule> armed_;
  std::uint32_t operations_ = UINT32_MAX;  // a bit each
  bool at_accept_;
  // Conditions that stand before these: as many at most are held by a request that fails there.
  int before_protocol_ = 0;
  int before_bucket_ = 0;
  int before_object_ = 0;
  int noted_ = -1;        // conditions the nearest miss so far met
  std::string protocol_;  // where there is only one
  std::string bucket_prefix_;
  std::string object_prefix_;
};

/// Whether a rule looks at the query of a request.
[[nodiscard]] bool looks_at_query(const Matcher& when);

}  // namespace resumulator
