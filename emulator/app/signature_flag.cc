#include "app/signature_flag.h"

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>

#include "app/run_folder.h"

namespace resumulator::app {
namespace {

constexpr const char* kFlag = "--verify-signatures";

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
  command
      .add_option_function<std::string>(
          kFlag,
          [&options](const std::string& text) {
            auto key = read_key(text);
            if (!key) throw CLI::ValidationError(kFlag, key.error().text);
            options.signature_key = *std::move(key);
            options.gcs.signed_url_check = GcsSwitches::SignedUrlCheck::kFull;
          },
          "signed URLs and policy documents must be signed by that RSA key or secret [any will do]")
      ->type_name("KEY.pem|hmac:SECRET")
      ->envname("RESUMULATOR_VERIFY_SIGNATURES")
      ->group("Behaviour");
}

}  // namespace resumulator::app
