// An authority's two files: read, checked, or made.
//
// Errors   kUsage, as tls_authority.h says.
// Threads  plain functions; processes wait for each other on a lock file.
#pragma once

#include <resumulator/result.hpp>
#include <string>

#include "http/tls_authority.h"

namespace resumulator {

struct TlsAuthorityFiles {
  /// The authority kept in `dir`; made there when it has no certificate yet.
  [[nodiscard]] static Result<TlsAuthority> open(const std::string& dir);

 private:
  struct Paths {
    std::string dir;
    std::string ca;
    std::string key;
  };
  [[nodiscard]] static Result<TlsAuthority> make(const Paths& paths);
  [[nodiscard]] static Result<TlsAuthority> load(const Paths& paths, std::string ca);
};

}  // namespace resumulator
