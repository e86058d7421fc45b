// Listings: queries over many executions, as a filter describes them.
#pragma once

#include <vector>

#include "store/event_store.h"
#include "store/sqlite/database.h"

namespace sfn::store {

std::vector<ExecutionRow> list_executions(const Database& database, const ExecutionFilter& filter);

StatusCounts count_executions(const Database& database, const ExecutionFilter& filter);

}  // namespace sfn::store
