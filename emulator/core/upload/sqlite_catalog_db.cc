#include "core/upload/sqlite_catalog_db.h"

#include <sqlite3.h>

#include <utility>

namespace resumulator {

SqliteDb::~SqliteDb() { sqlite3_close_v2(db_); }

SqliteDb::SqliteDb(SqliteDb&& other) noexcept
    : db_(std::exchange(other.db_, nullptr)), path_(std::move(other.path_)) {}

SqliteDb& SqliteDb::operator=(SqliteDb&& other) noexcept {
  std::swap(db_, other.db_);
  std::swap(path_, other.path_);
  return *this;
}

Result<SqliteDb> SqliteDb::open(const std::string& path) {
  SqliteDb db;
  db.path_ = path;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
                    SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOFOLLOW;
  if (sqlite3_open_v2(path.c_str(), &db.db_, flags, nullptr) != SQLITE_OK) {
    return db.failure("cannot open the catalogue");
  }
  return db;
}

Unexpected SqliteDb::failure(const std::string& what) const {
  const int code = db_ == nullptr ? SQLITE_NOMEM : sqlite3_extended_errcode(db_);
  const int primary = code & 0xFF;
  const bool foreign = primary == SQLITE_NOTADB || primary == SQLITE_CORRUPT;
  const char* words = db_ == nullptr ? "out of memory" : sqlite3_errmsg(db_);
  return {foreign ? ErrorKind::kUsage : ErrorKind::kUnavailable,
          what + " " + path_ + ": " + words + " (" + std::to_string(code) + ")", path_};
}

Result<void> SqliteDb::run(const char* sql) {
  if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return failure("cannot change the catalogue");
}

Result<std::int64_t> SqliteDb::ask(const char* sql) {
  Result<SqliteStatement> statement = SqliteStatement::prepare(*this, sql);
  if (!statement) return Unexpected(std::move(statement).error());
  Result<bool> row = statement->step();
  if (!row) return Unexpected(std::move(row).error());
  return *row ? static_cast<std::int64_t>(statement->number(0)) : 0;
}

void SqliteDb::roll_back() {
  if (sqlite3_get_autocommit(db_) == 0) {
    sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

SqliteStatement::~SqliteStatement() { sqlite3_finalize(statement_); }

SqliteStatement::SqliteStatement(SqliteStatement&& other) noexcept
    : db_(other.db_), statement_(std::exchange(other.statement_, nullptr)) {}

SqliteStatement& SqliteStatement::operator=(SqliteStatement&& other) noexcept {
  std::swap(db_, other.db_);
  std::swap(statement_, other.statement_);
  return *this;
}

Result<SqliteStatement> SqliteStatement::prepare(SqliteDb& db, const char* sql) {
  SqliteStatement made;
  made.db_ = &db;
  if (sqlite3_prepare_v3(db.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &made.statement_, nullptr) !=
      SQLITE_OK) {
    return db.failure("cannot read the catalogue");
  }
  return made;
}

SqliteStatement& SqliteStatement::bind(int parameter, std::string_view text) {
  // Never a null pointer: that would bind NULL.
  const char* bytes = text.empty() ? "" : text.data();
  sqlite3_bind_text64(statement_, parameter, bytes, text.size(), SQLITE_STATIC, SQLITE_UTF8);
  return *this;
}

SqliteStatement& SqliteStatement::bind(int parameter, std::uint64_t number) {
  sqlite3_bind_int64(statement_, parameter, static_cast<sqlite3_int64>(number));
  return *this;
}

SqliteStatement& SqliteStatement::bind(int parameter, std::optional<std::uint64_t> number) {
  if (number) return bind(parameter, *number);
  sqlite3_bind_null(statement_, parameter);
  return *this;
}

Result<void> SqliteStatement::run() {
  const int code = sqlite3_step(statement_);
  Result<void> done;
  if (code != SQLITE_DONE && code != SQLITE_ROW) {
    done = db_->failure("cannot write to the catalogue");
  }
  reset();
  return done;
}

Result<bool> SqliteStatement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  Result<bool> done = false;
  if (code != SQLITE_DONE) done = db_->failure("cannot read the catalogue");
  reset();
  return done;
}

std::string SqliteStatement::text(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  if (bytes == nullptr || size <= 0) return {};
  return {static_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

std::uint64_t SqliteStatement::number(int column) const {
  return static_cast<std::uint64_t>(sqlite3_column_int64(statement_, column));
}

bool SqliteStatement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

void SqliteStatement::reset() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

}  // namespace resumulator
