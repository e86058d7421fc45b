// Scripts for shell completion, made from the commands' own descriptions. Names of state machines,
// executions and functions are asked of the daemon when they are needed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sfnctl/command.h"

namespace sfn::sfnctl {

/// `shell`: bash, zsh or fish.
std::string completion_script(std::string_view shell, const std::vector<Command>& commands);

}  // namespace sfn::sfnctl
