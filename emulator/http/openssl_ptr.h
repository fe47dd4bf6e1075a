// Owners of OpenSSL's objects, so that headers need none of its own.
//
// Threads  as the objects: reading a certificate or a key from many threads is fine, an `ssl_st`
// belongs to one.
#pragma once

#include <memory>
#include <string>

struct bio_method_st;
struct evp_pkey_st;
struct ssl_ctx_st;
struct ssl_st;
struct x509_st;

namespace resumulator {

struct OpensslDelete {
  void operator()(bio_method_st* method) const;
  void operator()(evp_pkey_st* key) const;
  void operator()(ssl_ctx_st* context) const;
  void operator()(ssl_st* session) const;
  void operator()(x509_st* certificate) const;
};
template <typename T>
using OpensslPtr = std::unique_ptr<T, OpensslDelete>;

/// What OpenSSL says went wrong last on this thread, in its own words; empties its list.
[[nodiscard]] std::string take_openssl_error();

}  // namespace resumulator
