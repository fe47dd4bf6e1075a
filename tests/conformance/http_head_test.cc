// Goal: a head that is not HTTP gets its status and a closed connection; nobody else notices.
// Method: exact bytes to a whole server, with a connection beside that must go on being served.
// Rules http.head.request-line http.head.line-end http.head.field http.head.host http.head.method
// http.head.version http.head.expectation http.head.size http.target.escape: the table.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/http_house.h"

namespace resumulator {
namespace {

using testing_support::HttpHouse;
using testing_support::kPing;
using testing_support::RawClient;

struct BadHead {
  const char* name;
  int status;
  std::string bytes;
};

std::string with_field(std::string_view field) {
  return "GET / HTTP/1.1\r\nHost: a\r\n" + std::string(field) + "\r\n\r\n";
}

std::string many_fields(int count) {
  std::string head = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (int i = 1; i < count; ++i) head += "X-" + std::to_string(i) + ": v\r\n";
  return head + "\r\n";
}

std::string of_size(std::size_t size) {
  const std::string frame = with_field("X-Long: ");
  return with_field("X-Long: " + std::string(size - frame.size(), 'v'));
}

std::string target_of_size(std::size_t size) {
  return "GET /" + std::string(size - 1, 't') + " HTTP/1.1\r\nHost: a\r\n\r\n";
}

std::vector<BadHead> bad_heads() {
  using namespace std::string_literals;
  return {
      {"NoVersion", 400, "GET /\r\nHost: a\r\n\r\n"},
      {"TwoBlanks", 400, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"BlankBeforeMethod", 400, " GET / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"TargetWithoutSlash", 400, "GET x HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"BlankInTarget", 400, "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"BadEscape", 400, "GET /a%zz HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"CutEscape", 400, "GET /a%2 HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"NulInTarget", 400, "GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n"s},
      {"NulInValue", 400, with_field("X: a\0b"s)},
      {"BareCrInValue", 400, with_field("X: a\rb")},
      {"BareLf", 400, "GET / HTTP/1.1\nHost: a\n\n"},
      {"BareLfInside", 400, "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"},
      {"ObsFold", 400, with_field("X: a\r\n b")},
      {"FieldWithoutColon", 400, with_field("X")},
      {"FieldWithoutName", 400, with_field(": v")},
      {"BlankBeforeColon", 400, with_field("X : v")},
      {"ControlInName", 400, with_field("X\x01: v")},
      {"BlankFirst", 400, "GET / HTTP/1.1\r\n Host: a\r\n\r\n"},
      {"NoHost", 400, "GET / HTTP/1.1\r\n\r\n"},
      {"TwoHosts", 400, with_field("Host: b")},
      {"TwoEqualHosts", 400, with_field("Host: a")},
      {"BadHost", 400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"},
      {"Trace", 501, "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"Connect", 501, "CONNECT / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"LowerCaseMethod", 501, "get / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"OldVersion", 505, "GET / HTTP/0.9\r\nHost: a\r\n\r\n"},
      {"NewVersion", 505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n"},
      {"TargetTooLong", 414, target_of_size(8 * 1024 + 1)},
      {"TooManyFields", 431, many_fields(101)},
      {"HeadTooLong", 431, of_size(64 * 1024 + 1)},
      {"UnknownExpectation", 417, with_field("Expect: miracles")},
      {"TlsHello", 400, "\x16\x03\x01\x02"s + std::string(60, '\x01')},
      {"Http2Preface", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
  };
}

class BadHeads : public testing::TestWithParam<BadHead> {};

TEST_P(BadHeads, GetTheirStatusAndAClosedConnection) {
  HttpHouse house;
  auto client = house.client();
  const auto answer = client.ask(GetParam().bytes);
  EXPECT_EQ(answer.status, GetParam().status);
  EXPECT_EQ(answer.field("Connection"), "close");
  EXPECT_FALSE(answer.body.empty());
  EXPECT_TRUE(client.ended());
  EXPECT_TRUE(house.others_are_served());
  const auto record = house.server.wait_for(
      [](const RecordedExchange& one) { return one.status == GetParam().status; },
      RawClient::kPatience);
  EXPECT_TRUE(record);
}

// What comes behind a refused head is never taken for a request.
TEST_P(BadHeads, HideNoRequestBehindThem) {
  HttpHouse house;
  auto client = house.client();
  client.send(GetParam().bytes + testing_support::upload("smuggled", "x"));
  EXPECT_EQ(client.answer().status, GetParam().status);
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(house.stored("smuggled"), "(none)");
}

INSTANTIATE_TEST_SUITE_P(Http, BadHeads, testing::ValuesIn(bad_heads()),
                         [](const auto& one) { return std::string(one.param.name); });

// Rule http.head.size.
TEST(HttpHead, IsServedUpToEachLimit) {
  HttpHouse house;
  auto client = house.client();
  EXPECT_EQ(client.ask(many_fields(100)).status, 200);
  EXPECT_EQ(client.ask(of_size(64 * 1024)).status, 200);
  EXPECT_NE(client.ask(target_of_size(8 * 1024)).status, 414);
  EXPECT_EQ(client.ask(kPing).status, 200);
}

TEST(HttpHead, IsServedInAnySplit) {
  HttpHouse house;
  auto client = house.client();
  for (const char byte : kPing) client.send({&byte, 1});
  EXPECT_EQ(client.answer().status, 200);
}

// Rule http.head.empty-line.
TEST(HttpHead, MayFollowAnEmptyLine) {
  HttpHouse house;
  auto client = house.client();
  EXPECT_EQ(client.ask("\r\n" + kPing).status, 200);
  EXPECT_EQ(client.ask(testing_support::upload("o", "x") + "\r\n").status, 200);
  EXPECT_EQ(client.ask(kPing).status, 200);
}

// Rule http.head.at-once.
TEST(HttpHead, IsRefusedAtOnceWhenItCanBecomeNoHttp) {
  HttpHouse house;
  auto client = house.client();
  // No empty line ever comes: a server that waits for it makes the client hang.
  EXPECT_EQ(client.ask("GET /" + std::string(70'000, 'x')).status, 414);
  EXPECT_TRUE(client.ended());
  auto other = house.client();
  EXPECT_EQ(other.ask(std::string(70'000, 'x')).status, 400);
  EXPECT_TRUE(other.ended());
}

// Rule http.head.early-end, this test and the next.
TEST(HttpHead, ThatEndsEarlyIsAnswered) {
  HttpHouse house;
  auto client = house.client();
  client.send("GET / HTTP/1.1\r\nHost");
  client.half_close();
  EXPECT_EQ(client.answer().status, 400);
  EXPECT_TRUE(client.ended());
}

TEST(HttpHead, ThatNeverEndsIsAnswered408) {
  HttpHouse house({.limits = {.read_timeout = std::chrono::milliseconds(1)}});
  auto client = house.client();
  client.send("GET / HTTP/1.1\r\nHost");
  EXPECT_EQ(client.answer().status, 408);
  EXPECT_TRUE(client.ended());
}

// Rule http.head.method.
TEST(HttpHead, OfAMethodNoProtocolTakesIsAnswered501) {
  Options options;
  options.protocols = {"tus"};
  HttpHouse house(options);
  auto client = house.client();
  EXPECT_EQ(client.ask("BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n").status, 501);
  EXPECT_EQ(client.ask("GET /pot HTTP/1.1\r\nHost: a\r\n\r\n").status, 404);
}

// Rule http.target.absolute.
TEST(HttpHead, TakesAnAbsoluteTarget) {
  HttpHouse house;
  auto client = house.client();
  EXPECT_EQ(client.ask("GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
}

}  // namespace
}  // namespace resumulator
