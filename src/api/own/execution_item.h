// An execution as sfn's own API lists it and tells of its changes.
#pragma once

#include "base/json.h"
#include "store/event_store.h"

namespace sfn::api {

/// From its row, and the row of its state machine. `kept` is false where it is in memory alone.
Json show_execution(const store::ExecutionRow& row, const store::MachineRow& machine);

/// `{"running": …, "succeeded": …, …}`.
Json show_counts(const store::StatusCounts& counts);

}  // namespace sfn::api
