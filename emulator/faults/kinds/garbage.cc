// garbage: that many seeded bytes instead of an answer, or a valid head and a broken body, then
// FIN.
//
// Written  { "garbage": 64 } or { "garbage": { "bytes": 64, "where": "chunk" } }
#include "faults/kinds/bare_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

constexpr std::uint64_t kGarbageMax = 1 << 20;

class Garbage final : public FaultKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "garbage"; }
  [[nodiscard]] bool decides() const override { return true; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override {
    return point > Point::Kind::kAccept && before_answer(point);
  }
  [[nodiscard]] Result<void> check(const std::string& text) const override {
    const Params params(text);
    const auto size = params.is_object() ? params.member("bytes").size() : params.size();
    if (!size) return Unexpected(size.error());
    if (*size == 0)
      return Unexpected(ErrorKind::kMalformed, "garbage has at least 1 byte; to send none, close",
                        params.is_object() ? "/bytes" : "");
    if (*size > kGarbageMax) return Unexpected(ErrorKind::kMalformed, "at most 1 MiB of garbage");
    if (auto known = params.only({"bytes", "where"}); !known) return known;
    if (!params.has("where")) return {};
    const auto where = params.member("where").text();
    if (where && (*where == "status-line" || *where == "header" || *where == "chunk")) return {};
    return Unexpected(ErrorKind::kMalformed, "\"where\" is status-line, header or chunk", "/where");
  }
  void apply(const std::string& text, const ExchangeView& /*exchange*/, const Draws& draws,
             Effects& effects) const override {
    effects.decision = Decision{};
    effects.decision->kind = Decision::Kind::kGarbage;
    effects.decision->seed = static_cast<std::uint64_t>(draws.unit("bytes") * 0x1.0p53);
    const Params params(text);
    effects.decision->bytes =
        (params.is_object() ? params.member("bytes").size() : params.size()).value_or(0);
    const std::string where = params.member("where").text().value_or(std::string());
    if (where == "header") effects.decision->where = Decision::Where::kHeader;
    if (where == "chunk") effects.decision->where = Decision::Where::kChunk;
  }
  [[nodiscard]] std::string explain(const std::string& text) const override {
    const Params params(text);
    return "send " + (params.is_object() ? params.member("bytes") : params).as_written() +
           " bytes of garbage";
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_garbage() { return std::make_unique<Garbage>(); }

}  // namespace resumulator
