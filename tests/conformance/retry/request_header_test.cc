// Goal: a request can bring its own faults: the older header of Google's testbench, and rules in
// one line. Method: raw requests.
#include <gtest/gtest.h>

#include "support/retry_house.h"

namespace resumulator::testing_support {
namespace {

constexpr std::uint64_t kKiB = 1024;
constexpr std::uint64_t kMiB = 1024 * kKiB;
constexpr const char* kMedia = "/storage/v1/b/b/o/a?alt=media";
constexpr const char* kHeader = "x-goog-emulator-instructions";

/// All bytes of the answer's body until the connection ends, however it does.
std::string body_until_reset(const RetryHouse& house, const Fields& fields) {
  RawClient client(house.server.port());
  client.send(house.text("GET", kMedia, {}, fields));
  std::string head;
  while (!head.ends_with("\r\n\r\n")) head += client.take(1);
  std::string body = client.take(256 * kKiB);
  EXPECT_TRUE(client.was_reset());
  return body;
}

TEST(OlderHeader, DamagesADownload) {
  RetryHouse house;
  house.media("a", "Anton");
  for (const char* name : {kHeader, "x-goog-testbench-instructions"}) {
    const auto got = house.request("GET", kMedia, {}, {{name, "return-corrupted-data"}});
    EXPECT_EQ(got.body, "Bnton");
    EXPECT_EQ(got.field("x-goog-hash"), house.request("GET", kMedia).field("x-goog-hash"));
  }
}

TEST(OlderHeader, ResetsADownloadAndRefusesItsRetries) {
  RetryHouse house;
  const auto data = some_bytes(kMiB);
  house.media("a", data);
  for (const char* value : {"return-503-after-256K", "break-after-256K"}) {
    EXPECT_EQ(body_until_reset(house, {{kHeader, value}}), data.substr(0, 256 * kKiB)) << value;
  }
  const Fields range = {{"Range", "bytes=262144-"}};
  auto retry = range;
  retry.emplace_back(kHeader, "return-503-after-256K/retry-1");
  EXPECT_EQ(text_of(house.request("GET", kMedia, {}, retry)), "503 Service Unavailable");
  retry.back().second = "return-503-after-256K/retry-3";
  EXPECT_EQ(house.request("GET", kMedia, {}, retry).status, 206);
}

TEST(OlderHeader, CutsEveryChunkThatReachesTheByte) {
  RetryHouse house;
  const auto data = some_bytes(kMiB);
  const auto session = house.open("a");
  const Fields fields = {{kHeader, "return-503-after-256K"}};
  const auto range = house.range(0, kMiB, kMiB);
  EXPECT_EQ(house.put(session, range, data, fields).status, 503);
  EXPECT_EQ(progress_of(house.ask(session)), "308 bytes=0-262143");
  EXPECT_EQ(house.put(session, range, data, fields).status, 503);
  EXPECT_EQ(house.put(session, range, data).status, 200);
  EXPECT_EQ(house.stored("a"), data);
}

TEST(OlderHeader, DamagesUploadsBeforeTheyAreHashed) {
  RetryHouse house;
  const Fields fields = {{kHeader, "inject-upload-data-error"}};
  EXPECT_EQ(house.media("a", "Anton", {}, fields).status, 200);
  EXPECT_EQ(house.stored("a"), "Bnton");
  EXPECT_EQ(house
                .media("b", "Anton", {},
                       {{kHeader, "inject-upload-data-error"},
                        {"x-goog-hash", "md5=4GQ4lZvoqGo3zmChTs4m6g=="}})
                .status,
            400);
  const auto session = house.open("c");
  EXPECT_EQ(house.put(session, house.range(0, 5, 5), "anton", fields).status, 200);
  EXPECT_EQ(house.stored("c"), "Anton");
  const std::string multipart =
      "--edge\r\nContent-Type: application/json\r\n\r\n{\"name\":\"d\"}\r\n--edge\r\n"
      "Content-Type: text/plain\r\n\r\nAnton\r\n--edge--\r\n";
  EXPECT_EQ(house
                .request("POST", "/upload/storage/v1/b/b/o?uploadType=multipart", multipart,
                         {{kHeader, "inject-upload-data-error"},
                          {"Content-Type", "multipart/related; boundary=edge"}})
                .status,
            200);
  EXPECT_EQ(house.stored("d"), "Bnton");
}

TEST(OlderHeader, IsIgnoredWhenItsValueIsUnknown) {
  RetryHouse house;
  house.media("a", "bytes");
  EXPECT_EQ(house.request("GET", kMedia, {}, {{kHeader, "return-nothing"}}).body, "bytes");
}

TEST(EmuDo, FaultsThisRequestAlone) {
  RetryHouse house;
  const auto data = some_bytes(kMiB);
  const auto session = house.open("a");
  const Fields fields = {{"X-Emu-Do", "append@body:300KiB=503"}};
  const auto half = house.range(0, 512 * kKiB, kMiB);
  EXPECT_EQ(house.put(session, half, data.substr(0, 512 * kKiB), fields).status, 503);
  EXPECT_EQ(progress_of(house.ask(session)), "308 bytes=0-262143");
  EXPECT_EQ(house.put(session, house.range(0, kMiB, kMiB), data, fields).status, 200)
      << "this one is no append";
  EXPECT_EQ(house.stored("a"), data);
  const auto exchanges = house.server.exchanges();
  EXPECT_EQ(exchanges.at(1).faults.at(0).rule, "armed/append@body:300KiB=503");
}

TEST(EmuDo, RefusesWhatItCannotReadAndDoesNothing) {
  RetryHouse house;
  for (const char* wrong : {"nonsense", "apend=503", "simple@accept=reset", "simple=explode", ""}) {
    const auto answer = house.media("a", "bytes", {}, {{"X-Emu-Do", wrong}});
    EXPECT_EQ(answer.status, 400) << wrong;
    EXPECT_NE(answer.body.find("X-Emu-Do: "), std::string::npos) << answer.body;
  }
  EXPECT_EQ(house.stored("a"), "(none)");
}

TEST(EmuDo, GoesTogetherWithTheRulesOfALaneAndARetryTest) {
  RetryHouse house;
  const auto id = house.make_insert(R"("return-503")");
  const Fields both = house.under(id, {{"X-Emu-Do", "simple=429"}});
  EXPECT_EQ(house.media("a", "bytes", {}, both).status, 503) << "the retry test comes first";
  EXPECT_EQ(house.media("a", "bytes", {}, both).status, 429);
}

}  // namespace
}  // namespace resumulator::testing_support
