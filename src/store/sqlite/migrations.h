// Migrations: the steps from one schema to the next, forward only. The files of schema/sqlite are
// compiled in; PRAGMA user_version says how far a database has come.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "store/sqlite/database.h"

namespace sfn::store {

/// The SQL of each step; the first makes version 1.
std::vector<std::string_view> schema_migrations();

std::int64_t schema_version(const Database& database);

/// Brings the schema up to the newest step, each in a transaction of its own. Throws StoreError
/// where the database is newer than the steps: an older sfnd must not touch it.
void migrate(const Database& database, const std::vector<std::string_view>& migrations);

}  // namespace sfn::store
