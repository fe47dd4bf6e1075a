// Goal: resets, cut and stalled answers are on the wire what their instructions say.
// Method: raw sockets, byte counts, and what the server holds open afterwards.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

#include "support/retry_house.h"

namespace resumulator::testing_support {
namespace {

constexpr std::uint64_t kKiB = 1024;
constexpr std::uint64_t kMiB = 1024 * kKiB;
constexpr const char* kMedia = "/storage/v1/b/b/o/a?alt=media";

struct Download {
  std::string head;
  std::string body;
};
/// All that comes back until the connection ends.
Download download(const RetryHouse& house, std::string_view id, Fields fields = {}) {
  RawClient client(house.server.port());
  fields.emplace_back("Connection", "close");
  client.send(house.text("GET", kMedia, {}, house.under(id, std::move(fields))));
  const auto raw = client.take_all();
  const auto end = raw.find("\r\n\r\n") + 4;
  return {raw.substr(0, end), raw.substr(end)};
}
std::string make_get(const RetryHouse& house, std::string_view list) {
  return house.make("{\"storage.objects.get\":[" + std::string(list) + "]}");
}

std::size_t open_descriptors() {
  namespace fs = std::filesystem;
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator()));
}

TEST(RetryConnection, ResetsWithoutAByteAndHoldsNothingOpen) {
  RetryHouse house;
  std::string list = R"("return-reset-connection")";
  for (int i = 1; i < 100; ++i) list += R"(,"return-reset-connection")";
  const auto id = house.make("{\"storage.buckets.list\":[" + list + "]}");
  const auto text = house.text("GET", kBuckets, {}, house.under(id));
  const auto reset = [&] {
    RawClient client(house.server.port());
    client.send(text);
    return client.was_reset();
  };
  EXPECT_TRUE(reset());
  const auto before = open_descriptors();
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(reset());
  EXPECT_EQ(house.left(id, "storage.buckets.list"), 89U);
  EXPECT_EQ(house.request("GET", kBuckets).status, 200);
  EXPECT_LE(open_descriptors(), before + 4);
}

TEST(RetryConnection, ResetsAReusedConnectionToo) {
  RetryHouse house;
  const auto id = house.make(R"({"storage.buckets.list":["return-reset-connection"]})");
  RawClient client(house.server.port());
  EXPECT_EQ(client.ask(house.text("GET", kBuckets, {}, {})).status, 200);
  client.send(house.text("GET", kBuckets, {}, house.under(id)));
  EXPECT_TRUE(client.was_reset());
}

TEST(RetryConnection, CutsADownloadAtTheByte) {
  RetryHouse house;
  const auto data = some_bytes(3 * kMiB);
  house.media("a", data);
  const auto id = make_get(house, R"("return-broken-stream","return-broken-stream-after-256K")");
  auto got = download(house, id);
  EXPECT_EQ(got.body, data.substr(0, 4));
  EXPECT_NE(got.head.find("Content-Length: 3145728"), std::string::npos);
  got = download(house, id);
  EXPECT_TRUE(got.head.starts_with("HTTP/1.1 200 "));
  EXPECT_NE(got.head.find("Content-Length: 3145728"), std::string::npos);
  EXPECT_EQ(got.body, data.substr(0, 256 * kKiB));
  EXPECT_TRUE(house.completed(id));
  got = download(house, id, {{"Range", "bytes=262144-"}});
  EXPECT_TRUE(got.head.starts_with("HTTP/1.1 206 "));
  EXPECT_EQ(got.body, data.substr(256 * kKiB));
}

TEST(RetryConnection, CountsTheBytesOfThisAnswer) {
  RetryHouse house;
  const auto data = some_bytes(kMiB);
  house.media("a", data);
  const auto id = make_get(house, R"("return-broken-stream-after-256K")");
  // A part that is shorter is served whole, and the instruction waits on.
  EXPECT_EQ(download(house, id, {{"Range", "bytes=0-262142"}}).body.size(), 256 * kKiB - 1);
  EXPECT_EQ(house.left(id, "storage.objects.get"), 1U);
  const auto cut = download(house, id, {{"Range", "bytes=524288-"}});
  EXPECT_TRUE(cut.head.starts_with("HTTP/1.1 206 ")) << "the status stays";
  EXPECT_EQ(cut.body, data.substr(512 * kKiB, 256 * kKiB));
}

