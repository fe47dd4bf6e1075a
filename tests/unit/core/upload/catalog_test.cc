// The catalogue in SQLite: what is written is there again, in whole changes only.
#include "core/upload/catalog.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>

#include "core/upload/object_store_digests.h"
#include "core/upload/records.h"
#include "unit/core/upload/blob_support.h"

namespace resumulator {
namespace {

namespace fs = std::filesystem;
using test::as_bytes;
using test::TempDir;

std::unique_ptr<Catalog> open(const TempDir& directory) {
  Result<std::unique_ptr<Catalog>> catalog = open_sqlite_catalog(directory.path());
  EXPECT_TRUE(catalog) << catalog.error().text;
  return catalog ? *std::move(catalog) : make_null_catalog();
}

CatalogContents load(Catalog& catalog, const TempDir& directory) {
  const auto blobs = *make_file_blob_store(directory.path());
  Result<CatalogContents> contents = catalog.load(*blobs);
  EXPECT_TRUE(contents) << contents.error().text;
  for (const ObjectPtr& object : contents.value_or(CatalogContents{}).objects) {
    if (object->blob) object->blob->keep();
  }
  return contents ? *std::move(contents) : CatalogContents{};
}

ObjectPtr object_of(const std::string& name, std::shared_ptr<const Blob> blob = nullptr) {
  ObjectRecord record;
  record.version.bucket = "b";
  record.version.name = name;
  record.version.generation = 5;
  record.version.size = blob ? blob->size() : 0;
  return make_version(std::move(record), std::move(blob));
}

SessionRecord session_of(const std::string& id, std::uint64_t ordinal) {
  SessionRecord session;
  session.id = id;
  session.ordinal = ordinal;
  session.spec.bucket = "b";
  session.spec.object = "o";
  return session;
}

TEST(SqliteCatalog, HoldsEveryKindOfRowAfterItIsOpenedAgain) {
  const TempDir directory;
  {
    const auto catalog = open(directory);
    CatalogChange change;
    auto bucket = std::make_shared<Bucket>();
    bucket->name = "b";
    change.put_buckets.push_back(bucket);
    change.put_objects.push_back(object_of("o"));
    change.put_sessions.push_back(session_of("s2", 2));
    change.put_sessions.push_back(session_of("s1", 1));
    change.put_documents.emplace_back("acl/b", R"({"x":1})");
    change.put_documents.emplace_back("acl/c", "{}");
    ASSERT_TRUE(catalog->apply(change));
    ASSERT_TRUE(catalog->move_offset("s1", 262144, 1000000));
    ASSERT_TRUE(catalog->move_offset("nobody", 1, {}));
  }
  const auto catalog = open(directory);
  const CatalogContents contents = load(*catalog, directory);
  ASSERT_EQ(contents.buckets.size(), 1U);
  ASSERT_EQ(contents.objects.size(), 1U);
  EXPECT_EQ(contents.objects[0]->generation, 5U);
  ASSERT_EQ(contents.sessions.size(), 2U);
  EXPECT_EQ(contents.sessions[0].id, "s1") << "in order of creation";
  EXPECT_EQ(contents.sessions[0].offset, 262144U);
  EXPECT_EQ(contents.sessions[0].total, 1000000U);
  EXPECT_EQ(contents.sessions[1].total, std::nullopt);
  using Document = std::pair<std::string, std::string>;
  EXPECT_EQ(contents.documents, (std::vector<Document>{{"acl/b", R"({"x":1})"}, {"acl/c", "{}"}}));
}

TEST(SqliteCatalog, ForgetsWhatIsDropped) {
  const TempDir directory;
  const auto catalog = open(directory);
  CatalogChange change;
  auto bucket = std::make_shared<Bucket>();
  bucket->name = "b";
  change.put_buckets.push_back(bucket);
  change.put_objects = {object_of("o"), object_of("p")};
  change.put_sessions = {session_of("s1", 1), session_of("s2", 2)};
  change.put_documents = {{"a", "1"}, {"b", "2"}};
  ASSERT_TRUE(catalog->apply(change));
  CatalogChange drop;
  drop.drop_buckets = {"b"};
  drop.drop_objects.push_back({"b", "o", 5});
  drop.drop_objects.push_back({"b", "p", 6});
  drop.drop_sessions = {"s1"};
  drop.drop_documents = {"a"};
  ASSERT_TRUE(catalog->apply(drop));
  const CatalogContents contents = load(*catalog, directory);
  EXPECT_TRUE(contents.buckets.empty());
  ASSERT_EQ(contents.objects.size(), 1U) << "another generation stays";
  EXPECT_EQ(contents.objects[0]->name, "p");
  ASSERT_EQ(contents.sessions.size(), 1U);
  EXPECT_EQ(contents.documents.size(), 1U);
  ASSERT_TRUE(catalog->clear());
  const CatalogContents nothing = load(*catalog, directory);
  EXPECT_TRUE(nothing.objects.empty() && nothing.sessions.empty() && nothing.documents.empty());
}

TEST(SqliteCatalog, GivesOneBlobToAllVersionsThatShareIt) {
  const TempDir directory;
  const auto catalog = open(directory);
  const auto blobs = *make_file_blob_store(directory.path());
  {
    const std::shared_ptr<Blob> blob = *blobs->create();
    ASSERT_TRUE(append_copy(*blob, as_bytes("shared")));
    blob->keep();
    CatalogChange change;
    change.put_objects = {object_of("a", blob), object_of("copy-of-a", blob)};
    ASSERT_TRUE(catalog->apply(change));
  }
  Result<CatalogContents> contents = catalog->load(*blobs);
  ASSERT_TRUE(contents);
  EXPECT_EQ(contents->objects[0]->blob, contents->objects[1]->blob);
  contents->objects.pop_back();
  EXPECT_EQ(test::read_text(*contents->objects[0]->blob), "shared");
}

TEST(SqliteCatalog, LeavesFilesOnlyOfWhatItKnows) {
  const TempDir directory;
  const auto catalog = open(directory);
  std::string open_session;
  {
    const auto blobs = *make_file_blob_store(directory.path());
    std::vector<std::shared_ptr<Blob>> made;
    for (const char* text : {"object", "session", "ended session", "orphan"}) {
      made.push_back(*blobs->create());
      ASSERT_TRUE(append_copy(*made.back(), as_bytes(text)));
      made.back()->keep();
    }
    CatalogChange change;
    change.put_objects.push_back(object_of("o", made[0]));
    SessionRecord session = session_of("s1", 1);
    session.blob_key = open_session = made[1]->key();
    change.put_sessions.push_back(session);
    session = session_of("s2", 2);
    session.state = SessionState::kCancelled;
    session.blob_key = made[2]->key();
    change.put_sessions.push_back(session);
    ASSERT_TRUE(catalog->apply(change));
  }
  load(*catalog, directory);
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(directory.path("blobs"))) {
    files += entry.is_regular_file();
  }
  EXPECT_EQ(files, 2U);
  const auto blobs = *make_file_blob_store(directory.path());
  EXPECT_EQ(test::read_text(**blobs->open(open_session, 7)), "session");
}

TEST(SqliteCatalog, DropsObjectsWhoseSeedFileIsGone) {
  const TempDir directory;
  const auto catalog = open(directory);
  std::ofstream(directory.path("seed.txt")) << "hello";
  CatalogChange change;
  change.put_objects.push_back(object_of("o", *open_external_file(directory.path("seed.txt"))));
  ASSERT_TRUE(catalog->apply(change));
  EXPECT_EQ(load(*catalog, directory).objects.size(), 1U);
  fs::remove(directory.path("seed.txt"));
  EXPECT_EQ(load(*catalog, directory).objects.size(), 0U);
}

TEST(SqliteCatalog, ReportsAnObjectWhoseBytesAreGone) {
  const TempDir directory;
  const auto catalog = open(directory);
  const auto blobs = *make_file_blob_store(directory.path());
  {
    const std::shared_ptr<Blob> blob = *blobs->create();
    ASSERT_TRUE(append_copy(*blob, as_bytes("bytes")));
    CatalogChange change;
    change.put_objects.push_back(object_of("o", blob));
    ASSERT_TRUE(catalog->apply(change));
  }
  const Result<CatalogContents> contents = catalog->load(*blobs);
  ASSERT_FALSE(contents);
  EXPECT_EQ(contents.error().kind, ErrorKind::kUsage);
}

TEST(SqliteCatalog, RefusesASecondServerOnTheDirectory) {
  const TempDir directory;
  auto first = open(directory);
  const auto second = open_sqlite_catalog(directory.path());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::kUsage);
  EXPECT_NE(second.error().text.find("is in use by another server"), std::string::npos);
  EXPECT_NE(second.error().text.find(directory.path()), std::string::npos);
  first.reset();
  EXPECT_TRUE(open_sqlite_catalog(directory.path()));
}

