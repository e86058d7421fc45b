#include "api/states/states.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sfn::api {

const std::vector<States::Entry>& States::table() {
  static const std::vector<Entry> kTable = {
      {"CreateActivity", &States::create_activity},
      {"CreateStateMachine", &States::create_state_machine},
      {"DeleteActivity", &States::delete_activity},
      {"DeleteStateMachine", &States::delete_state_machine},
      {"DescribeActivity", &States::describe_activity},
      {"DescribeExecution", &States::describe_execution},
      {"DescribeMapRun", &States::describe_map_run},
      {"DescribeStateMachine", &States::describe_state_machine},
      {"DescribeStateMachineForExecution", &States::describe_state_machine_for_execution},
      {"GetActivityTask", &States::get_activity_task},
      {"GetExecutionHistory", &States::get_execution_history},
      {"ListActivities", &States::list_activities},
      {"ListExecutions", &States::list_executions},
      {"ListMapRuns", &States::list_map_runs},
      {"ListStateMachines", &States::list_state_machines},
      {"ListTagsForResource", &States::list_tags_for_resource},
      {"SendTaskFailure", &States::send_task_failure},
      {"SendTaskHeartbeat", &States::send_task_heartbeat},
      {"SendTaskSuccess", &States::send_task_success},
      {"StartExecution", &States::start_execution},
      {"StartSyncExecution", &States::start_sync_execution},
      {"StopExecution", &States::stop_execution},
      {"TagResource", &States::tag_resource},
      {"UntagResource", &States::untag_resource},
      {"UpdateMapRun", &States::update_map_run},
      {"UpdateStateMachine", &States::update_state_machine},
      {"ValidateStateMachineDefinition", &States::validate_state_machine_definition},
  };
  return kTable;
}

std::vector<std::string> States::actions() {
  std::vector<std::string> names;
  for (const auto& entry : table()) names.emplace_back(entry.name);
  return names;
}

void States::handle(std::string_view action, const Json& params, const RequestContext& context,
                    const Reply& reply) {
  for (const auto& entry : table()) {
    if (entry.name == action) return (this->*entry.action)(params, context, reply);
  }
  reply(
      Error{"UnknownOperationException",
            fmt::format("The action '{}' of AWS Step Functions is not served here; served are: {}",
                        action, join(actions(), ", "))});
}

void States::answer(runtime::Durable<Result<Json>> durable, const Reply& reply) {
  runtime_.commits().reply_after(std::move(durable),
                                 [reply](Result<Json> result) { reply(std::move(result)); });
}

}  // namespace sfn::api
