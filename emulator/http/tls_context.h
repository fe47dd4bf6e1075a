// What all TLS connections of a server share: how TLS is spoken, and a certificate for each host
// asked for.
//
// Spoken   TLS 1.2 and 1.3, HTTP/1.1 alone (ALPN), no resumption: every handshake is a whole one,
//          so that nothing but what was asked for is ever on the wire.
// Hosts    any name a certificate can carry gets one, made when first asked for (SNI). Without a
//          name: the host of the tunnel, else this server's own names and addresses. With a
//          certificate of the user's own, everybody gets that one.
// Errors   kInternal: OpenSSL has failed. kUsage: as own_certificate.h says. A name that cannot be
//          one ends the handshake with the alert unrecognized_name.
// Threads  any.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/mutex.h"
#include "http/openssl_ptr.h"
#include "http/own_certificate.h"
#include "http/tls_authority.h"

namespace resumulator {

/// Whether a certificate may be made for the name: letters, digits, '-', '_' and dots.
[[nodiscard]] bool is_certifiable(std::string_view name);

class TlsContext {
 public:
  /// Certificates kept; past it they are made anew.
  static constexpr std::size_t kLeavesMax = 256;

  /// `own_names`: of the certificate for who asks for no name. Not empty.
  [[nodiscard]] static Result<std::unique_ptr<TlsContext>> make(TlsAuthority authority,
                                                                std::vector<std::string> own_names);
  [[nodiscard]] static Result<std::unique_ptr<TlsContext>> make(const OwnCertificate& own);

  /// Null where everybody gets the user's own certificate, which is the context's.
  [[nodiscard]] const TlsAuthority* authority() const {
    return authority_ ? &*authority_ : nullptr;
  }
  [[nodiscard]] ssl_ctx_st* get() const { return context_.get(); }
  [[nodiscard]] const bio_method_st* wire() const { return wire_.get(); }
  /// With an authority: the certificate for a name in lower case, or for no name. Null where
  /// OpenSSL has failed.
  [[nodiscard]] std::shared_ptr<x509_st> leaf(const std::string& name) EXCLUDES(mutex_);

 private:
  TlsContext(std::optional<TlsAuthority> authority, std::vector<std::string> own_names);
  [[nodiscard]] Result<void> begin();

  const std::optional<TlsAuthority> authority_;
  const std::vector<std::string> own_names_;
  OpensslPtr<bio_method_st> wire_;
  OpensslPtr<ssl_ctx_st> context_;
  Mutex mutex_;
  std::map<std::string, std::shared_ptr<x509_st>> leaves_ GUARDED_BY(mutex_);
};

}  // namespace resumulator
