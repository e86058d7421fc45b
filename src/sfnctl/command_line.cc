#include "sfnctl/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/text.h"
#include "sfnctl/suggest.h"

namespace sfn::sfnctl {
namespace {

std::string cli_name(const Option& option) {
  return option.letter == 0 ? option.name : fmt::format("-{},{}", option.letter, option.name);
}

void declare(CLI::App& app, const std::vector<Option>& options) {
  for (const auto& option : options) {
    if (option.value.empty()) {
      app.add_flag(cli_name(option))->disable_flag_override();
    } else {
      // Without a variable CLI11 leaves the words alone: `{}` and `[1,2]` are values here.
      app.add_option(cli_name(option))->take_last();
    }
  }
}

void declare(CLI::App& parent, const Command& command) {
  auto* app = parent.add_subcommand(command.name);
  app->set_help_flag();
  if (!command.alias.empty()) app->alias(command.alias);
  for (std::size_t i = 0; i < command.positionals.size(); ++i)
    app->add_option(fmt::format("argument{}", i));
  declare(*app, command.options);
}

std::string given(const CLI::App& app, const std::string& option) {
  const auto results = app.get_option(option)->results();
  return results.empty() ? "" : results.back();
}

Args read_args(const CLI::App& app, const Command& command) {
  Args args;
  for (std::size_t i = 0; i < command.positionals.size(); ++i) {
    const auto name = fmt::format("argument{}", i);
    const auto words = app.get_option(name)->results();
    args.positionals.insert(args.positionals.end(), words.begin(), words.end());
  }
  for (const auto& option : command.options) {
    if (app.get_option(option.name)->count() > 0) {
      args.options[option.name] = given(app, option.name);
      if (option.repeated) args.repeated[option.name] = app.get_option(option.name)->results();
    }
  }
  return args;
}

// What repeats the last argument is left over by CLI11, which would take `[a]` apart if it read it.
void take_repeated(const Command& command, std::vector<std::string>& rest, Args& args) {
  if (command.positionals.empty() || !command.positionals.back().repeated) return;
  const auto is_option = [](const std::string& word) {
    return starts_with(word, "-") && word != "-";
  };
  const auto end = std::stable_partition(rest.begin(), rest.end(), is_option);
  args.positionals.insert(args.positionals.end(), end, rest.end());
  rest.erase(end, rest.end());
}

std::vector<std::string> names_of(const std::vector<Command>& commands) {
  std::vector<std::string> names;
  for (const auto& command : commands) names.push_back(command.name);
  return names;
}

std::vector<std::string> names_of(const Command* command) {
  std::vector<std::string> names;
  for (const auto& option : global_options()) names.push_back(option.name);
  if (command == nullptr) return names;
  for (const auto& option : command->options) names.push_back(option.name);
  return names;
}

Error unexpected(const Command* command, const std::string& word,
                 const std::vector<Command>& commands) {
  if (starts_with(word, "-")) {
    const auto known = names_of(command);
    return misused(fmt::format("{} has no option {}{}",
                               command == nullptr ? "sfnctl" : command->name, word,
                               did_you_mean(word, known)));
  }
  if (command == nullptr) {
    return misused(fmt::format("there is no command \"{}\"{} (sfnctl --help lists them)", word,
                               did_you_mean(word, names_of(commands))));
  }
  return misused(fmt::format("{} takes no argument \"{}\"; usage: sfnctl {} --help shows it",
                             command->name, word, command->name));
}

Result<void> check_choice(std::string_view what, const std::string& value,
                          const std::vector<std::string>& choices) {
  const bool known =
      choices.empty() || std::find(choices.begin(), choices.end(), value) != choices.end();
  if (known) return {};
  return misused(fmt::format("{} must be one of {}, got \"{}\"", what, join(choices, ", "), value));
}

Result<void> check(const Command& command, const Args& args) {
  for (std::size_t i = 0; i < command.positionals.size(); ++i) {
    const auto& positional = command.positionals[i];
    if (args.at(i).empty() && positional.required) {
      return misused(fmt::format("{} needs {}, {}; sfnctl {} --help has examples", command.name,
                                 positional.name, positional.help, command.name));
    }
    if (args.at(i).empty()) continue;
    if (auto checked = check_choice(positional.name, args.at(i), positional.choices); !checked)
      return checked;
  }
  for (const auto& option : command.options) {
    if (!args.has(option.name)) continue;
    if (auto checked = check_choice(option.name, args.text(option.name), option.choices); !checked)
      return checked;
  }
  return {};
}

/// The parser's words begin with the option's name: `--input: …`, but `wait …` for a flag.
Error broken(const std::string& words, const std::vector<Command>& commands) {
  auto name = words.substr(0, words.find_first_of(": "));
  if (!starts_with(name, "-")) name.insert(0, "--");
  const auto* option = find_option(global_options(), name);
  for (const auto& command : commands) {
    if (option == nullptr) option = find_option(command.options, name);
  }
  if (option == nullptr) return misused(words);
  if (option->value.empty()) return misused(name + " takes no value");
  return misused(fmt::format("{0} needs a value: {0} {1}", name, option->value));
}

void configure(CLI::App& app, const std::vector<Command>& commands) {
  app.set_help_flag();
  app.fallthrough();             // Global options may follow the command.
  app.allow_extras();            // What is not known is told in our own words.
  app.require_subcommand(0, 1);  // A machine may be named like a command.
  declare(app, global_options());
  for (const auto& command : commands) declare(app, command);
}

Result<CommandLine> read(const CLI::App& app, const std::vector<Command>& commands) {
  CommandLine line;
  line.globals = {given(app, "--endpoint"), given(app, "--region"), given(app, "--output")};
  line.help = app.get_option("--help")->count() > 0;
  line.version = app.get_option("--version")->count() > 0;
  for (const auto& command : commands) {
    const auto* parsed = app.get_subcommand(command.name);
    if (!parsed->parsed()) continue;
    line.command = &command;
    line.args = read_args(*parsed, command);
  }
  auto rest = app.remaining(true);
  if (line.command != nullptr) take_repeated(*line.command, rest, line.args);
  if (line.help && (line.command != nullptr || rest.empty())) return line;
  if (!rest.empty()) return unexpected(line.command, rest.front(), commands);
  if (line.command != nullptr) {
    const auto checked = check(*line.command, line.args);
    if (!checked) return checked.error();
  }
  return line;
}

}  // namespace

const std::vector<Option>& global_options() {
  static const std::vector<Option> options = {
      {"--endpoint", "URL", "The daemon; else SFN_ENDPOINT, else http://127.0.0.1:8083"},
      {"--region", "REGION",
       "Look and create in this region alone; else new things go to AWS_REGION, "
       "AWS_DEFAULT_REGION, "
       "the region in the AWS config file or the daemon's, and names are looked up in all"},
      {"--output",
       "FORMAT",
       "table for people, with local times; text for scripts: tabs between bare values, times in "
       "UTC; "
       "json as the API gives it",
       'o',
       {"table", "text", "json"}},
      {"--help", "", "Show help with examples", 'h'},
      {"--version", "", "Show the version"}};
  return options;
}

std::vector<Option> global_options_of(const Command& command) {
  auto options = global_options();
  for (auto& option : options) {
    if (option.name != "--output") continue;
    option.choices.insert(option.choices.end(), command.more_formats.begin(),
                          command.more_formats.end());
  }
  return options;
}

const Option* find_option(const std::vector<Option>& options, std::string_view name) {
  const auto it = std::find_if(options.begin(), options.end(),
                               [name](const Option& option) { return option.name == name; });
  return it == options.end() ? nullptr : &*it;
}

Result<CommandLine> parse_command_line(const std::vector<Command>& commands,
                                       std::vector<std::string> words) {
  // `sfnctl help start` is what many type first.
  if (!words.empty() && words.front() == "help") {
    words.erase(words.begin());
    words.emplace_back("--help");
  }
  CLI::App app;
  configure(app, commands);
  std::reverse(words.begin(), words.end());  // CLI11 takes them from the back.
  try {
    app.parse(words);
  } catch (const CLI::ParseError& error) {
    return broken(error.what(), commands);
  }
  return read(app, commands);
}

}  // namespace sfn::sfnctl
