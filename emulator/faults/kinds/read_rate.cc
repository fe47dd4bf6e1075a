// read_rate: the read bandwidth from this point to the end of the request; the lowest of several
// holds.
//
// Written  { "read_rate": "64 KiB/s" }
#include "faults/kinds/kinds.h"
#include "faults/kinds/rate_kind.h"

namespace resumulator {
namespace {

class ReadRate final : public RateKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "read_rate"; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override {
    return after_head(point) && before_stored(point);
  }
  [[nodiscard]] std::string explain(const std::string& text) const override {
    return "read at " + Params(text).as_written();
  }

 protected:
  [[nodiscard]] std::optional<double>& bound_of(Effects& effects) const override {
    return effects.read_bytes_per_second;
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_read_rate() { return std::make_unique<ReadRate>(); }

}  // namespace resumulator
