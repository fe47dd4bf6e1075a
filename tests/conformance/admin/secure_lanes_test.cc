// Lanes and journals of a server that speaks TLS: where a lane is found over HTTPS, and which URLs
// the record says its requests were sent to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/wire/exchange_json.h"
#include "server/server_access.h"
#include "support/lane_house.h"
#include "support/secure_house.h"

namespace resumulator::testing_support {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

struct SecureLaneHouse : SecureHouse {
  RawAnswer admin(std::string_view method, std::string_view path,
                  std::string_view body = {}) const {
    return request(method, "/_emu/v1" + std::string(path), body);
  }
  json done(std::string_view method, std::string_view path, std::string_view body = {}) const {
    const auto answer = admin(method, path, body);
    EXPECT_LT(answer.status, 300) << method << " " << path << ": " << answer.body;
    return json_of(answer);
  }
  RawClient secure_at(std::uint16_t port) const {
    RawClient client(port);
    client.start_tls(wish());
    return client;
  }
  std::string media_text(std::string_view name) const {
    return text("POST", "/upload/storage/v1/b/b/o?uploadType=media&name=" + std::string(name), "x",
                {});
  }
};

TEST(SecureLanes, HaveAPortForTlsBesideTheirOwn) {
  const SecureLaneHouse house;
  const auto lane = house.done("POST", "/lanes", R"({"name":"a","port":0})");
  const auto port = lane["tls_port"].get<std::uint16_t>();
  EXPECT_NE(port, lane["port"].get<std::uint16_t>());
  EXPECT_NE(port, house.tls_port());
  EXPECT_EQ(lane["tls_url"], "https://127.0.0.1:" + std::to_string(port));
  EXPECT_EQ(house.done("GET", "/lanes/a"), lane);
  EXPECT_EQ(house.secure_at(port).ask(house.media_text("o")).status, 200);
  EXPECT_EQ(house.request("GET", "/_emu/lane/a/storage/v1/b/b/o/o").status, 200);
  EXPECT_EQ(house.stored("o"), "(none)") << "of the lane main";
  EXPECT_EQ(RawClient(port).ask(get_text("a")).status, 400) << "plain HTTP where TLS is spoken";
  house.done("DELETE", "/lanes/a");
  EXPECT_THROW(RawClient{port}, std::runtime_error);
}

TEST(SecureLanes, CanChooseThatPort) {
  const SecureLaneHouse house;
  const int taken = house.tls_port();
  const std::string wished = R"({"name":"a","port":0,"tls_port":)";
  const auto refused = house.admin("POST", "/lanes", wished + std::to_string(taken) + "}");
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, HasSubstr("in use"));
  EXPECT_EQ(house.admin("GET", "/lanes/a").status, 404) << "nothing is left of it";
  EXPECT_GT(house.done("POST", "/lanes", wished + "0}")["tls_port"].get<int>(), 0);
  EXPECT_EQ(house.admin("POST", "/lanes", R"({"name":"c","tls_port":0})").status, 400);
  EXPECT_EQ(house.admin("POST", "/lanes", R"({"name":"c","port":0,"tls_port":"x"})").status, 400);
}

TEST(SecureLanes, AreFoundByPrefixWithoutPorts) {
  const SecureLaneHouse house;
  const auto lane = house.done("POST", "/lanes", R"({"name":"a"})");
  EXPECT_EQ(lane["tls_url"], house.server.tls_url() + "/_emu/lane/a");
  EXPECT_FALSE(lane.contains("tls_port"));
  EXPECT_EQ(house.done("GET", "/lanes/main")["tls_url"], house.server.tls_url());
  auto client = house.secure();
  EXPECT_EQ(client.ask(get_text(house.tls_host(), "/_emu/lane/a/storage/v1/b/b")).status, 200);
}

TEST(SecureLanes, OfTheCommandLineHaveItToo) {
  const SecureLaneHouse house;
  ASSERT_TRUE(ServerAccess::open_lane(house.server, "a", 0));
  const auto lane = house.done("GET", "/lanes/a");
  auto client = house.secure_at(lane["tls_port"].get<std::uint16_t>());
  EXPECT_EQ(client.ask(house.media_text("o")).status, 200);
}

TEST(SecureLanes, NeedAServerThatSpeaksTls) {
  LaneHouse house;
  const auto refused = house.admin("POST", "/lanes", R"({"name":"a","port":0,"tls_port":0})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, HasSubstr("--tls"));
  const auto lane = house.done("POST", "/lanes", R"({"name":"a","port":0})");
  EXPECT_FALSE(lane.contains("tls_port") || lane.contains("tls_url")) << lane;
}

TEST(SecureJournal, SaysByWhichSchemeARequestCame) {
  const SecureLaneHouse house;
  (void)house.media("plain", "x");
  auto secure = house.secure();
  EXPECT_EQ(secure.ask(house.media_text("direct")).status, 200);
  EXPECT_EQ(secure.ask("BAD\r\n\r\n").status, 400);
  auto tunnel = house.tunnel("storage.googleapis.com");
  EXPECT_EQ(tunnel.ask(get_text("storage.googleapis.com", "/storage/v1/b/b")).status, 200);
  auto proxied = RawClient(house.proxy_port());
  EXPECT_EQ(
      proxied
          .ask(get_text("storage.googleapis.com", "http://storage.googleapis.com/storage/v1/b/b"))
          .status,
      200);

  const auto har = house.done("GET", "/lanes/main/journal?format=har")["log"]["entries"];
  std::vector<std::string> urls;
  for (const auto& each : har) urls.push_back(each["request"]["url"]);
  const std::string media = house.host() + "/upload/storage/v1/b/b/o?uploadType=media&name=";
  EXPECT_THAT(urls,
              ::testing::ElementsAre("http://" + media + "plain", "https://" + media + "direct",
                                     ::testing::StartsWith("https://"),
                                     "https://storage.googleapis.com/storage/v1/b/b",
                                     "http://storage.googleapis.com/storage/v1/b/b"));
  std::vector<std::string> schemes;
  const auto journal = house.done("GET", "/lanes/main/journal");
  for (const auto& each : journal["exchanges"]) {
    schemes.push_back(each.value("scheme", "-"));
  }
  EXPECT_THAT(schemes, ::testing::ElementsAre("-", "https", "https", "https", "-"));
  const auto back = journal_from_json(house.admin("GET", "/lanes/main/journal").body);
  ASSERT_TRUE(back);
  EXPECT_TRUE(back->at(1).https);
  EXPECT_FALSE(back->at(0).https);
}

}  // namespace
}  // namespace resumulator::testing_support
