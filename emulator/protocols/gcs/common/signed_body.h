// A request body whose SHA-256 was signed with its URL (x-goog-content-sha256).
//
// Errors   a body that ends with another digest ends as kMalformed, so that nothing of it is kept;
//          mismatch() tells it from broken framing.
// Source   docs/protocols/gcs-signed-urls.md, rule gcs.signature.payload
// Threads  one reader.
#pragma once

#include <memory>
#include <string>

#include "core/body_filter.h"
#include "protocols/gcs/common/request.h"

namespace resumulator::gcs {

/// The digest a body must have, in small hexadecimal; empty: nobody has signed one, or signatures
/// are not looked at.
[[nodiscard]] std::string signed_digest(const Request& request);

class SignedBody final : public BodyFilter {
 public:
  /// `body` must outlive it; an empty digest asks for nothing.
  SignedBody(BodySource& body, std::string digest);
  ~SignedBody() override;
  BodyRead read(std::span<std::byte> into) override;
  /// The digest the body had instead; empty: it had none, or the right one.
  [[nodiscard]] const std::string& mismatch() const { return mismatch_; }

 private:
  struct Running;
  const std::string digest_;
  std::unique_ptr<Running> running_;
  std::string mismatch_;
};

}  // namespace resumulator::gcs
