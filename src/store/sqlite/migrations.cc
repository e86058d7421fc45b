#include "store/sqlite/migrations.h"

#include <fmt/format.h>

#include "store/sqlite/store_error.h"

namespace sfn::store {
namespace {

void apply(const Database& database, std::string_view sql, std::int64_t version) {
  Transaction transaction(database, Transaction::Kind::Write);
  database.execute(std::string(sql), fmt::format("bring the schema to version {}", version));
  database.execute(fmt::format("PRAGMA user_version = {}", version));
  transaction.commit();
}

}  // namespace

std::int64_t schema_version(const Database& database) {
  auto statement = database.prepare("PRAGMA user_version");
  return statement.first([](const Statement& row) { return row.integer(0); }).value();
}

void migrate(const Database& database, const std::vector<std::string_view>& migrations) {
  const auto found = schema_version(database);
  const auto newest = static_cast<std::int64_t>(migrations.size());
  if (found > newest) {
    throw StoreError(fmt::format(
        "the database has schema version {}, this sfnd knows up to {}: run a newer sfnd", found,
        newest));
  }
  if (found < 0) {
    throw StoreError(
        fmt::format("the database has schema version {}, which no sfnd has written: it is damaged; "
                    "put a backup "
                    "(sfnctl backup) in its place",
                    found));
  }
  for (auto version = found + 1; version <= newest; ++version) {
    apply(database, migrations[static_cast<std::size_t>(version - 1)], version);
  }
}

}  // namespace sfn::store
