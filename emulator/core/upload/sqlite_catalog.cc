#include <utility>

#include "core/base/mutex.h"
#include "core/upload/catalog.h"
#include "core/upload/sqlite_catalog_db.h"
#include "core/upload/sqlite_catalog_open.h"
#include "core/upload/sqlite_catalog_rows.h"

namespace resumulator {
namespace {

class SqliteCatalog final : public Catalog {
 public:
  explicit SqliteCatalog(OpenedCatalog files)
      : lock_(std::move(files.lock)), db_(std::move(files.db)) {}

  [[nodiscard]] Result<void> prepare() {
    MutexLock hold(mutex_);
    return rows_.prepare(db_);
  }

  [[nodiscard]] Result<void> apply(const CatalogChange& change) override {
    MutexLock hold(mutex_);
    Result<void> done = rows_.begin();
    if (done) done = rows_.write(change);
    if (done) done = rows_.commit();
    if (!done) db_.roll_back();
    return done;
  }

  [[nodiscard]] Result<void> move_offset(const std::string& session, std::uint64_t offset,
                                         std::optional<std::uint64_t> total) override {
    MutexLock hold(mutex_);
    return rows_.move_offset(session, offset, total);
  }

  [[nodiscard]] Result<CatalogContents> load(BlobStore& blobs) override {
    MutexLock hold(mutex_);
    return load_catalog(db_, rows_, blobs);
  }

  [[nodiscard]] Result<void> clear() override {
    MutexLock hold(mutex_);
    Result<void> done = db_.run(
        "BEGIN IMMEDIATE; DELETE FROM buckets; DELETE FROM objects; DELETE FROM sessions;"
        "DELETE FROM offsets; DELETE FROM parts; DELETE FROM documents; COMMIT");
    if (!done) db_.roll_back();
    return done;
  }

 private:
  const FileHandle lock_;  // goes last: nobody gets the directory before the database is closed
  Mutex mutex_;
  SqliteDb db_ GUARDED_BY(mutex_);
  CatalogRows rows_ GUARDED_BY(mutex_);
};

}  // namespace

Result<std::unique_ptr<Catalog>> open_sqlite_catalog(const std::string& directory) {
  Result<OpenedCatalog> files = open_catalog_files(directory);
  if (!files) return Unexpected(std::move(files).error());
  auto catalog = std::make_unique<SqliteCatalog>(*std::move(files));
  if (Result<void> ready = catalog->prepare(); !ready) return Unexpected(ready.error());
  return std::unique_ptr<Catalog>(std::move(catalog));
}

}  // namespace resumulator
