// A certificate of the user's own: read from files into what all sessions share.
//
// Files    PEM. The certificate first, those that have signed it behind; the key in a file of its
// own
//          or in the same. A key that wants a passphrase is refused: nobody is asked.
// Errors   kUsage: a file cannot be read, holds none, or the two do not belong together; the text
//          names the file.
// Threads  before the context has sessions.
#pragma once

#include <resumulator/result.hpp>
#include <string>

struct ssl_ctx_st;

namespace resumulator {

struct OwnCertificate {
  std::string file;
  std::string key_file;  ///< empty: `file`
};

[[nodiscard]] Result<void> use_own_certificate(const OwnCertificate& own, ssl_ctx_st* context);

}  // namespace resumulator
