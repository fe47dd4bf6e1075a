// Goal: a body is exactly what its framing says, and what follows it belongs to the next request.
#include "http/request_body.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "support/socket_pair.h"

namespace resumulator {
namespace {

using namespace std::chrono_literals;
using testing_support::connected_pair;

RequestHead with_length(std::uint64_t length) {
  RequestHead head;
  head.method = "PUT";
  head.target = "/";
  head.framing = {BodyFraming::Kind::kLength, length};
  return head;
}

RequestHead with_chunks() {
  RequestHead head = with_length(0);
  head.framing = {BodyFraming::Kind::kChunked, 0};
  return head;
}

class RequestBodyTest : public testing::Test {
 protected:
  struct Whole {
    std::string bytes;
    BodyState end = BodyState::kMore;
  };
  static Whole read_out(RequestBody& body, std::size_t block_size = 1000) {
    std::string block(block_size, '\0');
    Whole out;
    for (;;) {
      const auto got = body.read(std::as_writable_bytes(std::span(block)));
      if (got.state != BodyState::kMore) {
        EXPECT_EQ(got.size, 0U);
        out.end = got.state;
        EXPECT_EQ(body.read(std::as_writable_bytes(std::span(block))).state, out.end);
        EXPECT_EQ(body.received(), out.bytes.size());
        return out;
      }
      out.bytes.append(block, 0, got.size);
    }
  }

