// Goal: HTTPS is the same server behind another door, and whoever knocks wrongly at it hears why
// and disturbs nobody. Method: an OpenSSL client that says exactly what it is told.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "core/base/strings.h"
#include "support/secure_house.h"

namespace resumulator::testing_support {
namespace {

using namespace std::chrono_literals;
using Version = TlsWish::Version;

/// Why no hands were shaken; "(shaken)" where they were.
std::string refusal(std::uint16_t port, const TlsWish& wish) {
  try {
    RawClient client(port);
    client.start_tls(wish);
    return "(shaken)";
  } catch (const std::runtime_error& problem) {
    return problem.what();
  }
}
bool says(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(Tls, ServesUploadsAsThePlainPortDoes) {
  const SecureHouse house;
  auto client = house.secure();
  const auto body = some_bytes(3'000'000);
  const auto started = client.ask(
      house.text("POST", "/upload/storage/v1/b/b/o?uploadType=resumable&name=a", "", {}));
  ASSERT_EQ(started.status, 200);
  const auto location = started.field("Location");
  const auto path = location.substr(location.find("/upload"));
  const auto answer =
      client.ask(house.text("PUT", path, body, {{"Content-Range", "bytes 0-2999999/3000000"}}));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(house.stored("a"), body);
  const auto read = client.ask(get_text("a", "/storage/v1/b/b/o/a?alt=media"));
  EXPECT_EQ(read.body, body);
}

// Rule http.tls.scheme.
TEST(Tls, IsWhatLocationsAndLinksSay) {
  const SecureHouse house;
  auto client = house.secure();
  const auto started =
      client.ask("POST /upload/storage/v1/b/b/o?uploadType=resumable&name=a HTTP/1.1\r\nHost: " +
                 house.tls_host() + "\r\nContent-Length: 0\r\n\r\n");
  EXPECT_TRUE(started.field("Location").starts_with(house.server.tls_url() + "/upload/"))
      << started.field("Location");
  EXPECT_TRUE(house.start("c").field("Location").starts_with(house.server.url() + "/upload/"));
}

// Rule http.tls.name, this test and the next.
TEST(Tls, HasACertificateForEveryNameAskedFor) {
  const SecureHouse house;
  for (const char* name : {"storage.googleapis.com", "b.storage.googleapis.com", "my-service",
                           "localhost", "Photos.Test"}) {
    RawClient client(house.tls_port());
    EXPECT_EQ(client.start_tls(house.wish(name)).names(), "DNS:" + lower(std::string_view(name)));
    EXPECT_EQ(client.ask(get_text(name)).status, 200) << name;
  }
  RawClient nameless(house.tls_port());
  auto& end = nameless.start_tls(house.wish());
  EXPECT_EQ(end.names(), "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1");
  EXPECT_EQ(nameless.ask(get_text("whatever.test")).status, 200);
}

TEST(Tls, RefusesNamesThatCannotBe) {
  const SecureHouse house;
  for (const char* name : {"a,DNS:b", "a b", "-a", "*.a.test"}) {
    TlsWish wish;
    wish.server_name = name;
    EXPECT_TRUE(says(refusal(house.tls_port(), wish), "unrecognized name")) << name;
  }
  EXPECT_EQ(house.secure().ask(get_text("a")).status, 200);
}

// Rule http.tls.versions.
TEST(Tls, IsOfVersions12And13) {
  const SecureHouse house;
  auto wish = house.wish();
  for (const auto& [version, name] :
       {std::pair(Version::kTls12, "TLSv1.2"), std::pair(Version::kTls13, "TLSv1.3")}) {
    wish.version = version;
    RawClient client(house.tls_port());
    EXPECT_EQ(client.start_tls(wish).version(), name);
    EXPECT_EQ(client.ask(get_text("a")).status, 200);
  }
  wish.version = Version::kTls11;
  EXPECT_TRUE(says(refusal(house.tls_port(), wish), "protocol version"));
}

// Rule http.tls.alpn.
TEST(Tls, CarriesHttp11AndNothingElse) {
  const SecureHouse house;
  auto wish = house.wish();
  wish.protocols = {"h2", "http/1.1"};
  RawClient client(house.tls_port());
  EXPECT_EQ(client.start_tls(wish).protocol(), "http/1.1");
  wish.protocols = {"h2"};
  EXPECT_TRUE(says(refusal(house.tls_port(), wish), "no application protocol"));
  wish.protocols = {};
  EXPECT_EQ(refusal(house.tls_port(), wish), "(shaken)");
}

TEST(Tls, IsByAnAuthorityOfThisServerAlone) {
  const SecureHouse house;
  const SecureHouse other;
  auto wish = other.wish();
  EXPECT_TRUE(says(refusal(house.tls_port(), wish), "certificate verify failed"));
  RawClient plain(house.server.port());  // by then the server has heard of it
  EXPECT_EQ(plain.ask(get_text("a")).status, 200);
}

// Rule http.tls.plain.
TEST(Tls, AnswersPlainHttpWithASentence) {
  const SecureHouse house;
  for (const char* text : {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "\r\nGET / HTTP/1.1\r\n\r\n",
                           "PUT /x HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc"}) {
    RawClient client(house.tls_port());
    const auto answer = client.ask(text);
    EXPECT_EQ(answer.status, 400);
    EXPECT_TRUE(says(answer.body, "speaks TLS: use https://")) << answer.body;
    EXPECT_TRUE(client.ended());
  }
  RawClient half(house.tls_port());
  half.send("GET / HT");
  half.half_close();
  EXPECT_EQ(half.answer().status, 400);
  const auto exchanges = house.server.exchanges();
  ASSERT_EQ(exchanges.size(), 4U);
  EXPECT_EQ(exchanges[2].method, "PUT");
}

// Rule http.tls.misdirected.
TEST(Tls, AnswersARequestForAnotherHost421) {
  const SecureHouse house;
  for (const char* host : {"www.googleapis.com", "storage.googleapis.com.evil", "127.0.0.1"}) {
    auto client = house.secure("storage.googleapis.com");
    const auto answer = client.ask(get_text(host));
    EXPECT_EQ(answer.status, 421);
    EXPECT_EQ(answer.reason, "Misdirected Request");
    EXPECT_TRUE(says(answer.body, "its TLS connection for storage.googleapis.com"));
    EXPECT_TRUE(client.ended_in_order());
  }
  auto client = house.secure("storage.googleapis.com");
  EXPECT_EQ(client.ask(get_text("Storage.GoogleAPIs.com:443")).status, 200);
  EXPECT_EQ(client.ask(get_text("storage.googleapis.com")).status, 200);
}

// Rule http.tls.garbage, this test and the next.
TEST(Tls, EndsConnectionsThatSpeakSomethingElse) {
  const SecureHouse house;
  const std::string hello = TlsEnd::client_hello();
  std::string broken = hello;
  broken[5] = 0x42;  // no such handshake message
  for (const std::string& bytes :
       {std::string(300, '\0'), std::string("\x16\x03\x01\x00\x05hello", 10),
        std::string(50, '\xff'), std::string("\x80\x2e\x01\x00\x02", 5) + std::string(60, 'x'),
        broken}) {
    RawClient client(house.tls_port());
    client.send(bytes);
    client.half_close();
    (void)client.take_all();  // an alert, or nothing
  }
  EXPECT_TRUE(says(house.said->with("TLS handshake: "), "connection "));
  EXPECT_EQ(house.secure().ask(get_text("a")).status, 200);
  EXPECT_EQ(house.server.exchanges().size(), 1U);
}

TEST(Tls, SurvivesHandshakesCutAtEveryByte) {
  const SecureHouse house;
  const std::string hello = TlsEnd::client_hello(
      {.ca = "", .server_name = "a.test", .checked = "", .protocols = {"http/1.1"}});
  for (std::size_t at = 0; at <= hello.size(); at += 5) {
    RawClient client(house.tls_port());
    client.send(hello.substr(0, at));
    if (at % 2 == 0) client.reset();
  }
  EXPECT_EQ(house.secure().ask(get_text("a")).status, 200);
}

TEST(Tls, TellsPeopleWhoDoesNotTrustIt) {
  const SecureHouse house;
  const SecureHouse other;
  (void)refusal(house.tls_port(), other.wish());
  // The client has left; when the server hears of it is its own affair.
  for (int i = 0; i < 1000 && house.said->with("unknown ca").empty(); ++i) {
    (void)house.secure().ask(get_text("a"));
  }
  EXPECT_TRUE(says(house.said->with("unknown ca"), "resumulator trust"));
}

// Rule http.tls.stalled, this test and the two that follow.
TEST(Tls, LetsNobodyWaitForAHandshakeThatStalls) {
  const SecureHouse house;
  const std::string hello = TlsEnd::client_hello();
  std::vector<RawClient> stalled;
  for (int i = 0; i < 32; ++i) {
    stalled.emplace_back(house.tls_port());
    stalled.back().send(hello.substr(0, i % 2 == 0 ? 0 : hello.size() / 2));
  }
  EXPECT_EQ(house.secure().ask(get_text("a")).status, 200);
  EXPECT_EQ(RawClient(house.server.port()).ask(get_text("a")).status, 200);
}

TEST(Tls, EndsAHandshakeThatDoesNotEndInTime) {
  const SecureHouse house({.limits = {.read_timeout = 20ms}});
  RawClient client(house.tls_port());
  client.send(TlsEnd::client_hello().substr(0, 50));
  EXPECT_TRUE(client.ended());
  EXPECT_FALSE(house.said->with("did not end in time").empty());
}

TEST(Tls, StopsInTheMiddleOfHandshakes) {
  auto house = std::make_unique<SecureHouse>();
  RawClient silent(house->tls_port());
  RawClient half(house->tls_port());
  half.send(TlsEnd::client_hello().substr(0, 50));
  RawClient idle = house->secure();
  EXPECT_EQ(idle.ask(get_text("a")).status, 200);
  house.reset();
  EXPECT_TRUE(silent.ended());
  (void)half.take_all();
}

// Rule http.tls.limit.
TEST(Tls, SendsAnAlertWhenTooManyConnectionsAreOpen) {
  const SecureHouse house({.limits = {.connections_max = 1}});
  auto first = house.secure();
  EXPECT_EQ(first.ask(get_text("a")).status, 200);
  EXPECT_TRUE(says(refusal(house.tls_port(), house.wish()), "internal error"));
}

TEST(Tls, AnswersAClientThatHasClosedItsSide) {
  const SecureHouse house;
  for (const bool in_order : {true, false}) {
    RawClient client(house.tls_port());
    auto& end = client.start_tls(house.wish());
    client.send(
        house.text("POST", "/upload/storage/v1/b/b/o?uploadType=media&name=h", "hello", {}));
    if (in_order) end.say_goodbye();
    client.half_close();
    EXPECT_EQ(client.answer().status, 200);
    EXPECT_TRUE(client.ended_in_order());
    EXPECT_EQ(house.stored("h"), "hello");
  }
}

TEST(Tls, ServesManyAtOnce) {
  const SecureHouse house;
  std::vector<std::thread> clients;
  std::atomic<int> good{0};
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([&, i] {
      const auto body = some_bytes(400'000, static_cast<std::uint64_t>(i));
      for (int n = 0; n < 4; ++n) {
        auto client = house.secure("n" + std::to_string(i) + ".test");
        const auto answer =
            client.ask("POST /upload/storage/v1/b/b/o?uploadType=media&name=o" + std::to_string(i) +
                       " HTTP/1.1\r\nHost: n" + std::to_string(i) +
                       ".test\r\nContent-Length: 400000\r\n\r\n" + body);
        if (answer.status == 200 && house.stored("o" + std::to_string(i)) == body) ++good;
      }
    });
  }
  for (auto& client : clients) client.join();
  EXPECT_EQ(good, 32);
}

TEST(Tls, IsOffUnlessAskedFor) {
  const Server server;
  EXPECT_EQ(server.tls_url(), "");
  EXPECT_EQ(server.proxy_url(), "");
  EXPECT_EQ(server.tls_ca(), "");
  const Server proxy({.tls = {.proxy_port = std::uint16_t{0}}});
  EXPECT_EQ(proxy.tls_url(), "");
  EXPECT_TRUE(proxy.proxy_url().starts_with("http://127.0.0.1:"));
  EXPECT_FALSE(proxy.tls_ca().empty());
}

TEST(Tls, SaysWhatKeepsItFromStarting) {
  const SecureHouse house;
  const auto taken = Server::try_start({.tls = {.on = true, .port = house.tls_port()}});
  ASSERT_FALSE(taken);
  EXPECT_TRUE(says(taken.error().text, std::to_string(house.tls_port())));
  const auto nowhere = Server::try_start({.tls = {.on = true, .dir = "/proc/nowhere"}});
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().kind, ErrorKind::kUsage);
  const auto host =
      Server::try_start({.tls = {.proxy_port = std::uint16_t{0}, .proxy_hosts = {"http://x"}}});
  ASSERT_FALSE(host);
  EXPECT_TRUE(says(host.error().text, "http://x"));
}

}  // namespace
}  // namespace resumulator::testing_support
