// The tables of the log database, from schema/logs, brought up to date when it is opened.
#pragma once

#include <string_view>
#include <vector>

#include "logs/database.h"

namespace sfn::logs {

/// The files of schema/logs in order, embedded by the build: the first makes version 1, …
std::vector<std::string_view> schema_migrations();

/// Runs what the database has not seen, a transaction each. Throws DatabaseError where the database
/// is of a newer version, DamagedError where no version is like it.
void migrate(Database& database);

}  // namespace sfn::logs
