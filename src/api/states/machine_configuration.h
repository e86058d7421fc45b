// The configuration of a state machine beside its definition: logging, tracing, encryption, tags.
// Kept as one JSON document, in the form in which DescribeStateMachine shows it.
#pragma once

#include "api/members.h"
#include "base/json.h"
#include "base/result.h"

namespace sfn::api {

/// What a request asks for, over what there is (`{}` for a new machine).
/// InvalidLoggingConfiguration and ValidationException where it cannot be.
Result<Json> machine_configuration(Members& members, const Json& present);

/// The members of the configuration that DescribeStateMachine shows.
void show_configuration(const Json& configuration, Json& answer);

}  // namespace sfn::api
