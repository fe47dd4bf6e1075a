#include "app/tls_flags.h"

#include <string>

#include "app/flag.h"

namespace resumulator::app {

void add_tls_flags(CLI::App& command, TlsOptions& tls) {
  FlagGroup group(command, kTlsGroup);
  group.on("--tls", "HTTPS too, on a port of its own", tls.on);
  group.value("--tls-port", "N", "of HTTPS, with --tls or without; 0 picks a free one [0]",
              keep(parse_port, tls.port, [&tls] { tls.on = true; }));
  group.text("--tls-dir", "DIR",
             "keeps the certificate authority, made there at first use [one for this start]",
             tls.dir);
  group.value("--tls-cert", "FILE",
              "HTTPS with this certificate (PEM, its chain behind it) in place of made ones",
              [&tls](const std::string& text) -> Result<void> {
                tls.cert_file = text;
                tls.on = true;
                return {};
              });
  group.text("--tls-key", "FILE", "its private key (PEM) [in the file of --tls-cert]",
             tls.key_file);
  group.on("--proxy",
           "an HTTP proxy, too, that stands in for storage.googleapis.com and its like and refuses "
           "every other host",
           [&tls] {
             if (!tls.proxy_port) tls.proxy_port = std::uint16_t{0};
           });
  group.value("--proxy-port", "N", "of the proxy, with --proxy or without; 0 picks a free one [0]",
              keep(parse_port, tls.proxy_port));
  group.values("--proxy-host", "NAME",
               "one more host the proxy stands in for, *.NAME for all below it (repeatable)",
               [&tls](const std::string& text) -> Result<void> {
                 tls.proxy_hosts.push_back(text);
                 return {};
               });
}

}  // namespace resumulator::app
