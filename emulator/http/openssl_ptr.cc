#include "http/openssl_ptr.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace resumulator {

void OpensslDelete::operator()(bio_method_st* method) const { BIO_meth_free(method); }
void OpensslDelete::operator()(evp_pkey_st* key) const { EVP_PKEY_free(key); }
void OpensslDelete::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }
void OpensslDelete::operator()(ssl_st* session) const { SSL_free(session); }
void OpensslDelete::operator()(x509_st* certificate) const { X509_free(certificate); }

std::string take_openssl_error() {
  const auto code = ERR_peek_error();
  const char* reason = ERR_reason_error_string(code);
  ERR_clear_error();
  return reason != nullptr ? reason : "";
}

}  // namespace resumulator
