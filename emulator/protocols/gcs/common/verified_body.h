// A request body whose MD5 must be the one declared for it (Content-MD5 of one request).
//
// Units    bytes.
// Errors   a body that ends with another digest ends as kMalformed, so that nothing of it is kept;
//          mismatch() tells it from broken framing.
// Source   docs/protocols/gcs-json.md, rule gcs.finalize.content-md5-scope
// Threads  one reader.
#pragma once

#include <optional>

#include "core/body_io.h"
#include "core/upload/checksum.h"

namespace resumulator::gcs {

class VerifiedBody final : public BodySource {
 public:
  /// `body` must outlive it.
  VerifiedBody(BodySource& body, const Md5& declared) : body_(body), declared_(declared) {}
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
  /// The digest the body had instead.
  [[nodiscard]] const std::optional<Md5>& mismatch() const { return mismatch_; }

 private:
  BodySource& body_;
  Md5 declared_;
  RunningDigest digest_{true};
  std::optional<Md5> mismatch_;
};

}  // namespace resumulator::gcs
