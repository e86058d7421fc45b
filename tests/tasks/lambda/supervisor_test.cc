#include "tasks/lambda/supervisor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <optional>

#include "support/run_until.h"
#include "support/temporary_directory.h"
#include "tasks/lambda/supervised_child.h"
#include "tasks/support/gate.h"

namespace sfn::tasks {
namespace {

using testing::HasSubstr;

struct SupervisorTest : testing::Test {
  loop::Loop loop;
  support::TemporaryDirectory directory;
  std::string printed;
  std::optional<ChildEnd> end;

  std::unique_ptr<SupervisedChild> start(std::vector<std::string> argv) {
    ChildOptions options;
    options.supervisor = {"/proc/self/exe", "--supervise"};
    options.argv = std::move(argv);
    options.environment = {"PATH=/usr/bin:/bin"};
    auto child = SupervisedChild::start(
        loop, options, [this](auto, std::string_view bytes) { printed += bytes; },
        [this](const ChildEnd& status) { end = status; });
    return std::move(child.value());
  }
  std::unique_ptr<SupervisedChild> shell(const std::string& script) {
    return start({"/bin/sh", "-c", script});
  }
  const ChildEnd& await_end() {
    run_until(loop, [this] { return end.has_value(); });
    return *end;
  }

  // A script whose descendants keep the ear's pipe open: one orphaned, one in a session of its own
  // and orphaned too. Each writes a dot when it is as it should be.
  static std::string with_descendants(const Ear& ear) {
    return "exec 9>" + ear.path() +
           "; (sh -c 'printf . >&9; exec sleep 1000' &)"
           "; setsid -f sh -c 'printf . >&9; exec sleep 1000'"
           "; ";
  }
};

TEST_F(SupervisorTest, PassesTheExitCodeOn) {
  const auto child = shell("exit 7");
  EXPECT_EQ(await_end().status, (loop::ExitStatus{7, 0}));
}

TEST_F(SupervisorTest, DiesOfTheSignalThatEndedTheProgram) {
  const auto child = shell("kill -SEGV $$");
  EXPECT_EQ(await_end().status, (loop::ExitStatus{0, SIGSEGV}));
}

TEST_F(SupervisorTest, SaysWhyAProgramCannotBeRun) {
  const auto child = start({"/no/such/program"});
  EXPECT_EQ(await_end().not_started, "/no/such/program: No such file or directory");
}

TEST_F(SupervisorTest, HandsOnAllThatWasPrintedBeforeTheEnd) {
  const auto child = shell("for i in $(seq 2000); do echo line $i; done; kill -KILL $$");
  await_end();
  EXPECT_THAT(printed, HasSubstr("line 2000\n"));
}

TEST_F(SupervisorTest, GivesTheProgramNoDescriptorButTheStandardOnes) {
  const auto child = shell("ls /proc/$$/fd");
  await_end();
  EXPECT_EQ(printed, "0\n1\n2\n");
}

TEST_F(SupervisorTest, GivesTheProgramDefaultSignals) {
  const auto child = shell("grep -E 'Sig(Blk|Ign)' /proc/self/status");
  await_end();
  EXPECT_EQ(printed, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

TEST_F(SupervisorTest, EndsEveryDescendantWhenTheLifelineEnds) {
  Ear ear(loop, directory.file("ear"));
  const auto child = shell(with_descendants(ear) + "printf . >&9; exec sleep 1000");
  run_until(loop, [&] { return ear.heard() == "..."; });
  EXPECT_FALSE(ear.ended());
  child->end();
  await_end();
  run_until(loop, [&] { return ear.ended(); });
}

TEST_F(SupervisorTest, EndsWhatTheProgramLeavesBehind) {
  Ear ear(loop, directory.file("ear"));
  Gate gate(directory.file("gate"));
  const auto child = shell(with_descendants(ear) + "head -c 1 " + gate.path() + "; exit 3");
  run_until(loop, [&] { return ear.heard() == ".."; });
  gate.open();
  EXPECT_EQ(await_end().status, (loop::ExitStatus{3, 0}));
  run_until(loop, [&] { return ear.ended(); });
}

TEST_F(SupervisorTest, EndsEveryDescendantWhenTheDaemonIsKilled) {
  Ear ear(loop, directory.file("ear"));
  const std::string script = with_descendants(ear) + "printf . >&9; exec sleep 1000";
  loop::ProcessOptions options;
  options.argv = {"/proc/self/exe", "--hold", script};
  std::optional<loop::ExitStatus> killed;
  auto daemon =
      loop::Process::spawn(loop, options, [&killed](loop::ExitStatus status) { killed = status; });
  ASSERT_TRUE(daemon);
  run_until(loop, [&] { return ear.heard() == "..."; });
  daemon->kill(SIGKILL);
  run_until(loop, [&] { return killed && ear.ended(); });
  EXPECT_EQ(killed, (loop::ExitStatus{0, SIGKILL}));
}

TEST_F(SupervisorTest, SparesItselfWhenAProgramSignalsItsGroup) {
  const auto child = shell("kill -KILL 0");
  EXPECT_EQ(await_end().status, (loop::ExitStatus{0, SIGKILL}));
  EXPECT_GT(child->peak_mib(), 0) << "the supervisor did not live to report";
}

}  // namespace
}  // namespace sfn::tasks
