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

#include "core/body_io.h"
#include "protocols/ietf/errors.h"

namespace resumulator::ietf {

class LimitedBody final : public BodySource {
 public:
  struct Limits {
    std::uint64_t least = 0;  ///< of content that is not empty
    std::uint64_t most = UINT64_MAX;
  };
  /// `body` outlives it.
  LimitedBody(BodySource& body, Limits limits) : body_(body), limits_(limits) {}
  BodyRead read(std::span<std::byte> into) override;
  [[nodiscard]] std::optional<std::uint64_t> declared_length() const override {
    return body_.declared_length();
  }
  [[nodiscard]] std::uint64_t received() const override { return body_.received(); }
  [[nodiscard]] std::shared_ptr<BodyControl> control() override { return body_.control(); }
  [[nodiscard]] const Keep* keep() const override { return body_.keep(); }
  [[nodiscard]] const Headers* trailers() const override { return body_.trailers(); }
  bool send_interim(int status, const Headers& fields) override {
    return body_.send_interim(status, fields);
  }
  [[nodiscard]] const std::optional<Problem>& problem() const { return problem_; }

 private:
  BodySource& body_;
  Limits limits_;
  std::uint64_t came_ = 0;
  std::optional<Problem> problem_;
};

}  // namespace resumulator::ietf
