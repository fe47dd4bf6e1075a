// What is particular to blobs in files: names, life and death of the files, descriptors.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/upload/blob.h"
#include "core/upload/external_blob.h"
#include "unit/core/upload/blob_support.h"

namespace resumulator {
namespace {

namespace fs = std::filesystem;
using test::as_bytes;
using test::FullDisk;
using test::read_text;
using test::some_bytes;
using test::TempDir;

std::unique_ptr<BlobStore> open_store(const TempDir& directory) {
  return *make_file_blob_store(directory.path());
}

std::size_t files_below(const std::string& path) {
  std::size_t n = 0;
  for (const auto& entry : fs::recursive_directory_iterator(path)) n += entry.is_regular_file();
  return n;
}

std::size_t open_descriptors() {
  std::size_t n = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator("/proc/self/fd")) ++n;
  return n;
}

std::shared_ptr<Blob> stored(BlobStore& store, std::string_view text) {
  std::shared_ptr<Blob> blob = *store.create();
  EXPECT_TRUE(append_copy(*blob, as_bytes(text)));
  return blob;
}

TEST(FileBlob, LiesInAFileNamedByNumberOnly) {
  const TempDir directory;
  const auto store = open_store(directory);
  const std::shared_ptr<Blob> blob = stored(*store, "abc");
  EXPECT_TRUE(fs::exists(directory.path("blobs/01/" + blob->key()))) << blob->key();
}

TEST(FileBlob, TakesItsFileAlongUnlessItIsKept) {
  const TempDir directory;
  const auto store = open_store(directory);
  std::shared_ptr<Blob> gone = stored(*store, "gone");
  std::shared_ptr<Blob> kept = stored(*store, "kept");
  EXPECT_EQ(files_below(directory.path()), 2U);
  kept->keep();
  const std::string key = kept->key();
  gone.reset();
  kept.reset();
  EXPECT_EQ(files_below(directory.path()), 1U);
  EXPECT_EQ(read_text(**store->open(key, 4)), "kept");
}

TEST(FileBlob, GoesAfterAResetEvenIfItIsKept) {
  const TempDir directory;
  const auto store = open_store(directory);
  std::shared_ptr<Blob> blob = stored(*store, "old world");
  store->forget_all();
  const std::shared_ptr<Blob> later = stored(*store, "new world");
  blob->keep();
  blob.reset();
  later->keep();
  EXPECT_EQ(files_below(directory.path()), 1U);
}

TEST(FileBlob, MakesNoFileBeforeItsFirstByte) {
  const TempDir directory;
  const auto store = open_store(directory);
  const std::shared_ptr<Blob> blob = *store->create();
  ASSERT_TRUE(blob->reserve(1'000));
  blob->release_room();
  EXPECT_EQ(files_below(directory.path()), 0U);
  EXPECT_EQ((*store->open(blob->key(), 0))->size(), 0U);
}

TEST(FileBlob, IsCutToWhatWasAcknowledgedWhenItIsOpenedAgain) {
  const TempDir directory;
  std::string key;
  {
    const auto store = open_store(directory);
    const std::shared_ptr<Blob> blob = stored(*store, "acknowledged, not acknowledged");
    blob->keep();
    key = blob->key();
  }
  const auto store = open_store(directory);
  const std::shared_ptr<Blob> blob = *store->open(key, 12);
  EXPECT_EQ(read_text(*blob), "acknowledged");
  ASSERT_TRUE(append_copy(*blob, as_bytes("!")));
  EXPECT_EQ(read_text(*blob), "acknowledged!");
  EXPECT_EQ(fs::file_size(directory.path("blobs/01/" + key)), 13U);
}

TEST(FileBlob, IsRefusedWhenTheFileHasLessThanWasAcknowledged) {
  const TempDir directory;
  const auto store = open_store(directory);
  const std::shared_ptr<Blob> blob = stored(*store, "abc");
  EXPECT_EQ(store->open(blob->key(), 4).error().kind, ErrorKind::kUsage);
  EXPECT_EQ(store->open("77", 1).error().kind, ErrorKind::kUsage);
}

TEST(FileBlob, HoldsNoDescriptorWhileIdle) {
  const TempDir directory;
  const auto store = open_store(directory);
  const std::size_t before = open_descriptors();
  std::vector<std::shared_ptr<Blob>> blobs;
  for (int i = 0; i < 50; ++i) {
    blobs.push_back(stored(*store, "x"));
    blobs.back()->release_room();
  }
  EXPECT_EQ(open_descriptors(), before);
}

TEST(FileBlob, NeedsBoundedDescriptorsForManyBusyWriters) {
  const TempDir directory;
  const auto store = open_store(directory);
  const std::size_t before = open_descriptors();
  std::vector<std::shared_ptr<Blob>> blobs;
  for (int i = 0; i < 400; ++i) blobs.push_back(stored(*store, "busy"));
  EXPECT_LE(open_descriptors(), before + 130);
  for (const auto& blob : blobs) ASSERT_TRUE(append_copy(*blob, as_bytes(", still")));
  for (const auto& blob : blobs) ASSERT_EQ(read_text(*blob), "busy, still");
}

TEST(FileBlob, TakesNothingOfAStepTheDiskRefuses) {
  const TempDir directory;
  const auto store = open_store(directory);
  const std::shared_ptr<Blob> blob = stored(*store, "abc");
  const std::vector<std::byte> more = some_bytes(1, 0, 200'000);
  {
    const FullDisk full(100'000);
    const Result<void> refused = append_copy(*blob, more);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::kUnavailable);
    EXPECT_EQ(read_text(*blob), "abc");
    EXPECT_EQ(fs::file_size(directory.path("blobs/01/1")), 3U) << "no litter on a full disk";
    EXPECT_TRUE(append_copy(*blob, as_bytes("def"))) << "small steps still fit";
  }
  ASSERT_TRUE(append_copy(*blob, more));
  EXPECT_EQ(blob->size(), 200'006U);
}

TEST(FileBlobStore, GivesOneBlobToAllWhoOpenOneKeySoThatNoneTakesTheFileFromAnother) {
  const TempDir directory;
  const auto store = open_store(directory);
  std::shared_ptr<Blob> first = stored(*store, "shared");
  const std::string key = first->key();
  first->keep();
  first.reset();
  const auto later = open_store(directory);
  std::shared_ptr<Blob> one = *later->open(key, 6);
  const std::shared_ptr<Blob> other = *later->open(key, 6);
  one.reset();
  EXPECT_EQ(read_text(*other), "shared");
}

TEST(FileBlobStore, NeverReusesANumberThatIsInUse) {
  const TempDir directory;
  std::string last;
  {
    const auto store = open_store(directory);
    for (int i = 0; i < 5; ++i) {
      const std::shared_ptr<Blob> blob = stored(*store, "x");
      blob->keep();
      last = blob->key();
    }
  }
  const auto store = open_store(directory);
  EXPECT_GT(std::stoull((*store->create())->key()), std::stoull(last));
  ASSERT_TRUE(store->open("900", 0));
  EXPECT_GT(std::stoull((*store->create())->key()), 900U) << "a session without bytes has a number";
}

TEST(FileBlobStore, RemovesOnlyOrphansOfItsOwn) {
  const TempDir directory;
  std::string known;
  {
    const auto store = open_store(directory);
    const std::shared_ptr<Blob> orphan = stored(*store, "orphan");
    const std::shared_ptr<Blob> blob = stored(*store, "known");
    orphan->keep();
    blob->keep();
    known = blob->key();
  }
  std::ofstream(directory.path("blobs/notes.txt")) << "not ours";
  std::ofstream(directory.path("blobs/12")) << "not ours";
  std::ofstream(directory.path("blobs/01/999")) << "not where ours would be";
  const auto store = open_store(directory);
  store->remove_orphans({known});
  EXPECT_EQ(files_below(directory.path()), 4U);
  EXPECT_EQ(read_text(**store->open(known, 5)), "known");
}

TEST(FileBlobStore, RefusesKeysThatAreNotItsOwn) {
  const TempDir directory;
  const auto store = open_store(directory);
  for (const char* key : {"", "x", "-1", "01", "1/../2", "../1", "18446744073709551616", "1 "}) {
    EXPECT_EQ(store->open(key, 0).error().kind, ErrorKind::kMalformed) << key;
  }
}

TEST(FileBlobStore, SaysWhichDirectoryItCannotUse) {
  const TempDir directory;
  std::ofstream(directory.path("file")) << "in the way";
  const auto store = make_file_blob_store(directory.path("file"));
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().kind, ErrorKind::kUsage);
  EXPECT_NE(store.error().text.find(directory.path("file")), std::string::npos);
}

TEST(ExternalBlob, ReadsAFileOfTheUsers) {
  const TempDir directory;
  std::ofstream(directory.path("a.txt")) << "hello";
  const auto blob = open_external_file(directory.path("a.txt"));
  ASSERT_TRUE(blob);
  EXPECT_EQ(read_text(**blob), "hello");
  std::ofstream(directory.path("a.txt"), std::ios::app) << " world";
  EXPECT_EQ(read_text(**blob), "hello") << "its size is what the file had";
  fs::resize_file(directory.path("a.txt"), 2);
  std::byte into[5];
  EXPECT_EQ((*blob)->read(0, into).error().kind, ErrorKind::kUnavailable);
}

TEST(ExternalBlob, IsFoundAgainOnlyWhileTheFileIsTheSame) {
  const TempDir directory;
  const auto store = open_store(directory);
  std::ofstream(directory.path("a:b.txt")) << "hello";
  const std::string key = (*open_external_file(directory.path("a:b.txt")))->key();
  ASSERT_TRUE(store->open(key, 5));
  EXPECT_EQ(store->open(key, 4).error().kind, ErrorKind::kNotFound);
  fs::last_write_time(directory.path("a:b.txt"),
                      fs::file_time_type::clock::now() + std::chrono::hours(1));
  EXPECT_EQ(store->open(key, 5).error().kind, ErrorKind::kNotFound);
  fs::remove(directory.path("a:b.txt"));
  EXPECT_EQ(store->open(key, 5).error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(reopen_external("external:", 5).error().kind, ErrorKind::kMalformed);
}

TEST(ExternalBlob, IsNeverWritten) {
  const TempDir directory;
  const auto store = open_store(directory);
  std::ofstream(directory.path("a.txt")) << "hello";
  std::shared_ptr<Blob> blob =
      *store->open((*open_external_file(directory.path("a.txt")))->key(), 5);
  EXPECT_FALSE(blob->reserve(1));
  EXPECT_FALSE(blob->truncate(0));
  blob.reset();
  EXPECT_TRUE(fs::exists(directory.path("a.txt")));
}

TEST(ExternalBlob, IsRefusedForWhatIsNotAFile) {
  const TempDir directory;
  EXPECT_EQ(open_external_file(directory.path("none")).error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(open_external_file(directory.path()).error().kind, ErrorKind::kNotFound);
}

}  // namespace
}  // namespace resumulator
