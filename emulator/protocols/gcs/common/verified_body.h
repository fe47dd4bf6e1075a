// A request body whose MD5 must be the one declared for it (Content-MD5 of one request).
//
// Units    bytes.
// Errors   a body that ends with another digest ends as kMalformed, so that nothing of it is kept;
//          mismatch() tells it from broken framing.
// Source   docs/protocols/gcs-json.md, rule gcs.finalize.content-md5-scope
// Threads  one reader.
#pragma once

#include <optional>

#include "core/body_filter.h"
#include "core/upload/checksum.h"

namespace resumulator::gcs {

class VerifiedBody final : public BodyFilter {
 public:
  /// `body` must outlive it.
  VerifiedBody(BodySource& body, const Md5& declared) : BodyFilter(body), declared_(declared) {}
  BodyRead read(std::span<std::byte> into) override;
  /// The digest the body had instead.
  [[nodiscard]] const std::optional<Md5>& mismatch() const { return mismatch_; }

 private:
  Md5 declared_;
  RunningDigest digest_{true};
  std::optional<Md5> mismatch_;
};

}  // namespace resumulator::gcs
