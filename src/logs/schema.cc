#include "logs/schema.h"

#include <fmt/format.h>

namespace sfn::logs {
namespace {

std::int64_t version_of(Database& database) {
  Statement version(database, "PRAGMA user_version");
  version.step();
  return version.integer(0);
}

void upgrade(Database& database, std::int64_t to_version, std::string_view sql) {
  Transaction transaction(database);
  database.execute(std::string(sql), fmt::format("bring the schema to version {}", to_version));
  database.execute(fmt::format("PRAGMA user_version = {}", to_version));
  transaction.commit();
}

}  // namespace

void migrate(Database& database) {
  const auto migrations = schema_migrations();
  const auto newest = static_cast<std::int64_t>(migrations.size());
  const auto found = version_of(database);
  if (found > newest) {
    throw DatabaseError(
        fmt::format("log database {}: it has schema version {}, this sfnd knows up to {}: run a "
                    "newer sfnd",
                    database.path(), found, newest));
  }
  if (found < 0) {
    throw DamagedError(
        fmt::format("log database {}: it has schema version {}, which no sfnd has written",
                    database.path(), found));
  }
  for (auto version = found + 1; version <= newest; ++version)
    upgrade(database, version, migrations[static_cast<std::size_t>(version - 1)]);
}

}  // namespace sfn::logs
