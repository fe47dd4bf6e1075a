// Blobs behind one another, and the checksum of two strings from those of each.
#include "core/upload/composite_blob.h"

#include <gtest/gtest.h>

#include "core/upload/crc_combine.h"
#include "unit/core/upload/blob_support.h"
#include "unit/core/upload/session_fixture.h"

namespace resumulator {
namespace {

using testing::bytes_of;
using testing::digests_of;

std::shared_ptr<const Blob> blob_of(BlobStore& store, const std::string& text) {
  const std::shared_ptr<Blob> blob = store.create().value();
  EXPECT_TRUE(append_copy(*blob, test::as_bytes(text)));
  blob->release_room();
  return blob;
}

TEST(CompositeBlob, ReadsAsOne) {
  const auto store = make_memory_blob_store(1 << 20);
  const std::string a = bytes_of(5000, 1);
  const std::string c = bytes_of(100'000, 2);
  const auto whole =
      make_composite_blob({blob_of(*store, a), blob_of(*store, ""), blob_of(*store, c)});
  const std::string all = a + c;
  EXPECT_EQ(whole->size(), all.size());
  EXPECT_EQ(test::read_text(*whole), all);
  std::string some(200, '\0');
  EXPECT_EQ(whole->read(4900, std::as_writable_bytes(std::span(some))).value(), 200U);
  EXPECT_EQ(some, all.substr(4900, 200));
  EXPECT_EQ(whole->read(all.size(), std::as_writable_bytes(std::span(some))).value(), 0U);
  EXPECT_EQ(whole->view(4990, 100).size(), 10U);
  EXPECT_TRUE(whole->view(all.size(), 1).empty());
}

TEST(CompositeBlob, ComesBackByItsKey) {
  const test::TempDir directory;
  std::string key;
  {
    const auto store = make_file_blob_store(directory.path()).value();
    const auto inner = make_composite_blob({blob_of(*store, "one"), blob_of(*store, "two")});
    const auto whole = make_composite_blob({inner, blob_of(*store, "three")});
    key = whole->key();
    whole->keep();
  }
  const auto store = make_file_blob_store(directory.path()).value();
  std::set<std::string> keys;
  add_blob_keys(key, keys);
  EXPECT_EQ(keys.size(), 3U);
  store->remove_orphans(keys);
  const auto whole = open_blob(*store, key, 11);
  ASSERT_TRUE(whole) << whole.error().text;
  EXPECT_EQ(test::read_text(**whole), "onetwothree");
  EXPECT_EQ((*whole)->key(), key);
  EXPECT_EQ(open_blob(*store, key, 12).error().kind, ErrorKind::kMalformed);
  for (const char* bad : {"composite:x", "composite:1:", "composite:1:9:1", "composite:1:1"}) {
    EXPECT_FALSE(open_blob(*store, bad, 1)) << bad;
  }
}

TEST(CompositeBlob, IsOnlyRead) {
  const auto store = make_memory_blob_store(1 << 20);
  const auto whole = std::const_pointer_cast<Blob>(
      make_composite_blob({blob_of(*store, "a"), blob_of(*store, "b")}));
  EXPECT_EQ(whole->reserve(1).error().kind, ErrorKind::kUsage);
  EXPECT_EQ(whole->truncate(1).error().kind, ErrorKind::kUsage);
  EXPECT_TRUE(make_composite_blob({})->key() == "composite:");
  EXPECT_EQ(make_composite_blob({})->size(), 0U);
}

TEST(CrcCombine, IsTheChecksumOfBoth) {
  for (const std::uint64_t first : {0U, 1U, 7U, 1000U, 70'000U}) {
    for (const std::uint64_t second : {0U, 1U, 8U, 4096U, 100'001U}) {
      const std::string a = bytes_of(first, 3);
      const std::string b = bytes_of(second, 4);
      EXPECT_EQ(crc32c_of_both(digests_of(a).crc32c, digests_of(b).crc32c, second),
                digests_of(a + b).crc32c);
    }
  }
}

}  // namespace
}  // namespace resumulator
