#include "store/sqlite/database.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include "store/sqlite/store_error.h"

namespace sfn::store {
namespace {

bool is_empty(const Database& database) {
  auto pages = database.prepare("PRAGMA page_count");
  return pages.first([](const Statement& row) { return row.integer(0); }) == 0;
}

}  // namespace

Database::Database(const Location& location, int flags) {
  sqlite3* db = nullptr;
  const auto result = sqlite3_open_v2(location.path.c_str(), &db, flags | SQLITE_OPEN_NOMUTEX,
                                      location.vfs.empty() ? nullptr : location.vfs.c_str());
  db_.reset(db);
  if (db == nullptr) throw StoreError(fmt::format("open {}: out of memory", location.path));
  if (result != SQLITE_OK) fail(*db, "open " + location.path);
  sqlite3_busy_timeout(db, kBusyTimeoutMs);
}

Database Database::open_for_writing(const Location& location, Durability durability) {
  Database database(location, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  // Both must be said before the first table; later the second one would only write. Journal rows
  // of about a kilobyte fill pages of this size better than smaller ones; free space is given back
  // in steps.
  if (is_empty(database)) {
    database.execute("PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL");
  }
  database.execute("PRAGMA journal_mode = WAL");
  database.execute(durability == Durability::Full ? "PRAGMA synchronous = FULL"
                                                  : "PRAGMA synchronous = NORMAL");
  database.execute("PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -16384");
  return database;
}

Database Database::open_for_reading(const Location& location) {
  return Database(location, SQLITE_OPEN_READONLY);
}

Database Database::open_for_copy(const Location& location) {
  return Database(location, SQLITE_OPEN_READWRITE);
}

void Database::execute(const std::string& sql, std::string_view doing) const {
  if (sqlite3_exec(db_.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return;
  fail(*db_, doing);
}

void Database::sync_log() const {
  sqlite3_file* log = nullptr;
  sqlite3_file_control(db_.get(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  if (log == nullptr || log->pMethods == nullptr) return;  // Nothing was written.
  if (log->pMethods->xSync(log, SQLITE_SYNC_NORMAL) == SQLITE_OK) return;
  throw StoreError(fmt::format("cannot sync {}-wal: {}", sqlite3_db_filename(db_.get(), "main"),
                               std::strerror(errno)));
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
