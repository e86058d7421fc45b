// All commands of sfnctl, each from the file of its name.
#pragma once

#include <vector>

#include "sfnctl/command.h"

namespace sfn::sfnctl {

/// In the order of the help.
std::vector<Command> all_commands();

Command deploy_command();
Command validate_command();
Command eval_command();
Command start_command();
Command wait_command();
Command history_command();
Command list_executions_command();
Command map_runs_command();
Command update_map_run_command();
Command describe_command();
Command stop_command();
Command state_machines_command();
Command functions_command();
Command invoke_command();
Command activity_command();
Command task_command();
Command logs_command();
Command env_command();
Command purge_command();
Command backup_command();
Command completion_command();

}  // namespace sfn::sfnctl
