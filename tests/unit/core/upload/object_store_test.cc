// Objects: stored, read, changed, moved and removed in single steps.
#include "core/upload/object_store.h"

#include <gtest/gtest.h>

#include <thread>

#include "core/upload/catalog.h"
#include "unit/core/upload/blob_support.h"
#include "unit/core/upload/catalog_support.h"

namespace resumulator {
namespace {

using test::generation_match;
using test::StoreFixture;

TEST(ObjectStore, GivesBackWhatWasStored) {
  StoreFixture f;
  const Result<ObjectPtr> made = f.put("a");
  ASSERT_TRUE(made);
  const Result<ObjectPtr> got = f.store.get("b", "a");
  ASSERT_TRUE(got);
  EXPECT_EQ(*got, *made);
  EXPECT_EQ((*got)->metageneration, 1U);
  EXPECT_EQ((*got)->metadata.content_type, "text/plain");
  EXPECT_EQ((*got)->created, f.clock.now());
  EXPECT_EQ((*got)->updated, f.clock.now());
}

TEST(ObjectStore, NamesWhatIsMissing) {
  StoreFixture f;
  EXPECT_EQ(f.store.get("none", "a").error(),
            (Error{ErrorKind::kNotFound, "The specified bucket does not exist.", "bucket"}));
  EXPECT_EQ(f.store.get("b", "d/a").error(),
            (Error{ErrorKind::kNotFound, "No such object: b/d/a", "object"}));
  NewObject object;
  object.bucket = "none";
  object.name = "a";
  EXPECT_EQ(f.store.insert(object, {}).error().where, "bucket");
  EXPECT_EQ(f.store.remove("b", "a", {}, {}).error().where, "object");
  EXPECT_EQ(f.store.list("none", {}).error().where, "bucket");
}

// Rule gcs.identity.generation: microseconds of the clock, strictly increasing per name.
TEST(ObjectStore, CountsGenerationsUpFromTheClock) {
  StoreFixture f;
  f.clock.advance(std::chrono::seconds(1));
  const auto now = static_cast<std::uint64_t>(f.clock.now().time_since_epoch().count());
  EXPECT_EQ((*f.put("a"))->generation, now);
  EXPECT_EQ((*f.put("a"))->generation, now + 1);
  EXPECT_EQ((*f.put("a"))->generation, now + 2);
  f.clock.advance(std::chrono::seconds(-10));
  EXPECT_EQ((*f.put("a"))->generation, now + 3);
  f.clock.advance(std::chrono::seconds(60));
  EXPECT_EQ((*f.put("a"))->generation, now + 50'000'000);
}

TEST(ObjectStore, CountsGenerationsOfEachNameWhateverOthersAreMade) {
  StoreFixture f;
  const auto now = static_cast<std::uint64_t>(f.clock.now().time_since_epoch().count());
  EXPECT_EQ((*f.put("a"))->generation, now);
  EXPECT_EQ((*f.put("c"))->generation, now);
  EXPECT_EQ((*f.put("a"))->generation, now + 1);
  EXPECT_EQ((*f.put("c"))->generation, now + 1);
}

TEST(ObjectStore, GivesNoGenerationTwiceWhileTheClockStands) {
  StoreFixture f;
  const auto now = static_cast<std::uint64_t>(f.clock.now().time_since_epoch().count());
  for (std::uint64_t i = 0; i < 4; ++i) {
    EXPECT_EQ((*f.put("a"))->generation, now + i);
    ASSERT_TRUE(f.store.remove("b", "a", {}, {}));
  }
  const auto before = f.store.bucket("b")->generation;
  ASSERT_TRUE(f.store.delete_bucket("b", {}));
  Bucket again;
  again.name = "b";
  EXPECT_EQ((*f.store.create_bucket(again))->generation, before + 1);
  EXPECT_EQ((*f.put("a"))->generation, now + 4) << "also not of an object in a bucket that went";
  // What is forgotten of names that went raises the least number for all.
  for (int i = 0; i < 10'100; ++i) {
    const std::string name = "n" + std::to_string(i);
    ASSERT_TRUE(f.put(name));
    ASSERT_TRUE(f.store.remove("b", name, {}, {}));
  }
  for (const char* name : {"n0", "n5000", "n10099"}) EXPECT_GT((*f.put(name))->generation, now);
  f.clock.advance(std::chrono::seconds(1));
  EXPECT_EQ((*f.put("later"))->generation, now + 1'000'000);
}

TEST(ObjectStore, ReplacesALiveObject) {
  StoreFixture f;
  const ObjectPtr first = *f.put("a", "one");
  const ObjectPtr second = *f.put("a", "two");
  EXPECT_EQ((*f.store.get("b", "a"))->metadata.content_type, "two");
  EXPECT_FALSE(f.store.get("b", "a", first->generation));
  EXPECT_EQ(*f.store.get("b", "a", second->generation), second);
  EXPECT_EQ(first->metadata.content_type, "one") << "a snapshot stays true";
}

TEST(ObjectStore, ChecksGuardsBeforeItStores) {
  StoreFixture f;
  const ObjectPtr first = *f.put("a", "one", generation_match(0));
  EXPECT_EQ(f.put("a", "two", generation_match(0)).error().kind, ErrorKind::kPrecondition);
  EXPECT_EQ(*f.store.get("b", "a"), first);
  EXPECT_TRUE(f.put("a", "two", generation_match(static_cast<std::int64_t>(first->generation))));
}

TEST(ObjectStore, LetsExactlyOneOfManyCreators) {
  StoreFixture f;
  std::atomic<int> made{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 50; ++k) {
        made += f.put("n" + std::to_string(k), "t", generation_match(0)).has_value() ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(made, 50);
}

// Rule gcs.object.update: same generation and bytes, metageneration + 1.
TEST(ObjectStore, EditsMetadataInPlace) {
  StoreFixture f;
  const ObjectPtr before = *f.put("a");
  f.clock.advance(std::chrono::seconds(5));
  const ObjectPtr after =
      *f.set("a", [](ObjectMetadata& metadata) { metadata.cache_control = "no-cache"; });
  EXPECT_EQ(after->generation, before->generation);
  EXPECT_EQ(after->metageneration, 2U);
  EXPECT_EQ(after->metadata.cache_control, "no-cache");
  EXPECT_EQ(after->created, before->created);
  EXPECT_EQ(after->updated, f.clock.now());
  EXPECT_EQ(after->storage_class_updated, before->storage_class_updated);
  EXPECT_TRUE(before->metadata.cache_control.empty());
}

TEST(ObjectStore, NotesWhenTheStorageClassChanges) {
  StoreFixture f;
  ASSERT_TRUE(f.put("a"));
  f.clock.advance(std::chrono::seconds(5));
  const ObjectPtr after =
      *f.set("a", [](ObjectMetadata& metadata) { metadata.storage_class = "NEARLINE"; });
  EXPECT_EQ(after->storage_class_updated, f.clock.now());
}

TEST(ObjectStore, ChangesNothingWhenAnEditIsRefused) {
  StoreFixture f;
  const ObjectPtr before = *f.put("a");
  const auto refused =
      f.store.update("b", "a", {}, {}, [](ObjectMetadata& metadata) -> Result<void> {
        metadata.content_type = "half done";
        return Unexpected(ErrorKind::kMalformed, "no");
      });
  EXPECT_EQ(refused.error().text, "no");
  EXPECT_EQ(*f.store.get("b", "a"), before);
  EXPECT_EQ(f.store.update("b", "a", {}, generation_match(1), [](auto&) { return Result<void>(); })
                .error()
                .kind,
            ErrorKind::kPrecondition);
}

TEST(ObjectStore, RemovesALiveObject) {
  StoreFixture f;
  ASSERT_TRUE(f.put("a"));
  EXPECT_EQ(f.store.remove("b", "a", {}, generation_match(1)).error().kind,
            ErrorKind::kPrecondition);
  ASSERT_TRUE(f.store.remove("b", "a", {}, {}));
  EXPECT_FALSE(f.store.get("b", "a"));
  EXPECT_EQ(f.store.remove("b", "a", {}, {}).error().kind, ErrorKind::kNotFound);
}

TEST(ObjectStore, MovesAnObjectInOneStep) {
  StoreFixture f;
  const ObjectPtr from = *f.put("from", "text/x");
  ASSERT_TRUE(f.put("to"));
  const ObjectPtr moved = *f.store.move("b", "from", "to", {}, {});
  EXPECT_GT(moved->generation, from->generation);
  EXPECT_EQ(moved->metageneration, 1U);
  EXPECT_EQ(moved->metadata.content_type, "text/x");
  EXPECT_FALSE(f.store.get("b", "from"));
  EXPECT_EQ(*f.store.get("b", "to"), moved);
}

TEST(ObjectStore, MovesNothingWhenAGuardFails) {
  StoreFixture f;
  const ObjectPtr from = *f.put("from");
  ASSERT_TRUE(f.put("to"));
  EXPECT_EQ(f.store.move("b", "from", "to", generation_match(1), {}).error().kind,
            ErrorKind::kPrecondition);
  EXPECT_EQ(f.store.move("b", "from", "to", {}, generation_match(0)).error().kind,
            ErrorKind::kPrecondition);
  EXPECT_EQ(f.store.move("b", "none", "to", {}, {}).error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(f.store.move("b", "from", "from", {}, {}).error().kind, ErrorKind::kMalformed);
  EXPECT_EQ(*f.store.get("b", "from"), from);
}

TEST(ObjectStore, ChangesNothingWhenTheCatalogueCannotBeWritten) {
  StoreFixture f;
  const ObjectPtr a = *f.put("a");
  f.catalog.fail = true;
  EXPECT_EQ(f.put("a", "new").error().kind, ErrorKind::kUnavailable);
  EXPECT_EQ(f.put("c").error().kind, ErrorKind::kUnavailable);
  EXPECT_EQ(f.set("a", [](ObjectMetadata&) {}).error().kind, ErrorKind::kUnavailable);
  EXPECT_EQ(f.store.remove("b", "a", {}, {}).error().kind, ErrorKind::kUnavailable);
  EXPECT_EQ(f.store.move("b", "a", "d", {}, {}).error().kind, ErrorKind::kUnavailable);
  EXPECT_EQ(f.set_bucket([](Bucket&) {}).error().kind, ErrorKind::kUnavailable);
  Bucket other;
  other.name = "other";
  EXPECT_EQ(f.store.create_bucket(other).error().kind, ErrorKind::kUnavailable);
  EXPECT_EQ(f.store.delete_bucket("b", {}).error().kind, ErrorKind::kConflict);
  f.catalog.fail = false;
  EXPECT_EQ(*f.store.get("b", "a"), a);
  EXPECT_EQ(f.listed(), std::vector<std::string>{"a"});
  EXPECT_EQ(f.store.bucket("b")->metageneration, 1U);
  EXPECT_TRUE(f.put("c"));
}

TEST(ObjectStore, LetsACallerAddToTheTransaction) {
  StoreFixture f;
  NewObject object;
  object.bucket = "b";
  object.name = "a";
  ObjectPtr seen;
  const Result<ObjectPtr> made =
      f.store.insert(object, {}, [&](CatalogChange& change, const ObjectPtr& version) {
        change.drop_sessions.emplace_back("session");
        seen = version;
      });
  ASSERT_TRUE(made);
  EXPECT_EQ(seen, *made);
  EXPECT_EQ(f.catalog.last.drop_sessions, std::vector<std::string>{"session"});
  EXPECT_EQ(f.catalog.last.put_objects, std::vector<ObjectPtr>{*made});
}

TEST(ObjectStore, ComputesDigestsWhenTheyAreAskedFor) {
  StoreFixture f;
  const auto blobs = make_memory_blob_store(1 << 20);
  const std::shared_ptr<Blob> blob = *blobs->create();
  ASSERT_TRUE(append_copy(*blob, test::as_bytes("123456789")));
  NewObject object;
  object.bucket = "b";
  object.name = "a";
  object.blob = blob;
  object.size = 9;
  const ObjectPtr made = *f.store.insert(object, {});
  EXPECT_EQ(crc32c_base64(made->digests().crc32c), "4waSgw==");
  EXPECT_EQ(md5_base64(made->digests().md5.value()), "JfnnlDI7RTiF9RgfG2JNCw==");
  EXPECT_EQ(&made->digests(), &(*f.set("a", [](ObjectMetadata&) {}))->digests())
      << "a later version of the metadata shares them";
}

TEST(ObjectStore, GivesDigestsOfNothingForAnEmptyObject) {
  StoreFixture f;
  NewObject object;
  object.bucket = "b";
  object.name = "a";
  const ObjectPtr made = *f.store.insert(object, {});
  EXPECT_EQ(crc32c_base64(made->digests().crc32c), "AAAAAA==");
  EXPECT_EQ(md5_base64(made->digests().md5.value()), "1B2M2Y8AsgTpgAmY7PhCfg==");
}

}  // namespace
}  // namespace resumulator
