// The admin API: what it shows, what it does, whom it answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <resumulator/server.hpp>

#include "support/raw_client.h"

namespace resumulator {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using testing_support::RawAnswer;
using testing_support::RawClient;

class AdminTest : public ::testing::Test {
 protected:
  RawAnswer ask(const std::string& method, const std::string& path,
                const std::string& fields = "Host: localhost\r\n") {
    return RawClient(server_.port())
        .ask(method + " /_emu" + path + " HTTP/1.1\r\n" + fields + "Content-Length: 0\r\n\r\n");
  }
  json get(const std::string& path) {
    const auto answer = ask("GET", path);
    EXPECT_EQ(answer.status, 200) << path;
    EXPECT_EQ(answer.field("Content-Type"), "application/json; charset=UTF-8");
    return json::parse(answer.body);
  }

  Server server_{{.buckets = {"b"}, .seed = 0xabc, .clock = std::make_shared<ManualClock>()}};
};

TEST_F(AdminTest, ListsEverythingWithLinks) {
  const auto index = get("/v1");
  EXPECT_EQ(index, get("/v1/"));
  ASSERT_GE(index["links"].size(), 5U);
  for (const auto& link : index["links"]) {
    const std::string href = link["href"];
    EXPECT_THAT(href, ::testing::StartsWith("http://localhost/_emu/v1"));
    if (link["method"] == "GET" && href.find('{') == std::string::npos &&
        !href.ends_with("/events")) {
      EXPECT_EQ(ask("GET", href.substr(href.find("/_emu") + 5)).status, 200) << href;
    }
  }
}

TEST_F(AdminTest, IsReadyWhenTheServerIs) { EXPECT_EQ(get("/v1/ready"), (json{{"ready", true}})); }

TEST_F(AdminTest, ShowsWhatTheServerIs) {
  const auto info = get("/v1/info");
  EXPECT_EQ(info["seed"], "0xabc");
  EXPECT_EQ(info["version"], version());
  EXPECT_EQ(info["protocols"],
            (json::array({"gcs-json", "firebase", "drive", "youtube", "oauth", "gemini", "generic",
                          "photos", "resumablejs", "filepond", "ietf", "tus", "gcs-xml"})));
  EXPECT_EQ(info["url"], "http://localhost");
  EXPECT_EQ(info["lanes"]["main"], "http://localhost");
  EXPECT_EQ(info["clock"], "2030-01-01T00:00:00.000Z");
  EXPECT_EQ(info["store"], "memory");
}

TEST_F(AdminTest, ResetsTheWorld) {
  ASSERT_TRUE(server_.put_object("b", "a", "x"));
  const auto answer = ask("POST", "/v1/lanes/main/reset");
  EXPECT_EQ(answer.status, 200);
  EXPECT_FALSE(server_.object("b", "a"));
}

TEST_F(AdminTest, ShowsTheJournal) {
  RawClient client(server_.port());
  EXPECT_EQ(client
                .ask("POST /upload/storage/v1/b/b/o?uploadType=media&name=a HTTP/1.1\r\nHost: a\r\n"
                     "Authorization: Bearer secret\r\nContent-Length: 2\r\n\r\nhi")
                .status,
            200);
  const auto journal = get("/v1/lanes/main/journal");
  ASSERT_EQ(journal["exchanges"].size(), 1U);
  const auto& exchange = journal["exchanges"][0];
  EXPECT_EQ(exchange["seq"], 1);
  EXPECT_EQ(exchange["lane"], "main");
  EXPECT_EQ(exchange["operation"], "simple");
  EXPECT_EQ(exchange["bucket"], "b");
  EXPECT_EQ(exchange["object"], "a");
  EXPECT_EQ(exchange["received"], 2);
  EXPECT_EQ(exchange["answer"], 200);
  EXPECT_EQ(exchange["ended"], "answered");
  EXPECT_EQ(exchange["request_headers"]["Authorization"], "Bearer ***");
}

TEST_F(AdminTest, MovesTheClock) {
  const auto post = [&](const std::string& body) {
    return RawClient(server_.port())
        .ask("POST /_emu/v1/lanes/main/clock HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
             std::to_string(body.size()) + "\r\n\r\n" + body);
  };
  EXPECT_EQ(get("/v1/lanes/main/clock")["now"], "2030-01-01T00:00:00.000Z");
  EXPECT_EQ(json::parse(post(R"({"advance":"8d"})").body)["now"], "2030-01-09T00:00:00.000Z");
  EXPECT_EQ(json::parse(post(R"({"set":"2031-02-03T04:05:06Z"})").body)["now"],
            "2031-02-03T04:05:06.000Z");
  for (const char* body : {"", "{}", "[]", "x", R"({"advance":8})", R"({"advance":"8"})",
                           R"({"advance":"106751991d"})", R"({"set":"now"})", R"({"advanec":"8d"})",
                           R"({"advance":"1d","set":"2030-01-01T00:00:00Z"})"}) {
    EXPECT_EQ(post(body).status, 400) << body;
  }
  EXPECT_EQ(get("/v1/lanes/main/clock")["now"], "2031-02-03T04:05:06.000Z");
}

TEST_F(AdminTest, IsNeverInTheJournalItself) {
  (void)get("/v1/info");
  (void)ask("GET", "/v1/nothing");
  EXPECT_TRUE(get("/v1/lanes/main/journal")["exchanges"].empty());
  EXPECT_EQ(server_.totals().requests, 0U);
}

TEST_F(AdminTest, AnswersErrorsInItsOwnForm) {
  for (const auto& [method, path, status] : {std::tuple{"GET", "", 404},
                                             {"GET", "/", 404},
                                             {"GET", "/v2", 404},
                                             {"GET", "/v1x", 404},
                                             {"GET", "/v1/nothing", 404},
                                             {"DELETE", "/v1/info", 405},
                                             {"GET", "/v1/lanes/main/reset", 405},
                                             {"POST", "/v1/lanes/other/reset", 404}}) {
    const auto answer = ask(method, path);
    EXPECT_EQ(answer.status, status) << method << path;
    const auto error = json::parse(answer.body)["error"];
    EXPECT_EQ(error["code"], status);
    EXPECT_FALSE(error["message"].get<std::string>().empty());
    EXPECT_TRUE(error["diagnostics"].is_array());
  }
  EXPECT_EQ(ask("DELETE", "/v1/info").field("Allow"), "GET, HEAD");
}

TEST_F(AdminTest, AnswersHeadWithoutABody) {
  RawClient client(server_.port());
  client.send("HEAD /_emu/v1/ready HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(client.answer(true).status, 200);
  EXPECT_EQ(client.ask("GET /_emu/v1/ready HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 200);
}

TEST_F(AdminTest, AnswersUnderNamesNoOtherSiteCanHave) {
  for (const char* host :
       {"localhost", "LOCALHOST:80", "localhost.", "emu.localhost", "127.0.0.1:5", "127.1.2.3",
        "[::1]:80", "[::1]", "192.168.1.5", "gcs", "gcs:9000", "host.docker.internal:1"}) {
    EXPECT_EQ(ask("GET", "/v1/ready", "Host: " + std::string(host) + "\r\n").status, 200) << host;
  }
}

TEST_F(AdminTest, RefusesNamesThatAnotherSiteMayHaveBoundToUs) {
  for (const char* host : {"evil.example", "evil.example:80", "localhost.evil.example",
                           "127.0.0.1.evil.example", "internal.evil", "a.localhost.b"}) {
    const auto answer = ask("GET", "/v1/info", "Host: " + std::string(host) + "\r\n");
    EXPECT_EQ(answer.status, 403) << host;
    EXPECT_THAT(answer.body, HasSubstr("--external-url"));
  }
}

TEST_F(AdminTest, RefusesWebPagesOfOtherSites) {
  ASSERT_TRUE(server_.put_object("b", "a", "x"));
  for (const char* origin : {"https://evil.example", "null", "https://evil.example:80"}) {
    const auto fields = "Host: localhost\r\nOrigin: " + std::string(origin) + "\r\n";
    EXPECT_EQ(ask("POST", "/v1/lanes/main/reset", fields).status, 403) << origin;
  }
  EXPECT_TRUE(server_.object("b", "a"));
  EXPECT_EQ(
      ask("POST", "/v1/lanes/main/reset", "Host: localhost\r\nOrigin: http://localhost:3000\r\n")
          .status,
      200);
}

TEST(AdminHost, TheExternalNameIsOurs) {
  const Server server({.external_url = "https://storage.example"});
  RawClient client(server.port());
  const auto answer = client.ask("GET /_emu/v1/info HTTP/1.1\r\nHost: storage.example\r\n\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(json::parse(answer.body)["url"], "https://storage.example");
}

}  // namespace
}  // namespace resumulator
