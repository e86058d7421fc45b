#include "store/sqlite/database.h"

#include <fmt/format.h>

#include "store/sqlite/store_error.h"

namespace sfn::store {

Database::Database(const std::string& path, int flags) {
  sqlite3* db = nullptr;
  const auto result = sqlite3_open_v2(path.c_str(), &db, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  db_.reset(db);
  if (result != SQLITE_OK) {
    throw StoreError(fmt::format("cannot open {}: {}", path,
                                 db == nullptr ? "out of memory" : sqlite3_errmsg(db)));
  }
  sqlite3_busy_timeout(db, kBusyTimeoutMs);
}

Database Database::open_for_writing(const std::string& path, Durability durability) {
  Database database(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  // Both must be said before the first table. Journal rows of about a kilobyte fill pages of this
  // size better than smaller ones; free space is given back in steps.
  database.execute("PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL");
  database.execute("PRAGMA journal_mode = WAL");
  database.execute(durability == Durability::Full ? "PRAGMA synchronous = FULL"
                                                  : "PRAGMA synchronous = NORMAL");
  database.execute("PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -16384");
  return database;
}

Database Database::open_for_reading(const std::string& path) {
  return Database(path, SQLITE_OPEN_READONLY);
}

Database Database::open_for_copy(const std::string& path) {
  return Database(path, SQLITE_OPEN_READWRITE);
}

void Database::execute(const std::string& sql) const {
  if (sqlite3_exec(db_.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return;
  throw StoreError(fmt::format("\"{}\": {}", sql, sqlite3_errmsg(db_.get())));
}

Transaction::Transaction(const Database& database, Kind kind) : database_(database) {
  database.execute(kind == Kind::Write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
  // After some errors SQLite has rolled back by itself; a second time does no harm.
  if (open_) sqlite3_exec(&database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace sfn::store
