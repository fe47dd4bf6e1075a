// write_rate: the write bandwidth from this point to the end of the request; the lowest of
// several holds.
//
// Written  { "write_rate": "64 KiB/s" }
#include "faults/kinds/kinds.h"
#include "faults/kinds/rate_kind.h"

namespace resumulator {
namespace {

class WriteRate final : public RateKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "write_rate"; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override {
    return after_head(point) && point < Point::Kind::kAnswered;
  }
  [[nodiscard]] std::string explain(const std::string& text) const override {
    return "write at " + Params(text).as_written();
  }

 protected:
  [[nodiscard]] std::optional<double>& bound_of(Effects& effects) const override {
    return effects.write_bytes_per_second;
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_write_rate() { return std::make_unique<WriteRate>(); }

}  // namespace resumulator