TEST(RetryConnection, ClosesBehindABodyOfExactlyThatLength) {
  RetryHouse house;
  const auto data = some_bytes(256 * kKiB);
  house.media("a", data);
  const auto id = make_get(house, R"("return-broken-stream-after-256K")");
  RawClient client(house.server.port());
  const auto answer = client.ask(house.text("GET", kMedia, {}, house.under(id)));
  EXPECT_EQ(answer.body, data);
  EXPECT_TRUE(client.ended());
  EXPECT_TRUE(house.completed(id));
}

TEST(RetryConnection, BreaksMetadataAnswersAndLeavesWhatTheyDid) {
  RetryHouse house;
  house.media("a", "bytes");
  const auto id = house.make(R"({"storage.objects.patch":["return-broken-stream"]})");
  RawClient client(house.server.port());
  client.send(
      house.text("PATCH", "/storage/v1/b/b/o/a", R"({"metadata":{"k":"v"}})", house.under(id)));
  const auto raw = client.take_all();
  EXPECT_EQ(raw.size() - raw.find("\r\n\r\n") - 4, 4U);
  EXPECT_EQ(json_of(house.get("a"))["metadata"]["k"], "v");
}

TEST(RetryConnection, StallsAnAnswerAndThenSendsTheRest) {
  RetryHouse house;
  const auto data = some_bytes(256 * kKiB);
  house.media("a", data);
  const auto id = make_get(house, R"("stall-for-1s-after-128K","return-503")");
  RawClient client(house.server.port());
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(client.ask(house.text("GET", kMedia, {}, house.under(id))).body, data);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::seconds(1));
  EXPECT_EQ(house.left(id, "storage.objects.get"), 1U);
}

TEST(RetryConnection, DoesNotStallAnAnswerThatEndsBefore) {
  RetryHouse house;
  house.media("a", some_bytes(128 * kKiB));
  const auto id = make_get(house, R"("stall-for-1000s-after-128K")");
  EXPECT_EQ(download(house, id).body.size(), 128 * kKiB);
  EXPECT_EQ(house.left(id, "storage.objects.get"), 1U);
}

// gcs.bucket.list-unreachable
TEST(RetryConnection, HidesBucketsThatCannotBeReached) {
  RetryHouse house;
  ASSERT_TRUE(house.server.create_bucket("other"));
  const auto id = house.make(
      R"({"storage.buckets.list":["return-unreachable-buckets-other","return-unreachable-buckets-"]})");
  const std::string partial = std::string(kBuckets) + "&returnPartialSuccess=true";
  EXPECT_EQ(json_of(house.request("GET", kBuckets, {}, house.under(id)))["items"].size(), 2U);
  const auto list = json_of(house.request("GET", partial, {}, house.under(id)));
  EXPECT_EQ(list["items"].size(), 1U);
  EXPECT_EQ(list["unreachable"], nlohmann::json::array({"projects/_/buckets/other"}));
  const auto all = json_of(house.request("GET", partial, {}, house.under(id)));
  EXPECT_EQ(all["items"].size(), 2U);
  EXPECT_FALSE(all.contains("unreachable"));
  EXPECT_TRUE(house.completed(id));
  // Without a fault the name decides.
  ASSERT_TRUE(house.server.create_bucket("b-unreachable"));
  EXPECT_EQ(json_of(house.request("GET", partial))["unreachable"],
            nlohmann::json::array({"projects/_/buckets/b-unreachable"}));
  EXPECT_EQ(json_of(house.request("GET", kBuckets))["items"].size(), 3U);
}

}  // namespace
}  // namespace resumulator::testing_support
