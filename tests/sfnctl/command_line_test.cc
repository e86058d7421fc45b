#include "sfnctl/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sfnctl/commands/commands.h"
#include "sfnctl/help.h"

namespace sfn::sfnctl {
namespace {

using testing::HasSubstr;

class CommandLines : public testing::Test {
 protected:
  CommandLine parse(const std::vector<std::string>& words) {
    const auto line = parse_command_line(commands, words);
    EXPECT_TRUE(line) << line.error().cause;
    return line ? *line : CommandLine{};
  }
  std::string refusal(const std::vector<std::string>& words) {
    const auto line = parse_command_line(commands, words);
    return line ? "" : line.error().cause;
  }

  std::vector<Command> commands = all_commands();
};

TEST_F(CommandLines, GlobalOptionsStandBeforeOrAfterTheCommand) {
  EXPECT_EQ(parse({"--endpoint", "a:1", "list"}).globals.endpoint, "a:1");
  EXPECT_EQ(parse({"list", "--endpoint=a:1", "-o", "json"}).globals.output, "json");
}

TEST_F(CommandLines, ArgumentsAndOptionsMix) {
  const auto line = parse({"start", "--wait", "orders", "--input", "{}"});
  EXPECT_EQ(line.command->name, "start");
  EXPECT_EQ(line.args.at(0), "orders");
  EXPECT_EQ(line.args.text("--input"), "{}");
  EXPECT_TRUE(line.args.has("--wait"));
  EXPECT_FALSE(line.args.has("--name"));
}

TEST_F(CommandLines, TheLastArgumentMayBeRepeated) {
  const auto line = parse({"validate", "a", "--strict", "-", "[b]", "--type", "EXPRESS", "c"});
  EXPECT_EQ(line.args.positionals, (std::vector<std::string>{"a", "-", "[b]", "c"}));
  EXPECT_EQ(line.args.text("--type"), "EXPRESS");
  EXPECT_THAT(help_of(*line.command), HasSubstr("sfnctl validate FILE|FOLDER… [OPTIONS]"));
}

TEST_F(CommandLines, LeaveJsonAlone) {
  for (const char* json : {"[1,2]", "{\"a\":[1]}", "[]", "-1", "\"-\""}) {
    EXPECT_EQ(parse({"start", "orders", "--input", json}).args.text("--input"), json);
  }
}

TEST_F(CommandLines, AMachineMayBeNamedLikeACommand) {
  const auto line = parse({"start", "list"});
  EXPECT_EQ(line.command->name, "start");
  EXPECT_EQ(line.args.at(0), "list");
}

TEST_F(CommandLines, AnAliasNamesItsCommand) {
  EXPECT_EQ(parse({"list", "orders"}).command->name, "list-executions");
}

TEST_F(CommandLines, LettersStandForOptions) {
  EXPECT_TRUE(parse({"history", "@last", "-f"}).args.has("--follow"));
}

TEST_F(CommandLines, HelpIsAskedForInEveryWay) {
  EXPECT_TRUE(parse({"--help"}).help);
  EXPECT_TRUE(parse({"help"}).help);
  EXPECT_EQ(parse({"help", "start"}).command->name, "start");
  EXPECT_TRUE(parse({"start", "-h"}).help);
  EXPECT_TRUE(parse({"start", "a", "--wiat", "--help"}).help);
  EXPECT_THAT(refusal({"help", "strat"}), HasSubstr("did you mean \"start\"?"));
}

TEST_F(CommandLines, RefusalsSayWhatWouldBeRight) {
  EXPECT_THAT(refusal({"strat"}), HasSubstr("no command \"strat\"; did you mean \"start\"?"));
  EXPECT_THAT(refusal({"start", "orders", "--wiat"}),
              HasSubstr("start has no option --wiat; did you mean \"--wait\"?"));
  EXPECT_THAT(refusal({"start"}), HasSubstr("start needs MACHINE"));
  EXPECT_THAT(refusal({"start", "a", "b"}), HasSubstr("start takes no argument \"b\""));
  EXPECT_EQ(refusal({"start", "a", "--input"}), "--input needs a value: --input JSON");
  EXPECT_EQ(refusal({"list", "-o"}), "--output needs a value: --output FORMAT");
  EXPECT_EQ(refusal({"start", "a", "--wait=no"}), "--wait takes no value");
  EXPECT_THAT(refusal({"list", "--status", "DONE"}),
              HasSubstr("--status must be one of RUNNING, SUCCEEDED, "));
  EXPECT_THAT(refusal({"completion", "csh"}), HasSubstr("SHELL must be one of bash, zsh, fish"));
}

TEST_F(CommandLines, EveryExampleOfTheHelpParses) {
  for (const auto& command : commands) {
    EXPECT_FALSE(command.examples.empty()) << command.name;
    for (const auto& example : command.examples) {
      // As far as a shell's own syntax lets us: quoting and pipes are cut off.
      std::string line = example.line.substr(0, example.line.find_first_of("|&<>'\""));
      std::vector<std::string> words;
      std::istringstream stream(line);
      for (std::string word; stream >> word;) words.push_back(word);
      static const std::set<std::string> kTakeQuoted{"--input", "--cause", "--result"};
      if (kTakeQuoted.contains(words.back()) || words.back() == "eval") {
        words.emplace_back("{}");
      }
      EXPECT_EQ(parse(words).command, &command) << example.line;
      EXPECT_THAT(help_of(command), HasSubstr(example.line));
    }
  }
}

TEST_F(CommandLines, TheOverviewNamesEveryCommand) {
  const auto text = overview(commands);
  for (const auto& command : commands) {
    EXPECT_THAT(text, HasSubstr("\n  " + command.name)) << command.name;
  }
}

}  // namespace
}  // namespace sfn::sfnctl
