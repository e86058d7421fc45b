// Command: one word of sfnctl, as a value. Parser, help and shell completion are all made from it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sfnctl/client.h"
#include "sfnctl/output.h"

namespace sfn::sfnctl {

/// Where shell completion finds the words for an argument.
enum class Completes { Nothing, Files, Folders, StateMachines, Executions, Functions };

struct Positional {
  std::string name;  ///< As the help writes it: `MACHINE`.
  std::string help;
  bool required = true;
  Completes completes = Completes::Nothing;
  std::vector<std::string> choices = {};  ///< The only words allowed, if any are given.
  bool repeated = false;                  ///< The last one may: as many words as there are.
};

struct Option {
  std::string name;   ///< `--input`
  std::string value;  ///< What follows it, as the help writes it; empty for a flag.
  std::string help;
  char letter = 0;                        ///< `f` for `-f`.
  std::vector<std::string> choices = {};  ///< The only values allowed, if any are given.
  bool repeated = false;                  ///< It may be given several times.
};

struct Example {
  std::string line;  ///< Without the word `sfnctl`.
  std::string meaning;
};

/// What the user gave to a command. Names and choices have been checked.
class Args {
 public:
  /// The positional argument, empty where an optional one was left out.
  std::string at(std::size_t index) const;
  bool has(std::string_view option) const;
  /// The option's value, empty where it was not given.
  std::string text(std::string_view option) const;
  /// All values of an option that may be repeated, in their order.
  std::vector<std::string> all(std::string_view option) const;
  /// A duration, absent where it was not given.
  Result<std::optional<milliseconds>> duration(std::string_view option) const;
  /// A number from 1 on; `fallback` where it was not given.
  Result<std::int64_t> count(std::string_view option, std::int64_t fallback) const;

  std::vector<std::string> positionals;
  std::map<std::string, std::string, std::less<>> options;
  std::map<std::string, std::vector<std::string>, std::less<>> repeated;
};

struct Command {
  std::string name;
  std::string alias;  ///< Another name, or empty.
  std::string summary;
  std::string details;  ///< More for the command's own help, or empty.
  std::vector<Positional> positionals;
  std::vector<Option> options;
  std::vector<Example> examples;
  ExitCode (*run)(const Args& args, Client& client, Output& out);
  std::vector<std::string> more_formats = {};  ///< Of --output, beside those of every command.
};

}  // namespace sfn::sfnctl