void run_sql(const std::string& path, const std::string& sql) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(db);
}

TEST(SqliteCatalog, RefusesANewerVersion) {
  const TempDir directory;
  open(directory).reset();
  run_sql(directory.path("catalog.sqlite"), "PRAGMA user_version = 3");
  const auto catalog = open_sqlite_catalog(directory.path());
  ASSERT_FALSE(catalog);
  EXPECT_EQ(catalog.error().kind, ErrorKind::kUsage);
  EXPECT_NE(catalog.error().text.find("newer version"), std::string::npos);
}

// A store of before there were parts.
TEST(SqliteCatalog, BringsTheFirstVersionUpToDate) {
  const TempDir directory;
  open(directory).reset();
  run_sql(directory.path("catalog.sqlite"), "DROP TABLE parts; PRAGMA user_version = 1");
  const auto catalog = open_sqlite_catalog(directory.path());
  ASSERT_TRUE(catalog) << catalog.error().text;
  CatalogChange change;
  change.put_parts.emplace_back().session = "s";
  EXPECT_TRUE((*catalog)->apply(change));
}

TEST(SqliteCatalog, RefusesADatabaseOfSomethingElse) {
  const TempDir directory;
  run_sql(directory.path("catalog.sqlite"), "CREATE TABLE photos (name)");
  const auto before = fs::file_size(directory.path("catalog.sqlite"));
  const auto catalog = open_sqlite_catalog(directory.path());
  ASSERT_FALSE(catalog);
  EXPECT_EQ(catalog.error().kind, ErrorKind::kUsage);
  EXPECT_NE(catalog.error().text.find("was not written by this program"), std::string::npos);
  EXPECT_EQ(fs::file_size(directory.path("catalog.sqlite")), before);
}

