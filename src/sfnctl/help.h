// Help texts, made from the commands' own descriptions.
#pragma once

#include <string>
#include <vector>

#include "sfnctl/command.h"

namespace sfn::sfnctl {

/// What `sfnctl` and `sfnctl --help` show.
std::string overview(const std::vector<Command>& commands);

/// What `sfnctl COMMAND --help` shows.
std::string help_of(const Command& command);

}  // namespace sfn::sfnctl
