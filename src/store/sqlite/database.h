// Database: one connection to the store's file, for one thread at a time.
//
// The file is in WAL mode: one writer and any number of readers go on side by side, each reader
// with the state of its own start. Checkpoints are the writer's business (checkpointer.h), never
// SQLite's own, so that no commit of a reader's making stalls anybody.
#pragma once

#include <sqlite3.h>

#include <functional>
#include <memory>
#include <string>

#include "store/sqlite/statement.h"

namespace sfn::store {

/// How long a statement waits for another program that holds the file locked; sfnd's own threads
/// never wait for each other here.
inline constexpr int kBusyTimeoutMs = 5'000;

/// When a commit counts as durable.
enum class Durability {
  Full,     ///< When the disk has it: survives a power cut.
  Relaxed,  ///< When the system has it: survives the end of the process, not of the machine.
};

/// Where a database lies.
struct Location {
  Location(std::string file, std::string file_system = {})  // NOLINT: implicit
      : path(std::move(file)), vfs(std::move(file_system)) {}

  std::string path;
  std::string vfs;  ///< By SQLite's name, of those that are registered; empty: the system's own.
};

class Database {
 public:
  /// Opens the file for writing; makes it where it is missing. Throws StoreError, as all here does.
  static Database open_for_writing(const Location& location, Durability durability);

  /// Opens a file that is there, for reading alone.
  static Database open_for_reading(const Location& location);

  /// Opens an empty file for a copy of a database.
  static Database open_for_copy(const Location& location);

  Statement prepare(std::string_view sql) const { return {*db_, sql}; }

  /// Carries out SQL text of any number of statements, and drops their rows.
  void execute(const std::string& sql) const { execute(sql, sql); }

  /// As above. An error says that it was `doing` this.
  void execute(const std::string& sql, std::string_view doing) const;

  /// Makes durable all that this connection has read: a process that was killed may have written
  /// commits that it did not live to sync.
  void sync_log() const;

  sqlite3& handle() const { return *db_; }

 private:
  struct Close {
    void operator()(sqlite3* db) const { sqlite3_close(db); }
  };
  Database(const Location& location, int flags);

  std::unique_ptr<sqlite3, Close> db_;
};

/// BEGIN … COMMIT. What has not been committed when it is destroyed is rolled back.
class Transaction {
 public:
  enum class Kind { Read, Write };
  Transaction(const Database& database, Kind kind);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void commit();

 private:
  const Database& database_;
  bool open_ = true;
};

}  // namespace sfn::store
