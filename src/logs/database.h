// The log database's connection and its statements. One thread uses them at a time.
//
// The event store has its own: the two databases share neither thread nor rules of durability.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/time.h"

struct sqlite3;
struct sqlite3_stmt;

namespace sfn::logs {

/// The database could not do what it was told; the message says what, and why.
class DatabaseError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The file is no database, or not a sound one any more.
class DamagedError : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

/// The disk had no room.
class NoSpaceError : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

class Database {
 public:
  /// Opens or makes the file, and sets it up for WAL without a sync at each commit: a power cut may
  /// take the last lines, never the database. `vfs` names a file system that SQLite knows; empty:
  /// the system's own.
  explicit Database(const std::string& path, const std::string& vfs = {});

  /// Statements without parameters or results.
  void execute(const std::string& sql) { execute(sql, sql); }

  /// As above. An error says that it was `doing` this.
  void execute(const std::string& sql, std::string_view doing);

  /// Of the file; empty where it is in memory.
  std::string path() const;

  sqlite3& handle() { return *handle_; }

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  std::unique_ptr<sqlite3, Close> handle_;
};

/// A prepared statement. Borrows the database, which must outlive it.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);

  /// Parameters 1..n, after a reset of what was there. Texts are borrowed until then; an empty
  /// optional is NULL.
  template <typename... Args>
  Statement& bind(const Args&... args) {
    reset();
    int index = 0;
    (bind_at(++index, args), ...);
    return *this;
  }

  bool step();  ///< True while there is a row to read.
  void run();   ///< To the end, for statements whose rows do not matter. Resets.
  void reset();

  std::int64_t integer(int column) const;
  std::string text(int column) const;  ///< Empty for NULL.
  bool null(int column) const;
  Timestamp time(int column) const { return from_epoch_ms(integer(column)); }
  std::optional<Timestamp> maybe_time(int column) const;

 private:
  void bind_at(int index, std::int64_t value);
  void bind_at(int index, std::string_view value);
  void bind_at(int index, Timestamp value) { bind_at(index, to_epoch_ms(value)); }
  void bind_null(int index);
  template <typename T>
  void bind_at(int index, const std::optional<T>& value) {
    value ? bind_at(index, *value) : bind_null(index);
  }

  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// Rolls back unless committed.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace sfn::logs
