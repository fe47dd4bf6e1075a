#include "protocols/gcs/common/signature_key.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>

#include "core/base/strings.h"

namespace resumulator::gcs {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Bio memory_of(std::string_view text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}

/// Nobody is asked for a passphrase.
int no_passphrase(char* /*into*/, int /*size*/, int /*writing*/, void* /*given*/) { return -1; }

Key read_pem(std::string_view text) {
  Key key(PEM_read_bio_PUBKEY(memory_of(text).get(), nullptr, &no_passphrase, nullptr),
          &EVP_PKEY_free);
  if (!key) {
    key.reset(PEM_read_bio_PrivateKey(memory_of(text).get(), nullptr, &no_passphrase, nullptr));
  }
  if (!key) {
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        PEM_read_bio_X509(memory_of(text).get(), nullptr, &no_passphrase, nullptr), &X509_free);
    if (certificate) key.reset(X509_get_pubkey(certificate.get()));
  }
  ERR_clear_error();
  return key;
}

std::string hmac(const EVP_MD* digest, std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  HMAC(digest, key.data(), static_cast<int>(key.size()), bytes_of(text), text.size(), out.data(),
       &size);
  return {reinterpret_cast<const char*>(out.data()), size};
}

bool equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

struct SignatureKey::Rsa {
  Key key;
};

Result<SignatureKey> SignatureKey::read(std::string_view text) {
  SignatureKey out;
  if (text.find("-----BEGIN ") == std::string_view::npos) {
    if (text.empty()) {
      return Unexpected(ErrorKind::kUsage, "the key of signatures is empty", "signature-key");
    }
    out.secret_ = text;
    return out;
  }
  auto key = read_pem(text);
  if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA) {
    return Unexpected(ErrorKind::kUsage,
                      "the key of signatures is no RSA key in PEM: a public key, a private one "
                      "without a passphrase, or a certificate",
                      "signature-key");
  }
  out.rsa_ = std::make_shared<const Rsa>(Rsa{std::move(key)});
  return out;
}

bool SignatureKey::signed_by(std::string_view text, std::string_view bytes,
                             std::string_view scope) const {
  if (!rsa_) {
    if (scope.empty()) return equal(hmac(EVP_sha1(), secret_, text), bytes);
    std::string key = "GOOG4" + secret_;
    for (const auto part : split(scope, '/')) key = hmac(EVP_sha256(), key, part);
    return equal(hmac(EVP_sha256(), key, text), bytes);
  }
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  const bool fits =
      context &&
      EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, rsa_->key.get()) == 1 &&
      EVP_DigestVerify(context.get(), bytes_of(bytes), bytes.size(), bytes_of(text), text.size()) ==
          1;
  ERR_clear_error();
  return fits;
}

}  // namespace resumulator::gcs
