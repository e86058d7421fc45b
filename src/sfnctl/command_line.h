// The command line: words become a command with its arguments, or the error that says which word
// is wrong and what would be right.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "sfnctl/command.h"
#include "sfnctl/settings.h"

namespace sfn::sfnctl {

struct CommandLine {
  const Command* command = nullptr;  ///< Null where none was named; borrowed from the commands.
  Args args;
  GlobalOptions globals;
  bool help = false;
  bool version = false;
};

/// Options that every command takes, before or after its name.
const std::vector<Option>& global_options();
/// The same as the command takes them: with its formats.
std::vector<Option> global_options_of(const Command& command);
/// Null where there is none of this name.
const Option* find_option(const std::vector<Option>& options, std::string_view name);

/// `words`: without the program's name.
Result<CommandLine> parse_command_line(const std::vector<Command>& commands,
                                       std::vector<std::string> words);

}  // namespace sfn::sfnctl
