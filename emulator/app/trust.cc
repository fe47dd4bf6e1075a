#include "app/trust.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "app/app.h"
#include "app/ready.h"
#include "server/tls_trust.h"

namespace resumulator::app {
namespace {

struct Reader {
  const char* clients;
  std::array<const char*, 3> variables;
};
constexpr std::array kReaders = {
    Reader{"curl, and everything over libcurl", {"CURL_CA_BUNDLE"}},
    Reader{"Go; Python's ssl, httpx and aiohttp; Ruby; Rust's native-tls", {"SSL_CERT_FILE"}},
    Reader{"Python's requests, httplib2 and boto3",
           {"REQUESTS_CA_BUNDLE", "HTTPLIB2_CA_CERTS", "AWS_CA_BUNDLE"}},
    Reader{"Node", {"NODE_EXTRA_CA_CERTS"}},
    Reader{"gcloud", {"CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE"}},
};

/// For a shell, in quotes where it needs them.
std::string in_quotes(const std::string& text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+,:@%";
  if (text.find_first_not_of(kPlain) == std::string::npos) return text;
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string java_lines(const std::string& file, const std::string& store) {
  return "\n# Java: a trust store of its own, made once, and the options that name it\n"
         "# keytool -importcert -noprompt -alias resumulator -storetype PKCS12 -storepass "
         "resumulator -keystore " +
         in_quotes(store) + " -file " + in_quotes(file) +
         "\n# export JAVA_TOOL_OPTIONS=\"-Djavax.net.ssl.trustStore=" + store +
         " -Djavax.net.ssl.trustStorePassword=resumulator\"\n";
}

}  // namespace

std::vector<std::pair<std::string, std::string>> trust_variables(const std::string& ca_file) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& reader : kReaders) {
    for (const char* variable : reader.variables) {
      if (variable != nullptr) out.emplace_back(variable, ca_file);
    }
  }
  return out;
}

int trust(const std::string& dir) {
  if (dir.empty()) {
    complain(
        "say where the certificate authority is kept: resumulator trust --tls-dir DIR; it is made "
        "there at first use");
    return kUsage;
  }
  const auto kept = authority_file(dir);
  if (!kept) {
    complain(kept.error().text);
    return kUsage;
  }
  std::error_code problem;
  auto file = std::filesystem::absolute(*kept, problem).lexically_normal().string();
  if (problem) file = *kept;
  std::string out = "# Trust " + file + ", in the shell that starts the client:\n";
  for (const auto& reader : kReaders) {
    out += std::string("\n# ") + reader.clients + "\n";
    for (const char* variable : reader.variables) {
      if (variable != nullptr)
        out.append("export ").append(variable).append("=").append(in_quotes(file)).append("\n");
    }
  }
  out += java_lines(file, file.substr(0, file.rfind('/')) + "/trust.p12");
  out += "\n# Without any variable: for the whole machine (Debian), as root\n# cp " +
         in_quotes(file) +
         " /usr/local/share/ca-certificates/resumulator.crt && update-ca-certificates\n";
  return write_descriptor(STDOUT_FILENO, out) ? kFine : kInternal;
}

}  // namespace resumulator::app
