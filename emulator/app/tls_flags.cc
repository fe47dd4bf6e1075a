#include "app/tls_flags.h"

#include <CLI/CLI.hpp>
#include <string>

#include "app/serve_flags.h"

namespace resumulator::app {
namespace {

constexpr const char* kGroup = "HTTPS";

std::uint16_t port_of(const char* flag, const std::string& text) {
  const auto port = parse_number(text, 65535);
  if (!port) throw CLI::ValidationError(flag, port.error().text);
  return static_cast<std::uint16_t>(*port);
}

void add_shared(CLI::App& command, TlsOptions& tls) {
  command.add_flag("--tls", tls.on, "HTTPS too, on a port of its own")
      ->envname("RESUMULATOR_TLS")
      ->group(kGroup);
  command
      .add_option("--tls-dir", tls.dir,
                  "keeps the certificate authority, made there at first use [one for this start]")
      ->type_name("DIR")
      ->envname("RESUMULATOR_TLS_DIR")
      ->group(kGroup);
  command
      .add_option("--proxy-host", tls.proxy_hosts,
                  "one more host the proxy stands in for, *.NAME for all below it (repeatable)")
      ->type_name("NAME")
      ->envname("RESUMULATOR_PROXY_HOST")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->group(kGroup);
}

}  // namespace

void add_tls_serve_flags(CLI::App& command, TlsOptions& tls) {
  add_shared(command, tls);
  command
      .add_option_function<std::string>(
          "--tls-port",
          [&tls](const std::string& text) {
            tls.port = port_of("--tls-port", text);
            tls.on = true;
          },
          "of HTTPS, with --tls or without; 0 picks a free one [0]")
      ->type_name("N")
      ->envname("RESUMULATOR_TLS_PORT")
      ->group(kGroup);
  command
      .add_option_function<std::string>(
          "--proxy-port",
          [&tls](const std::string& text) { tls.proxy_port = port_of("--proxy-port", text); },
          "an HTTP proxy there that stands in for storage.googleapis.com and its like and refuses "
          "every other host; 0 picks a free port [no proxy]")
      ->type_name("N")
      ->envname("RESUMULATOR_PROXY_PORT")
      ->group(kGroup);
}

void add_tls_run_flags(CLI::App& command, TlsOptions& tls) {
  add_shared(command, tls);
  command
      .add_flag_callback(
          "--proxy", [&tls] { tls.proxy_port = std::uint16_t{0}; },
          "HTTPS_PROXY of the client is a proxy that stands in for storage.googleapis.com and its "
          "like and refuses every other host")
      ->group(kGroup);
}

}  // namespace resumulator::app
