// What AWS tells of an event besides its type, time and number.
// AWS Step Functions API, the `…EventDetails` structures.
#pragma once

#include <optional>

#include "base/json.h"
#include "history/event.h"

namespace sfn::history {

/// The members of the event's details, in AWS's order, or nothing where the type has none. What is
/// absent from the event is absent here, so the object may be empty.
std::optional<Json> public_details(const Event& event, bool include_execution_data);

}  // namespace sfn::history
