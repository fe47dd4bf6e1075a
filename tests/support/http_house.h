// A running server and what the transport tests ask of it again and again.
#pragma once

#include <resumulator/server.hpp>
#include <string>
#include <string_view>

#include "support/raw_client.h"

namespace resumulator::testing_support {

inline const std::string kPing = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/// A media upload of object `name` into bucket "b", up to the fields that frame its body.
inline std::string upload_head(std::string_view name, std::string_view framing) {
  return "POST /upload/storage/v1/b/b/o?uploadType=media&name=" + std::string(name) +
         " HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n" + std::string(framing) + "\r\n";
}
inline std::string upload(std::string_view name, std::string_view body) {
  return upload_head(name, "Content-Length: " + std::to_string(body.size()) + "\r\n") +
         std::string(body);
}

struct HttpHouse {
  explicit HttpHouse(Options options = {}) : server(with_bucket(std::move(options))) {}
  RawClient client(RawClient::Family family = RawClient::Family::kIPv4) const {
    return RawClient(server.port(), family);
  }
  /// Bytes of an object in bucket "b", or "(none)".
  std::string stored(std::string_view name) const {
    const auto object = server.object("b", name);
    return object ? object->bytes() : "(none)";
  }
  /// Whether a connection made before and one made now are both served.
  bool others_are_served() { return served(bystander) && served(newcomer()); }

  static bool served(RawClient& client) { return client.ask(kPing).status == 200; }
  static bool served(RawClient&& client) { return served(client); }

  Server server;
  RawClient bystander = client();

 private:
  RawClient newcomer() const { return client(); }
  static Options with_bucket(Options options) {
    options.buckets = {"b"};
    return options;
  }
};

}  // namespace resumulator::testing_support
