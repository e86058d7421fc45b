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

class Database {
 public:
  /// Opens the file for writing; makes it where it is missing. Throws StoreError, as all here does.
  static Database open_for_writing(const std::string& path, Durability durability);

  /// Opens a file that is there, for reading alone.
  static Database open_for_reading(const std::string& path);

  /// Opens an empty file for a copy of a database.
  static Database open_for_copy(const std::string& path);

  Statement prepare(std::string_view sql) const { return {*db_, sql}; }

  /// Carries out SQL text of any number of statements, and drops their rows.
  void execute(const std::string& sql) const;

  sqlite3& handle() const { return *db_; }

 private:
  struct Close {
    void operator()(sqlite3* db) const { sqlite3_close(db); }
  };
  Database(const std::string& path, int flags);

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
