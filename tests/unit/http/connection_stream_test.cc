// Goal: every byte goes through one place and stops exactly where it is told.
#include "http/connection_stream.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

#include "support/socket_pair.h"

namespace resumulator {
namespace {

using namespace std::chrono_literals;
using testing_support::connected_pair;

class StreamTest : public testing::Test {
 protected:
  IoResult send(std::initializer_list<std::string_view> pieces) {
    return stream_.send(std::vector(pieces));
  }
  std::string read(std::size_t size) {
    std::string out(size, '\0');
    const auto got = stream_.read(std::as_writable_bytes(std::span(out)));
    out.resize(got.size);
    return out;
  }

  testing_support::SocketPair pair_ = connected_pair();
  testing_support::RawClient& client_ = pair_.client;
  OpenSocket socket_{pair_.server};
  ConnectionStream stream_{socket_, 10s};
};

TEST_F(StreamTest, FillsItsBufferAndConsumesFromTheFront) {
  client_.send("one two");
  ASSERT_EQ(stream_.fill().state, IoState::kData);
  EXPECT_EQ(stream_.buffered(), "one two");
  stream_.consume(4);
  EXPECT_EQ(stream_.buffered(), "two");
  client_.send("!");
  ASSERT_EQ(stream_.fill().state, IoState::kData);
  EXPECT_EQ(stream_.buffered(), "two!");
  EXPECT_EQ(stream_.received(), 8U);
}

TEST_F(StreamTest, GrowsForALongHeadAndShrinksAfterIt) {
  const std::string head(3 * ConnectionStream::kBufferSize, 'h');
  client_.send(head);
  while (stream_.buffered().size() < head.size()) ASSERT_EQ(stream_.fill().state, IoState::kData);
  EXPECT_EQ(stream_.buffered(), head);
  stream_.consume(head.size());
  client_.send("next");
  ASSERT_EQ(stream_.fill().state, IoState::kData);
  EXPECT_EQ(stream_.buffered(), "next");
}

TEST_F(StreamTest, ReadsWhatIsBufferedBeforeTheSocket) {
  client_.send("abc");
  ASSERT_EQ(stream_.fill().state, IoState::kData);
  client_.send("def");
  EXPECT_EQ(read(2), "ab");
  EXPECT_EQ(read(10), "c");
  EXPECT_EQ(read(2), "de");
  EXPECT_EQ(read(10), "f");
}

TEST_F(StreamTest, LeavesBytesPastTheSpanToTheKernel) {
  client_.send("abcdef");
  EXPECT_EQ(read(3), "abc");
  EXPECT_EQ(stream_.received(), 3U);
}

TEST_F(StreamTest, TellsAnEndFromSilence) {
  EXPECT_EQ(stream_.fill_at_once().state, IoState::kTimeout);
  EXPECT_EQ(stream_.fill(1ms).state, IoState::kTimeout);
  client_.half_close();
  EXPECT_EQ(stream_.fill().state, IoState::kEnd);
}

TEST_F(StreamTest, WaitsLongerThanItsSilenceWhenAskedTo) {
  ConnectionStream brief(socket_, 1ms);
  EXPECT_EQ(brief.fill().state, IoState::kTimeout);
  std::thread late([this] { client_.send("x"); });
  EXPECT_EQ(brief.fill(30s).state, IoState::kData);
  late.join();
}

TEST_F(StreamTest, ReportsAResetAsFailure) {
  client_.reset();
  EXPECT_EQ(stream_.fill().state, IoState::kFailed);
  // The first send may still be taken by the kernel; none is ever a signal.
  send({"x"});
  EXPECT_EQ(send({"x"}).state, IoState::kFailed);
}

TEST_F(StreamTest, SendsPiecesInOrderHoweverLargeTheyAre) {
  const std::string large(5'000'000, 'x');
  std::thread sender([&] {
    const auto sent = send({"head", "", large, "tail"});
    EXPECT_EQ(sent.state, IoState::kData);
    EXPECT_EQ(sent.size, large.size() + 8);
  });
  EXPECT_EQ(client_.take(4), "head");
  EXPECT_EQ(client_.take(large.size()), large);
  EXPECT_EQ(client_.take(4), "tail");
  sender.join();
}

TEST_F(StreamTest, StopsAnAnswerAtTheExactByte) {
  for (const std::size_t limit : {std::size_t{0}, std::size_t{1}, std::size_t{4}, std::size_t{5},
                                  std::size_t{8}, std::size_t{9}}) {
    auto pair = connected_pair();
    OpenSocket socket(pair.server);
    ConnectionStream stream(socket, 10s);
    AnswerShape shape;
    shape.cut_after = limit;
    stream.begin_answer(&shape);
    const std::array<std::string_view, 2> pieces{"head", "body"};
    const auto sent = stream.send(pieces);
    EXPECT_EQ(sent.state, limit < 8 ? IoState::kFailed : IoState::kData);
    EXPECT_EQ(stream.answer_out(), std::min<std::size_t>(limit, 8));
    socket.shut_down_writing();
    EXPECT_EQ(pair.client.take_all(), std::string("headbody").substr(0, limit));
  }
}

TEST_F(StreamTest, CountsAnswersButNotInterimOnes) {
  AnswerShape shape;
  shape.cut_after = 3;
  stream_.begin_answer(&shape);
  EXPECT_EQ(stream_.send_interim("HTTP/1.1 100 Continue\r\n\r\n").state, IoState::kData);
  EXPECT_EQ(stream_.answer_out(), 0U);
  send({"abc"});
  EXPECT_EQ(stream_.answer_out(), 3U);
  stream_.begin_answer(nullptr);
  EXPECT_EQ(stream_.answer_out(), 0U);
}

// Rule http.connection.close-in-order: no RST may take an answer away.
TEST_F(StreamTest, ClosesInOrderThoughInputIsUnread) {
  client_.send(std::string(100'000, 'u'));
  ASSERT_EQ(send({"answer"}).state, IoState::kData);
  std::thread closer([this] { stream_.close_in_order(); });
  client_.send(std::string(100'000, 'u'));
  EXPECT_EQ(client_.take(6), "answer");
  EXPECT_TRUE(client_.ended());
  client_.close();
  closer.join();
}

TEST(OpenSocket, ResetsWhenToldTo) {
  auto pair = connected_pair();
  OpenSocket socket(pair.server);
  socket.reset();
  EXPECT_TRUE(pair.client.was_reset());
  EXPECT_TRUE(socket.peer_gone());
}

TEST(OpenSocket, SeesThePeerLeaveThoughInputIsUnread) {
  auto pair = connected_pair();
  OpenSocket socket(pair.server);
  EXPECT_FALSE(socket.peer_gone());
  pair.client.send("unread");
  pair.client.half_close();
  while (!socket.peer_gone()) std::this_thread::yield();
}

TEST(OpenSocket, EndsAWaitFromAnotherThread) {
  auto pair = connected_pair();
  OpenSocket socket(pair.server);
  ConnectionStream stream(socket, 30s);
  std::thread reader([&] { EXPECT_EQ(stream.fill().state, IoState::kEnd); });
  socket.shut_down_reading();
  reader.join();
  const std::array<std::string_view, 1> answer{"late"};
  EXPECT_EQ(stream.send(answer).state, IoState::kData);
  EXPECT_EQ(pair.client.take(4), "late");
}

TEST(OpenSocket, TakesCallsAfterItsEndInSilence) {
  auto pair = connected_pair();
  OpenSocket socket(pair.server);
  socket.close();
  socket.shut_down();
  socket.shut_down_reading();
  socket.reset();
  EXPECT_TRUE(socket.peer_gone());
  EXPECT_EQ(socket.release(), -1);
}

}  // namespace
}  // namespace resumulator
