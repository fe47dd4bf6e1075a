// Goal: what rules do to a connection is as exact over TLS as without: plain bytes are counted, RST
// is RST, FIN comes behind close_notify.
#include <gtest/gtest.h>

#include "support/secure_house.h"

namespace resumulator::testing_support {
namespace {

constexpr const char* kQuery = R"({"when":{"operation":"query"},)";

std::string query_text(const SecureHouse& house, const std::string& session) {
  return house.text("PUT", session, "", {{"Content-Range", "bytes */*"}});
}

// Rule http.tls.exact, with all tests of this file.
TEST(TlsFaults, StopTheAnswerAtTheExactByte) {
  for (const std::size_t at : {0U, 1U, 12U, 40U}) {
    const SecureHouse house(
        {}, std::string(kQuery) + R"("at":"answer:)" + std::to_string(at) + R"(","do":"close"})");
    const auto session = house.open("a");
    auto client = house.secure();
    client.send(query_text(house, session));
    EXPECT_EQ(client.take(at).size(), at);
    EXPECT_TRUE(client.ended_in_order()) << at;
    EXPECT_EQ(house.exchange(2).ending, Ending::kClosed);
  }
}

TEST(TlsFaults, ResetInTheMiddleOfAnAnswer) {
  const SecureHouse house({}, std::string(kQuery) + R"("at":"answer:20","do":"reset"})");
  const auto session = house.open("a");
  auto client = house.secure();
  client.send(query_text(house, session));
  EXPECT_TRUE(client.was_reset());
  EXPECT_EQ(house.exchange(2).ending, Ending::kReset);
}

TEST(TlsFaults, LoseTheAnswerOfWhatIsStored) {
  const SecureHouse house({}, R"({"when":{"operation":"finalize"},"at":"stored","do":"reset"})");
  const auto session = house.open("a");
  const auto body = some_bytes(1000);
  auto client = house.secure();
  client.send(house.text("PUT", session, body, {{"Content-Range", "bytes 0-999/1000"}}));
  EXPECT_TRUE(client.was_reset());
  EXPECT_EQ(house.stored("a"), body);
}

TEST(TlsFaults, CutABodyAtTheExactByte) {
  const SecureHouse house(
      {}, R"({"when":{"operation":"append"},"at":"body:300000","do":{"answer":503}})");
  const auto session = house.open("a");
  const auto body = some_bytes(3 * kGranule);
  auto client = house.secure();
  const auto answer = client.ask(
      house.text("PUT", session, body,
                 {{"Content-Range", "bytes 0-" + std::to_string(body.size() - 1) + "/*"}}));
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(house.exchange(2).received, 300'000U);
  EXPECT_EQ(progress_of(house.ask(session)), "308 bytes=0-262143");
}

TEST(TlsFaults, ResetAConnectionBeforeAHandshake) {
  const SecureHouse house({}, R"({"at":"accept","do":"reset"})");
  RawClient client(house.tls_port());
  EXPECT_TRUE(client.was_reset());
  EXPECT_EQ(house.secure().ask(get_text("a")).status, 200);
}

TEST(TlsFaults, AtAcceptMeetAdminCallsThatNobodyCanKnow) {
  const SecureHouse house({}, R"({"at":"accept","times":"always","do":"reset"})");
  RawClient over_tls(house.tls_port());
  EXPECT_TRUE(over_tls.was_reset());
  const auto told = house.request("GET", "/_emu/v1/info");
  EXPECT_EQ(told.status, 200) << "the plain address is always there";
  EXPECT_EQ(json_of(told)["admin"], house.server.admin_url());
}

TEST(TlsFaults, ElsewhereNeverMeetAdminCalls) {
  for (const char* at : {"headers", "body", "stored", "answer:0", "answered"}) {
    const SecureHouse house({},
                            std::string(R"({"at":")") + at + R"(","times":"always","do":"close"})");
    auto client = house.secure();
    const auto ask = [&](const char* path) {
      return client.ask(house.text("GET", std::string("/_emu/v1") + path, "", {}));
    };
    const auto info = ask("/info");
    EXPECT_EQ(info.status, 200) << at;
    EXPECT_EQ(json_of(info)["admin"], house.server.admin_url()) << "the plain one";
    EXPECT_TRUE(json_of(ask(""))["links"][0]["href"].get<std::string>().starts_with(
        house.server.admin_url()));
    EXPECT_EQ(json_of(ask("/openapi.json"))["servers"][0]["url"], house.server.admin_url());
    EXPECT_TRUE(house.server.exchanges().empty()) << at;
  }
}

TEST(TlsFaults, SendGarbageInPlaceOfAnAnswer) {
  const SecureHouse house({}, std::string(kQuery) + R"("do":{"garbage":300}})");
  const auto session = house.open("a");
  auto client = house.secure();
  client.send(query_text(house, session));
  const auto got = client.take_all();
  EXPECT_EQ(got.size(), 300U);
  EXPECT_FALSE(got.starts_with("HTTP/1.1"));
}

}  // namespace
}  // namespace resumulator::testing_support
