// Content whose length only its end tells, held to the limits of one append: past the most, or
// below the least, it ends as kMalformed, so that nothing of it is kept; problem() says which it
// was.
//
// Source   docs/protocols/ietf-resumable-upload.md, rule ietf.limit.append-size
// Threads  one reader.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "core/body_filter.h"
#include "protocols/ietf/errors.h"

namespace resumulator::ietf {

class LimitedBody final : public BodyFilter {
 public:
  struct Limits {
    std::uint64_t least = 0;  ///< of content that is not empty
    std::uint64_t most = UINT64_MAX;
  };
  /// `body` outlives it.
  LimitedBody(BodySource& body, Limits limits) : BodyFilter(body), limits_(limits) {}
  BodyRead read(std::span<std::byte> into) override;
  [[nodiscard]] const std::optional<Problem>& problem() const { return problem_; }

 private:
  Limits limits_;
  std::uint64_t came_ = 0;
  std::optional<Problem> problem_;
};

}  // namespace resumulator::ietf
