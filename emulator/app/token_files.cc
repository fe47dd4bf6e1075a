#include "app/token_files.h"

#include <nlohmann/json.hpp>
#include <resumulator/server.hpp>

#include "app/flag.h"
#include "core/base/strings.h"
#include "server/oauth_scopes.h"

namespace resumulator::app {
namespace {

constexpr const char* kToken = "ya29.of-the-token-file";
constexpr const char* kClient = "resumulator.apps.googleusercontent.com";
constexpr const char* kSecret = "not-a-secret";

}  // namespace

void add_token_file_flags(CLI::App& command, TokenFiles& files, Options& options) {
  FlagGroup group(command, "Process");
  group.value("--emit-token-file", "FILE",
              "gets an OAuth token that is good here for everything, as google-auth reads it",
              [&files, &options](const std::string& path) -> Result<void> {
                files.token = path;
                options.access_token = kToken;
                return {};
              });
  group.text("--emit-client-secrets", "FILE",
             "gets what an installed program knows of itself: consent and tokens are had here",
             files.client_secrets);
}

std::string token_file_text(const Server& server) {
  nlohmann::ordered_json scopes = nlohmann::ordered_json::array();
  for (const std::string_view scope : split(oauth_scopes(), ' ')) {
    scopes.push_back(scope);
  }
  // An expiry that is far off: libraries that refresh do so at Google's own address.
  const nlohmann::ordered_json file = {{"type", "authorized_user"},
                                       {"token", kToken},
                                       {"refresh_token", "1//of-the-token-file"},
                                       {"token_uri", server.url() + "/token"},
                                       {"client_id", kClient},
                                       {"client_secret", kSecret},
                                       {"scopes", scopes},
                                       {"expiry", "2099-01-01T00:00:00Z"}};
  return file.dump(2) + "\n";
}

std::string client_secrets_text(const Server& server) {
  const nlohmann::ordered_json file = {
      {"installed",
       {{"client_id", kClient},
        {"project_id", "resumulator"},
        {"auth_uri", server.url() + "/o/oauth2/v2/auth"},
        {"token_uri", server.url() + "/token"},
        {"client_secret", kSecret},
        {"redirect_uris", nlohmann::ordered_json::array({"http://localhost"})}}}};
  return file.dump(2) + "\n";
}

}  // namespace resumulator::app
