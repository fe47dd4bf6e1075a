#include "http/tls_authority.h"

#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <utility>

#include "core/base/strings.h"
#include "http/tls_authority_files.h"

namespace resumulator {
namespace {

constexpr long kDay = 24 * 60 * 60;
constexpr long kAuthorityDays = 3650;
/// Clients of Apple refuse leaves that live longer than 825 days.
constexpr long kLeafDays = 365;
/// Clocks of containers and machines differ a little.
constexpr long kEarlier = kDay;
constexpr int kSerialBits = 127;
/// X.509 bounds the common name (ub-common-name).
constexpr std::size_t kCommonNameMax = 64;

Unexpected openssl_failed(const char* what) {
  return {ErrorKind::kInternal,
          std::string("OpenSSL cannot ") + what + ": " + take_openssl_error()};
}

OpensslPtr<evp_pkey_st> make_key() { return OpensslPtr<evp_pkey_st>(EVP_EC_gen("P-256")); }

bool set_serial(X509* certificate) {
  const std::unique_ptr<BIGNUM, decltype(&BN_free)> number(BN_new(), &BN_free);
  return number && BN_rand(number.get(), kSerialBits, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_times(X509* certificate, long days) {
  return X509_gmtime_adj(X509_getm_notBefore(certificate), -kEarlier) != nullptr &&
         X509_gmtime_adj(X509_getm_notAfter(certificate), days * kDay) != nullptr;
}

bool add_name(X509_NAME* name, const char* field, std::string_view text) {
  return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(text.data()),
                                    static_cast<int>(text.size()), -1, 0) == 1;
}

bool add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
      X509V3_EXT_nconf_nid(nullptr, &context, nid, value.c_str()), &X509_EXTENSION_free);
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool is_address(const std::string& name) {
  const std::unique_ptr<ASN1_OCTET_STRING, decltype(&ASN1_OCTET_STRING_free)> address(
      a2i_IPADDRESS(name.c_str()), &ASN1_OCTET_STRING_free);
  return address != nullptr;
}

/// "DNS:localhost,IP:127.0.0.1". Names come from hosts that were checked: no commas in them.
std::string alternatives(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) {
    out.append(out.empty() ? "" : ",").append(is_address(name) ? "IP:" : "DNS:").append(name);
  }
  (void)take_openssl_error();  // what is no address has left one
  return out;
}

/// The parts both kinds share.
bool begin(X509* certificate, EVP_PKEY* key, long days) {
  return X509_set_version(certificate, X509_VERSION_3) == 1 && set_serial(certificate) &&
         set_times(certificate, days) && X509_set_pubkey(certificate, key) == 1;
}

bool fill_authority(X509* certificate, EVP_PKEY* key) {
  X509_NAME* name = X509_get_subject_name(certificate);
  return begin(certificate, key, kAuthorityDays) && add_name(name, "O", "resumulator") &&
         add_name(name, "CN", "resumulator: for tests on this machine only") &&
         X509_set_issuer_name(certificate, name) == 1 &&
         add_extension(certificate, certificate, NID_basic_constraints,
                       "critical,CA:TRUE,pathlen:0") &&
         add_extension(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign") &&
         add_extension(certificate, certificate, NID_subject_key_identifier, "hash") &&
         X509_sign(certificate, key, EVP_sha256()) > 0;
}

bool fill_leaf(X509* certificate, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key,
               const std::vector<std::string>& names) {
  return begin(certificate, key, kLeafDays) &&
         add_name(X509_get_subject_name(certificate), "CN",
                  std::string_view(names.front()).substr(0, kCommonNameMax)) &&
         X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1 &&
         add_extension(certificate, issuer, NID_basic_constraints, "critical,CA:FALSE") &&
         add_extension(certificate, issuer, NID_key_usage, "critical,digitalSignature") &&
         add_extension(certificate, issuer, NID_ext_key_usage, "serverAuth") &&
         add_extension(certificate, issuer, NID_subject_key_identifier, "hash") &&
         add_extension(certificate, issuer, NID_authority_key_identifier, "keyid:always") &&
         add_extension(certificate, issuer, NID_subject_alt_name, alternatives(names)) &&
         X509_sign(certificate, issuer_key, EVP_sha256()) > 0;
}

std::string to_pem(X509* certificate) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), &BIO_free);
  if (!out || PEM_write_bio_X509(out.get(), certificate) != 1) return {};
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace

Result<TlsAuthority> TlsAuthority::make() {
  TlsAuthority out;
  out.key_ = make_key();
  out.certificate_.reset(X509_new());
  if (!out.key_ || !out.certificate_ || !fill_authority(out.certificate_.get(), out.key_.get())) {
    return openssl_failed("make a certificate authority");
  }
  out.pem_ = to_pem(out.certificate_.get());
  return out;
}

Result<TlsAuthority> TlsAuthority::open(const std::string& dir) {
  auto out = dir.empty() ? make() : TlsAuthorityFiles::open(dir);
  if (!out) return out;
  out->leaf_key_ = make_key();
  if (!out->leaf_key_ || out->pem_.empty()) return openssl_failed("make a key");
  return out;
}

OpensslPtr<x509_st> TlsAuthority::sign(const std::vector<std::string>& names) const {
  OpensslPtr<x509_st> leaf(X509_new());
  if (!leaf || names.empty() ||
      !fill_leaf(leaf.get(), leaf_key_.get(), certificate_.get(), key_.get(), names)) {
    (void)take_openssl_error();
    return nullptr;
  }
  return leaf;
}

}  // namespace resumulator
