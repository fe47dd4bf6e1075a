// Buckets of the object store.
#include <gtest/gtest.h>

#include "core/upload/object_store.h"
#include "unit/core/upload/catalog_support.h"

namespace resumulator {
namespace {

using test::StoreFixture;

Bucket named(const std::string& name) {
  Bucket bucket;
  bucket.name = name;
  return bucket;
}

TEST(Buckets, AreListedInNameOrder) {
  StoreFixture f;
  for (const char* name : {"zoo", "ant", "a-b"}) ASSERT_TRUE(f.store.create_bucket(named(name)));
  std::vector<std::string> names;
  for (const BucketPtr& bucket : f.store.buckets()) names.push_back(bucket->name);
  EXPECT_EQ(names, (std::vector<std::string>{"a-b", "ant", "b", "zoo"}));
  EXPECT_EQ(f.store.bucket("ant")->name, "ant");
  EXPECT_EQ(f.store.bucket("nobody"), nullptr);
}

TEST(Buckets, StartAtMetagenerationOne) {
  StoreFixture f;
  Bucket spec = named("new");
  spec.metageneration = 7;
  spec.project = "p";
  const BucketPtr bucket = *f.store.create_bucket(spec);
  EXPECT_EQ(bucket->metageneration, 1U);
  EXPECT_GT(bucket->generation, 0U);
  EXPECT_EQ(bucket->project, "p");
  EXPECT_EQ(bucket->created, f.clock.now());
}

// Rule gcs.bucket.insert.
TEST(Buckets, AreMadeOnce) {
  StoreFixture f;
  const auto again = f.store.create_bucket(named("b"));
  EXPECT_EQ(again.error().kind, ErrorKind::kConflict);
  EXPECT_EQ(again.error().text, "You already own this bucket. Please select another name.");
}

// Rule gcs.bucket.patch.
TEST(Buckets, CountTheirChanges) {
  StoreFixture f;
  const BucketPtr before = f.store.bucket("b");
  f.clock.advance(std::chrono::seconds(1));
  const BucketPtr after = *f.set_bucket([](Bucket& bucket) {
    bucket.versioning = true;
    bucket.name = "other";
    bucket.generation = 1;
  });
  EXPECT_EQ(after->metageneration, 2U);
  EXPECT_EQ(after->updated, f.clock.now());
  EXPECT_EQ(after->name, "b") << "its name and generation never change";
  EXPECT_EQ(after->generation, before->generation);
  EXPECT_FALSE(before->versioning);
}

TEST(Buckets, AreChangedOnlyWhenTheGuardsHold) {
  StoreFixture f;
  Preconditions guards;
  guards.metageneration_match = 2;
  const auto change = [](Bucket&) { return Result<void>(); };
  EXPECT_EQ(f.store.update_bucket("b", guards, change).error().kind, ErrorKind::kPrecondition);
  EXPECT_EQ(f.store.delete_bucket("b", guards).error().kind, ErrorKind::kPrecondition);
  guards = {};
  guards.metageneration_not_match = 1;
  EXPECT_EQ(f.store.update_bucket("b", guards, change).error().kind, ErrorKind::kNotModified);
  EXPECT_EQ(f.store.update_bucket("none", {}, change).error().kind, ErrorKind::kNotFound);
}

// Rule gcs.bucket.delete.
TEST(Buckets, AreDeletedOnlyWhenEmpty) {
  Bucket spec;
  spec.versioning = true;
  StoreFixture f(spec);
  const ObjectPtr object = *f.put("a");
  const auto refused = f.store.delete_bucket("b", {});
  EXPECT_EQ(refused.error().kind, ErrorKind::kConflict);
  EXPECT_EQ(refused.error().text, "The bucket you tried to delete is not empty.");
  ASSERT_TRUE(f.store.remove("b", "a", {}, {}));
  EXPECT_FALSE(f.store.delete_bucket("b", {})) << "a noncurrent version counts";
  ASSERT_TRUE(f.store.remove("b", "a", object->generation, {}));
  ASSERT_TRUE(f.store.delete_bucket("b", {}));
  EXPECT_EQ(f.store.bucket("b"), nullptr);
  EXPECT_EQ(f.store.delete_bucket("b", {}).error().kind, ErrorKind::kNotFound);
}

TEST(Buckets, TakeTheirSoftDeletedObjectsAlong) {
  Bucket spec;
  spec.soft_delete_for = std::chrono::hours(1);
  StoreFixture f(spec);
  const ObjectPtr object = *f.put("a");
  ASSERT_TRUE(f.store.remove("b", "a", {}, {}));
  ASSERT_TRUE(f.store.delete_bucket("b", {}));
  ASSERT_EQ(f.catalog.last.drop_objects.size(), 1U);
  EXPECT_EQ(f.catalog.last.drop_objects[0].generation, object->generation);
  f.clock.advance(std::chrono::hours(2));
  ASSERT_TRUE(f.store.create_bucket(named("b")));
  EXPECT_TRUE(f.put("a"));
}

TEST(Buckets, AreFoundAgainWithTheirObjects) {
  ManualClock clock;
  const auto catalog = make_null_catalog();
  CatalogContents contents;
  auto bucket = std::make_shared<Bucket>(named("b"));
  bucket->generation = 5;
  contents.buckets.push_back(bucket);
  for (const std::uint64_t generation : {3U, 9U, 7U}) {
    auto version = std::make_shared<ObjectVersion>();
    version->bucket = "b";
    version->name = "a";
    version->generation = generation;
    if (generation == 3) version->deleted = clock.now();
    if (generation == 7) {
      version->soft_deleted = clock.now();
      version->hard_delete_at = clock.now() + std::chrono::hours(1);
    }
    contents.objects.push_back(version);
  }
  ObjectStore store(clock, *catalog);
  clock.set(TimePoint(Duration(6)));
  store.load(contents);
  EXPECT_EQ((*store.get("b", "a"))->generation, 9U);
  EXPECT_TRUE((*store.get("b", "a", 3))->deleted);
  EXPECT_TRUE(store.get_soft_deleted("b", "a", 7));
  NewObject object;
  object.bucket = "b";
  object.name = "a";
  EXPECT_EQ((*store.insert(object, {}))->generation, 10U) << "generations go on";
}

}  // namespace
}  // namespace resumulator
