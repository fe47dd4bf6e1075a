// The key that signatures are checked by: RSA, or the secret of an HMAC key.
//
// Forms    PEM: a public key, a private key or a certificate, RSA; anything else is a secret.
// Errors   kUsage: PEM that is none of these.
// Source   docs/protocols/gcs-signed-urls.md, rule gcs.signature.key
// Threads  values; checking from many threads is fine.
#pragma once

#include <memory>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>

#include "protocols/gcs/common/signature.h"

namespace resumulator::gcs {

class SignatureKey {
 public:
  [[nodiscard]] static Result<SignatureKey> read(std::string_view text);

  /// Whether the bytes are this key's signature of the text. `scope`: V4's, by which a secret is
  /// made into the key of a day; empty for V2.
  [[nodiscard]] bool signed_by(std::string_view text, std::string_view bytes,
                               std::string_view scope) const;
  [[nodiscard]] SignatureAlgorithm algorithm() const {
    return rsa_ ? SignatureAlgorithm::kRsa : SignatureAlgorithm::kHmac;
  }

 private:
  struct Rsa;
  SignatureKey() = default;
  std::shared_ptr<const Rsa> rsa_;
  std::string secret_;
};

}  // namespace resumulator::gcs
