// wrong_checksum: the bytes are right, the answer's checksum is not.
//
// Written  { "wrong_checksum": "crc32c" }, "md5" or "all"
#include "faults/kinds/bare_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

class WrongChecksum final : public FaultKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "wrong_checksum"; }
  [[nodiscard]] bool decides() const override { return false; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override {
    return after_head(point) && before_answer(point);
  }
  [[nodiscard]] Result<void> check(const std::string& text) const override {
    const auto which = Params(text).text();
    if (which && (*which == "crc32c" || *which == "md5" || *which == "all")) return {};
    return Unexpected(ErrorKind::kMalformed, "\"wrong_checksum\" is crc32c, md5 or all");
  }
  void apply(const std::string& text, const ExchangeView& /*exchange*/, const Draws& /*draws*/,
             Effects& effects) const override {
    effects.wrong_checksum = Params(text).text().value_or(std::string());
  }
  [[nodiscard]] std::string explain(const std::string& text) const override {
    return "answer a wrong " + Params(text).as_written() + " checksum";
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_wrong_checksum() { return std::make_unique<WrongChecksum>(); }

}  // namespace resumulator
