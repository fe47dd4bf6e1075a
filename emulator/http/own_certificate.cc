#include "http/own_certificate.h"

#include <openssl/ssl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "http/openssl_ptr.h"

namespace resumulator {
namespace {

Unexpected unusable(const std::string& file, const std::string& why) {
  (void)take_openssl_error();
  return {ErrorKind::kUsage, "the certificate cannot be used: " + file + why, file};
}

Result<void> check_readable(const std::string& file) {
  struct stat facts {};
  int problem = ::stat(file.c_str(), &facts) == 0 ? 0 : errno;
  if (problem == 0 && S_ISDIR(facts.st_mode)) problem = EISDIR;
  if (problem == 0 && ::access(file.c_str(), R_OK) != 0) problem = errno;
  if (problem == 0) return {};
  return unusable(file, ": " + std::generic_category().message(problem));
}

int no_passphrase(char* /*into*/, int /*size*/, int /*writing*/, void* /*given*/) { return -1; }

}  // namespace

Result<void> use_own_certificate(const OwnCertificate& own, ssl_ctx_st* context) {
  const std::string& key = own.key_file.empty() ? own.file : own.key_file;
  for (const std::string& file : {own.file, key}) {
    if (auto readable = check_readable(file); !readable) return readable;
  }
  SSL_CTX_set_default_passwd_cb(context, &no_passphrase);
  if (SSL_CTX_use_certificate_chain_file(context, own.file.c_str()) != 1) {
    return unusable(own.file, " holds no certificate in PEM");
  }
  // Also where a key of another certificate was given: OpenSSL compares them here.
  if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context) != 1) {
    return unusable(
        key, " holds no private key in PEM, without a passphrase, that belongs to " + own.file);
  }
  return {};
}

}  // namespace resumulator
