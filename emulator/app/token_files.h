// The flags --emit-token-file and --emit-client-secrets: files that clients of Google's services
// read before they ask for anything.
//
// Errors   as in flag.h.
// Source   docs/protocols/google-oauth.md, rules oauth.files.*
#pragma once

#include <resumulator/options.hpp>
#include <string>

namespace CLI {
class App;
}

namespace resumulator {
class Server;
}

namespace resumulator::app {

/// Where they go; empty: nowhere.
struct TokenFiles {
  std::string token;
  std::string client_secrets;
};

/// `files` and `options` must outlive the parsing. The token of the file is Options::access_token.
void add_token_file_flags(CLI::App& command, TokenFiles& files, Options& options);

/// What google-auth writes and reads as an authorized user, and never wants to refresh.
[[nodiscard]] std::string token_file_text(const Server& server);
/// {"installed": …}: the endpoints of consent and tokens are this server's.
[[nodiscard]] std::string client_secrets_text(const Server& server);

}  // namespace resumulator::app
