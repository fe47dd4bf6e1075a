// resumulator::Server as users embed it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <resumulator/server.hpp>
#include <stdexcept>
#include <thread>

#include "support/raw_client.h"

namespace resumulator {
namespace {

using ::testing::HasSubstr;
using testing_support::RawClient;

constexpr const char* kPing = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::string media(std::string_view name, std::string_view bytes) {
  return "POST /upload/storage/v1/b/b/o?uploadType=media&name=" + std::string(name) +
         " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: " +
         std::to_string(bytes.size()) + "\r\n\r\n" + std::string(bytes);
}

TEST(ServerTest, IsReadyWhenItIsMade) {
  const Server server;
  EXPECT_NE(server.port(), 0);
  EXPECT_EQ(server.url(), "http://127.0.0.1:" + std::to_string(server.port()));
  EXPECT_EQ(server.admin_url(), server.url() + "/_emu/v1");
  EXPECT_EQ(RawClient(server.port()).ask(kPing).body, "OK");
}

TEST(ServerTest, ShowsObjectsThatWereUploaded) {
  Server server({.buckets = {"b"}});
  EXPECT_EQ(RawClient(server.port()).ask(media("a.txt", "hello")).status, 200);
  const auto object = server.object("b", "a.txt");
  ASSERT_TRUE(object);
  EXPECT_EQ(object->bytes(), "hello");
  EXPECT_EQ(object->bytes(1, 3), "ell");
  EXPECT_EQ(object->bytes(4, 100), "o");
  EXPECT_EQ(object->bytes(5, 1), "");
  EXPECT_EQ(object->size, 5U);
  EXPECT_EQ(object->content_type, "text/plain");
  EXPECT_EQ(object->crc32c, "mnG7TA==");
  EXPECT_EQ(object->md5, "XUFAKrxLKna5cZ2REBfFkg==");
  EXPECT_FALSE(server.object("b", "other"));
  EXPECT_FALSE(server.object("none", "a.txt"));
}

TEST(ServerTest, ServesObjectsThatWerePutIn) {
  Server server({.buckets = {"b"}});
  const auto put = server.put_object("b", "a", "hello", "text/plain");
  ASSERT_TRUE(put);
  EXPECT_EQ(put->md5, "XUFAKrxLKna5cZ2REBfFkg==");
  const auto answer =
      RawClient(server.port()).ask("GET /storage/v1/b/b/o/a?alt=media HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(answer.body, "hello");
  EXPECT_EQ(answer.field("Content-Type"), "text/plain");
  EXPECT_EQ(server.put_object("none", "a", "x").error().kind, ErrorKind::kNotFound);
}

TEST(ServerTest, ListsAllObjectsOfABucket) {
  Server server;
  ASSERT_TRUE(server.create_bucket("b"));
  EXPECT_FALSE(server.create_bucket("b"));
  for (int i = 0; i < 1005; ++i) {
    ASSERT_TRUE(server.put_object("b", "o" + std::to_string(i), "x"));
  }
  EXPECT_EQ(server.objects("b").size(), 1005U);
  EXPECT_EQ(server.totals().objects, 1005U);
  EXPECT_TRUE(server.objects("none").empty());
}

TEST(ServerTest, KeepsTheBytesOfAnObjectThatWasReplaced) {
  Server server({.buckets = {"b"}});
  const auto first = server.put_object("b", "a", "first");
  ASSERT_TRUE(server.put_object("b", "a", "second"));
  EXPECT_EQ(first->bytes(), "first");
  EXPECT_EQ(server.object("b", "a")->bytes(), "second");
  EXPECT_GT(server.object("b", "a")->generation, first->generation);
}

TEST(ServerTest, ResetGivesTheWorldOfTheOptionsBack) {
  Server server({.buckets = {"b"}});
  ASSERT_TRUE(server.create_bucket("other"));
  RawClient client(server.port());
  EXPECT_EQ(client.ask(media("a", "hello")).status, 200);
  ASSERT_TRUE(server.reset());
  EXPECT_FALSE(server.object("b", "a"));
  EXPECT_FALSE(server.create_bucket("b"));
  EXPECT_TRUE(server.create_bucket("other"));
  EXPECT_TRUE(server.exchanges().empty());
  EXPECT_EQ(client.ask(media("a", "again")).status, 200);
  ASSERT_EQ(server.exchanges().size(), 1U);
  EXPECT_EQ(server.exchanges()[0].seq, 1U);
}

TEST(ServerTest, ReadsItsOwnClock) {
  auto clock = std::make_shared<ManualClock>();
  Server server({.buckets = {"b"}, .clock = clock});
  EXPECT_EQ(&server.clock(), clock.get());
  RawClient client(server.port());
  EXPECT_EQ(client.ask(kPing).field("Date"), "Tue, 01 Jan 2030 00:00:00 GMT");
  server.clock().advance(std::chrono::hours(24 * 31));
  EXPECT_EQ(client.ask(kPing).field("Date"), "Fri, 01 Feb 2030 00:00:00 GMT");
}

TEST(ServerTest, GivesTheSameIdsForTheSameSeed) {
  const auto location = [] {
    const Server server({.buckets = {"b"}, .seed = 7});
    const auto answer =
        RawClient(server.port())
            .ask(
                "POST /upload/storage/v1/b/b/o?uploadType=resumable&name=a HTTP/1.1\r\n"
                "Host: localhost\r\nContent-Length: 0\r\n\r\n");
    return answer.field("Location");
  };
  const auto first = location();
  EXPECT_THAT(first, HasSubstr("upload_id="));
  EXPECT_EQ(first, location());
}

TEST(ServerTest, LivesBesideOthersWithoutSharing) {
  Server one({.buckets = {"b"}});
  Server two({.buckets = {"b"}});
  EXPECT_NE(one.port(), two.port());
  ASSERT_TRUE(one.put_object("b", "a", "x"));
  EXPECT_FALSE(two.object("b", "a"));
}

TEST(ServerTest, MovesWithoutStopping) {
  Server first({.buckets = {"b"}});
  const auto port = first.port();
  Server second(std::move(first));
  EXPECT_EQ(second.port(), port);
  EXPECT_EQ(RawClient(port).ask(kPing).status, 200);
  second = Server();
  EXPECT_NE(second.port(), port);
}

TEST(ServerTest, StopsMoreThanOnce) {
  Server server;
  RawClient client(server.port());
  EXPECT_EQ(client.ask(kPing).status, 200);
  server.stop();
  server.stop();
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(server.exchanges().size(), 1U);
}

TEST(ServerTest, StopsWhileAClientIsSilentInTheMiddleOfABody) {
  Server server({.buckets = {"b"}});
  RawClient client(server.port());
  client.send(
      "POST /upload/storage/v1/b/b/o?uploadType=media&name=a HTTP/1.1\r\nHost: a\r\n"
      "Expect: 100-continue\r\nContent-Length: 100\r\n\r\n");
  EXPECT_THAT(client.take(12), HasSubstr("100"));
  server.stop();
  const auto all = server.exchanges();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].ending, Ending::kStopped);
  EXPECT_EQ(all[0].status, 0);
}

TEST(ServerTest, ExplainsOptionsItCannotMeet) {
  const Server holder;
  const auto second = Server::try_start({.port = holder.port()});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::kUsage);
  EXPECT_THAT(second.error().text, HasSubstr(std::to_string(holder.port())));
  EXPECT_THROW(Server({.port = holder.port()}), std::runtime_error);
}

