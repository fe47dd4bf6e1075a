#include "core/upload/sqlite_catalog_open.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

namespace resumulator {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kApplicationId = 0x52534d4c;  // "RSML"

/// WAL and no syncs: what a transaction wrote is in the system's cache when it returns, and stays
/// there when the process is killed. Power loss is not promised. EXCLUSIVE keeps the log's index in
/// our memory: nobody else reads this file.
constexpr const char* kSettings =
    "PRAGMA locking_mode = EXCLUSIVE;"
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = OFF;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA foreign_keys = OFF;"
    "PRAGMA wal_autocheckpoint = 4000;"
    "PRAGMA journal_size_limit = 33554432;";

constexpr const char* kTables =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE buckets (name TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE objects (bucket TEXT, name TEXT, generation INTEGER, record TEXT NOT NULL,"
    "  PRIMARY KEY (bucket, name, generation)) WITHOUT ROWID;"
    "CREATE TABLE sessions (id TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE offsets (id TEXT PRIMARY KEY, offset INTEGER NOT NULL, total INTEGER)"
    "  WITHOUT ROWID;"
    "CREATE TABLE documents (key TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;"
    "PRAGMA application_id = 1381190988;"
    "PRAGMA user_version = 1;"
    "COMMIT;";

// Version 2: parts of uploads.
constexpr const char* kTablesOfVersion2 =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE parts (session TEXT, number INTEGER, size INTEGER NOT NULL,"
    "  crc32c INTEGER NOT NULL, md5 TEXT NOT NULL, stored INTEGER NOT NULL,"
    "  sequence INTEGER NOT NULL, blob TEXT NOT NULL, PRIMARY KEY (session, number)) WITHOUT ROWID;"
    "PRAGMA user_version = 2;"
    "COMMIT;";

Unexpected usage(const std::string& text, const std::string& where) {
  return {ErrorKind::kUsage, text, where};
}

Result<FileHandle> take_lock(const std::string& directory) {
  const std::string path = (fs::path(directory) / "lock").string();
  FileHandle lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock.is_open()) {
    return usage("cannot write to the store directory " + directory + ": " +
                     std::generic_category().message(errno) +
                     "; give the server a directory it may read and write",
                 directory);
  }
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    return usage("the store directory " + directory +
                     " is in use by another server; stop that one, or choose another directory",
                 directory);
  }
  return lock;
}

Result<void> check_ours(SqliteDb& db, const std::string& path) {
  const Result<std::int64_t> id = db.ask("PRAGMA application_id");
  const Result<std::int64_t> tables = id ? db.ask("SELECT count(*) FROM sqlite_master") : id;
  const Result<std::int64_t> version = tables ? db.ask("PRAGMA user_version") : tables;
  const bool foreign = version
                           ? *id != kApplicationId && (*id != 0 || *tables != 0 || *version != 0)
                           : version.error().kind == ErrorKind::kUsage;
  if (foreign) {
    return usage(path +
                     " was not written by this program; choose another store directory, or move "
                     "that file away",
                 path);
  }
  if (!version) return Unexpected(version.error());
  if (*version > kCatalogVersion) {
    return usage(path + " was written by a newer version of this program (store version " +
                     std::to_string(*version) + ", this one knows " +
                     std::to_string(kCatalogVersion) +
                     "); use that version, or choose another store directory",
                 path);
  }
  Result<void> done;
  if (*version < 1) done = db.run(kTables);
  if (done && *version < 2) done = db.run(kTablesOfVersion2);
  if (!done) db.roll_back();
  return done;
}

}  // namespace

Result<OpenedCatalog> open_catalog_files(const std::string& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) {
    return usage("cannot make the store directory " + directory + ": " + error.message() +
                     "; give the server a directory it may read and write",
                 directory);
  }
  Result<FileHandle> lock = take_lock(directory);
  if (!lock) return Unexpected(std::move(lock).error());
  const std::string path = (fs::path(directory) / "catalog.sqlite").string();
  Result<SqliteDb> db = SqliteDb::open(path);
  if (!db) return usage(db.error().text + "; is it writable?", path);
  // Checked before the settings: they would change a file that is not ours.
  if (Result<void> ours = check_ours(*db, path); !ours) return Unexpected(ours.error());
  if (Result<void> set = db->run(kSettings); !set) return Unexpected(set.error());
  return OpenedCatalog{*std::move(lock), *std::move(db)};
}

}  // namespace resumulator
