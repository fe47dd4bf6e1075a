// Goal: where a body ends is never a matter of opinion: what two readers could read differently is
// refused, and nothing hides behind it.
// Rules http.body.ambiguous http.body.length http.body.coding: the first table;
// http.chunked.grammar: the second.
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "support/http_house.h"

namespace resumulator {
namespace {

using testing_support::HttpHouse;
using testing_support::kPing;
using testing_support::RawClient;
using testing_support::upload;
using testing_support::upload_head;

struct BadFraming {
  const char* name;
  int status;
  std::string fields;
};

std::vector<BadFraming> bad_framings() {
  return {
      {"LengthAndChunked", 400, "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"},
      {"ChunkedAndLength", 400, "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"},
      {"DifferingLengths", 400, "Content-Length: 5\r\nContent-Length: 6\r\n"},
      {"DifferingLengthsInAList", 400, "Content-Length: 5, 6\r\n"},
      {"NegativeLength", 400, "Content-Length: -1\r\n"},
      {"SignedLength", 400, "Content-Length: +5\r\n"},
      {"HexLength", 400, "Content-Length: 0x5\r\n"},
      {"EmptyLength", 400, "Content-Length: \r\n"},
      {"BlankInLength", 400, "Content-Length: 1 0\r\n"},
      {"LengthPast64Bits", 400, "Content-Length: 18446744073709551616\r\n"},
      {"UnknownCoding", 501, "Transfer-Encoding: gzip\r\n"},
      {"CodingBehindChunked", 501, "Transfer-Encoding: chunked, identity\r\n"},
      {"CodingBeforeChunked", 501, "Transfer-Encoding: gzip, chunked\r\n"},
      {"ChunkedTwice", 400, "Transfer-Encoding: chunked, chunked\r\n"},
      {"ChunkedInQuotes", 400, "Transfer-Encoding: \"chunked\"\r\n"},
      {"ChunkedWithBlank", 400, "Transfer-Encoding : chunked\r\n"},
      {"ChunkedFolded", 400, "Transfer-Encoding:\r\n chunked\r\n"},
  };
}

class BadFramings : public testing::TestWithParam<BadFraming> {};

TEST_P(BadFramings, AreRefusedAndHideNothing) {
  HttpHouse house;
  auto client = house.client();
  // Read as a length of 5 or as chunks, the body ends here and the next request begins.
  client.send(upload_head("outer", GetParam().fields) + "0\r\n\r\n" + upload("inner", "x"));
  const auto answer = client.answer();
  EXPECT_EQ(answer.status / 100, GetParam().status / 100);
  EXPECT_EQ(answer.status, GetParam().status);
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(house.stored("outer"), "(none)");
  EXPECT_EQ(house.stored("inner"), "(none)");
  EXPECT_TRUE(house.others_are_served());
}

INSTANTIATE_TEST_SUITE_P(Http, BadFramings, testing::ValuesIn(bad_framings()),
                         [](const auto& one) { return std::string(one.param.name); });

class BadChunks : public testing::TestWithParam<std::string> {};

TEST_P(BadChunks, AreAnswered400AndKeepNothing) {
  HttpHouse house;
  auto client = house.client();
  client.send(upload_head("o", "Transfer-Encoding: chunked\r\n") + GetParam());
  EXPECT_EQ(client.answer().status, 400);
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(house.stored("o"), "(none)");
  EXPECT_TRUE(house.others_are_served());
}

INSTANTIATE_TEST_SUITE_P(Http, BadChunks,
                         testing::Values("xyz\r\n\r\n", "\r\n", "-1\r\n\r\n", "0x3\r\nabc\r\n",
                                         "3\r\nabcX\r\n0\r\n\r\n", "3\nabc\n0\n\n",
                                         " 3\r\nabc\r\n0\r\n\r\n", "3\r\nabcd\r\n0\r\n\r\n",
                                         "ffffffffffffffffff\r\nabc", "8000000000000000\r\nabc",
                                         "3\r\nabc\r\n0\r\nbad trailer\r\n\r\n",
                                         "3\r\nabc\r\n0\r\n folded: x\r\n\r\n"));

// Rule http.chunked.trailers.
TEST(HttpFraming, StoresChunksAndDropsTrailers) {
  HttpHouse house;
  auto client = house.client();
  const auto answer = client.ask(
      upload_head("o", "Transfer-Encoding: chunked\r\nTrailer: X-T\r\n") +
      "5\r\nhello\r\n6;ext=\"v\"\r\n world\r\n0\r\nX-T: 1\r\nContent-Length: 99\r\n\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(house.stored("o"), "hello world");
  EXPECT_EQ(client.ask(kPing).status, 200);
}

TEST(HttpFraming, TakesChunkedInAnyCase) {
  HttpHouse house;
  auto client = house.client();
  const auto answer = client.ask(upload_head("o", "transfer-encoding: Chunked\r\n") +
                                 "A\r\n0123456789\r\n0\r\n\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(house.stored("o"), "0123456789");
}

// Rule http.body.length.
TEST(HttpFraming, TakesEqualRepeatedLengthsAsOne) {
  HttpHouse house;
  auto client = house.client();
  client.send(upload_head("o", "Content-Length: 5\r\nContent-Length: 5\r\n") + "hello");
  EXPECT_EQ(client.answer().status, 200);
  EXPECT_EQ(house.stored("o"), "hello");
}

// Rule http.body.longer.
TEST(HttpFraming, TakesWhatIsPastTheLengthForTheNextRequest) {
  HttpHouse house;
  auto client = house.client();
  client.send(upload_head("o", "Content-Length: 3\r\n") + "hello\r\n\r\n");
  EXPECT_EQ(client.answer().status, 200);
  EXPECT_EQ(client.answer().status, 400);  // "lo" is no request line
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(house.stored("o"), "hel");
  EXPECT_TRUE(house.others_are_served());
}

// Rule http.body.shorter, this test and the next.
TEST(HttpFraming, KeepsNothingOfABodyThatEndsEarly) {
  HttpHouse house;
  auto client = house.client();
  client.send(upload_head("o", "Content-Length: 10\r\n") + "hello");
  client.half_close();
  (void)client.take_all();
  EXPECT_EQ(house.stored("o"), "(none)");
  EXPECT_TRUE(house.others_are_served());
}

TEST(HttpFraming, KeepsNothingOfABodyThatIsReset) {
  HttpHouse house;
  auto client = house.client();
  client.send(upload_head("o", "Content-Length: 10\r\n") + "hello");
  client.reset();
  const auto record = house.server.wait_for(
      [](const RecordedExchange& one) { return one.ending == Ending::kCut; }, RawClient::kPatience);
  ASSERT_TRUE(record);
  EXPECT_EQ(house.stored("o"), "(none)");
  EXPECT_TRUE(house.others_are_served());
}

TEST(HttpFraming, StreamsALargeBodyBothWays) {
  HttpHouse house;
  auto client = house.client();
  std::string body(3'000'000, '\0');
  for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(i * 31 % 251);
  EXPECT_EQ(client.ask(upload("o", body)).status, 200);
  const auto answer = client.ask("GET /storage/v1/b/b/o/o?alt=media HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body.size(), body.size());
  EXPECT_TRUE(answer.body == body);
}

}  // namespace
}  // namespace resumulator
