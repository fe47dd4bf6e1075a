// The catalogue's rows: every statement that writes, prepared once, and what they write of a
// change.
//
// Errors   as sqlite_catalog_db.h: the caller rolls back. Threads  under the catalogue's lock.
#pragma once

#include "core/upload/catalog.h"
#include "core/upload/sqlite_catalog_db.h"

namespace resumulator {

class CatalogRows {
 public:
  [[nodiscard]] Result<void> prepare(SqliteDb& db);
  [[nodiscard]] Result<void> begin() { return begin_.run(); }
  [[nodiscard]] Result<void> commit() { return commit_.run(); }
  [[nodiscard]] Result<void> write(const CatalogChange& change);
  [[nodiscard]] Result<void> move_offset(const std::string& session, std::uint64_t offset,
                                         std::optional<std::uint64_t> total);

 private:
  [[nodiscard]] Result<void> put(const Bucket& bucket);
  [[nodiscard]] Result<void> put(const ObjectVersion& version);
  [[nodiscard]] Result<void> put(const SessionRecord& session);
  [[nodiscard]] Result<void> drop(const CatalogChange::ObjectKey& key);
  [[nodiscard]] Result<void> put(const PartRecord& part);
  [[nodiscard]] Result<void> drop_session(const std::string& id);

  SqliteStatement begin_, commit_;
  SqliteStatement put_bucket_, drop_bucket_;
  SqliteStatement put_object_, drop_object_;
  SqliteStatement put_session_, drop_session_;
  SqliteStatement put_offset_, move_offset_, drop_offset_;
  SqliteStatement put_part_, drop_part_, drop_parts_;
  SqliteStatement put_document_, drop_document_;
};

/// Everything that is in the catalogue, blobs opened; tells `blobs` which are known. Objects whose
/// seed file is gone are dropped.
[[nodiscard]] Result<CatalogContents> load_catalog(SqliteDb& db, CatalogRows& rows,
                                                   BlobStore& blobs);

}  // namespace resumulator
