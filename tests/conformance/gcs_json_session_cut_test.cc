// Requests that break off, fall silent or meet a store that cannot take more: what survives.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "support/gcs_house.h"

namespace resumulator::testing_support {
namespace {

using Persist = GcsSwitches::PartialPersist;

/// Sends `sent` of the bytes that `range` announces and leaves.
void leave_midway(const GcsHouse& house, const std::string& session, const std::string& range,
                  const std::string& body, std::size_t sent) {
  RawClient client(house.server.port());
  const auto text = house.text("PUT", session, body, {{"Content-Range", "bytes " + range}});
  client.send(text.substr(0, text.size() - body.size() + sent));
  client.half_close();
  EXPECT_EQ(client.take_all(), "");
}

GcsHouse keeping(Persist persist) {
  Options options;
  options.gcs.partial_persist = persist;
  return GcsHouse(options);
}

// Rule gcs.append.cut: whole granules of what came; the client goes on from there.
TEST(GcsSessionCut, ABrokenChunkKeepsWholeGranules) {
  GcsHouse house;
  const auto body = some_bytes(4 * kGranule);
  const auto session = house.open("a");
  leave_midway(house, session, "0-1048575/1048576", body, 700'000);
  EXPECT_EQ(progress_of(house.ask(session)), "308 bytes=0-524287");
  leave_midway(house, session, "524288-1048575/1048576", body.substr(524288), 1000);
  EXPECT_EQ(progress_of(house.ask(session)), "308 bytes=0-524287");
  EXPECT_EQ(house.put(session, "524288-1048575/1048576", body.substr(524288)).status, 200);
  EXPECT_EQ(house.stored("a"), body);
}

// Rule gcs.append.cut: the switch partial_persist.
TEST(GcsSessionCut, WhatABrokenChunkKeepsFollowsTheSwitch) {
  const auto body = some_bytes(2 * kGranule);
  auto exact = keeping(Persist::kExact);
  const auto all = exact.open("a");
  leave_midway(exact, all, "0-524287/*", body, 300'000);
  EXPECT_EQ(progress_of(exact.ask(all)), "308 bytes=0-299999");
  auto nothing = keeping(Persist::kNone);
  const auto none = nothing.open("a");
  leave_midway(nothing, none, "0-524287/*", body, 300'000);
  EXPECT_EQ(progress_of(nothing.ask(none)), "308 -");
}

// Rule gcs.append.cut: a single-request upload breaks off like any other.
TEST(GcsSessionCut, AnUploadWithoutRangeCanBeResumed) {
  GcsHouse house;
  const auto body = some_bytes(kGranule + 100);
  const auto session = house.open("a");
  RawClient client(house.server.port());
  const auto text = house.text("PUT", session, body, {});
  client.send(text.substr(0, text.size() - 50));
  client.half_close();
  EXPECT_EQ(client.take_all(), "");
  EXPECT_EQ(progress_of(house.ask(session)), "308 bytes=0-262143");
  EXPECT_EQ(house.put(session, "262144-262243/262244", body.substr(kGranule)).status, 200);
  EXPECT_EQ(house.stored("a"), body);
}

// Rule gcs.session.persist-delay: the switch persist_delay, after an interruption.
TEST(GcsSessionCut, WhatWasKeptShowsLaterUnderTheSwitch) {
  Options options;
  options.gcs.persist_delay = std::chrono::seconds(5);
  GcsHouse house(options);
  const auto session = house.open("a");
  leave_midway(house, session, "0-524287/*", some_bytes(2 * kGranule), 300'000);
  EXPECT_EQ(progress_of(house.ask(session)), "308 -");
  house.clock->advance(std::chrono::seconds(6));
  EXPECT_EQ(progress_of(house.ask(session)), "308 bytes=0-262143");
}

// Rule gcs.session.timeout: silence is answered, and what came is kept.
TEST(GcsSessionCut, ASilentClientIsTold) {
  Options options;
  options.limits.read_timeout = std::chrono::milliseconds(50);
  GcsHouse house(options);
  const auto session = house.open("a");
  RawClient client(house.server.port());
  const auto body = some_bytes(2 * kGranule);
  const auto text = house.text("PUT", session, body, {{"Content-Range", "bytes 0-524287/*"}});
  const auto answer = client.ask(text.substr(0, text.size() - 1000));
  EXPECT_EQ(error_of(answer), "408 uploadBrokenConnection Request Timeout");
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(progress_of(house.ask(session)), "308 bytes=0-262143");
}

// Rule gcs.finalize.lost-answer: made, but nobody was told; asking tells.
TEST(GcsSessionCut, ALostAnswerIsFoundByAsking) {
  GcsHouse house;
  const auto session = house.open("a");
  {
    RawClient client(house.server.port());
    client.send(house.text("PUT", session, "abc", {{"Content-Range", "bytes 0-2/3"}}));
    client.half_close();
    EXPECT_NE(client.take_all(), "");
  }
  EXPECT_EQ(json_of(house.ask(session))["size"], "3");
  EXPECT_EQ(house.put(session, "*/3").status, 200);
}

// Rule gcs.media.cut: uploads in one request leave nothing behind.
TEST(GcsSessionCut, ABrokenSimpleUploadLeavesNothing) {
  GcsHouse house;
  const std::string body = some_bytes(kGranule * 2);
  RawClient client(house.server.port());
  const auto text =
      house.text("POST", "/upload/storage/v1/b/b/o?uploadType=media&name=a", body, {});
  client.send(text.substr(0, text.size() - 1));
  client.half_close();
  EXPECT_EQ(client.take_all(), "");
  EXPECT_EQ(house.get("a").status, 404);
}

// Rule gcs.session.takeover: a second request for a session waits its turn, nothing interleaves.
TEST(GcsSessionCut, ASilentRequestIsTakenOver) {
  Options options;
  options.limits.takeover_after = std::chrono::milliseconds(20);
  GcsHouse house(options);
  const auto session = house.open("a");
  const auto body = some_bytes(2 * kGranule);
  RawClient silent(house.server.port());
  const auto text = house.text("PUT", session, body, {{"Content-Range", "bytes 0-524287/524288"}});
  silent.send(text.substr(0, text.size() - 1000));
  EXPECT_EQ(house.put(session, "0-524287/524288", body).status, 200);
  EXPECT_EQ(house.stored("a"), body);
}

/// A directory of this test's own.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "gcs_cut_XXXXXX").string();
    path_ = ::mkdtemp(name.data()) == nullptr ? std::string() : name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Rule gcs.append.storage: not kept, not acknowledged, not fatal.
TEST(GcsSessionCut, AStoreThatCannotKeepAcknowledgesNothing) {
  Folder folder;
  Options options;
  options.store_dir = folder.path();
  GcsHouse house(options);
  const auto session = house.open("a");
  const auto blobs = std::filesystem::path(folder.path()) / "blobs";
  std::filesystem::remove_all(blobs);
  std::ofstream(blobs) << "a file where the folder was";
  EXPECT_EQ(error_of(house.put(session, "0-262143/*", some_bytes(kGranule))),
            "503 backendError Backend Error");
  EXPECT_EQ(error_of(house.media("m", "abc")), "503 backendError Backend Error");
  EXPECT_EQ(progress_of(house.ask(session)), "308 -");
  EXPECT_EQ(house.get("m").status, 404);
  std::filesystem::remove(blobs);
  EXPECT_EQ(progress_of(house.put(session, "0-262143/*", some_bytes(kGranule))),
            "308 bytes=0-262143");
}

}  // namespace
}  // namespace resumulator::testing_support
