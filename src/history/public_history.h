// Events as AWS shows them. AWS Step Functions API, GetExecutionHistory and HistoryEvent.
#pragma once

#include <optional>

#include "base/json.h"
#include "base/time.h"
#include "history/event.h"

namespace sfn::history {

/// The event as a member of GetExecutionHistory's `events`, or nothing where it is internal.
/// Without execution data `input`, `output` and their details are left out, parameters stay.
std::optional<Json> to_public(const Event& event, Timestamp time, bool include_execution_data);

/// `WaitStateEntered`, `LambdaFunctionScheduled`, …; empty for internal events.
std::string public_type(const Event& event);

}  // namespace sfn::history
