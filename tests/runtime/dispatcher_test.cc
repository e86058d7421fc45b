// The way of a command: decided, durable, and only then seen by anybody.
#include "runtime/dispatcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/support/world.h"

namespace sfn::runtime {
namespace {

using store::ExecutionStatus;
using testing::SizeIs;

TEST(Command, IsOneJournalRow) {
  World world;
  const auto arn = world.started(world.deploy("M", kTask));
  EXPECT_THAT(world.journal(arn), SizeIs(1));  // Started, entered, scheduled, started.
  world.host().succeed(0);
  world.settle();
  const auto rows = world.journal(arn);
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(raw(rows[1].first_seq), raw(rows[0].first_seq) + rows[0].events);
  EXPECT_EQ(raw(rows[1].first_public), raw(rows[0].first_public) + rows[0].publics);
  EXPECT_EQ(world.status(arn), ExecutionStatus::Succeeded);
}

TEST(Command, ThatManyGiveWhileTheWriterIsBusyShareOneCommit) {
  World world;
  const auto machine = world.deploy("M", kTask);
  world.store().hold_commits();
  for (int i = 0; i < 20; ++i) (void)world.start(machine);
  world.settle();
  EXPECT_EQ(world.store().held_commits(), 1u);
  EXPECT_EQ(world.executions(), 0u);
  world.store().commit_next();
  EXPECT_EQ(world.executions(), 20u);
}

TEST(Task, IsStartedAfterTheCommitAndNoSooner) {
  World world;
  const auto machine = world.deploy("M", kTask);
  world.store().hold_commits();
  const auto asked = world.start(machine, "one");
  world.settle();
  EXPECT_THAT(world.host().started, SizeIs(0));
  world.store().release_commits();
  world.settle();
  ASSERT_THAT(world.host().started, SizeIs(1));
  EXPECT_EQ(world.host().started[0].execution_arn, asked.value().arn);
  EXPECT_EQ(world.host().started[0].region, kPlace.region);
}

TEST(Task, ThatIsOverTwiceIsRecordedOnce) {
  World world;
  const auto arn = world.started(world.deploy("M", kTask));
  world.host().succeed(0, "1");
  world.host().succeed(0, "2");
  world.settle();
  world.host().fail(0, "Late");
  world.settle();
  EXPECT_EQ(world.status(arn), ExecutionStatus::Succeeded);
  EXPECT_THAT(world.journal(arn), SizeIs(2));
  EXPECT_EQ(world.runtime().statistics().late, 2);
}

TEST(Task, IsNeverStartedWhenItIsStoppedWithinTheSameCommit) {
  World world;
  const auto machine = world.deploy("M", kTask);
  world.store().hold_commits();
  const auto blocked = world.start(machine, "blocker");
  world.settle();
  const auto first = world.start(machine, "one");
  world.settle();
  const auto stopped = world.stop(execution_arn(kPlace, "M", "one"));
  world.settle();
  world.store().release_commits();
  world.settle();
  EXPECT_TRUE(first.is_answered());
  EXPECT_TRUE(stopped.is_answered());
  ASSERT_THAT(world.host().started, SizeIs(1));
  EXPECT_EQ(world.host().started[0].execution_arn, blocked.value().arn);
  EXPECT_THAT(world.host().cancelled, SizeIs(0));
  EXPECT_EQ(world.status(first.value().arn), ExecutionStatus::Aborted);
}

TEST(Task, IsCancelledAfterTheCommitOfTheStop) {
  World world;
  const auto arn = world.started(world.deploy("M", kTask));
  world.store().hold_commits();
  const auto stopped = world.stop(arn);
  world.settle();
  EXPECT_THAT(world.host().cancelled, SizeIs(0));
  EXPECT_FALSE(stopped.is_answered());
  world.store().release_commits();
  world.settle();
  EXPECT_THAT(world.host().cancelled, SizeIs(1));
  EXPECT_TRUE(stopped.is_answered());
}

TEST(Task, StoppedBeforeItsStartIsDurableNeverBegins) {
  World world;
  const auto machine = world.deploy("M", kTask);
  world.store().hold_commits();
  (void)world.start(machine, "one");
  world.settle();
  (void)world.stop(execution_arn(kPlace, "M", "one"));
  world.settle();
  world.store().commit_next();
  world.settle();
  EXPECT_THAT(world.host().started, SizeIs(0));
  world.store().release_commits();
  world.settle();
  EXPECT_THAT(world.host().started, SizeIs(0));
  EXPECT_THAT(world.host().cancelled, SizeIs(0));
}

TEST(Stop, OfWhatHasEndedAnswersWhenItEnded) {
  World world;
  const auto machine = world.deploy("M", kTask);
  const auto arn = world.started(machine);
  const auto first = world.stop(arn);
  world.settle();
  world.advance(seconds(5));
  const auto again = world.stop(arn);
  world.settle();
  EXPECT_EQ(again.value().stopped, first.value().stopped);
  EXPECT_THAT(world.journal(arn), SizeIs(2));
}

TEST(Stop, RepeatedBeforeTheCommitWaitsForIt) {
  World world;
  const auto arn = world.started(world.deploy("M", kTask));
  world.store().hold_commits();
  (void)world.stop(arn);
  const auto again = world.stop(arn);
  world.settle();
  EXPECT_FALSE(again.is_answered());
  world.store().release_commits();
  world.settle();
  EXPECT_TRUE(again.is_answered());
  EXPECT_THAT(world.journal(arn), SizeIs(2));
}

TEST(Stop, OfAnUnknownExecutionIsRefused) {
  World world;
  world.deploy("M", kTask);
  for (const auto& arn : {execution_arn(kPlace, "M", "none"), execution_arn(kPlace, "X", "none"),
                          std::string("not an ARN")}) {
    const auto asked = world.stop(arn);
    world.settle();
    EXPECT_EQ(asked.error(), "ExecutionDoesNotExist");
    EXPECT_EQ(asked.cause(), "Execution Does Not Exist: '" + arn + "'");
  }
}

TEST(Inspect, ShowsWhatAnExecutionWaitsFor) {
  World world;
  const auto arn = world.started(world.deploy("M", kTask));
  Asked<Inspected> asked;
  world.runtime().inspect(arn, asked.reply());
  world.settle();
  ASSERT_THAT(asked.value().value.outstanding, SizeIs(1));
  EXPECT_EQ(asked.value().value.outstanding.begin()->first.kind, history::WorkKind::Task);
}

TEST(Inspect, WaitsForTheCommitOfWhatItShows) {
  World world;
  const auto machine = world.deploy("M", kTask);
  world.store().hold_commits();
  (void)world.start(machine, "one");
  world.settle();
  Asked<Inspected> asked;
  world.runtime().inspect(execution_arn(kPlace, "M", "one"), asked.reply());
  world.settle();
  EXPECT_FALSE(asked.is_answered());
  world.store().release_commits();
  world.settle();
  EXPECT_TRUE(asked.is_answered());
}

TEST(Continue, GoesOnUntilTheExecutionEnds) {
  World world({.bounds = {.steps_per_command = 2}});
  const auto arn = world.started(
      world.deploy("M", R"({"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},)"
                        R"("B":{"Type":"Pass","Next":"C"},"C":{"Type":"Pass","End":true}}})"));
  EXPECT_EQ(world.status(arn), ExecutionStatus::Succeeded);
  EXPECT_GT(world.journal(arn).size(), 1u);
  EXPECT_THAT(world.pending(), SizeIs(0));
}

}  // namespace
}  // namespace sfn::runtime
