#include "store/sqlite/statement.h"

#include "store/sqlite/store_error.h"

namespace sfn::store {

Statement::Statement(sqlite3& db, std::string_view sql) {
  sqlite3_stmt* stmt = nullptr;
  const auto result = sqlite3_prepare_v3(&db, sql.data(), static_cast<int>(sql.size()),
                                         SQLITE_PREPARE_PERSISTENT, &stmt, nullptr);
  stmt_.reset(stmt);
  if (result != SQLITE_OK) fail(db, sql);
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(stmt_.get(), column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(stmt_.get(), column);
}

std::optional<std::int64_t> Statement::maybe_integer(int column) const {
  return is_null(column) ? std::nullopt : std::optional(integer(column));
}

std::string Statement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(stmt_.get(), column));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(stmt_.get(), column))};
}

std::string Statement::blob(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(stmt_.get(), column));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(stmt_.get(), column))};
}

std::optional<Timestamp> Statement::maybe_time(int column) const {
  return is_null(column) ? std::nullopt : std::optional(time(column));
}

bool Statement::step() {
  const auto result = sqlite3_step(stmt_.get());
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) check(result);
  return false;
}

// The result repeats the error of the last step, which has been reported already.
void Statement::reset() { sqlite3_reset(stmt_.get()); }

void Statement::put(int index, std::int64_t value) {
  check(sqlite3_bind_int64(stmt_.get(), index, value));
}

void Statement::put(int index, std::string_view text) {
  check(sqlite3_bind_text64(stmt_.get(), index, text.data() == nullptr ? "" : text.data(),
                            text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::put(int index, Blob blob) {
  const auto* data = blob.bytes.data() == nullptr ? "" : blob.bytes.data();
  check(sqlite3_bind_blob64(stmt_.get(), index, data, blob.bytes.size(), SQLITE_STATIC));
}

void Statement::put_null(int index) { check(sqlite3_bind_null(stmt_.get(), index)); }

void Statement::check(int result) const {
  if (result == SQLITE_OK) return;
  fail(*sqlite3_db_handle(stmt_.get()), sqlite3_sql(stmt_.get()));
}

}  // namespace sfn::store
