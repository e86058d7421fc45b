// env and completion: what sfnctl does for shells. Both are tried with the shell itself.
#include <array>
#include <cstdio>
#include <fstream>

#include "base/text.h"
#include "sfnctl/command_fixture.h"
#include "sfnctl/commands/commands.h"
#include "support/temporary_directory.h"

namespace sfn::sfnctl {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// What a shell prints when it runs the script.
std::string bash(const std::string& script) {
  const support::TemporaryDirectory directory;
  const auto path = directory.file("script.bash");
  std::ofstream(path) << script;
  auto* pipe = ::popen(("bash " + path + " 2>&1").c_str(), "r");
  std::string text;
  std::array<char, 4096> bytes{};
  while (const auto count = std::fread(bytes.data(), 1, bytes.size(), pipe)) {
    text.append(bytes.data(), count);
  }
  EXPECT_EQ(::pclose(pipe), 0) << text;
  return text;
}

class Shells : public CommandTest {
 protected:
  /// The candidates that bash offers for the last of these words.
  std::string complete(const std::vector<std::string>& words) {
    auto script = sfnctl({"completion", "bash"}).out;
    script += "sfnctl() { printf 'orders\\tx\\nreturns\\tx\\n'; }\n";
    script += "COMP_WORDS=(";
    for (const auto& word : words) script += "'" + word + "' ";
    script += ")\nCOMP_CWORD=" + std::to_string(words.size() - 1) + "\n";
    return bash(script + "_sfnctl\necho \"${COMPREPLY[@]}\"\n");
  }
};

TEST_F(Shells, EnvSetsUpAShellForAwsClients) {
  const auto script = sfnctl({"env"}).out;
  const auto printed = bash("export AWS_PROFILE=work AWS_SESSION_TOKEN=old\n" + script +
                            "echo \"$AWS_ENDPOINT_URL $AWS_ENDPOINT_URL_SFN $AWS_REGION "
                            "$AWS_ACCESS_KEY_ID ${AWS_PROFILE-none} ${AWS_SESSION_TOKEN-none}\"");
  EXPECT_EQ(printed, daemon.endpoint() + " " + daemon.endpoint() + " us-east-1 sfn none none\n");
}

TEST_F(Shells, EnvTakesTheRegionThatWasAskedFor) {
  const auto script = sfnctl({"env", "--region", "eu-west-3"}).out;
  EXPECT_EQ(bash(script + "echo \"$AWS_DEFAULT_REGION\""), "eu-west-3\n");
  EXPECT_THAT(
      sfnctl({"env", "--region", "eu-west-3", "--shell", "fish"}).out,
      AllOf(HasSubstr("set -gx AWS_REGION 'eu-west-3'\n"), HasSubstr("set -e AWS_PROFILE")));
}

TEST_F(Shells, EnvQuotesWhatAShellWouldRead) {
  const std::vector<std::string> words = {"--endpoint", "http://it's:1", "--region", "eu-west-3"};
  const auto env = [&](std::vector<std::string> more) {
    more.insert(more.end(), words.begin(), words.end());
    return sfnctl(more).out;
  };
  EXPECT_EQ(bash(env({"env"}) + "echo \"$SFN_ENDPOINT\""), "http://it's:1\n");
  EXPECT_THAT(env({"env", "--shell", "fish"}),
              HasSubstr("set -gx SFN_ENDPOINT 'http://it\\'s:1'\n"));
}

TEST_F(Shells, EnvDoesWithoutADaemon) {
  environment.variables["SFN_ENDPOINT"] = "127.0.0.1:1";
  const auto ran = sfnctl({"env", "-o", "json"});
  EXPECT_EQ(ran.code, ExitCode::Done);
  EXPECT_EQ((*parse_json(ran.out))["AWS_REGION"], "us-east-1");
  EXPECT_THAT(ran.err, HasSubstr("no daemon answers"));
}

TEST_F(Shells, BashCompletesCommandsOptionsChoicesAndNames) {
  EXPECT_EQ(complete({"sfnctl", "st"}), "start stop state-machines\n");
  EXPECT_EQ(complete({"sfnctl", "start", "--w"}), "--wait\n");
  EXPECT_EQ(complete({"sfnctl", "--endpoint", "x", "list", "--status", "FA"}), "FAILED\n");
  EXPECT_EQ(complete({"sfnctl", "list", "-o", "js"}), "json\n");
  EXPECT_EQ(complete({"sfnctl", "validate", "-o", ""}), "table text json github\n");
  EXPECT_EQ(complete({"sfnctl", "list", "-o", ""}), "table text json\n");
  EXPECT_EQ(complete({"sfnctl", "start", "o"}), "orders\n");
  EXPECT_EQ(complete({"sfnctl", "completion", ""}), "bash zsh fish\n");
}

TEST_F(Shells, EveryShellIsToldEveryCommand) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const auto script = sfnctl({"completion", shell}).out;
    EXPECT_THAT(script,
                AllOf(HasSubstr("state-machines"), HasSubstr("older-than"), HasSubstr("list"),
                      Not(HasSubstr("()"
                                    "()"))));
  }
}

TEST_F(Shells, HelpAndVersionGoToStdout) {
  EXPECT_THAT(sfnctl({"--help"}).out, HasSubstr("First steps"));
  EXPECT_THAT(sfnctl({"start", "--help"}).out, HasSubstr("Examples:"));
  EXPECT_EQ(sfnctl({"--version"}).out, "sfnctl 0.1.0\n");
  const auto nothing = sfnctl({});
  EXPECT_EQ(nothing.code, ExitCode::Misused);
  EXPECT_EQ(nothing.out, "");
}

TEST_F(Shells, ColourIsForTerminals) {
  know_machine();
  environment.terminal_out = true;
  EXPECT_THAT(sfnctl({"state-machines"}).out, HasSubstr("\x1b["));
  EXPECT_THAT(sfnctl({"state-machines", "-o", "text"}).out, Not(HasSubstr("\x1b[")));
  environment.variables["NO_COLOR"] = "1";
  EXPECT_THAT(sfnctl({"state-machines"}).out, Not(HasSubstr("\x1b[")));
}

}  // namespace
}  // namespace sfn::sfnctl
