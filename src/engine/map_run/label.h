// Labels: by which the children of a distributed Map, and its map runs, have ARNs of their own.
// Developer guide, "Map state in Distributed mode", `Label`.
#pragma once

#include <string>

#include "asl/state_machine.h"

namespace sfn::engine {

/// That of the Map, which has this name and is run by executions of this state machine: its own, or
/// one that is made of the two and looks like a UUID. So it is the same whenever the state is
/// entered: what the children are executions of is one thing, not one for each run.
std::string label_of(const std::string& machine_arn, const std::string& state,
                     const asl::MapState& map);

/// `arn:…:stateMachine:NAME/LABEL`, where the state machine may be one of children itself.
std::string labelled_arn(const std::string& machine_arn, const std::string& label);

/// The distributed Map in the state machine of ARN `machine_arn` whose children are executions of
/// `children_arn`, however deep it is nested. Null where there is none.
const asl::MapState* find_distributed(const asl::StateMachine& machine,
                                      const std::string& machine_arn,
                                      const std::string& children_arn);

}  // namespace sfn::engine
