// Goal: a client with a built-in host reaches us through the proxy, and nothing else is reached.
#include <gtest/gtest.h>

#include "support/secure_house.h"

namespace resumulator::testing_support {
namespace {

using namespace std::chrono_literals;

constexpr const char* kStorage = "storage.googleapis.com";

std::string connect_text(std::string_view authority, std::string_view fields = {}) {
  return "CONNECT " + std::string(authority) + " HTTP/1.1\r\nHost: " + std::string(authority) +
         "\r\n" + std::string(fields) + "\r\n";
}
bool says(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// Rule http.proxy.connect, this test and the next.
TEST(Proxy, StandsInForAHostInATunnel) {
  const SecureHouse house;
  auto client = house.tunnel(kStorage);
  const auto started = client.ask(
      "POST /upload/storage/v1/b/b/o?uploadType=resumable&name=a HTTP/1.1\r\n"
      "Host: storage.googleapis.com\r\nContent-Length: 0\r\n\r\n");
  ASSERT_EQ(started.status, 200);
  const std::string origin = "https://storage.googleapis.com";
  const auto location = started.field("Location");
  ASSERT_TRUE(location.starts_with(origin + "/upload/")) << location;
  const auto body = some_bytes(1'000'000);
  const auto answer = client.ask(
      "PUT " + location.substr(origin.size()) +
      " HTTP/1.1\r\nHost: storage.googleapis.com\r\nContent-Length: 1000000\r\n\r\n" + body);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(house.stored("a"), body);
  EXPECT_EQ(house.server.exchanges().size(), 2U);  // CONNECT is no request of the service
}

TEST(Proxy, StandsInForAllOfThem) {
  const SecureHouse house({.tls = {.proxy_hosts = {"photos.test"}}});
  for (const char* host :
       {"storage.googleapis.com", "b.storage.googleapis.com", "www.googleapis.com",
        "photoslibrary.googleapis.com", "oauth2.googleapis.com", "firebasestorage.googleapis.com",
        "generativelanguage.googleapis.com", "photos.test"}) {
    auto client = house.tunnel(host);
    EXPECT_NE(client.ask(get_text(host, "/nothing/here")).status, 421) << host;
  }
}

TEST(Proxy, TakesAClientHelloThatCameWithConnect) {
  const SecureHouse house;
  RawClient client(house.proxy_port());
  client.send(connect_text("storage.googleapis.com:443") +
              TlsEnd::client_hello(house.wish(kStorage)));
  EXPECT_EQ(client.take(SecureHouse::kConnected.size()), SecureHouse::kConnected);
  EXPECT_EQ(client.take(1), "\x16");  // a ServerHello
}

// Rule http.proxy.hosts.
TEST(Proxy, RefusesEveryOtherHostAndPort) {
  const SecureHouse house;
  for (const std::string& authority :
       {std::string("example.com:443"), std::string("127.0.0.1:443"), std::string("[::1]:443"),
        "127.0.0.1:" + std::to_string(house.server.port()),
        std::string("storage.googleapis.com:80"), std::string("storage.googleapis.com:8443"),
        std::string("evil-storage.googleapis.com:443")}) {
    RawClient client(house.proxy_port());
    const auto answer = client.ask(connect_text(authority));
    EXPECT_EQ(answer.status, 403) << authority;
    EXPECT_TRUE(says(answer.body, "never goes out")) << answer.body;
    EXPECT_TRUE(client.ended());
  }
  for (const char* url : {"http://example.com/", "http://storage.googleapis.com:8080/",
                          "https://example.com/", "http://127.0.0.1/"}) {
    RawClient client(house.proxy_port());
    EXPECT_EQ(client.ask(std::string("GET ") + url + " HTTP/1.1\r\nHost: a\r\n\r\n").status, 403);
  }
  EXPECT_TRUE(house.server.exchanges().empty());
  EXPECT_TRUE(says(house.said->with("example.com:443"), "403"));
}

// Rule http.proxy.absolute.
TEST(Proxy, ServesRequestsForAWholeUrl) {
  const SecureHouse house;
  RawClient client(house.proxy_port());
  for (const std::string scheme : {"http", "https"}) {
    const auto started = client.ask("POST " + scheme +
                                    "://storage.googleapis.com/upload/storage/v1/b/b/"
                                    "o?uploadType=resumable&name=a HTTP/1.1\r\n"
                                    "Host: ignored.test\r\nContent-Length: 0\r\n\r\n");
    ASSERT_EQ(started.status, 200);
    const auto location = started.field("Location");
    EXPECT_TRUE(location.starts_with(scheme + "://storage.googleapis.com/upload/")) << location;
    const auto put =
        client.ask("PUT " + location + " HTTP/1.1\r\nHost: storage.googleapis.com\r\n" +
                   "Content-Length: 5\r\n\r\nhello");
    EXPECT_EQ(put.status, 200);
  }
  EXPECT_EQ(house.stored("a"), "hello");
}

// Rule http.proxy.malformed.
TEST(Proxy, AnswersWhatIsNoRequestToAProxy400) {
  const SecureHouse house;
  for (const std::string& text :
       {std::string("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), connect_text("storage.googleapis.com"),
        connect_text(":443"), std::string("CONNECT\r\n\r\n"),
        std::string("CONNECT storage.googleapis.com:443\r\n\r\n"),
        connect_text("storage.googleapis.com:443", "Content-Length: 3\r\n"),
        connect_text("storage.googleapis.com:443", "bad\r\n"),
        std::string("CONNECT storage.googleapis.com:443 HTTP/1.1\r\n\r\n"),
        std::string("CONNECT storage.googleapis.com:443 HTTP/1.1\nHost: a\n\n"),
        std::string("\x16\x03\x01\x00\x05hello", 10)}) {
    RawClient client(house.proxy_port());
    client.send(text);
    client.half_close();
    EXPECT_EQ(client.answer().status, 400) << text;
    EXPECT_TRUE(client.ended());
  }
}

// Rule http.proxy.size.
TEST(Proxy, RefusesAHugeConnect) {
  const SecureHouse house;
  RawClient many(house.proxy_port());
  std::string fields;
  for (int i = 0; i < 101; ++i) fields += "X: y\r\n";
  EXPECT_EQ(many.ask(connect_text("storage.googleapis.com:443", fields)).status, 431);
  RawClient long_one(house.proxy_port());
  EXPECT_EQ(long_one
                .ask(connect_text("storage.googleapis.com:443",
                                  "X: " + std::string(70'000, 'y') + "\r\n"))
                .status,
            431);
  RawClient endless(house.proxy_port());
  EXPECT_EQ(endless.ask("CONNECT " + std::string(70'000, 'a')).status, 414);
}

TEST(Proxy, AnswersAConnectThatDoesNotEnd408) {
  const SecureHouse house({.limits = {.read_timeout = 20ms}});
  RawClient client(house.proxy_port());
  client.send("CONNECT storage.goo");
  EXPECT_EQ(client.answer().status, 408);
}

// Rule http.tls.misdirected, inside a tunnel.
TEST(Proxy, HoldsATunnelToItsHost) {
  const SecureHouse house;
  auto client = house.tunnel(kStorage);
  EXPECT_EQ(client.ask(get_text("www.googleapis.com")).status, 421);
  RawClient nameless(house.proxy_port());
  nameless.send(connect_text("storage.googleapis.com:443"));
  (void)nameless.take(SecureHouse::kConnected.size());
  auto wish = house.wish();
  wish.checked = kStorage;
  nameless.start_tls(wish);  // asks for no name: the tunnel's
  const auto answer = nameless.ask(get_text("www.googleapis.com"));
  EXPECT_EQ(answer.status, 421);
  EXPECT_TRUE(says(answer.body, "its tunnel for storage.googleapis.com"));
}

TEST(Proxy, AnswersPlainHttpInATunnelWithASentence) {
  const SecureHouse house;
  RawClient client(house.proxy_port());
  client.send(connect_text("storage.googleapis.com:443"));
  (void)client.take(SecureHouse::kConnected.size());
  const auto answer = client.ask(get_text(kStorage));
  EXPECT_EQ(answer.status, 400);
  EXPECT_TRUE(says(answer.body, "speaks TLS"));
}

TEST(Proxy, StopsInTheMiddleOfATunnel) {
  auto house = std::make_unique<SecureHouse>();
  RawClient client(house->proxy_port());
  client.send(connect_text("storage.googleapis.com:443"));
  (void)client.take(SecureHouse::kConnected.size());
  house.reset();
  EXPECT_TRUE(client.ended());
}

TEST(Proxy, ObeysRules) {
  const SecureHouse house({}, R"({"when":{"operation":"create"},"do":{"answer":503}})");
  auto client = house.tunnel(kStorage);
  const std::string create =
      "POST /upload/storage/v1/b/b/o?uploadType=resumable&name=a HTTP/1.1\r\n"
      "Host: storage.googleapis.com\r\nContent-Length: 0\r\n\r\n";
  EXPECT_EQ(client.ask(create).status, 503);
  EXPECT_EQ(client.ask(create).status, 200);
}

}  // namespace
}  // namespace resumulator::testing_support
