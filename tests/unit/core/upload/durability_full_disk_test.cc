// A disk that is full, for the bytes or for the catalogue: nothing of the failed step is kept, what
// was acknowledged stays, and everything goes on once there is room.
//
// Rule gcs.store.full-disk
#include <gtest/gtest.h>

#include <filesystem>

#include "core/upload/world.h"
#include "unit/core/upload/blob_support.h"

namespace resumulator {
namespace {

namespace fs = std::filesystem;
using test::FullDisk;
using test::some_bytes;
using test::TempDir;

constexpr std::uint64_t kGranule = 256 * 1024;

std::string text_of(std::uint64_t seed, std::uint64_t from, std::size_t size) {
  const std::vector<std::byte> bytes = some_bytes(seed, from, size);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

class FullDiskTest : public testing::Test {
 protected:
  std::shared_ptr<World> open() {
    Options options;
    options.store_dir = directory_.path();
    options.buckets = {"bucket"};
    Result<std::shared_ptr<World>> world = World::open(options, std::make_shared<ManualClock>(), 1);
    EXPECT_TRUE(world) << world.error().text;
    return world ? *std::move(world) : nullptr;
  }
  std::shared_ptr<UploadSession> start(World& world) {
    SessionSpec spec;
    spec.bucket = "bucket";
    spec.object = "o";
    return *world.sessions().create(std::move(spec));
  }
  /// Appends the next `size` bytes as one request does.
  Result<void> append(UploadSession& session, std::size_t size) {
    Turn turn = session.begin_turn(nullptr);
    const std::uint64_t at = turn.offset();
    MemoryBody body(text_of(1, at, size));
    const Turn::Received received = turn.receive(body, 0, size);
    if (received.end == Turn::Received::End::kStorage) {
      turn.discard();
      return Unexpected(received.storage_error);
    }
    EXPECT_EQ(received.kept, size);
    Result<void> kept = turn.persist_to(at + size, Operation::kAppend);
    if (!kept) turn.discard();
    return kept;
  }
  void expect_object(UploadSession& session, std::size_t size) {
    Turn turn = session.begin_turn(nullptr);
    const Result<ObjectPtr> object = turn.finalize({});
    ASSERT_TRUE(object) << object.error().text;
    EXPECT_EQ(test::read_whole(*(*object)->blob), some_bytes(1, 0, size));
    RunningDigest digest(true);
    digest.update(some_bytes(1, 0, size));
    EXPECT_EQ((*object)->digests(), digest.snapshot());
  }
  std::uint64_t log_size() { return fs::file_size(directory_.path("catalog.sqlite-wal")); }

  TempDir directory_;
};

TEST_F(FullDiskTest, KeepsNothingOfAChunkTheBytesOfWhichDoNotFit) {
  const auto world = open();
  const auto session = start(*world);
  ASSERT_TRUE(append(*session, 2 * kGranule));
  {
    const FullDisk full(3 * kGranule);
    const Result<void> refused = append(*session, 2 * kGranule);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::kUnavailable);
    EXPECT_EQ(session->snapshot().offset, 2 * kGranule);
  }
  ASSERT_TRUE(append(*session, 2 * kGranule));
  EXPECT_EQ(session->snapshot().offset, 4 * kGranule);
  expect_object(*session, 4 * kGranule);
}

TEST_F(FullDiskTest, KeepsNothingOfAChunkTheCatalogueCannotNote) {
  auto world = open();
  const auto session = start(*world);
  const std::string id = session->id();
  ASSERT_TRUE(append(*session, 1'000));
  {
    const FullDisk full(log_size() + 100);
    const Result<void> refused = append(*session, 1'000);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::kUnavailable);
    EXPECT_EQ(session->snapshot().offset, 1'000U);
    EXPECT_EQ(world->sessions().create({}).error().kind, ErrorKind::kUnavailable);
  }
  ASSERT_TRUE(append(*session, 500));
  EXPECT_EQ(session->snapshot().offset, 1'500U);
  expect_object(*session, 1'500);
}

TEST_F(FullDiskTest, StillHoldsWhatWasAcknowledgedAfterARestart) {
  std::string id;
  {
    const auto world = open();
    const auto session = start(*world);
    id = session->id();
    ASSERT_TRUE(append(*session, 1'000));
    const FullDisk full(log_size() + 100);
    ASSERT_FALSE(append(*session, 1'000));
  }
  const auto world = open();
  const auto session = world->sessions().find(id);
  ASSERT_NE(session, nullptr);
  EXPECT_EQ(session->snapshot().offset, 1'000U);
  ASSERT_TRUE(append(*session, 1'000));
  expect_object(*session, 2'000);
}

TEST_F(FullDiskTest, LeavesASessionOpenThatCannotBecomeAnObject) {
  const auto world = open();
  const auto session = start(*world);
  ASSERT_TRUE(append(*session, 1'000));
  {
    const FullDisk full(log_size() + 100);
    Turn turn = session->begin_turn(nullptr);
    EXPECT_EQ(turn.finalize({}).error().kind, ErrorKind::kUnavailable);
    EXPECT_EQ(turn.state(), SessionState::kActive);
    EXPECT_FALSE(world->objects().get("bucket", "o"));
  }
  expect_object(*session, 1'000);
}

TEST_F(FullDiskTest, StoresNoObjectThatDoesNotFitWhole) {
  const auto world = open();
  {
    const FullDisk full(kGranule);
    MemoryBody body(text_of(1, 0, 2 * kGranule));
    const Result<ReceivedObject> received = receive_object(*world, body, 10 * kGranule);
    ASSERT_FALSE(received);
    EXPECT_EQ(received.error().kind, ErrorKind::kUnavailable);
  }
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(directory_.path("blobs"))) {
    files += entry.is_regular_file() ? 1U : 0U;
  }
  EXPECT_EQ(files, 0U) << "what came of it is gone";
  MemoryBody body(text_of(1, 0, 2 * kGranule));
  EXPECT_TRUE(receive_object(*world, body, 10 * kGranule));
}

}  // namespace
}  // namespace resumulator
