#include "loop/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <optional>

#include "loop/pipe.h"
#include "loop/signal.h"
#include "support/run_until.h"

namespace sfn::loop {
namespace {

using testing::HasSubstr;

struct ProcessTest : testing::Test {
  Loop loop;
  std::optional<ExitStatus> exit;

  // Runs a shell script to its end and returns what it printed on descriptor `fd`.
  std::string output_of(const std::string& script, std::size_t fd = 1,
                        ProcessOptions options = {}) {
    auto ends = make_pipe();
    PipeEnds& pipe = ends.value();
    options.argv = {"/bin/sh", "-c", script};
    options.inherit.assign(fd + 1, -1);
    options.inherit[fd] = pipe.write.get();
    const auto process =
        Process::spawn(loop, options, [this](ExitStatus status) { exit = status; });
    EXPECT_TRUE(process);
    pipe.write = Fd();

    std::string output;
    bool ended = false;
    PipeReader reader(loop, std::move(pipe.read));
    reader.start([&](std::string_view bytes) { output += bytes; }, [&] { ended = true; });
    run_until(loop, [&] { return ended && exit; });
    return output;
  }
};

TEST_F(ProcessTest, PrintsIntoThePipesItIsGiven) {
  EXPECT_EQ(output_of("echo to stdout"), "to stdout\n");
  EXPECT_EQ(output_of("echo to stderr >&2", 2), "to stderr\n");
  EXPECT_EQ(output_of("echo to an extra one >&3", 3), "to an extra one\n");
}

TEST_F(ProcessTest, TellsItsExitCode) {
  output_of("exit 7");
  EXPECT_EQ(exit, (ExitStatus{7, 0}));
}

TEST_F(ProcessTest, TellsTheSignalThatEndedIt) {
  output_of("kill -TERM $$");
  EXPECT_EQ(exit, (ExitStatus{0, SIGTERM}));
}

TEST_F(ProcessTest, HasTheGivenEnvironmentAndNothingElse) {
  ::setenv("SFN_TEST_OF_OURS", "secret", 1);
  const std::string output =
      output_of("echo \"$GREETING$SFN_TEST_OF_OURS\"", 1, {.environment = {"GREETING=hello"}});
  EXPECT_EQ(output, "hello\n");
}

TEST_F(ProcessTest, RunsInTheGivenDirectory) {
  EXPECT_EQ(output_of("pwd", 1, {.directory = "/usr"}), "/usr\n");
}

TEST_F(ProcessTest, HasASessionOfItsOwnIfAsked) {
  EXPECT_EQ(output_of("cut -d' ' -f6 /proc/$$/stat", 1), std::to_string(::getsid(0)) + "\n");
  EXPECT_EQ(output_of("test $(cut -d' ' -f6 /proc/$$/stat) = $$ && echo own", 1,
                      {.environment = {"PATH=/bin:/usr/bin"}, .new_session = true}),
            "own\n");
}

TEST_F(ProcessTest, InheritsNoOtherDescriptor) {
  const auto other = make_pipe();
  const std::string fd = std::to_string(other->write.get());
  EXPECT_EQ(output_of("test -e /proc/self/fd/" + fd + " || echo none"), "none\n");
}

TEST_F(ProcessTest, ReadsNothingFromStandardInputByDefault) {
  EXPECT_EQ(output_of("wc -c", 1, {.environment = {"PATH=/bin:/usr/bin"}}), "0\n");
}

TEST_F(ProcessTest, StartsWithDefaultSignalsThoughWeIgnoreSome) {
  ignore_sigpipe();
  output_of("kill -PIPE $$");
  EXPECT_EQ(exit, (ExitStatus{0, SIGPIPE}));
}

TEST_F(ProcessTest, ReadsWhatWeWriteUntilWeCloseThePipe) {
  auto input = std::move(make_pipe()).value();
  auto output = std::move(make_pipe()).value();
  const auto process = Process::spawn(
      loop,
      {.argv = {"/bin/cat"}, .directory = "", .inherit = {input.read.get(), output.write.get()}},
      [this](ExitStatus status) { exit = status; });
  ASSERT_TRUE(process);
  input.read = Fd();
  output.write = Fd();

  std::string echoed;
  PipeReader reader(loop, std::move(output.read));
  reader.start([&](std::string_view bytes) { echoed += bytes; }, [] {});
  auto writer = std::make_optional<PipeWriter>(loop, std::move(input.write));
  bool written = false;
  writer->write("over and out", [&](bool whole) { written = whole; });
  run_until(loop, [&] { return written && echoed == "over and out"; });
  EXPECT_FALSE(exit);

  writer.reset();
  run_until(loop, [&] { return exit.has_value(); });
  EXPECT_EQ(exit, (ExitStatus{0, 0}));
}

TEST_F(ProcessTest, SaysWhatCouldNotBeRunAndWhere) {
  const auto missing = Process::spawn(loop, {.argv = {"no-such-program"}, .directory = "/usr"}, {});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error(), (Error{"SpawnFailed",
                                    "cannot run \"no-such-program\" in \"/usr\": "
                                    "no such file or directory"}));
  const auto forbidden = Process::spawn(loop, {.argv = {"/etc/passwd"}}, {});
  ASSERT_FALSE(forbidden);
  EXPECT_THAT(forbidden.error().cause, HasSubstr("permission denied"));
}

std::unique_ptr<Process> sleeper(Loop& loop, std::function<void(ExitStatus)> on_exit) {
  auto process = Process::spawn(loop, {.argv = {"/bin/sleep", "60"}}, std::move(on_exit));
  return std::make_unique<Process>(std::move(process).value());
}

TEST_F(ProcessTest, IsEndedByASignalOfOurs) {
  const auto process = sleeper(loop, [this](ExitStatus status) { exit = status; });
  EXPECT_TRUE(process->running());
  EXPECT_TRUE(process->kill(SIGKILL));
  run_until(loop, [&] { return exit.has_value(); });
  EXPECT_EQ(exit, (ExitStatus{0, SIGKILL}));
  EXPECT_FALSE(process->running());
  EXPECT_FALSE(process->kill(SIGKILL)) << "the number may be another process by now";
}

TEST_F(ProcessTest, MayBeDestroyedAsItExits) {
  std::unique_ptr<Process> process;
  process = sleeper(loop, [&](ExitStatus) { process.reset(); });
  process->kill(SIGKILL);
  run_until(loop, [&] { return process == nullptr; });
}

TEST_F(ProcessTest, IsReapedThoughForgotten) {
  auto process = sleeper(loop, [](ExitStatus) { FAIL() << "called though forgotten"; });
  const int pid = process->pid();
  process.reset();
  EXPECT_EQ(::kill(pid, 0), 0) << "forgetting must not end it";
  ::kill(pid, SIGKILL);
  run_until(loop, [&] { return ::kill(pid, 0) != 0 && errno == ESRCH; });
}

TEST_F(ProcessTest, MayOutliveTheLoop) {
  int pid = 0;
  {
    Loop shorter;
    pid = sleeper(shorter, {})->pid();
  }
  EXPECT_EQ(::kill(pid, SIGKILL), 0);
  EXPECT_EQ(::waitpid(pid, nullptr, 0), pid);
}

}  // namespace
}  // namespace sfn::loop
