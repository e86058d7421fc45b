// What a crash at any moment leaves, and what the next start makes of it.
#include "runtime/recovery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/support/world.h"

namespace sfn::runtime {
namespace {

using store::ExecutionStatus;
using testing::SizeIs;

TEST(Crash, LosesNothingThatWasAcknowledged) {
  World world;
  const auto machine = world.deploy("M", kTask);
  const auto kept = world.start(machine, "kept");
  world.settle();
  world.store().hold_commits();
  const auto lost = world.start(machine, "lost");
  world.settle();
  world.crash();
  world.settle();
  EXPECT_TRUE(kept.is_answered());
  EXPECT_FALSE(lost.is_answered());
  EXPECT_EQ(world.status(kept.value().arn), ExecutionStatus::Running);
  EXPECT_EQ(world.executions(), 1u);
  const auto again = world.start(machine, "lost");
  world.settle();
  EXPECT_TRUE(again.is_answered());
}

TEST(Crash, CallsTasksAgainWithTheSameRequestId) {
  World world;
  const auto arn = world.started(world.deploy("M", kTask));
  const auto before = world.host().started.at(0);
  world.crash();
  world.settle();
  ASSERT_THAT(world.host().started, SizeIs(1));
  EXPECT_EQ(world.host().started[0].task, before.task);
  EXPECT_EQ(world.host().started[0].work, before.work);
  EXPECT_EQ(world.recovered.begun_again, 1);
  world.host().succeed(0);
  world.settle();
  EXPECT_EQ(world.status(arn), ExecutionStatus::Succeeded);
}

TEST(Crash, ForgetsACompletionThatWasNotDurableAndTakesItAgain) {
  World world;
  const auto arn = world.started(world.deploy("M", kTask));
  world.store().hold_commits();
  world.host().succeed(0);
  world.settle();
  world.crash();
  world.settle();
  EXPECT_EQ(world.status(arn), ExecutionStatus::Running);
  world.host().succeed(0);
  world.settle();
  EXPECT_EQ(world.status(arn), ExecutionStatus::Succeeded);
  EXPECT_THAT(world.journal(arn), SizeIs(2));
}

TEST(Crash, LeavesTimersAtTheirMoments) {
  World world;
  const auto arn = world.started(world.deploy("M", kWait), R"({"s":30})");
  world.advance(seconds(20));
  world.crash();
  world.advance(seconds(9));
  EXPECT_EQ(world.status(arn), ExecutionStatus::Running);
  world.advance(seconds(1));
  EXPECT_EQ(world.status(arn), ExecutionStatus::Succeeded);
}

TEST(Crash, FiresWhatFellDueMeanwhile) {
  World world;
  const auto arn = world.started(world.deploy("M", kWait), R"({"s":30})");
  world.crash();
  world.clock.set(world.clock.now() + std::chrono::hours(1));
  world.settle();
  EXPECT_EQ(world.status(arn), ExecutionStatus::Succeeded);
}

TEST(Crash, BetweenPutOffStepsLosesNone) {
  World world({.bounds = {.steps_per_command = 1}});
  const auto machine =
      world.deploy("M", R"({"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},)"
                        R"("B":{"Type":"Pass","End":true}}})");
  world.store().hold_commits();
  const auto asked = world.start(machine, "one");
  world.settle();
  world.store().commit_next();  // The first command is durable; what it put off is not begun.
  world.crash();
  world.settle();
  EXPECT_EQ(world.status(execution_arn(kPlace, "M", "one")), ExecutionStatus::Succeeded);
}

TEST(Recovery, DoesNotBeginWhatThisProcessHasBegun) {
  World world;
  const auto machine = world.deploy("M", kTask);
  for (int i = 0; i < 5; ++i) world.started(machine);
  world.crash_without_recovery();
  world.store().stall_queries();
  world.recover();
  world.started(machine);  // Its row will be on recovery's page.
  EXPECT_THAT(world.host().started, SizeIs(1));
  world.store().release_queries();
  world.settle();
  EXPECT_EQ(world.recovered.begun_again, 6);
  EXPECT_THAT(world.host().started, SizeIs(6));
}

TEST(Recovery, ReadsMoreThanOnePage) {
  World world;
  const auto machine = world.deploy("M", kTask);
  const auto many = static_cast<std::size_t>(Recovery::kPageRows) + 10;
  for (std::size_t i = 0; i < many; ++i) (void)world.start(machine);
  world.settle();
  world.crash();
  world.settle();
  EXPECT_THAT(world.host().started, SizeIs(many));
  EXPECT_EQ(world.recovered.begun_again, static_cast<std::int64_t>(many));
}

TEST(Recovery, KeepsOldDefinitionsForTheExecutionsThatBeganWithThem) {
  World world;
  const auto machine = world.deploy("M", kTask);
  const auto arn = world.started(machine);
  world.deploy("M", kPass);
  world.crash();
  world.settle();
  world.host().succeed(0, R"("done")");
  world.settle();
  EXPECT_EQ(world.status(arn), ExecutionStatus::Succeeded);
}

}  // namespace
}  // namespace sfn::runtime
