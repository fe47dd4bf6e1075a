// Folders become buckets, files objects.
#include "core/upload/seed_dir.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/upload/seed_dir_types.h"
#include "core/upload/world.h"
#include "unit/core/upload/blob_support.h"

namespace resumulator {
namespace {

namespace fs = std::filesystem;
using test::TempDir;

class SeedDir : public testing::Test {
 protected:
  void file(const std::string& path, const std::string& text = "text") {
    fs::create_directories(fs::path(seeds_.path(path)).parent_path());
    std::ofstream(seeds_.path(path)) << text;
  }
  Result<void> load() { return load_seed_dir(*world_, seeds_.path()); }
  std::vector<std::string> names(const std::string& bucket) {
    std::vector<std::string> all;
    const Result<ListPage> page = world_->objects().list(bucket, {});
    if (!page) return {page.error().text};
    for (const ObjectPtr& item : page->items) all.push_back(item->name);
    return all;
  }
  /// The error of loading names this path.
  void expect_refused(const std::string& path) {
    const Result<void> loaded = load();
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().kind, ErrorKind::kUsage);
    EXPECT_NE(loaded.error().text.find(path), std::string::npos) << loaded.error().text;
  }

  TempDir seeds_;
  std::shared_ptr<World> world_ = *World::open({}, std::make_shared<ManualClock>(), 1);
};

TEST_F(SeedDir, MakesBucketsOfFoldersAndObjectsOfFiles) {
  file("photos/a.png", "png");
  file("photos/2030/b.JPEG", "jpeg");
  file("photos/2030/01/c");
  file("logs/x.txt");
  fs::create_directories(seeds_.path("empty-one/nothing"));
  ASSERT_TRUE(load());
  EXPECT_EQ(world_->objects().buckets().size(), 3U);
  EXPECT_EQ(names("photos"), (std::vector<std::string>{"2030/01/c", "2030/b.JPEG", "a.png"}));
  EXPECT_TRUE(names("empty-one").empty());
  const ObjectPtr object = *world_->objects().get("photos", "2030/b.JPEG");
  EXPECT_EQ(object->metadata.content_type, "image/jpeg");
  EXPECT_EQ(object->size, 4U);
  EXPECT_EQ(test::read_text(*object->blob), "jpeg");
}

TEST_F(SeedDir, ReadsBytesOnlyWhenTheyAreAskedFor) {
  file("photos/a.txt", "first text");
  ASSERT_TRUE(load());
  const ObjectPtr object = *world_->objects().get("photos", "a.txt");
  std::ofstream(seeds_.path("photos/a.txt")) << "123456789!";
  EXPECT_EQ(test::read_text(*object->blob), "123456789!");
  RunningDigest digest(true);
  digest.update(test::as_bytes("123456789!"));
  EXPECT_EQ(object->digests(), digest.snapshot());
}

TEST_F(SeedDir, LeavesObjectsAloneThatAreThere) {
  file("photos/a.txt", "seed");
  ASSERT_TRUE(load());
  const ObjectPtr before = *world_->objects().get("photos", "a.txt");
  ASSERT_TRUE(load());
  EXPECT_EQ(*world_->objects().get("photos", "a.txt"), before);
}

TEST_F(SeedDir, NamesAFolderThatCannotBecomeABucket) {
  file("Photos/a.txt");
  expect_refused(seeds_.path("Photos"));
}

TEST_F(SeedDir, NamesAFileThatLiesInNoBucket) {
  file("a.txt");
  expect_refused(seeds_.path("a.txt"));
}

TEST_F(SeedDir, PassesOverHiddenFilesBesideTheBuckets) {
  file(".gitkeep");
  file("photos/.hidden");
  ASSERT_TRUE(load());
  EXPECT_EQ(names("photos"), std::vector<std::string>{".hidden"});
}

TEST_F(SeedDir, NamesAFileThatCannotBecomeAnObject) {
  file("photos/a\nb");
  expect_refused(seeds_.path("photos/a"));
}

TEST_F(SeedDir, FollowsLinksInsideButNotOutside) {
  const TempDir outside;
  std::ofstream(outside.path("secret.txt")) << "secret";
  file("photos/real.txt", "real");
  fs::create_symlink(seeds_.path("photos/real.txt"), seeds_.path("photos/link.txt"));
  fs::create_symlink(outside.path("secret.txt"), seeds_.path("photos/secret.txt"));
  fs::create_directory_symlink(outside.path(), seeds_.path("photos/out"));
  fs::create_directory_symlink(outside.path(), seeds_.path("outside"));
  fs::create_directory_symlink(seeds_.path("photos"), seeds_.path("same-photos"));
  ASSERT_TRUE(load());
  EXPECT_EQ(names("photos"), (std::vector<std::string>{"link.txt", "real.txt"}));
  EXPECT_EQ(names("same-photos"), (std::vector<std::string>{"link.txt", "real.txt"}));
  EXPECT_EQ(world_->objects().bucket("outside"), nullptr);
}

TEST_F(SeedDir, NamesALinkThatGoesInACircle) {
  file("photos/a.txt");
  fs::create_directory_symlink(seeds_.path("photos"), seeds_.path("photos/again"));
  expect_refused(seeds_.path("photos/again"));
}

TEST_F(SeedDir, NamesALinkThatLeadsNowhere) {
  file("photos/a.txt");
  fs::create_symlink(seeds_.path("photos/none"), seeds_.path("photos/broken"));
  expect_refused(seeds_.path("photos/broken"));
}

TEST_F(SeedDir, NamesADirectoryThatIsNone) {
  file("photos/a.txt");
  for (const std::string path : {"none", "photos/a.txt"}) {
    const Result<void> loaded = load_seed_dir(*world_, seeds_.path(path));
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().kind, ErrorKind::kUsage);
    EXPECT_NE(loaded.error().text.find(seeds_.path(path)), std::string::npos);
  }
}

