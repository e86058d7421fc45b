// What start-up reads before anything else.
#pragma once

#include "store/event_store.h"
#include "store/sqlite/database.h"

namespace sfn::store {

Catalogue load_catalogue(const Database& database);

/// The highest id ever given to an execution, though its row may have been purged.
ExecutionId last_execution(const Database& database);

/// Likewise of a state machine, though its row may have been removed.
MachineId last_machine(const Database& database);

}  // namespace sfn::store
