#include "sfnctl/shell_completion.h"

#include "base/check.h"
#include "base/text.h"
#include "sfnctl/command_line.h"

namespace sfn::sfnctl {
namespace {

using Words = std::vector<std::string>;

Words names_of(const std::vector<Option>& options) {
  Words names;
  for (const auto& option : options) names.push_back(option.name);
  return names;
}

/// What to run for the words that an argument can be; its first column holds them.
std::string lister(Completes completes) {
  switch (completes) {
    case Completes::StateMachines:
      return "sfnctl state-machines -o text";
    case Completes::Executions:
      return "sfnctl list -o text";
    case Completes::Functions:
      return "sfnctl functions -o text";
    case Completes::Nothing:
    case Completes::Files:
    case Completes::Folders:
      return "";
  }
  return "";
}

/// Double-quoted, for `compgen -W` and its like: nothing in our own words needs escaping.
std::string word_list(const Words& words) { return "\"" + join(words, " ") + "\""; }

/// A shell pattern of the command's names.
std::string pattern(const Command& command) {
  return command.alias.empty() ? command.name : command.name + "|" + command.alias;
}

// bash

std::string bash_candidates(const Positional& positional) {
  if (!positional.choices.empty()) return "$(compgen -W " + word_list(positional.choices);
  if (positional.completes == Completes::Folders) return "$(compgen -d";
  if (positional.completes == Completes::Files) return "$(compgen -f";
  if (const auto list = lister(positional.completes); !list.empty()) {
    return "$(compgen -W \"$(" + list + " 2>/dev/null | cut -f1)\"";
  }
  return "";
}

std::string bash_choices(const std::vector<Option>& options) {
  std::string text;
  for (const auto& option : options) {
    if (option.choices.empty()) continue;
    text += "    " + option.name + (option.letter == 0 ? "" : fmt::format("|-{}", option.letter)) +
            ") COMPREPLY=($(compgen -W " + word_list(option.choices) +
            " -- \"$cur\")); return ;;\n";
  }
  return text;
}

/// Formats of a command's own, before those of all commands are offered.
std::string bash_formats(const std::vector<Command>& commands) {
  std::string text;
  for (const auto& command : commands) {
    if (command.more_formats.empty()) continue;
    const auto options = global_options_of(command);
    text += "  case $command in " + pattern(command) + ")\n    case $prev in\n" +
            bash_choices({*find_option(options, "--output")}) + "    esac ;;\n  esac\n";
  }
  return text;
}

std::string bash_case(const Command& command) {
  auto text = "    " + pattern(command) + ")\n";
  if (const auto choices = bash_choices(command.options); !choices.empty()) {
    text += "    case $prev in\n" + choices + "    esac\n";
  }
  text += "    options=" + word_list(names_of(command.options)) + "\n";
  if (!command.positionals.empty()) {
    if (const auto words = bash_candidates(command.positionals[0]); !words.empty()) {
      text += "    [[ $cur == -* ]] || COMPREPLY=(" + words + " -- \"$cur\"))\n";
    }
  }
  return text + "    ;;\n";
}

Words command_names(const std::vector<Command>& commands) {
  Words names;
  for (const auto& command : commands) {
    names.push_back(command.name);
    if (!command.alias.empty()) names.push_back(command.alias);
  }
  return names;
}

std::string bash_script(const std::vector<Command>& commands) {
  auto text = std::string(
      "_sfnctl() {\n"
      "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
      "  local word command= options=\n"
      "  COMPREPLY=()\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
      "    case $word in\n");
  text += "    " + join(command_names(commands), "|") + ") command=$word; break ;;\n";
  text += "    esac\n  done\n" + bash_formats(commands) + "  case $prev in\n" +
          bash_choices(global_options()) + "  esac\n";
  text += "  case $command in\n";
  text += "    '') COMPREPLY=($(compgen -W " + word_list(command_names(commands)) +
          " -- \"$cur\")) ;;\n";
  for (const auto& command : commands) text += bash_case(command);
  text += "  esac\n  [[ $cur == -* ]] && COMPREPLY=($(compgen -W \"$options " +
          join(names_of(global_options()), " ") + "\" -- \"$cur\"))\n}\n";
  // Without candidates of ours (after --input @, say) bash offers files.
  return text + "complete -o bashdefault -o default -F _sfnctl sfnctl\n";
}

// zsh and fish describe each word; both take single quotes.

std::string zsh_quoted(const std::string& text) {
  return "'" + replace_all(text, "'", "'\\''") + "'";
}

std::string zsh_option(const Option& option) {
  auto help = replace_all(replace_all(option.help, "[", "("), "]", ")");
  auto text = option.name + "[" + help + "]";
  if (!option.value.empty()) text += ":" + option.value + ":";
  if (!option.choices.empty()) {
    text += "(" + join(option.choices, " ") + ")";
  } else if (!option.value.empty()) {
    text += "_default";
  }
  return zsh_quoted(text);
}

/// The global options of a command, where a format of its own makes them differ from the others'.
std::string zsh_globals(const Command& command) {
  if (command.more_formats.empty()) return "$global";
  const auto options = global_options_of(command);
  return "${global:#--output*} " + zsh_option(*find_option(options, "--output"));
}

std::string zsh_argument(const Positional& positional) {
  auto action = std::string("_default");
  if (positional.completes == Completes::Folders) action = "_files -/";
  if (positional.completes == Completes::Files) action = "_files";
  if (!positional.choices.empty()) action = "(" + join(positional.choices, " ") + ")";
  if (const auto list = lister(positional.completes); !list.empty()) {
    action = "($(" + list + " 2>/dev/null | cut -f1))";
  }
  // The list is made when it is needed, so the command must reach _arguments unexpanded.
  const auto* place = positional.repeated ? "*:" : positional.required ? "1:" : "::";
  return zsh_quoted(place + positional.name + ":" + action);
}

std::string zsh_script(const std::vector<Command>& commands) {
  auto text = std::string(
      "#compdef sfnctl\n"
      "_sfnctl() {\n"
      "  local line state context\n"
      "  typeset -A opt_args\n"
      "  local -a global commands\n");
  text += "  global=(\n";
  for (const auto& option : global_options()) text += "    " + zsh_option(option) + "\n";
  text += "  )\n  commands=(\n";
  for (const auto& command : commands) {
    text += "    " + zsh_quoted(command.name + ":" + command.summary) + "\n";
  }
  text +=
      "  )\n"
      "  _arguments -C $global '1: :->command' '*:: :->argument' && return\n"
      "  case $state in\n"
      "  command) _describe command commands ;;\n"
      "  argument)\n"
      "    case $line[1] in\n";
  for (const auto& command : commands) {
    text += "    " + pattern(command) + ") _arguments " + zsh_globals(command);
    for (const auto& option : command.options) text += " \\\n      " + zsh_option(option);
    for (const auto& positional : command.positionals) {
      text += " \\\n      " + zsh_argument(positional);
    }
    text += " ;;\n";
  }
  // Read from fpath the file is the function; sourced it only declares it.
  return text +
         "    esac ;;\n"
         "  esac\n"
         "}\n"
         "if [ \"$funcstack[1]\" = _sfnctl ]; then _sfnctl \"$@\"; else compdef _sfnctl sfnctl; "
         "fi\n";
}

std::string fish_quoted(const std::string& text) {
  return "'" + replace_all(replace_all(text, "\\", "\\\\"), "'", "\\'") + "'";
}

std::string fish_option(const Option& option, const std::string& condition) {
  auto text = "complete -c sfnctl" + condition + " -l " + option.name.substr(2);
  if (option.letter != 0) text += fmt::format(" -s {}", option.letter);
  if (!option.value.empty()) text += " -r";
  if (!option.choices.empty()) text += " -f -a " + fish_quoted(join(option.choices, " "));
  return text + " -d " + fish_quoted(option.help) + "\n";
}

std::string fish_argument(const Positional& positional, const std::string& condition) {
  auto words = join(positional.choices, " ");
  if (const auto list = lister(positional.completes); !list.empty()) {
    words = "(" + list + " 2>/dev/null | cut -f1)";
  }
  if (positional.completes == Completes::Folders) words = "(__fish_complete_directories)";
  if (words.empty()) return "";
  return "complete -c sfnctl" + condition + " -f -a " + fish_quoted(words) + "\n";
}

std::string fish_script(const std::vector<Command>& commands) {
  std::string text;
  for (const auto& command : commands) {
    text += "complete -c sfnctl -n __fish_use_subcommand -f -a " + command.name + " -d " +
            fish_quoted(command.summary) + "\n";
    const auto names = command.alias.empty() ? command.name : command.name + " " + command.alias;
    const auto condition = " -n '__fish_seen_subcommand_from " + names + "'";
    for (const auto& option : global_options_of(command)) {
      if (!command.more_formats.empty() && option.name == "--output") {
        text += fish_option(option, condition);
      }
    }
    for (const auto& option : command.options) text += fish_option(option, condition);
    for (const auto& positional : command.positionals) {
      text += fish_argument(positional, condition);
    }
  }
  for (const auto& option : global_options()) text += fish_option(option, "");
  return text;
}

}  // namespace

std::string completion_script(std::string_view shell, const std::vector<Command>& commands) {
  if (shell == "bash") return bash_script(commands);
  if (shell == "zsh") return zsh_script(commands);
  SFN_CHECK(shell == "fish");
  return fish_script(commands);
}

}  // namespace sfn::sfnctl
