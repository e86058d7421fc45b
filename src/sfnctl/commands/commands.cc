#include "sfnctl/commands/commands.h"

namespace sfn::sfnctl {

std::vector<Command> all_commands() {
  return {deploy_command(),    validate_command(),
          eval_command(),      start_command(),
          wait_command(),      history_command(),
          describe_command(),  list_executions_command(),
          map_runs_command(),  update_map_run_command(),
          stop_command(),      logs_command(),
          invoke_command(),    state_machines_command(),
          functions_command(), activity_command(),
          task_command(),      env_command(),
          purge_command(),     backup_command(),
          completion_command()};
}

}  // namespace sfn::sfnctl
