#include "tasks/lambda/interpreters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <optional>

#include "support/run_until.h"
#include "support/temporary_directory.h"
#include "tasks/lambda/interpreter_candidates.h"

namespace sfn::tasks {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct InterpretersTest : testing::Test {
  loop::Loop loop;
  support::TemporaryDirectory directory;

  // A program that says what an interpreter would say of itself.
  std::string program(const std::string& name, const std::string& script) {
    const std::string path = directory.file(name);
    std::ofstream(path) << "#!/bin/sh\n" << script << "\n";
    std::filesystem::permissions(path, std::filesystem::perms(0755));
    return path;
  }
  std::string interpreter(const std::string& name, const std::string& version) {
    return program(name, "echo \"$0\"; echo " + version);
  }

  Result<Interpreter> found(const std::string& runtime,
                            std::map<std::string, std::string> named = {}) {
    Interpreters interpreters(loop, std::move(named), directory.path());
    std::optional<Result<Interpreter>> answer;
    interpreters.find(runtime, [&answer](auto result) { answer = std::move(result); });
    EXPECT_FALSE(answer) << "answered from within find()";
    run_until(loop, [&answer] { return answer.has_value(); });
    return *answer;
  }
  std::vector<std::string> candidates(const std::string& runtime,
                                      const std::map<std::string, std::string>& named = {}) {
    auto programs = interpreter_candidates(runtime, named, directory.path());
    for (auto& path : programs) path = std::filesystem::path(path).filename();
    return programs;
  }
};

TEST_F(InterpretersTest, PrefersTheVersionThenTheNearestThenTheUnknown) {
  for (const auto* name : {"python3", "python3.9", "python3.11", "python3.12", "python3.13"}) {
    interpreter(name, "3.0.0");
  }
  program("python3.11-config", "");
  program("node", "");
  EXPECT_THAT(candidates("python3.11"),
              ElementsAre("python3.11", "python3.12", "python3.13", "python3.9", "python3"));
  EXPECT_THAT(candidates("nodejs18.x"), ElementsAre("node"));
}

TEST_F(InterpretersTest, TakesTheNamedProgramAlone) {
  interpreter("python3.11", "3.11.0");
  EXPECT_THAT(candidates("python3.11", {{"python3.11", "/opt/mine"}}), ElementsAre("mine"));
  EXPECT_THAT(candidates("python3.12", {{"python3.13", "/opt/mine"}}),
              ElementsAre("mine", "python3.11"));
}

TEST_F(InterpretersTest, FindsTheVersionThatIsAskedFor) {
  const auto path = interpreter("python3.11", "3.11.2");
  const auto found_one = found("python3.11");
  EXPECT_EQ(found_one->path, path);
  EXPECT_EQ(found_one->version, "3.11.2");
  EXPECT_EQ(found_one->note, "");
}

TEST_F(InterpretersTest, SaysWhichVersionStandsIn) {
  const auto path = interpreter("python3.11", "3.11.2");
  EXPECT_EQ(found("python3.12")->note,
            "Python 3.12 is not on this machine: running on 3.11.2 (" + path + ")");
}

TEST_F(InterpretersTest, DoesNotTakeANameOnThePathForAProgramThatRuns) {
  program("python3.12", "echo 'not selected' >&2; exit 127");
  const auto path = interpreter("python3.11", "3.11.2");
  EXPECT_EQ(found("python3.12")->path, path);
}

TEST_F(InterpretersTest, TakesTheRealPathFromAWrapper) {
  program("node", "echo /opt/node/bin/node; echo 18.19.0");
  EXPECT_EQ(found("nodejs18.x")->path, "/opt/node/bin/node");
  EXPECT_EQ(found("nodejs20.x")->note,
            "Node.js 20 is not on this machine: running on 18.19.0 (/opt/node/bin/node)");
}

TEST_F(InterpretersTest, RefusesVersionsThatOurClientsCannotRunOn) {
  const auto path = interpreter("python3", "3.7.16");
  const auto error = found("python3.8").error();
  EXPECT_EQ(error.name, "InterpreterNotFound");
  EXPECT_EQ(error.cause,
            "python3.8 needs Python 3.8 or newer, and none that runs was found (asked: " + path +
                "); name one with --runtime python3.8=PATH");
}

TEST_F(InterpretersTest, AnswersAllWhoAskMeanwhile) {
  program("python3.11", "echo x >> " + directory.file("asked") + "; echo $0; echo 3.11.2");
  Interpreters interpreters(loop, {}, directory.path());
  int answers = 0;
  for (int i = 0; i < 3; ++i) interpreters.find("python3.11", [&](const auto&) { ++answers; });
  run_until(loop, [&] { return answers == 3; });
  interpreters.find("python3.11", [&](const auto&) { ++answers; });
  run_until(loop, [&] { return answers == 4; });
  EXPECT_EQ(std::filesystem::file_size(directory.file("asked")), 2U) << "asked more than once";
}

TEST(RuntimeName, IsTakenApart) {
  EXPECT_EQ(parse_runtime("python3.12")->version, (Version{3, 12}));
  EXPECT_EQ(parse_runtime("nodejs18.x")->version, (Version{18, 0}));
  EXPECT_EQ(parse_runtime("provided.al2023")->language, Language::Custom);
  for (const auto* other : {"java17", "python2.7", "python3.x", "nodejs.x", "nodejs18", ""}) {
    EXPECT_FALSE(parse_runtime(other)) << other;
  }
  EXPECT_THAT(parse_runtime("java17").error().cause, HasSubstr("\"java17\" is not one that sfn"));
}

}  // namespace
}  // namespace sfn::tasks
