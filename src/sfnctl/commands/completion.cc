// sfnctl completion: a script that teaches a shell the commands, their options and the names that
// the daemon knows.
#include "sfnctl/commands/commands.h"
#include "sfnctl/shell_completion.h"

namespace sfn::sfnctl {
namespace {

ExitCode run_completion(const Args& args, Client&, Output& out) {
  out.raw(completion_script(args.at(0), all_commands()));
  return ExitCode::Done;
}

}  // namespace

Command completion_command() {
  return {
      "completion",
      "",
      "Print a script for shell completion",
      "",
      {{"SHELL", "the shell", true, Completes::Nothing, {"bash", "zsh", "fish"}}},
      {},
      {{"completion bash > ~/.local/share/bash-completion/completions/sfnctl", "bash: for good"},
       {"completion zsh > \"${fpath[1]}/_sfnctl\"", "zsh: for good"},
       {"completion fish > ~/.config/fish/completions/sfnctl.fish", "fish: for good"}},
      run_completion};
}

}  // namespace sfn::sfnctl
