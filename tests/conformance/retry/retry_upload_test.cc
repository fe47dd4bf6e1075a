// Goal: instructions on uploads leave exactly the bytes, the answers and the queues that client
// suites count on. Method: raw requests against small uploads; the stored object is compared.
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "support/retry_house.h"

namespace resumulator::testing_support {
namespace {

constexpr std::uint64_t kKiB = 1024;
constexpr std::uint64_t kMiB = 1024 * kKiB;

TEST(RetryUpload, StoresUpToTheByteAndAnswersTheStatus) {
  RetryHouse house;
  const auto data = some_bytes(kMiB);
  const auto id = house.make_insert(R"("return-503-after-256K")");
  // The session start is an insert too; this instruction is not for it.
  const auto session = house.open("a", {}, {}, house.under(id));
  EXPECT_EQ(house.left(id), 1U);
  const auto cut = house.chunk(session, data, 0, 512 * kKiB, id);
  EXPECT_EQ(cut.status, 503);
  EXPECT_EQ(cut.body, R"({"error":{"code":503,"message":"Retry Test: Caused a 503"}})");
  EXPECT_TRUE(house.completed(id));
  EXPECT_EQ(progress_of(house.ask(session)), "308 bytes=0-262143");
  EXPECT_EQ(house.chunk(session, data, 0, kMiB, id).status, 200);
  EXPECT_EQ(house.stored("a"), data);
}

TEST(RetryUpload, AnswersOnAConnectionThatLivesOn) {
  RetryHouse house;
  const auto data = some_bytes(9 * kMiB);
  const auto id = house.make_insert(R"("return-503-after-256K","return-408")");
  const auto session = house.open("a");
  RawClient client(house.server.port());
  const auto put = house.text(
      "PUT", session, data,
      house.under(id, {{"Content-Range", "bytes " + house.range(0, 9 * kMiB, 9 * kMiB)}}));
  EXPECT_EQ(client.ask(put).status, 503);
  EXPECT_EQ(client.ask(put).status, 408);
  EXPECT_EQ(client.ask(put).status, 200);
  EXPECT_EQ(house.stored("a"), data);
}

struct BoundaryCase {
  std::uint64_t end;
  int status;
  const char* progress;
  std::size_t left;
};
class RetryBoundary : public testing::TestWithParam<BoundaryCase> {};

// The chunk ends at, one before, one behind the byte that is waited for.
TEST_P(RetryBoundary, IsInclusive) {
  RetryHouse house;
  const auto data = some_bytes(kMiB);
  const auto id = house.make_insert(R"("return-503-after-512K")");
  const auto session = house.open("a");
  const auto& wanted = GetParam();
  // "bytes 0-N/*" of any length would be refused for its size; the last chunk may have any.
  const std::string range = house.range(0, wanted.end, wanted.end);
  EXPECT_EQ(house.put(session, range, data.substr(0, wanted.end), house.under(id)).status,
            wanted.status);
  EXPECT_EQ(progress_of(house.ask(session)), wanted.progress);
  EXPECT_EQ(house.left(id), wanted.left);
}
INSTANTIATE_TEST_SUITE_P(Ends, RetryBoundary,
                         testing::Values(BoundaryCase{512 * kKiB, 503, "308 bytes=0-524287", 0},
                                         BoundaryCase{512 * kKiB - 1, 200, "200 -", 1},
                                         BoundaryCase{512 * kKiB + 1, 503, "308 bytes=0-524287",
                                                      0}));

TEST(RetryUpload, StoresNothingWhenTheByteIsThereAlready) {
  RetryHouse house;
  const auto data = some_bytes(kMiB);
  const auto id = house.make_insert(R"("return-504-after-256K")");
  const auto session = house.open("a");
  EXPECT_EQ(house.chunk(session, data, 0, 512 * kKiB, "").status, 404) << "an empty id is dead";
  EXPECT_EQ(house.put(session, house.range(0, 512 * kKiB, kMiB), data.substr(0, 512 * kKiB)).status,
            308);
  EXPECT_EQ(house.chunk(session, data, 512 * kKiB, kMiB, id).status, 504);
  EXPECT_EQ(progress_of(house.ask(session)), "308 bytes=0-524287");
  EXPECT_EQ(house.chunk(session, data, 512 * kKiB, kMiB, id).status, 200);
  EXPECT_EQ(house.stored("a"), data);
}

TEST(RetryUpload, KeepsOldBytesWhereAChunkSendsOthers) {
  RetryHouse house;
  const auto data = some_bytes(kMiB);
  auto other = data;
  for (std::uint64_t i = 0; i < 256 * kKiB; ++i) other[i] = 'x';
  const auto id = house.make_insert(R"("return-503-after-300K")");
  const auto session = house.open("a");
  EXPECT_EQ(house.put(session, house.range(0, 256 * kKiB, kMiB), data.substr(0, 256 * kKiB)).status,
            308);
  EXPECT_EQ(house.chunk(session, other, 0, kMiB, id).status, 503);
  EXPECT_EQ(progress_of(house.ask(session)), "308 bytes=0-307199");
  EXPECT_EQ(house.chunk(session, other, 0, kMiB, id).status, 200);
  EXPECT_EQ(house.stored("a"), data);
}

TEST(RetryUpload, FiresSeveralInARow) {
  RetryHouse house;
  const auto data = some_bytes(kMiB);
  const auto id = house.make_insert(R"("return-504-after-256K","return-504-after-300K")");
  const auto session = house.open("a");
  EXPECT_EQ(house.chunk(session, data, 0, kMiB, id).status, 504);
  EXPECT_EQ(house.chunk(session, data, 256 * kKiB, kMiB, id).status, 504);
  EXPECT_EQ(progress_of(house.ask(session)), "308 bytes=0-307199");
  EXPECT_EQ(house.chunk(session, data, 300 * kKiB, kMiB, id).status, 200);
  EXPECT_EQ(house.stored("a"), data);
}

TEST(RetryUpload, LetsTheNextInstructionHitTheQueryThatFollows) {
  RetryHouse house;
  const auto data = some_bytes(9 * kMiB);
  const auto id = house.make_insert(R"("return-503-after-8192K","return-408")");
  const auto session = house.open("a", {}, {}, house.under(id));
  std::uint64_t at = 0;
  for (; at < 6 * kMiB; at += 2 * kMiB) {
    EXPECT_EQ(house.chunk(session, data, at, at + 2 * kMiB, id).status, 308) << at;
  }
  EXPECT_EQ(house.chunk(session, data, at, at + 2 * kMiB, id).status, 503);
  EXPECT_EQ(house.put(session, "*/*", {}, house.under(id)).status, 408);
  EXPECT_EQ(progress_of(house.put(session, "*/*", {}, house.under(id))), "308 bytes=0-8388607");
  EXPECT_EQ(house.chunk(session, data, 8 * kMiB, 9 * kMiB, id).status, 200);
  EXPECT_TRUE(house.completed(id));
  EXPECT_EQ(house.stored("a"), data);
}

TEST(RetryUpload, RefusesAWholeUploadOfThatSizeAndCreatesNothing) {
  RetryHouse house;
  const auto id = house.make_insert(R"("return-503-after-1K")");
  EXPECT_EQ(house.media("a", some_bytes(1023), {}, house.under(id)).status, 200);
  EXPECT_EQ(house.left(id), 1U);
  EXPECT_EQ(house.media("b", some_bytes(1024), {}, house.under(id)).status, 503);
  EXPECT_TRUE(house.completed(id));
  EXPECT_EQ(house.stored("b"), "(none)");
}

RawAnswer multipart(const RetryHouse& house, std::string_view name, std::string_view bytes,
                    Fields fields) {
  fields.emplace_back("Content-Type", "multipart/related; boundary=edge");
  const std::string body = "--edge\r\nContent-Type: application/json\r\n\r\n{\"name\":\"" +
                           std::string(name) + "\"}\r\n--edge\r\nContent-Type: text/plain\r\n\r\n" +
                           std::string(bytes) + "\r\n--edge--\r\n";
  return house.request("POST", "/upload/storage/v1/b/b/o?uploadType=multipart", body, fields);
}

TEST(RetryUpload, CountsTheMediaPartOfAMultipartUpload) {
  RetryHouse house;
  const auto id = house.make_insert(R"("return-503-after-1K")");
  EXPECT_EQ(multipart(house, "a", some_bytes(1023), house.under(id)).status, 200);
  EXPECT_EQ(house.left(id), 1U) << "the body had more than 1 KiB, the object had not";
  EXPECT_EQ(multipart(house, "b", some_bytes(1024), house.under(id)).status, 503);
  EXPECT_TRUE(house.completed(id));
  EXPECT_EQ(house.stored("b"), "(none)");
}

TEST(RetryUpload, EndsTheLastAnswerEarlyButWellFormed) {
  for (const std::uint64_t bytes : {0U, 10U}) {
    RetryHouse house;
    const auto data = some_bytes(kMiB);
    const auto id = house.make_insert("\"return-broken-stream-final-chunk-after-" +
                                      std::to_string(bytes) + "B\"");
    const auto session = house.open("a", {}, {}, house.under(id));
    EXPECT_EQ(house.chunk(session, data, 0, 512 * kKiB, id).status, 308);
    EXPECT_EQ(house.left(id), 1U);
    const auto last = house.chunk(session, data, 512 * kKiB, kMiB, id);
    EXPECT_EQ(last.status, 200);
    EXPECT_EQ(last.field("Content-Length"), std::to_string(bytes));
    EXPECT_EQ(last.body.size(), bytes);
    EXPECT_NE(last.field("Content-Type").find("application/json"), std::string::npos);
    EXPECT_TRUE(house.completed(id));
    EXPECT_EQ(house.stored("a"), data);
    EXPECT_EQ(json_of(house.put(session, "*/*", {}, house.under(id))).value("name", ""), "a");
  }
}

TEST(RetryUpload, BreaksTheAnswerOfAnUploadThatWasStored) {
  RetryHouse house;
  const auto id = house.make_insert(R"("return-broken-stream")");
  RawClient client(house.server.port());
  client.send(house.text("POST",
                         "/upload/storage/v1/b/b/o?uploadType=media&name=a&ifGenerationMatch=0",
                         "bytes", house.under(id)));
  const auto raw = client.take_all();
  const auto body = raw.find("\r\n\r\n") + 4;
  EXPECT_TRUE(raw.starts_with("HTTP/1.1 200 "));
  EXPECT_EQ(raw.size() - body, 4U);
  EXPECT_NE(raw.find("Content-Length: "), std::string::npos);
  EXPECT_TRUE(house.completed(id));
  EXPECT_EQ(house.stored("a"), "bytes");
  EXPECT_EQ(house.media("a", "bytes", "&ifGenerationMatch=0", house.under(id)).status, 412);
}

TEST(RetryUpload, LeavesABrokenStreamForAnAnswerThatHasABody) {
  RetryHouse house;
  const auto data = some_bytes(kMiB);
  const auto id = house.make_insert(R"("return-broken-stream")");
  const auto session = house.open("a", {}, {}, house.under(id));
  EXPECT_EQ(house.chunk(session, data, 0, 512 * kKiB, id).status, 308);
  EXPECT_EQ(house.left(id), 1U);
}

TEST(RetryUpload, LetsASecondRequestOvertakeAStalledOne) {
  RetryHouse house;
  const auto data = some_bytes(4 * kMiB);
  const auto id = house.make_insert(R"("stall-for-1000s-after-1024K")");
  const auto session = house.open("a", {}, {}, house.under(id));
  const auto put = house.text(
      "PUT", session, data.substr(0, 2 * kMiB),
      house.under(id, {{"Content-Range", "bytes " + house.range(0, 2 * kMiB, 4 * kMiB)}}));
  {
    RawClient stalled(house.server.port());
    // Nothing reads it while it stalls: as much as the line takes, then the client gives up.
    stalled.send(put.substr(0, 64 * kKiB));
    while (!house.completed(id)) continue;
    EXPECT_EQ(progress_of(house.ask(session)), "308 -") << "nothing is stored before the pause";
    EXPECT_EQ(house.chunk(session, data, 0, 2 * kMiB, id).status, 308);
    EXPECT_FALSE(stalled.has_input());
  }
  // Its client's leave ends the pause, and it changes nothing.
  EXPECT_TRUE(house.server.wait_for(
      [](const RecordedExchange& each) { return each.ending == Ending::kCut; },
      std::chrono::seconds(20)));
  EXPECT_EQ(progress_of(house.ask(session)), "308 bytes=0-2097151");
  EXPECT_EQ(house.chunk(session, data, 2 * kMiB, 4 * kMiB, id).status, 200);
  EXPECT_EQ(house.stored("a"), data);
}

TEST(RetryUpload, LetsAStalledRequestAddNothingToWhatCameMeanwhile) {
  RetryHouse house;
  const auto data = some_bytes(4 * kMiB);
  const auto id = house.make_insert(R"("stall-for-1s-after-1024K")");
  const auto session = house.open("a");
  std::string stalled;
  std::thread patient([&] { stalled = progress_of(house.chunk(session, data, 0, 2 * kMiB, id)); });
  while (!house.completed(id)) continue;
  EXPECT_EQ(house.chunk(session, data, 0, 3 * kMiB, id).status, 308);
  patient.join();
  EXPECT_EQ(stalled, "308 bytes=0-3145727");
  EXPECT_EQ(house.chunk(session, data, 3 * kMiB, 4 * kMiB, id).status, 200);
  EXPECT_EQ(house.stored("a"), data);
}

TEST(RetryUpload, StallsOnlyTheChunkThatReachesTheByte) {
  RetryHouse house;
  const auto data = some_bytes(kMiB);
  const auto id = house.make_insert(R"("stall-for-0s-after-512K")");
  const auto session = house.open("a");
  EXPECT_EQ(house.chunk(session, data, 0, 512 * kKiB, id).status, 308);
  EXPECT_EQ(house.left(id), 1U);
  EXPECT_EQ(house.chunk(session, data, 512 * kKiB, kMiB, id).status, 200);
  EXPECT_EQ(house.left(id), 0U);
  EXPECT_EQ(house.stored("a"), data);
}

TEST(RetryUpload, CancelsAreDeletes) {
  RetryHouse house;
  const auto id = house.make(R"({"storage.objects.delete":["return-503"]})");
  const auto session = house.open("a", {}, {}, house.under(id));
  EXPECT_EQ(house.request("DELETE", session, {}, house.under(id)).status, 503);
  EXPECT_EQ(house.request("DELETE", session, {}, house.under(id)).status, 499);
}

TEST(RetryUpload, LeavesToAnEndedSessionItsOwnAnswer) {
  RetryHouse house;
  const auto data = some_bytes(kMiB);
  const auto id = house.make_insert(R"("return-503-after-256K")");
  const auto session = house.open("a");
  EXPECT_EQ(house.put(session, house.range(0, kMiB, kMiB), data).status, 200);
  EXPECT_EQ(house.chunk(session, data, 0, kMiB, id).status, 200);
  EXPECT_EQ(house.left(id), 1U);
}

}  // namespace
}  // namespace resumulator::testing_support