  testing_support::SocketPair pair_ = connected_pair();
  testing_support::RawClient& client_ = pair_.client;
  OpenSocket socket_{pair_.server};
  ConnectionStream stream_{socket_, 10s};
};

TEST_F(RequestBodyTest, EndsAtItsLengthAndLeavesTheNextRequest) {
  client_.send("0123456789GET /");
  RequestBody body(stream_, with_length(10));
  EXPECT_EQ(body.declared_length(), 10U);
  const auto whole = read_out(body);
  EXPECT_EQ(whole.bytes, "0123456789");
  EXPECT_EQ(whole.end, BodyState::kEnd);
  ASSERT_EQ(stream_.fill().state, IoState::kData);
  EXPECT_EQ(stream_.buffered(), "GET /");
}

TEST_F(RequestBodyTest, IsEmptyWithoutFramingAndWithLengthZero) {
  RequestHead none = with_length(0);
  none.framing = {};
  RequestBody first(stream_, none);
  EXPECT_EQ(first.declared_length(), 0U);
  EXPECT_EQ(read_out(first).end, BodyState::kEnd);
  EXPECT_TRUE(first.can_go_on());
  RequestBody second(stream_, with_length(0));
  EXPECT_EQ(read_out(second).end, BodyState::kEnd);
  EXPECT_FALSE(client_.has_input());
}

TEST_F(RequestBodyTest, IsCutWhenThePeerLeavesBeforeItsEnd) {
  client_.send("01234");
  client_.half_close();
  RequestBody body(stream_, with_length(10));
  const auto whole = read_out(body);
  EXPECT_EQ(whole.bytes, "01234");
  EXPECT_EQ(whole.end, BodyState::kCut);
  EXPECT_EQ(body.control()->cut_reason(), CutReason::kEnded);
  EXPECT_FALSE(body.can_go_on());
  EXPECT_FALSE(body.skip_rest());
}

TEST_F(RequestBodyTest, SaysWhatHasCutIt) {
  client_.send("01234");
  client_.reset();
  RequestBody reset(stream_, with_length(10));
  const auto control = reset.control();
  EXPECT_EQ(control->cut_reason(), CutReason::kNone);
  EXPECT_EQ(read_out(reset).end, BodyState::kCut);
  EXPECT_EQ(control->cut_reason(), CutReason::kReset);
  for (const bool stops : {false, true}) {
    auto pair = connected_pair();
    OpenSocket socket(pair.server);
    ConnectionStream stream(socket, 10s);
    RequestBody body(stream, with_length(10));
    if (stops) {
      body.control()->stop();
    } else {
      body.control()->interrupt();
    }
    EXPECT_EQ(read_out(body).end, BodyState::kCut);
    EXPECT_EQ(body.control()->cut_reason(),
              stops ? CutReason::kStopped : CutReason::kInterrupted);
  }
}

TEST_F(RequestBodyTest, IsCutBySilence) {
  ConnectionStream brief(socket_, 1ms);
  RequestBody body(brief, with_length(10));
  EXPECT_EQ(read_out(body).end, BodyState::kCut);
  EXPECT_EQ(body.control()->cut_reason(), CutReason::kSilent);
}

TEST_F(RequestBodyTest, TakesChunksApartAndDropsTrailersWithoutTouchingTheNextRequest) {
  client_.send("5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nX-Checksum: 1\r\nHost: evil\r\n\r\nGET /");
  RequestBody body(stream_, with_chunks());
  EXPECT_EQ(body.declared_length(), std::nullopt);
  const auto whole = read_out(body, 4);
  EXPECT_EQ(whole.bytes, "hello world");
  EXPECT_EQ(whole.end, BodyState::kEnd);
  EXPECT_EQ(stream_.buffered(), "GET /");
  EXPECT_TRUE(body.can_go_on());
}

// Rule http.chunked.trailers.
TEST_F(RequestBodyTest, ShowsTrailersOnceTheEndWasRead) {
  client_.send("5\r\nhello\r\n0\r\nX-Checksum: 1\r\n\r\n");
  RequestBody body(stream_, with_chunks());
  std::array<std::byte, 5> room{};
  EXPECT_EQ(body.read(room).size, 5U);
  EXPECT_EQ(body.trailers(), nullptr);
  EXPECT_EQ(body.read(room).state, BodyState::kEnd);
  ASSERT_NE(body.trailers(), nullptr);
  EXPECT_EQ(body.trailers()->get("X-Checksum"), "1");
  RequestBody none(stream_, with_length(0));
  EXPECT_EQ(none.trailers(), nullptr);
}

// Rule http.answer.interim.
TEST_F(RequestBodyTest, SendsInterimAnswersWhileTheBodyComes) {
  RequestBody body(stream_, with_length(4));
  client_.send("bo");
  std::array<std::byte, 2> room{};
  EXPECT_EQ(body.read(room).size, 2U);
  EXPECT_TRUE(body.send_interim(104, {{"Location", "/u/1\r\nX: y"}, {"Upload-Offset", "2"}}));
  const std::string expected =
      "HTTP/1.1 104 Upload Resumption Supported\r\nLocation: /u/1  X: y\r\nUpload-Offset: "
      "2\r\n\r\n";
  EXPECT_EQ(client_.take(expected.size()), expected);
  client_.send("dy");
  EXPECT_EQ(body.read(room).size, 2U);
  EXPECT_EQ(body.read(room).state, BodyState::kEnd);
  RequestHead old = with_length(4);
  old.version_minor = 0;
  RequestBody plain(stream_, old);
  EXPECT_FALSE(plain.send_interim(104, {}));
  EXPECT_FALSE(client_.has_input());
}

TEST_F(RequestBodyTest, TakesChunksApartWhereverTheyAreSplit) {
  const std::string wire = "3\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\nT: v\r\n\r\n";
  for (std::size_t at = 1; at < wire.size(); ++at) {
    auto pair = connected_pair();
    OpenSocket socket(pair.server);
    ConnectionStream stream(socket, 10s);
    RequestBody body(stream, with_chunks());
    pair.client.send(wire.substr(0, at));
    ASSERT_EQ(stream.fill().state, IoState::kData);
    pair.client.send(wire.substr(at));
    const auto whole = read_out(body);
    EXPECT_EQ(whole.bytes, "abc0123456789abcdef") << at;
    EXPECT_EQ(whole.end, BodyState::kEnd) << at;
  }
}

TEST_F(RequestBodyTest, ReadsLargeChunksWhole) {
  const std::string data(300'000, 'd');
  std::thread sender([&] { client_.send("493e0\r\n" + data + "\r\n0\r\n\r\n"); });
  RequestBody body(stream_, with_chunks());
  const auto whole = read_out(body, 100'000);
  sender.join();
  EXPECT_EQ(whole.bytes, data);
  EXPECT_EQ(whole.end, BodyState::kEnd);
}

TEST_F(RequestBodyTest, SaysMalformedForBrokenChunks) {
  for (const char* wire : {"xyz\r\n", "5\r\nhelloX\r\n", "-1\r\n", "\r\n", "5\nhello"}) {
    auto pair = connected_pair();
    OpenSocket socket(pair.server);
    ConnectionStream stream(socket, 10s);
    pair.client.send(wire);
    RequestBody body(stream, with_chunks());
    EXPECT_EQ(read_out(body).end, BodyState::kMalformed) << wire;
    EXPECT_FALSE(body.can_go_on());
  }
}

TEST_F(RequestBodyTest, IsCutWhenThePeerLeavesInsideAChunk) {
  client_.send("a\r\nhello");
  client_.half_close();
  RequestBody body(stream_, with_chunks());
  const auto whole = read_out(body);
  EXPECT_EQ(whole.bytes, "hello");
  EXPECT_EQ(whole.end, BodyState::kCut);
}

TEST_F(RequestBodyTest, AsksForTheBodyOnlyWhenItIsFirstRead) {
  RequestHead head = with_length(4);
  head.expects_continue = true;
  RequestBody body(stream_, head);
  EXPECT_FALSE(client_.has_input());
  std::thread sender([this] {
    EXPECT_EQ(client_.take(25), "HTTP/1.1 100 Continue\r\n\r\n");
    client_.send("body");
  });
  EXPECT_EQ(read_out(body).bytes, "body");
  sender.join();
  EXPECT_FALSE(client_.has_input());
}

TEST_F(RequestBodyTest, CannotGoOnBehindABodyNobodyAskedFor) {
  RequestHead head = with_length(4);
  head.expects_continue = true;
  RequestBody body(stream_, head);
  EXPECT_FALSE(body.can_go_on());
  client_.send("body");  // it came all the same
  ASSERT_EQ(stream_.fill().state, IoState::kData);
  EXPECT_TRUE(body.can_go_on());
  EXPECT_TRUE(body.skip_rest());
  EXPECT_TRUE(stream_.buffered().empty());
  EXPECT_FALSE(client_.has_input());
}

TEST_F(RequestBodyTest, SkipsASmallRestAndNotALargeOne) {
  RequestBody large(stream_, with_length(RequestBody::kSkippedMax + 1));
  EXPECT_FALSE(large.can_go_on());
  RequestBody small(stream_, with_length(RequestBody::kSkippedMax));
  EXPECT_TRUE(small.can_go_on());
  client_.send(std::string(RequestBody::kSkippedMax, 'r') + "next");
  EXPECT_TRUE(small.skip_rest());
  EXPECT_EQ(small.received(), 0U);
  if (stream_.buffered().empty()) {
    ASSERT_EQ(stream_.fill().state, IoState::kData);
  }
  EXPECT_TRUE(stream_.buffered().starts_with("n"));
}

TEST_F(RequestBodyTest, SkipsChunksThatHaveArrivedAndWaitsForNone) {
  client_.send("3\r\nabc\r\n0\r\n\r\n");
  ASSERT_EQ(stream_.fill().state, IoState::kData);
  RequestBody here(stream_, with_chunks());
  EXPECT_TRUE(here.can_go_on());
  EXPECT_TRUE(here.skip_rest());
  client_.send("3\r\nabc\r\n");
  RequestBody unfinished(stream_, with_chunks());
  EXPECT_FALSE(unfinished.can_go_on());
}

TEST_F(RequestBodyTest, IsCutByAnotherThreadWhileItWaits) {
  RequestBody body(stream_, with_length(10));
  const auto control = body.control();
  EXPECT_FALSE(control->peer_gone());
  std::thread other([&] { control->interrupt(); });
  EXPECT_EQ(read_out(body).end, BodyState::kCut);
  other.join();
}

TEST_F(RequestBodyTest, IsCutByAnotherThreadThoughBytesKeepComing) {
  RequestBody body(stream_, with_length(10));
  body.control()->interrupt();
  client_.send("0123456789");
  EXPECT_EQ(read_out(body).end, BodyState::kCut);
  EXPECT_FALSE(body.can_go_on());
}

TEST_F(RequestBodyTest, ControlDoesNothingToTheNextRequest) {
  std::shared_ptr<BodyControl> early, late;
  {
    client_.send("0123");
    RequestBody body(stream_, with_length(4));
    early = body.control();
    EXPECT_EQ(read_out(body).end, BodyState::kEnd);
    early->interrupt();  // the body is whole: too late to end anything
    late = body.control();
  }
  early->interrupt();
  late->interrupt();
  EXPECT_TRUE(late->peer_gone());
  client_.send("4567");
  RequestBody next(stream_, with_length(4));
  EXPECT_EQ(read_out(next).bytes, "4567");
}

}  // namespace
}  // namespace resumulator
