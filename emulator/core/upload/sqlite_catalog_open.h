// Opening the catalogue of a store directory: the lock that keeps a second server out, the checks
// that the file is ours and of a version we know, the tables.
//
// Errors   kUsage with a sentence that names the path and the remedy.
// Threads  the lock belongs to the process until it is destroyed; a kill gives it back.
#pragma once

#include <resumulator/result.hpp>
#include <string>

#include "core/upload/file_blob_io.h"
#include "core/upload/sqlite_catalog_db.h"

namespace resumulator {

/// Grows with every change of the tables or of the records in them that an older program cannot
/// read.
constexpr int kCatalogVersion = 2;

struct OpenedCatalog {
  FileHandle lock;
  SqliteDb db;
};
[[nodiscard]] Result<OpenedCatalog> open_catalog_files(const std::string& directory);

}  // namespace resumulator
