// Which variables each state refers to, as DescribeStateMachine shows it. AWS Step Functions API,
// DescribeStateMachine, `variableReferences`.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "asl/state_machine.h"

namespace sfn::asl {

/// State name to the variables that its paths start at, sorted; states without any are left out.
/// Nested states have entries of their own, and add none to the state around them.
std::map<std::string, std::vector<std::string>> variable_references(const StateMachine& machine);

}  // namespace sfn::asl