TEST_F(SeedDir, IsThereAgainAfterAReset) {
  file("photos/a.txt", "seed");
  Options options;
  options.seed_dir = seeds_.path();
  const auto world = *World::open(options, std::make_shared<ManualClock>(), 1);
  ASSERT_TRUE(world->objects().remove("photos", "a.txt", {}, {}));
  const auto fresh = *world->fresh();
  EXPECT_TRUE(fresh->objects().get("photos", "a.txt"));
}

TEST_F(SeedDir, SurvivesARestartOfADirectoryStoreWithItsChanges) {
  file("photos/a.txt", "seed");
  const TempDir store;
  Options options;
  options.seed_dir = seeds_.path();
  options.store_dir = store.path();
  std::uint64_t generation = 0;
  {
    const auto world = *World::open(options, std::make_shared<ManualClock>(), 1);
    const auto edited =
        world->objects().update("photos", "a.txt", {}, {}, [](ObjectMetadata& metadata) {
          metadata.cache_control = "no-cache";
          return Result<void>();
        });
    generation = (*edited)->generation;
  }
  const auto world = *World::open(options, std::make_shared<ManualClock>(), 1);
  const ObjectPtr object = *world->objects().get("photos", "a.txt");
  EXPECT_EQ(object->generation, generation);
  EXPECT_EQ(object->metadata.cache_control, "no-cache");
  EXPECT_EQ(test::read_text(*object->blob), "seed");
}

TEST(ContentTypes, AreGuessedFromTheExtension) {
  EXPECT_EQ(guess_content_type("a.png"), "image/png");
  EXPECT_EQ(guess_content_type("archive.tar.GZ"), "application/gzip");
  EXPECT_EQ(guess_content_type("a.unknown"), "application/octet-stream");
  EXPECT_EQ(guess_content_type("noextension"), "application/octet-stream");
  EXPECT_EQ(guess_content_type(".png"), "application/octet-stream") << "a hidden file";
  EXPECT_EQ(guess_content_type("a."), "application/octet-stream");
}

}  // namespace
}  // namespace resumulator
