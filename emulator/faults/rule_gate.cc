#include "faults/rule_gate.h"

#include <algorithm>
#include <utility>

namespace resumulator {
namespace {

int one_if(bool condition) { return condition ? 1 : 0; }

}  // namespace

// The order of the conditions is that of mismatch() in faults/matcher.cc.
RuleGate::RuleGate(std::shared_ptr<ArmedRule> armed)
    : armed_(std::move(armed)), at_accept_(armed_->rule.at.kind == Point::Kind::kAccept) {
  const Matcher& when = armed_->rule.when;
  if (!when.operations.empty()) {
    operations_ = 0;
    for (const Operation each : when.operations) operations_ |= 1U << static_cast<unsigned>(each);
  }
  if (when.protocols.size() == 1) protocol_ = when.protocols.front();
  bucket_prefix_ = when.bucket.literal_prefix();
  object_prefix_ = when.object.literal_prefix();
  before_protocol_ = one_if(!when.operations.empty());
  before_bucket_ = before_protocol_ + one_if(!when.protocols.empty()) +
                   one_if(when.session.has_value()) + one_if(when.covers.has_value()) +
                   one_if(when.offset.has_value()) + one_if(when.length.has_value()) +
                   one_if(when.persisted.has_value()) + one_if(when.final.has_value()) +
                   one_if(when.connection_reused.has_value()) +
                   one_if(when.connection_request.has_value()) + one_if(when.clock.has_value());
  before_object_ = before_bucket_ + one_if(!when.bucket.empty());
  look_again();
}

bool looks_at_query(const Matcher& when) {
  return !when.query.empty() ||
         std::any_of(when.any_of.begin(), when.any_of.end(), looks_at_query) ||
         std::any_of(when.none_of.begin(), when.none_of.end(), looks_at_query);
}

}  // namespace resumulator
