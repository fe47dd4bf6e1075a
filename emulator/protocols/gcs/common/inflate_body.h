// A request body under "Content-Encoding: gzip" as the bytes it stands for, inflated while it is
// read.
//
// Units    received() and read() count inflated bytes; declared_length() is unknown.
// Errors   kMalformed: not gzip, damaged, or it ends early. kCut as the source says.
// Memory   one window of 32 KiB and zlib's state, whatever the body inflates to; bounds on the
//          inflated size are the reader's.
// Source   RFC 1952. Rules gcs.media.transport-gzip, gcs.init.gzip-body
// Threads  one reader.
#pragma once

#include <memory>

#include "core/body_io.h"
#include "core/wire/http_message.h"

namespace resumulator::gcs {

class InflatedBody final : public BodySource {
 public:
  /// `body` must outlive it.
  explicit InflatedBody(BodySource& body);
  ~InflatedBody() override;
  BodyRead read(std::span<std::byte> into) override;
  [[nodiscard]] std::optional<std::uint64_t> declared_length() const override {
    return std::nullopt;
  }
  [[nodiscard]] std::uint64_t received() const override { return received_; }
  [[nodiscard]] std::shared_ptr<BodyControl> control() override { return body_.control(); }
  [[nodiscard]] const Keep* keep() const override { return body_.keep(); }

 private:
  struct Stream;
  BodyRead refill();

  BodySource& body_;
  std::unique_ptr<Stream> stream_;
  std::uint64_t received_ = 0;
};

/// Whether the request's body came under gzip.
[[nodiscard]] bool is_gzip_encoded(const Headers& headers);

}  // namespace resumulator::gcs
