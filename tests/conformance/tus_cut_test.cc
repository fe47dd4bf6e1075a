// Requests that break off, fall silent or meet each other, on raw sockets: every byte that came is
// kept, and whoever comes later is not kept waiting.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>

#include "support/tus_house.h"

namespace resumulator::testing_support {
namespace {

constexpr std::uint64_t kSize = 1'000'000;

/// Asks until the request that stands still was made to stop: it may not have begun when the first
/// question comes.
RawAnswer ask_until_stopped(const TusHouse& house, const std::string& upload, RawClient& running) {
  RawAnswer asked = house.head(upload);
  while (!running.has_input()) asked = house.head(upload);
  return asked;
}

/// A PATCH that has sent `sent` of the body it announces and goes on living.
struct Stopped {
  Stopped(const TusHouse& house, const std::string& upload, std::uint64_t offset,
          std::string_view body, std::size_t sent, const Fields& more = {})
      : client(house.server.port()) {
    const auto text = house.text("PATCH", upload, body, TusHouse::chunk_fields(offset, more));
    client.send(std::string_view(text).substr(0, text.size() - body.size() + sent));
  }
  /// Ends it, and waits until the server has noticed.
  void leave() {
    client.half_close();
    static_cast<void>(client.take_all());
  }
  RawClient client;
};

// Rule tus.patch.cut
TEST(TusCut, EveryByteOfABrokenRequestIsKept) {
  TusHouse house;
  const auto body = some_bytes(kSize);
  const auto upload = house.create(kSize);
  std::uint64_t offset = 0;
  for (const std::size_t sent : {1U, 77'777U, 300'001U}) {
    Stopped request(house, upload, offset, std::string_view(body).substr(offset), sent);
    request.leave();
    offset += sent;
    EXPECT_EQ(house.progress(upload), "200 " + std::to_string(offset) + "/1000000");
  }
  Stopped reset(house, upload, offset, std::string_view(body).substr(offset), 0);
  reset.client.reset();
  EXPECT_EQ(house.patch(upload, offset, std::string_view(body).substr(offset)).status, 204);
  EXPECT_EQ(house.stored(upload), body);
}

// Rule tus.patch.short: the client can still hear.
TEST(TusCut, ABodyThatEndsEarlyIsAnError) {
  TusHouse house;
  const auto upload = house.create(10);
  Stopped request(house, upload, 0, "abcdefghij", 4);
  request.client.half_close();
  EXPECT_EQ(tus_code(request.client.answer()), "400 ERR_UNEXPECTED_EOF");
  EXPECT_TRUE(request.client.ended());
  EXPECT_EQ(house.progress(upload), "200 4/10");
  const auto exchange = house.server.exchanges().at(1);
  EXPECT_EQ(exchange.ending, Ending::kCut);
  EXPECT_EQ(exchange.note, "request ended after 4 of 10 body bytes; ERR_UNEXPECTED_EOF");
}

// Rule tus.patch.reset
TEST(TusCut, AResetIsNotedAndWhatCameIsKept) {
  TusHouse house;
  const auto upload = house.create(10);
  Stopped request(house, upload, 0, "abcdefghij", 0);
  request.client.reset();
  const auto cut = house.server.wait_for(
      [](const RecordedExchange& each) { return each.ending == Ending::kCut; },
      std::chrono::seconds(10));
  ASSERT_TRUE(cut);
  EXPECT_THAT(cut->note, ::testing::EndsWith("; ERR_CONNECTION_RESET"));
  EXPECT_EQ(cut->status, 0);
  EXPECT_EQ(house.progress(upload), "200 0/10");
}

// Rule tus.patch.silent
TEST(TusCut, ABodyThatFallsSilentIsATimeout) {
  Options options;
  options.limits.read_timeout = std::chrono::milliseconds(50);
  TusHouse house(options);
  const auto upload = house.create(10);
  Stopped request(house, upload, 0, "abcdefghij", 4);
  EXPECT_EQ(tus_code(request.client.answer()), "500 ERR_READ_TIMEOUT");
  EXPECT_EQ(house.progress(upload), "200 4/10");
}

// Rule tus.patch.persist
TEST(TusCut, WhatABrokenRequestKeepsFollowsTheSwitch) {
  const auto body = some_bytes(kSize);
  const auto kept = [&](std::uint64_t multiple) {
    TusHouse house({.persist_multiple = multiple});
    const auto upload = house.create(kSize);
    Stopped request(house, upload, 0, body, 70'000);
    request.leave();
    return house.progress(upload);
  };
  EXPECT_EQ(kept(0), "200 0/1000000");
  EXPECT_EQ(kept(65536), "200 65536/1000000");
  TusHouse house({.persist_multiple = 65536});
  const auto whole = house.create(kSize);
  EXPECT_EQ(house.patch(whole, 0, "abc").field("Upload-Offset"), "3");
  EXPECT_EQ(house.patch_chunked(whole, 3, "def").field("Upload-Offset"), "6");
}

// Rule tus.create.cut
TEST(TusCut, AnUploadThatBreaksOffWhileItIsMadeIsThere) {
  TusHouse house;
  const auto body = some_bytes(1000);
  const Fields fields{{"Upload-Length", "1000"},
                      {"Content-Type", "application/offset+octet-stream"}};
  const auto text = house.text("POST", "/files", body, fields);
  RawClient client(house.server.port());
  client.send(std::string_view(text).substr(0, text.size() - 400));
  client.half_close();
  static_cast<void>(client.take_all());
  const auto made = house.server.wait_for(
      [](const RecordedExchange& each) { return each.persisted_after == 600U; },
      std::chrono::seconds(10));
  ASSERT_TRUE(made);
  const std::string upload = "/files/" + made->object;
  EXPECT_EQ(house.progress(upload), "200 600/1000");
  EXPECT_EQ(house.patch(upload, 600, std::string_view(body).substr(600)).status, 204);
  EXPECT_EQ(house.stored(upload), body);
}

// Rules tus.lock.interrupt, tus.lock.interrupted
TEST(TusCut, ALaterRequestTakesOverInMidBody) {
  TusHouse house;
  const auto body = some_bytes(kSize);
  const auto upload = house.create(kSize);
  Stopped first(house, upload, 0, body, 400'000);
  // How far the first one has been read is not ours to say; nothing of it is lost.
  ask_until_stopped(house, upload, first.client);
  const auto asked = house.head(upload);
  EXPECT_EQ(tus_code(first.client.answer()), "400 ERR_UPLOAD_INTERRUPTED");
  EXPECT_TRUE(first.client.ended());
  const auto offset = std::stoull(asked.field("Upload-Offset"));
  EXPECT_LE(offset, 400'000U);
  Stopped second(house, upload, offset, std::string_view(body).substr(offset), 1000);
  do {
    EXPECT_EQ(house.patch(upload, 1, "x").status, 409);
  } while (!second.client.has_input());
  EXPECT_EQ(tus_code(second.client.answer()), "400 ERR_UPLOAD_INTERRUPTED");
  const auto now = std::stoull(house.head(upload).field("Upload-Offset"));
  EXPECT_EQ(house.patch(upload, now, std::string_view(body).substr(now)).status, 204);
  EXPECT_EQ(house.stored(upload), body);
}

// Rule tus.lock.busy
TEST(TusCut, ALaterRequestIsRefusedBySwitch) {
  TusHouse house({.lock = TusOptions::Lock::k423});
  std::string upload = house.create(10);
  auto first = std::make_unique<Stopped>(house, upload, 0, "abcdefghij", 4);
  // Once the first one has the turn the others are refused. It may meet a question that has the turn
  // just then, and is refused itself: another one then.
  for (int asked = 1; house.head(upload).status != 423; ++asked) {
    if (asked % 100 != 0) continue;
    upload = house.create(10);
    first = std::make_unique<Stopped>(house, upload, 0, "abcdefghij", 4);
  }
  EXPECT_EQ(tus_code(house.patch(upload, 4, "efghij")), "423 ERR_UPLOAD_LOCKED");
  EXPECT_EQ(house.remove(upload).status, 423);
  EXPECT_EQ(house.request("GET", upload).status, 423);
  first->client.send("efghij");
  EXPECT_EQ(first->client.answer().status, 204);
  EXPECT_EQ(house.progress(upload), "200 10/10");
}

// Rule tus.lock.wait
TEST(TusCut, ALaterRequestWaitsBySwitch) {
  TusOptions tus;
  tus.lock = TusOptions::Lock::kWait;
  Options options = TusHouse::with(tus);
  options.limits.takeover_after = std::chrono::milliseconds(50);
  TusHouse house(options);
  const auto upload = house.create(10);
  Stopped first(house, upload, 0, "abcdefghij", 4);
  // The silent one is waited for so long; before it has begun there is nothing to go on from.
  RawAnswer answer = house.patch(upload, 4, "efghij");
  while (answer.status == 409) answer = house.patch(upload, 4, "efghij");
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(house.stored(upload), "abcdefghij");
}

// Rule tus.lock.timeout
TEST(TusCut, ARequestWaitsSoLongAndNoLonger) {
  TusHouse house({.lock = TusOptions::Lock::kWait,
                  .lock_timeout = std::chrono::milliseconds(200)});
  const auto upload = house.create(10);
  Stopped first(house, upload, 0, "abcdefghij", 4);
  // Before the first one has begun there is nothing to wait for.
  RawAnswer answer = house.patch(upload, 4, "efghij");
  while (answer.status == 409) answer = house.patch(upload, 4, "efghij");
  EXPECT_EQ(tus_code(answer), "500 ERR_LOCK_TIMEOUT");
  EXPECT_EQ(house.head(upload).status, 500);
  EXPECT_EQ(tus_code(house.remove(upload)), "500 ERR_LOCK_TIMEOUT");
  first.client.send("efghij");
  EXPECT_EQ(first.client.answer().status, 204);
  EXPECT_EQ(house.progress(upload), "200 10/10");
}

// Rule tus.state.shutdown
TEST(TusCut, AServerThatStopsSaysSo) {
  TusHouse house({.lock = TusOptions::Lock::kWait,
                  .lock_timeout = std::chrono::milliseconds(200)});
  const auto upload = house.create(10);
  Stopped running(house, upload, 0, "abcdefghij", 4);
  while (house.head(upload).status == 200) {
    // It has not begun yet.
  }
  house.server.stop();
  EXPECT_EQ(tus_code(running.client.answer()), "503 ERR_SERVER_SHUTDOWN");
  EXPECT_TRUE(running.client.ended());
}

// Rule tus.delete.running
TEST(TusCut, ADeleteCutsWhatIsRunning) {
  TusHouse house;
  const auto upload = house.create(10);
  Stopped first(house, upload, 0, "abcdefghij", 4);
  EXPECT_EQ(house.remove(upload).status, 204);
  // Had it not begun yet, it would find nothing to send to once it has all.
  first.client.send("efghij");
  EXPECT_GE(first.client.answer().status, 400);
  EXPECT_EQ(house.progress(upload), "404 -/-");
  EXPECT_EQ(house.stored(upload), "(none)");
}

// Rule tus.state.survives
TEST(TusCut, UploadsSurviveARestart) {
  const std::string directory =
      ::testing::TempDir() + "resumulator-tus-" + std::to_string(::getpid());
  Options options;
  options.store_dir = directory;
  const std::string metadata = "filename YQ==";
  std::string upload;
  {
    TusHouse house(options);
    upload = house.create(10, {{"Upload-Metadata", metadata}});
    EXPECT_EQ(house.patch(upload, 0, "abcd").status, 204);
  }
  {
    TusHouse house(options);
    EXPECT_EQ(house.progress(upload), "200 4/10");
    EXPECT_EQ(house.head(upload).field("Upload-Metadata"), metadata);
    EXPECT_EQ(house.patch(upload, 4, "efghij").status, 204);
    EXPECT_NE(house.create(1), upload);
  }
  {
    TusHouse house(options);
    EXPECT_EQ(house.progress(upload), "200 10/10");
    EXPECT_EQ(house.stored(upload), "abcdefghij");
  }
  std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace resumulator::testing_support
