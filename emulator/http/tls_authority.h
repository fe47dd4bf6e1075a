// The certificate authority of a server: signs a certificate for each host a client asks for.
//
// Keys     elliptic curve P-256, made by OpenSSL. One key for all leaves of a process; it is never
//          written anywhere.
// Files    in a directory: ca.pem (the certificate, for everybody to trust) and ca-key.pem (0600),
//          made at first use. Starts at the same moment wait for each other. An empty directory
//          name: an authority of this object alone, in memory.
// Errors   kUsage: the directory cannot be used, its key is open to other users, its files are not
//          an authority's or do not belong together, or it has run out; the text says what to do.
// Threads  any.
#pragma once

#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "http/openssl_ptr.h"

namespace resumulator {

class TlsAuthority {
 public:
  [[nodiscard]] static Result<TlsAuthority> open(const std::string& dir);

  /// The certificate clients are to trust.
  [[nodiscard]] const std::string& pem() const { return pem_; }
  /// Where that stands as a file; empty: nowhere.
  [[nodiscard]] const std::string& file() const { return file_; }

  /// A certificate for the names: DNS names ("*.example.com" too) and addresses. Null where OpenSSL
  /// has failed.
  [[nodiscard]] OpensslPtr<x509_st> sign(const std::vector<std::string>& names) const;
  [[nodiscard]] evp_pkey_st* leaf_key() const { return leaf_key_.get(); }

 private:
  friend struct TlsAuthorityFiles;
  TlsAuthority() = default;
  [[nodiscard]] static Result<TlsAuthority> make();

  OpensslPtr<x509_st> certificate_;
  OpensslPtr<evp_pkey_st> key_;
  OpensslPtr<evp_pkey_st> leaf_key_;
  std::string pem_;
  std::string file_;
};

}  // namespace resumulator
