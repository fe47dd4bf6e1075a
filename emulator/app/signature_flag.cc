#include "app/signature_flag.h"

#include <string>
#include <string_view>

#include "app/flag.h"
#include "app/run_folder.h"

namespace resumulator::app {
namespace {

/// A file of PEM, or "hmac:SECRET".
Result<std::string> read_key(const std::string& text) {
  constexpr std::string_view kSecret = "hmac:";
  if (text.starts_with(kSecret)) return text.substr(kSecret.size());
  auto file = read_whole_file(text);
  if (file && file->find("-----BEGIN ") == std::string::npos) {
    return Unexpected(
        ErrorKind::kUsage,
        "takes a file with an RSA key in PEM, or hmac:SECRET; there is no key in " + text);
  }
  return file;
}

}  // namespace

void add_signature_flag(CLI::App& command, Options& options) {
  FlagGroup(command, "Behaviour")
      .value("--verify-signatures", "KEY.pem|hmac:SECRET",
             "signed URLs and policy documents must be signed by that RSA key or secret [any will "
             "do]",
             [&options](const std::string& text) -> Result<void> {
               auto key = read_key(text);
               if (!key) return Unexpected(key.error());
               options.signature_key = *std::move(key);
               options.gcs.signed_url_check = GcsSwitches::SignedUrlCheck::kFull;
               return {};
             });
}

}  // namespace resumulator::app
