#include "logs/database.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <cstring>

namespace sfn::logs {
namespace {

constexpr int kBusyTimeoutMs = 5'000;  // For people who read with the sqlite3 shell meanwhile.

// The system's reason, where it was the system that failed; otherwise 0.
int system_error(sqlite3* handle) {
  const int code = sqlite3_errcode(handle) & 0xff;
  return code == SQLITE_IOERR || code == SQLITE_CANTOPEN ? sqlite3_system_errno(handle) : 0;
}

std::string path_of(sqlite3* handle) {
  const char* path = sqlite3_db_filename(handle, "main");
  return path == nullptr ? "" : path;
}

[[noreturn]] void fail(sqlite3* handle, std::string_view what) {
  const int code = sqlite3_errcode(handle) & 0xff;
  const int error = system_error(handle);
  auto message =
      fmt::format("log database {}: {}: {}", path_of(handle), what, sqlite3_errmsg(handle));
  if (error != 0) message += fmt::format(": {}", std::strerror(error));
  const bool full = code == SQLITE_FULL ||
                    sqlite3_extended_errcode(handle) == SQLITE_IOERR_SHMSIZE || error == ENOSPC ||
                    error == EDQUOT || error == EFBIG;
  if (full) throw NoSpaceError(message);
  // Our statements are sound: an error in one is tables that are not what they should be.
  const bool damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_ERROR;
  if (damaged) throw DamagedError(message);
  throw DatabaseError(message);
}

bool is_empty(Database& database) {
  Statement pages(database, "PRAGMA page_count");
  return pages.step() && pages.integer(0) == 0;
}

}  // namespace

void Database::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

Database::Database(const std::string& path, const std::string& vfs) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &opened,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                                   vfs.empty() ? nullptr : vfs.c_str());
  handle_.reset(opened);
  if (code != SQLITE_OK) fail(opened, path + " cannot be opened");
  sqlite3_busy_timeout(opened, kBusyTimeoutMs);
  // Before anything else, since it shapes a new file; in one that is there it would only write.
  if (is_empty(*this)) execute("PRAGMA auto_vacuum = INCREMENTAL");
  execute("PRAGMA journal_mode = WAL");
  execute("PRAGMA synchronous = NORMAL");
}

void Database::execute(const std::string& sql, std::string_view doing) {
  if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    fail(handle_.get(), doing);
}

std::string Database::path() const { return path_of(handle_.get()); }

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Statement::Statement(Database& database, std::string_view sql) {
  sqlite3_stmt* prepared = nullptr;
  if (sqlite3_prepare_v2(&database.handle(), sql.data(), static_cast<int>(sql.size()), &prepared,
                         nullptr) != SQLITE_OK)
    fail(&database.handle(), sql);
  statement_.reset(prepared);
}

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  fail(sqlite3_db_handle(statement_.get()), sqlite3_sql(statement_.get()));
}

void Statement::run() {
  while (step()) {
  }
  reset();
}

// The code of sqlite3_reset repeats that of the step before, which has been thrown already.
void Statement::reset() { sqlite3_reset(statement_.get()); }

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  const auto size = sqlite3_column_bytes(statement_.get(), column);
  return bytes == nullptr ? std::string() : std::string(bytes, static_cast<std::size_t>(size));
}

bool Statement::null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

std::optional<Timestamp> Statement::maybe_time(int column) const {
  if (null(column)) return std::nullopt;
  return time(column);
}

void Statement::bind_at(int index, std::int64_t value) {
  if (sqlite3_bind_int64(statement_.get(), index, value) != SQLITE_OK)
    fail(sqlite3_db_handle(statement_.get()), sqlite3_sql(statement_.get()));
}

void Statement::bind_at(int index, std::string_view value) {
  // A view without data would bind NULL.
  const char* bytes = value.data() == nullptr ? "" : value.data();
  if (sqlite3_bind_text64(statement_.get(), index, bytes, value.size(), SQLITE_STATIC,
                          SQLITE_UTF8) != SQLITE_OK)
    fail(sqlite3_db_handle(statement_.get()), sqlite3_sql(statement_.get()));
}

void Statement::bind_null(int index) { sqlite3_bind_null(statement_.get(), index); }

Transaction::Transaction(Database& database) : database_(database) {
  database_.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  // A failed statement may have rolled back already; then there is nothing left to undo.
  if (open_) sqlite3_exec(&database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace sfn::logs
