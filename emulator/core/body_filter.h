// A body read through another one: what a filter does not change is the other's.
//
// Threads  as BodySource.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "core/body_io.h"

namespace resumulator {

class BodyFilter : public BodySource {
 public:
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

 protected:
  /// `body` outlives it.
  explicit BodyFilter(BodySource& body) : body_(body) {}
  [[nodiscard]] BodySource& body() const { return body_; }

 private:
  BodySource& body_;
};

}  // namespace resumulator