TEST(SqliteCatalog, RefusesAFileThatIsNoDatabase) {
  const TempDir directory;
  std::ofstream(directory.path("catalog.sqlite")) << std::string(5000, 'x');
  const auto catalog = open_sqlite_catalog(directory.path());
  ASSERT_FALSE(catalog);
  EXPECT_NE(catalog.error().text.find("was not written by this program"), std::string::npos);
}

TEST(SqliteCatalog, RefusesWhatItCannotWriteTo) {
  const TempDir directory;
  std::ofstream(directory.path("file")) << "in the way";
  for (const std::string& path :
       {directory.path("file"), directory.path("file/below"), std::string("/proc/resumulator")}) {
    const auto catalog = open_sqlite_catalog(path);
    ASSERT_FALSE(catalog) << path;
    EXPECT_EQ(catalog.error().kind, ErrorKind::kUsage);
    EXPECT_NE(catalog.error().text.find("give the server a directory"), std::string::npos)
        << catalog.error().text;
  }
}

TEST(SqliteCatalog, WritesNothingOfAChangeTheDiskRefusesAndGoesOn) {
  const TempDir directory;
  const auto catalog = open(directory);
  CatalogChange first;
  first.put_documents.emplace_back("first", "1");
  first.put_sessions.push_back(session_of("s1", 1));
  ASSERT_TRUE(catalog->apply(first));
  const auto have = std::max(fs::file_size(directory.path("catalog.sqlite")),
                             fs::file_size(directory.path("catalog.sqlite-wal")));
  {
    const test::FullDisk full(have + 50'000);
    CatalogChange large;
    for (int i = 0; i < 100; ++i) {
      large.put_documents.emplace_back("large/" + std::to_string(i), std::string(4'000, 'x'));
    }
    const Result<void> refused = catalog->apply(large);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::kUnavailable);
    EXPECT_EQ(load(*catalog, directory).documents.size(), 1U);
    std::uint64_t moved = 0;
    while (moved < 100 && catalog->move_offset("s1", moved + 1, {})) ++moved;
    EXPECT_LT(moved, 100U) << "the log fills up";
    EXPECT_EQ(load(*catalog, directory).sessions.at(0).offset, moved);
  }
  ASSERT_TRUE(catalog->move_offset("s1", 77, {}));
  CatalogChange second;
  second.put_documents.emplace_back("second", "2");
  ASSERT_TRUE(catalog->apply(second));
  const CatalogContents contents = load(*catalog, directory);
  EXPECT_EQ(contents.documents.size(), 2U);
  EXPECT_EQ(contents.sessions.at(0).offset, 77U);
}

}  // namespace
}  // namespace resumulator
