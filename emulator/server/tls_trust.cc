#include "server/tls_trust.h"

#include "http/tls_authority.h"

namespace resumulator {

Result<std::string> authority_file(const std::string& dir) {
  const auto authority = TlsAuthority::open(dir);
  if (!authority) return Unexpected(authority.error());
  return authority->file();
}

}  // namespace resumulator
