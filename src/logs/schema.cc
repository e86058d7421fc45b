#include "logs/schema.h"

#include <fmt/format.h>

namespace sfn::logs {
namespace {

std::size_t version_of(Database& database) {
  Statement version(database, "PRAGMA user_version");
  version.step();
  return static_cast<std::size_t>(version.integer(0));
}

void upgrade(Database& database, std::size_t to_version, std::string_view sql) {
  Transaction transaction(database);
  database.execute(std::string(sql));
  database.execute(fmt::format("PRAGMA user_version = {}", to_version));
  transaction.commit();
}

}  // namespace

void migrate(Database& database) {
  const auto migrations = schema_migrations();
  const auto version = version_of(database);
  if (version > migrations.size())
    throw DatabaseError(
        fmt::format("log database: it has schema version {}, this program knows up to {}", version,
                    migrations.size()));
  for (auto next = version; next < migrations.size(); ++next)
    upgrade(database, next + 1, migrations[next]);
}

}  // namespace sfn::logs