// Buckets of a test may have names too short for the service; objects must be readable.
TEST(ServerTest, RefusesObjectNamesTheServiceRefuses) {
  Server server({.buckets = {"b"}});
  EXPECT_EQ(server.put_object("b", "a\nb", "x").error().kind, ErrorKind::kMalformed);
  EXPECT_EQ(server.put_object("b", "", "x").error().kind, ErrorKind::kMalformed);
}

TEST(ServerTest, CountsWhatItDoes) {
  Server server({.buckets = {"b"}});
  RawClient client(server.port());
  (void)client.ask(media("a", "hello"));
  (void)client.ask("GET /_emu/v1/info HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const auto totals = server.totals();
  EXPECT_EQ(totals.requests, 1U);
  EXPECT_EQ(totals.bytes_received, 5U);
  EXPECT_EQ(totals.objects, 1U);
  EXPECT_EQ(totals.sessions, 0U);
}

TEST(ServerTest, LogsALineAnExchange) {
  std::vector<std::string> lines;
  std::mutex mutex;
  {
    const Server server({.log = [&](const std::string& line) {
      const std::lock_guard hold(mutex);
      lines.push_back(line);
    }});
    EXPECT_EQ(RawClient(server.port()).ask(kPing).status, 200);
  }
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_THAT(lines[0], HasSubstr("#1 GET / -> 200"));
}

}  // namespace
}  // namespace resumulator
