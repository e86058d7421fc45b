// Advice: what is allowed in a definition and hardly ever meant. AWS reports none of it, so it is
// for those who write definitions, never for the API.
#pragma once

#include "asl/diagnostics.h"
#include "asl/state_machine.h"

namespace sfn::asl {

/// Warnings about a valid machine, with codes of ours:
/// - `UNREACHABLE_HANDLER`: a retrier or catcher for errors that go to one before it, or that are
///   never caught;
/// - `UNREACHABLE_RULE`: a rule of a Choice that comes after one which matches whenever it does;
/// - `UNREACHABLE_STATE`: a state to which nothing but such catchers and rules leads;
/// - `NO_TIMEOUT`: a Task that may wait for its work for as long as the execution may last.
Diagnostics advise(const StateMachine& machine);

}  // namespace sfn::asl
