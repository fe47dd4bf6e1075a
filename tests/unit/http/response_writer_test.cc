// Goal: an answer leaves byte for byte as it was given, with only what is missing added.
#include "http/response_writer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <thread>

#include "support/socket_pair.h"

namespace resumulator {
namespace {

using namespace std::chrono_literals;
using testing_support::connected_pair;

/// `size` bytes of one letter, in blocks of at most `block`; fails after `fails_after`.
class Letters final : public BodyProducer {
 public:
  Letters(std::uint64_t size, std::uint64_t block, std::uint64_t fails_after = UINT64_MAX)
      : left_(size), block_(block), until_failure_(fails_after) {}
  std::int64_t produce(char* into, std::size_t size) override {
    if (until_failure_ == 0) return -1;
    const auto count = std::min({static_cast<std::uint64_t>(size), left_, block_, until_failure_});
    std::memset(into, 'p', static_cast<std::size_t>(count));
    left_ -= count;
    until_failure_ -= count;
    return static_cast<std::int64_t>(count);
  }

 private:
  std::uint64_t left_;
  std::uint64_t block_;
  std::uint64_t until_failure_;
};

struct Outcome {
  std::string wire;
  ResponseWriter::Sent sent;
  bool keeps = false;
};

Outcome send(Response&& response, AnsweredRequest request = {}) {
  auto pair = connected_pair();
  OpenSocket socket(pair.server);
  ConnectionStream stream(socket, 10s);
  Outcome out;
  std::thread reader([&] { out.wire = pair.client.take_all(); });
  SocketResponseWriter writer(stream, request);
  out.sent = writer.send(std::move(response));
  out.keeps = writer.keeps_connection();
  socket.shut_down_writing();
  reader.join();
  return out;
}

Response produced(std::uint64_t size, std::optional<std::uint64_t> length,
                  std::uint64_t fails_after = UINT64_MAX) {
  Response response;
  response.producer = std::make_unique<Letters>(size, 100'000, fails_after);
  response.producer_length = length;
  return response;
}

// Rule http.answer.exact.
TEST(ResponseWriter, KeepsOrderAndCaseOfFieldsAndAddsTheLength) {
  Response response;
  response.headers = {{"x-goog-hash", "crc32c=AAAAAA=="}, {"Date", "d"}, {"x-goog-hash", "md5=B"}};
  response.body = "hello";
  const auto out = send(std::move(response));
  EXPECT_EQ(out.wire,
            "HTTP/1.1 200 OK\r\nx-goog-hash: crc32c=AAAAAA==\r\nDate: d\r\nx-goog-hash: md5=B\r\n"
            "Content-Length: 5\r\n\r\nhello");
  EXPECT_TRUE(out.sent.complete);
  EXPECT_EQ(out.sent.body_bytes, 5U);
  EXPECT_TRUE(out.keeps);
}

// Rule http.answer.reason: the services' own phrases.
TEST(ResponseWriter, UsesTheServicesReasonPhrases) {
  Response resume;
  resume.status = 308;
  EXPECT_EQ(send(std::move(resume)).wire,
            "HTTP/1.1 308 Resume Incomplete\r\nContent-Length: 0\r\n\r\n");
  Response own;
  own.status = 299;
  own.reason = "As Given";
  EXPECT_TRUE(send(std::move(own)).wire.starts_with("HTTP/1.1 299 As Given\r\n"));
}

// Rule http.answer.added.
TEST(ResponseWriter, AddsNothingThatIsThere) {
  Response response;
  response.headers = {{"content-length", "0"}, {"connection", "close"}};
  const auto out = send(std::move(response));
  EXPECT_EQ(out.wire, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  EXPECT_FALSE(out.keeps);
}

// Rule http.answer.no-body, this test and the next.
TEST(ResponseWriter, SendsNoBodyWhereNoneMayBe) {
  for (const int status : {204, 304}) {
    Response response;
    response.status = status;
    response.body = "dropped";
    const auto out = send(std::move(response));
    EXPECT_TRUE(out.wire.ends_with("\r\n\r\n"));
    EXPECT_EQ(out.wire.find("Content-Length"), std::string::npos);
    EXPECT_TRUE(out.keeps);
  }
}

TEST(ResponseWriter, AnnouncesTheLengthToHeadAndSendsNothing) {
  Response text;
  text.body = "hello";
  EXPECT_EQ(send(std::move(text), {.is_head = true}).wire,
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
  Response asked = produced(10, 10);
  asked.head_only = true;
  EXPECT_EQ(send(std::move(asked)).wire, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
}

TEST(ResponseWriter, StreamsAProducerOfKnownLength) {
  const auto out = send(produced(1'000'000, 1'000'000));
  EXPECT_EQ(out.wire,
            "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + std::string(1'000'000, 'p'));
  EXPECT_EQ(out.sent.body_bytes, 1'000'000U);
  EXPECT_TRUE(out.keeps);
}

TEST(ResponseWriter, SendsTheHeadOfAnEmptyProducer) {
  const auto out = send(produced(0, 0));
  EXPECT_EQ(out.wire, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  EXPECT_TRUE(out.sent.complete);
}

TEST(ResponseWriter, NeverSendsMoreThanItAnnounced) {
  const auto out = send(produced(100, 60));
  EXPECT_TRUE(out.wire.ends_with("\r\n\r\n" + std::string(60, 'p')));
  EXPECT_TRUE(out.keeps);
}

TEST(ResponseWriter, SendsAProducerOfUnknownLengthInChunks) {
  const auto out = send(produced(150'000, std::nullopt));
  EXPECT_EQ(out.wire, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n186a0\r\n" +
                          std::string(100'000, 'p') + "\r\nc350\r\n" + std::string(50'000, 'p') +
                          "\r\n0\r\n\r\n");
  EXPECT_EQ(out.sent.body_bytes, 150'000U);
  EXPECT_TRUE(out.keeps);
  EXPECT_EQ(send(produced(0, std::nullopt)).wire,
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
}

TEST(ResponseWriter, EndsAnUnknownLengthWithTheConnectionForHttp10) {
  const auto out = send(produced(10, std::nullopt), {.version_minor = 0});
  EXPECT_EQ(out.wire, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\npppppppppp");
  EXPECT_TRUE(out.sent.complete);
  EXPECT_FALSE(out.keeps);
}

// Rule http.answer.broken-off.
TEST(ResponseWriter, CutsWhenAProducerFailsOrEndsEarly) {
  for (auto* response :
       {new Response(produced(300'000, 300'000, 200'000)), new Response(produced(200'000, 300'000)),
        new Response(produced(300'000, std::nullopt, 200'000))}) {
    const std::unique_ptr<Response> owner(response);
    const auto out = send(std::move(*response));
    EXPECT_FALSE(out.sent.complete);
    EXPECT_EQ(out.sent.body_bytes, 200'000U);
    EXPECT_FALSE(out.keeps);
    EXPECT_FALSE(out.wire.ends_with("0\r\n\r\n"));
  }
}

TEST(ResponseWriter, SaysWhatBecomesOfTheConnection) {
  Response closing;
  closing.close = true;
  EXPECT_EQ(send(std::move(closing)).wire,
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  const auto wished = send({}, {.keep_alive = false});
  EXPECT_EQ(wished.wire, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  EXPECT_FALSE(wished.keeps);
  const auto old = send({}, {.version_minor = 0});
  EXPECT_EQ(old.wire, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_TRUE(old.keeps);
}

// Rule http.answer.one-line.
TEST(ResponseWriter, LetsNoValueEndItsLine) {
  Response response;
  response.reason = "a\r\nb";
  response.headers = {{"x-goog-meta-a", std::string("one\r\ntwo: 2\0x", 13)}};
  EXPECT_EQ(send(std::move(response)).wire,
            "HTTP/1.1 200 a  b\r\nx-goog-meta-a: one  two: 2 x\r\nContent-Length: 0\r\n\r\n");
}

TEST(ResponseWriter, SendsOneAnswerPerRequest) {
  auto pair = connected_pair();
  OpenSocket socket(pair.server);
  ConnectionStream stream(socket, 10s);
  SocketResponseWriter writer(stream, {});
  EXPECT_TRUE(writer.send(Response()).complete);
  EXPECT_FALSE(writer.send(Response()).complete);
  socket.shut_down_writing();
  EXPECT_EQ(pair.client.take_all(), "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
}

TEST(ResponseWriter, CountsWhatLeftWhenTheAnswerIsLimited) {
  auto pair = connected_pair();
  OpenSocket socket(pair.server);
  ConnectionStream stream(socket, 10s);
  Response response;
  response.body = "0123456789";
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";
  AnswerShape shape;
  shape.cut_after = head.size() + 4;
  SocketResponseWriter writer(stream, {});
  const auto sent = writer.send(std::move(response), &shape);
  EXPECT_FALSE(sent.complete);
  EXPECT_EQ(sent.body_bytes, 4U);
  socket.shut_down_writing();
  EXPECT_EQ(pair.client.take_all(), head + "0123");
}

TEST(WantsKeepAlive, FollowsVersionAndConnectionField) {
  const auto wants = [](int minor, std::initializer_list<Headers::Field> fields) {
    RequestHead head;
    head.version_minor = minor;
    head.headers = Headers(fields);
    return wants_keep_alive(head);
  };
  EXPECT_TRUE(wants(1, {}));
  EXPECT_FALSE(wants(0, {}));
  EXPECT_TRUE(wants(0, {{"connection", "Keep-Alive"}}));
  EXPECT_FALSE(wants(1, {{"Connection", "TE, Close"}}));
  EXPECT_TRUE(wants(1, {{"Connection", "closed"}}));
  EXPECT_FALSE(wants(1, {{"Connection", "keep-alive"}, {"Connection", "close"}}));
}

}  // namespace
}  // namespace resumulator
