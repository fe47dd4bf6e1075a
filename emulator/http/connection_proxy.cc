// The part of a connection that is a proxy's: whom it lets through, and how a tunnel begins.
#include "core/base/strings.h"
#include "core/wire/http_head.h"
#include "http/connection.h"
#include "http/proxy_hosts.h"
#include "http/response_writer.h"

namespace resumulator {

Connection::Proxied Connection::turn_away(int status, const std::string& text,
                                          std::string_view raw) {
  while (raw.starts_with("\r\n")) raw.remove_prefix(2);
  auto line = raw.substr(0, raw.find_first_of("\r\n"));
  line = line.substr(0, line.rfind(' '));
  tell("proxy: " + std::string(line.substr(0, 200)) + " -> " + std::to_string(status));
  Response response;
  response.status = status;
  response.headers.add("Content-Type", "text/plain; charset=utf-8");
  response.body = text + "\n";
  SocketResponseWriter writer(stream_, {.is_head = raw.starts_with("HEAD "),
                                        .version_minor = 1,
                                        .keep_alive = false,
                                        .body = nullptr});
  (void)writer.send(std::move(response));
  stream_.close_in_order();
  return Proxied::kRefused;
}

Connection::Proxied Connection::open_tunnel(std::string_view raw, const ProxyTarget& target) {
  if (auto refused = refuse_connect_fields(raw, limits_)) {
    return turn_away(refused->status, refused->text, raw);
  }
  tunnel_ = target.host;
  stream_.consume(raw.size());
  if (stream_.send_interim("HTTP/1.1 200 Connection established\r\n\r\n").state != IoState::kData) {
    return Proxied::kRefused;
  }
  entrance_.kind = Entrance::Kind::kTls;
  return secure() ? Proxied::kTunnel : Proxied::kRefused;
}

Connection::Proxied Connection::admit(std::string_view raw) {
  const auto target = parse_proxy_target(raw);
  if (!target) return turn_away(400, target.error().text, raw);
  if (target->form == ProxyTarget::Form::kOther) {
    return turn_away(400,
                     "This port is a proxy: it takes CONNECT, and requests for a whole URL. The "
                     "server itself is at another port.",
                     raw);
  }
  const bool connect = target->form == ProxyTarget::Form::kConnect;
  const std::uint16_t port = connect || target->scheme == "https" ? 443 : 80;
  if (!entrance_.hosts->has(target->host) || target->port != port) {
    return turn_away(403,
                     "This proxy never goes out to the network. It stands in for " +
                         entrance_.hosts->list() + " on port 443, and on 80 without TLS; not for " +
                         target->host + ":" + std::to_string(target->port) + ".",
                     raw);
  }
  if (connect) return open_tunnel(raw, *target);
  scheme_ = target->scheme;
  return Proxied::kServe;
}

}  // namespace resumulator
