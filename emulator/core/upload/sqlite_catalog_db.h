// The little of SQLite a catalogue needs: one connection, statements that are prepared once,
// failures as values.
//
// Errors   kUnavailable: full disk, unwritable, busy. kUsage: not a database. `where` is the path.
// Threads  one at a time (the catalogue's lock). Source   SQLite C interface, "Result codes".
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace resumulator {

class SqliteDb {
 public:
  SqliteDb() = default;
  ~SqliteDb();
  SqliteDb(SqliteDb&& other) noexcept;
  SqliteDb& operator=(SqliteDb&& other) noexcept;

  [[nodiscard]] static Result<SqliteDb> open(const std::string& path);
  /// Statements without parameters or rows.
  Result<void> run(const char* sql);
  /// The integer a pragma or a query answers.
  [[nodiscard]] Result<std::int64_t> ask(const char* sql);
  [[nodiscard]] sqlite3* get() const { return db_; }
  [[nodiscard]] Unexpected failure(const std::string& what) const;
  /// Ends a transaction that failed. Harmless where there is none.
  void roll_back();

 private:
  sqlite3* db_ = nullptr;
  std::string path_;
};

/// A prepared statement. Bind, then run() or step through rows; afterwards it is ready again.
class SqliteStatement {
 public:
  SqliteStatement() = default;
  ~SqliteStatement();
  SqliteStatement(SqliteStatement&& other) noexcept;
  SqliteStatement& operator=(SqliteStatement&& other) noexcept;
  SqliteStatement(const SqliteStatement&) = delete;

  [[nodiscard]] static Result<SqliteStatement> prepare(SqliteDb& db, const char* sql);
  /// Parameters from 1. Texts are not copied: they must live until run().
  SqliteStatement& bind(int parameter, std::string_view text);
  SqliteStatement& bind(int parameter, std::uint64_t number);
  SqliteStatement& bind(int parameter, std::optional<std::uint64_t> number);
  [[nodiscard]] Result<void> run();
  /// True: a row is there. False: no more; the statement is ready again.
  [[nodiscard]] Result<bool> step();
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::uint64_t number(int column) const;
  [[nodiscard]] bool is_null(int column) const;
  void reset();

 private:
  SqliteDb* db_ = nullptr;
  sqlite3_stmt* statement_ = nullptr;
};

}  // namespace resumulator
