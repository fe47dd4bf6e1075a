// A body that is handed out twice: the first time from its connection, kept on the way; then again.
//
// Errors   a copy that cannot be kept makes failed() true; the first pass goes on.
// Threads  one reader each.
#pragma once

#include <memory>
#include <optional>
#include <span>

#include "core/body_filter.h"
#include "core/upload/blob.h"

namespace resumulator {

class CopiedBody final : public BodyFilter {
 public:
  /// Both outlive it.
  CopiedBody(BodySource& inner, Blob& copy) : BodyFilter(inner), copy_(copy) {}
  BodyRead read(std::span<std::byte> into) override;
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  Blob& copy_;
  bool failed_ = false;
};

class RepeatedBody final : public BodySource {
 public:
  /// `bytes` outlives it. `request` is the body they were first read from.
  RepeatedBody(const Blob& bytes, BodySource& request)
      : bytes_(bytes), request_(request), control_(request.control()) {}
  BodyRead read(std::span<std::byte> into) override;
  [[nodiscard]] std::optional<std::uint64_t> declared_length() const override {
    return bytes_.size();
  }
  [[nodiscard]] std::uint64_t received() const override { return at_; }
  [[nodiscard]] std::shared_ptr<BodyControl> control() override { return control_; }
  [[nodiscard]] const Headers* trailers() const override { return request_.trailers(); }
  bool send_interim(int status, const Headers& fields) override {
    return request_.send_interim(status, fields);
  }

 private:
  const Blob& bytes_;
  BodySource& request_;
  std::shared_ptr<BodyControl> control_;
  std::uint64_t at_ = 0;
};

}  // namespace resumulator
