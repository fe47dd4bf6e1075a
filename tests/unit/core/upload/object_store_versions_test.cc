// Versions of one name: noncurrent, soft-deleted, held, retained.
#include <gtest/gtest.h>

#include "core/upload/object_store.h"
#include "unit/core/upload/catalog_support.h"

namespace resumulator {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using test::StoreFixture;

Bucket versioned() {
  Bucket bucket;
  bucket.versioning = true;
  return bucket;
}
Bucket soft_deleting() {
  Bucket bucket;
  bucket.soft_delete_for = hours(24);
  return bucket;
}
Bucket retaining() {
  Bucket bucket;
  bucket.retention_period = hours(1);
  return bucket;
}

ListQuery all_versions() {
  ListQuery query;
  query.versions = true;
  return query;
}
ListQuery soft_deleted() {
  ListQuery query;
  query.soft_deleted = true;
  return query;
}

// Rule gcs.object.versioning.
TEST(ObjectVersions, KeepWhatIsReplaced) {
  StoreFixture f(versioned());
  const ObjectPtr first = *f.put("a", "one");
  f.clock.advance(seconds(1));
  const ObjectPtr second = *f.put("a", "two");
  const ObjectPtr older = *f.store.get("b", "a", first->generation);
  EXPECT_EQ(older->metadata.content_type, "one");
  EXPECT_EQ(older->deleted, f.clock.now());
  EXPECT_EQ(*f.store.get("b", "a"), second);
  EXPECT_EQ(f.listed().size(), 1U);
  EXPECT_EQ(f.listed(all_versions()).size(), 2U);
}

TEST(ObjectVersions, KeepWhatIsDeletedByName) {
  StoreFixture f(versioned());
  const ObjectPtr only = *f.put("a");
  ASSERT_TRUE(f.store.remove("b", "a", {}, {}));
  EXPECT_FALSE(f.store.get("b", "a"));
  EXPECT_TRUE(f.store.get("b", "a", only->generation));
  EXPECT_EQ(f.store.remove("b", "a", {}, {}).error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(f.put("a", "t", test::generation_match(0)).has_value(), true)
      << "a noncurrent version does not count as present";
}

TEST(ObjectVersions, GoForGoodWhenTheyAreNamed) {
  StoreFixture f(versioned());
  const ObjectPtr first = *f.put("a");
  const ObjectPtr second = *f.put("a");
  ASSERT_TRUE(f.store.remove("b", "a", first->generation, {}));
  EXPECT_FALSE(f.store.get("b", "a", first->generation));
  ASSERT_TRUE(f.store.remove("b", "a", second->generation, {}));
  EXPECT_TRUE(f.listed(all_versions()).empty());
}

TEST(ObjectVersions, AreEditedByGeneration) {
  StoreFixture f(versioned());
  const ObjectPtr first = *f.put("a");
  ASSERT_TRUE(f.put("a"));
  const auto edited = f.store.update("b", "a", first->generation, {}, [](ObjectMetadata& m) {
    m.content_language = "de";
    return Result<void>();
  });
  ASSERT_TRUE(edited);
  EXPECT_TRUE((*edited)->deleted) << "a noncurrent version stays one";
  EXPECT_EQ((*f.store.get("b", "a", first->generation))->metadata.content_language, "de");
  EXPECT_TRUE((*f.store.get("b", "a"))->metadata.content_language.empty());
}

TEST(ObjectVersions, KeepTheSourceOfAMove) {
  StoreFixture f(versioned());
  ASSERT_TRUE(f.put("a"));
  ASSERT_TRUE(f.store.move("b", "a", "c", {}, {}));
  EXPECT_EQ(f.listed(), std::vector<std::string>{"c"});
  EXPECT_EQ(f.listed(all_versions()), (std::vector<std::string>{"a", "c"}));
}

// Rule gcs.object.soft-delete.
TEST(SoftDelete, KeepsWhatIsDeletedForItsTime) {
  StoreFixture f(soft_deleting());
  const ObjectPtr object = *f.put("a");
  ASSERT_TRUE(f.store.remove("b", "a", {}, {}));
  EXPECT_FALSE(f.store.get("b", "a", object->generation));
  const ObjectPtr gone = *f.store.get_soft_deleted("b", "a", object->generation);
  EXPECT_EQ(gone->soft_deleted, f.clock.now());
  EXPECT_EQ(gone->hard_delete_at, f.clock.now() + hours(24));
  EXPECT_TRUE(f.listed(all_versions()).empty());
  EXPECT_EQ(f.listed(soft_deleted()), std::vector<std::string>{"a"});
  f.clock.advance(hours(24));
  EXPECT_FALSE(f.store.get_soft_deleted("b", "a", object->generation));
  EXPECT_TRUE(f.listed(soft_deleted()).empty());
  EXPECT_FALSE(f.store.restore("b", "a", object->generation, {}));
}

TEST(SoftDelete, DropsTheRowOfWhatIsOver) {
  StoreFixture f(soft_deleting());
  const ObjectPtr object = *f.put("a");
  ASSERT_TRUE(f.put("a"));
  f.clock.advance(hours(25));
  f.catalog.fail = true;
  EXPECT_FALSE(f.put("other")) << "nothing is lost when the catalogue fails here";
  f.catalog.fail = false;
  ASSERT_TRUE(f.store.remove("b", "a", {}, test::generation_match(1)).has_value() == false);
  ASSERT_EQ(f.catalog.last.drop_objects.size(), 1U);
  EXPECT_EQ(f.catalog.last.drop_objects[0].generation, object->generation);
}

TEST(SoftDelete, KeepsWhatIsReplaced) {
  StoreFixture f(soft_deleting());
  const ObjectPtr first = *f.put("a");
  ASSERT_TRUE(f.put("a"));
  EXPECT_TRUE(f.store.get_soft_deleted("b", "a", first->generation));
}

TEST(SoftDelete, AppliesToNoncurrentVersionsThatAreDeleted) {
  Bucket bucket = soft_deleting();
  bucket.versioning = true;
  StoreFixture f(bucket);
  const ObjectPtr first = *f.put("a");
  ASSERT_TRUE(f.put("a"));
  EXPECT_FALSE(f.store.get_soft_deleted("b", "a", first->generation));
  ASSERT_TRUE(f.store.remove("b", "a", first->generation, {}));
  EXPECT_TRUE(f.store.get_soft_deleted("b", "a", first->generation));
  EXPECT_FALSE(f.store.get("b", "a", first->generation));
}

// Rule gcs.object.restore.
TEST(Restore, MakesANewLiveVersionOfASoftDeletedOne) {
  StoreFixture f(soft_deleting());
  const ObjectPtr object = *f.put("a", "text/x");
  ASSERT_TRUE(f.store.remove("b", "a", {}, {}));
  const ObjectPtr restored = *f.store.restore("b", "a", object->generation, {});
  EXPECT_GT(restored->generation, object->generation);
  EXPECT_EQ(restored->metadata.content_type, "text/x");
  EXPECT_FALSE(restored->soft_deleted);
  EXPECT_EQ(*f.store.get("b", "a"), restored);
  EXPECT_FALSE(f.store.get_soft_deleted("b", "a", object->generation));
}

TEST(Restore, SetsALiveVersionAside) {
  StoreFixture f(soft_deleting());
  const ObjectPtr first = *f.put("a", "one");
  const ObjectPtr second = *f.put("a", "two");
  ASSERT_TRUE(f.store.restore("b", "a", first->generation, {}));
  EXPECT_EQ((*f.store.get("b", "a"))->metadata.content_type, "one");
  EXPECT_TRUE(f.store.get_soft_deleted("b", "a", second->generation));
}

TEST(Restore, RefusesWhatIsNotSoftDeleted) {
  StoreFixture f(soft_deleting());
  const ObjectPtr object = *f.put("a");
  const auto live = f.store.restore("b", "a", object->generation, {});
  EXPECT_EQ(live.error().kind, ErrorKind::kPrecondition);
  EXPECT_EQ(live.error().where, "objectNotSoftDeleted");
  EXPECT_EQ(f.store.restore("b", "a", 5, {}).error().kind, ErrorKind::kNotFound);
}

// Rule gcs.object.hold.
TEST(Holds, ForbidToDeleteOrReplace) {
  for (const bool temporary : {true, false}) {
    StoreFixture f;
    const ObjectPtr object = *f.put("a");
    const auto hold = [&](bool on) {
      return f.set("a", [&](ObjectMetadata& metadata) {
        (temporary ? metadata.temporary_hold : metadata.event_based_hold) = on;
      });
    };
    ASSERT_TRUE(hold(true));
    for (const Error& error : {f.put("a").error(), f.store.remove("b", "a", {}, {}).error(),
                               f.store.remove("b", "a", object->generation, {}).error(),
                               f.store.move("b", "a", "c", {}, {}).error()}) {
      EXPECT_EQ(error.kind, ErrorKind::kDenied);
      EXPECT_EQ(error.where, "objectUnderActiveHold");
    }
    ASSERT_TRUE(hold(false));
    EXPECT_TRUE(f.store.remove("b", "a", {}, {}));
  }
}

TEST(Holds, AreSetOnNewObjectsByTheBucketsDefault) {
  Bucket bucket;
  bucket.default_event_based_hold = true;
  StoreFixture f(bucket);
  const ObjectPtr object = *f.put("a");
  EXPECT_TRUE(object->metadata.event_based_hold);
  EXPECT_TRUE(object->metadata.event_based_hold_set);
  EXPECT_FALSE(f.store.remove("b", "a", {}, {}));
}

TEST(Holds, LetAVersionBecomeNoncurrentButNotGo) {
  StoreFixture f(versioned());
  const ObjectPtr object = *f.put("a");
  ASSERT_TRUE(f.set("a", [](ObjectMetadata& metadata) { metadata.temporary_hold = true; }));
  ASSERT_TRUE(f.put("a"));
  EXPECT_EQ(f.store.remove("b", "a", object->generation, {}).error().kind, ErrorKind::kDenied);
}

// Rule gcs.object.retention.
TEST(Retention, ForbidsToDeleteOrReplaceBeforeItsTime) {
  StoreFixture f(retaining());
  EXPECT_EQ(f.store.bucket("b")->retention_effective, f.clock.now());
  ASSERT_TRUE(f.put("a"));
  f.clock.advance(hours(1) - seconds(1));
  EXPECT_EQ(f.put("a").error().where, "retentionPolicyNotMet");
  EXPECT_EQ(f.store.remove("b", "a", {}, {}).error().kind, ErrorKind::kDenied);
  EXPECT_TRUE(f.set("a", [](ObjectMetadata& metadata) { metadata.content_type = "x"; }))
      << "metadata may change";
  f.clock.advance(seconds(1));
  EXPECT_TRUE(f.store.remove("b", "a", {}, {}));
}

TEST(Retention, OfOneObjectCountsToo) {
  StoreFixture f;
  ASSERT_TRUE(f.put("a"));
  ASSERT_TRUE(f.set(
      "a", [&](ObjectMetadata& metadata) { metadata.retain_until = f.clock.now() + hours(2); }));
  EXPECT_EQ(f.store.remove("b", "a", {}, {}).error().where, "retentionPolicyNotMet");
  f.clock.advance(hours(2));
  EXPECT_TRUE(f.store.remove("b", "a", {}, {}));
}

TEST(Retention, IsAskedAfterTheGuards) {
  StoreFixture f(retaining());
  ASSERT_TRUE(f.put("a"));
  EXPECT_EQ(f.put("a", "t", test::generation_match(0)).error().kind, ErrorKind::kPrecondition);
}

}  // namespace
}  // namespace resumulator
