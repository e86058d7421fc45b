// Inventory: the state machines, functions, activities and log groups that the daemon has, over all
// regions and pages.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "sfnctl/client.h"

namespace sfn::sfnctl {

/// Items of ListStateMachines, sorted by name, then by region.
Result<std::vector<Json>> all_state_machines(Client& client);

/// Function configurations of ListFunctions, sorted alike.
Result<std::vector<Json>> all_functions(Client& client);

/// Items of ListActivities, sorted alike.
Result<std::vector<Json>> all_activities(Client& client);

/// Log groups of DescribeLogGroups, sorted alike.
Result<std::vector<Json>> all_log_groups(Client& client);

}  // namespace sfn::sfnctl
