#include "sfnctl/help.h"

#include "base/text.h"
#include "sfnctl/command_line.h"

namespace sfn::sfnctl {
namespace {

constexpr std::size_t kWidth = 96;

struct Entry {
  std::string term;
  std::string meaning;
};

/// The text in lines of at most `width`, broken at blanks.
std::vector<std::string> wrap(const std::string& text, std::size_t width) {
  std::vector<std::string> lines(1);
  for (const auto& word : split(text, ' ')) {
    auto& last = lines.back();
    if (!last.empty() && utf8_length(last) + 1 + utf8_length(word) > width) {
      lines.push_back(word);
    } else {
      last += (last.empty() ? "" : " ") + word;
    }
  }
  return lines;
}

std::string entries_text(const std::string& title, const std::vector<Entry>& entries) {
  if (entries.empty()) return "";
  std::size_t column = 0;
  for (const auto& entry : entries) column = std::max(column, utf8_length(entry.term) + 4);
  auto text = "\n" + title + ":\n";
  for (const auto& entry : entries) {
    text += "  " + entry.term + std::string(column - utf8_length(entry.term) - 2, ' ');
    text += join(wrap(entry.meaning, kWidth - column), "\n" + std::string(column, ' ')) + "\n";
  }
  return text;
}

Entry entry_of(const Option& option) {
  auto term = option.letter == 0 ? "    " + option.name
                                 : fmt::format("-{}, {}", option.letter, option.name);
  if (!option.value.empty()) term += " " + option.value;
  auto meaning = option.help;
  if (!option.choices.empty()) meaning += " (" + join(option.choices, ", ") + ")";
  return {term, meaning};
}

std::vector<Entry> entries_of(const std::vector<Option>& options) {
  std::vector<Entry> entries;
  entries.reserve(options.size());
  for (const auto& option : options) entries.push_back(entry_of(option));
  return entries;
}

std::string usage_line(const Command& command) {
  auto text = "sfnctl " + command.name;
  for (const auto& positional : command.positionals) {
    text += positional.required ? " " + positional.name : " [" + positional.name + "]";
    if (positional.repeated) text += "…";
  }
  if (!command.options.empty()) text += " [OPTIONS]";
  return text;
}

std::string examples_text(const std::vector<Example>& examples) {
  auto text = std::string("\nExamples:\n");
  for (const auto& example : examples) {
    text += "  # " + example.meaning + "\n  sfnctl " + example.line + "\n";
  }
  return text;
}

constexpr std::string_view kNames =
    "\nNames:\n"
    "  MACHINE is the name or the ARN of a state machine. EXECUTION is MACHINE/NAME (the start of\n"
    "  NAME is enough if it is unique), MACHINE/@last, @last for the newest of all, or an ARN.\n";

constexpr std::string_view kExitCodes =
    "\nExit codes:\n"
    "  0  done                                     3  the daemon was not reached, or refused\n"
    "  1  what was asked about failed              4  --timeout ran out; the execution goes on\n"
    "  2  used wrongly                           130  Ctrl-C; the execution goes on\n";

constexpr std::string_view kFirstSteps =
    "\nFirst steps, with a daemon running (sfnd --data-dir ./sfn-data):\n"
    "  sfnctl deploy workflows/order-processing\n"
    "  sfnctl start order-processing --input @workflows/order-processing/inputs/valid.json --wait\n"
    "  sfnctl history @last\n";

}  // namespace

std::string overview(const std::vector<Command>& commands) {
  std::vector<Entry> entries;
  for (const auto& command : commands) {
    const auto alias = command.alias.empty() ? "" : ", " + command.alias;
    entries.push_back({command.name + alias, command.summary});
  }
  return "sfnctl runs Step Functions workflows on a daemon of your own, sfnd.\n"
         "\nUsage: sfnctl [--endpoint URL] [--region REGION] COMMAND …\n" +
         entries_text("Commands", entries) + entries_text("Options", entries_of(global_options())) +
         std::string(kNames) + std::string(kExitCodes) + std::string(kFirstSteps) +
         "\nsfnctl COMMAND --help shows a command's options, with examples.\n";
}

std::string help_of(const Command& command) {
  std::vector<Entry> arguments;
  for (const auto& positional : command.positionals) {
    const auto choices =
        positional.choices.empty() ? "" : " (" + join(positional.choices, ", ") + ")";
    arguments.push_back({positional.name, positional.help + choices});
  }
  auto text = "sfnctl " + command.name + ": " + command.summary + "\n";
  text += "\nUsage: " + usage_line(command) + "\n";
  if (!command.alias.empty()) text += "Alias: sfnctl " + command.alias + "\n";
  if (!command.details.empty()) text += "\n" + join(wrap(command.details, kWidth), "\n") + "\n";
  return text + entries_text("Arguments", arguments) +
         entries_text("Options", entries_of(command.options)) +
         entries_text("Everywhere", entries_of(global_options_of(command))) +
         examples_text(command.examples);
}

}  // namespace sfn::sfnctl
