#include "runtime/retention.h"

#include <gtest/gtest.h>

#include "runtime/support/world.h"

namespace sfn::runtime {
namespace {

using std::chrono::hours;

TEST(Retention, RemovesClosedExecutionsWhoseTimeIsOver) {
  World world({.retain = hours(24)});
  const auto machine = world.deploy("M", kPass);
  world.started(machine);
  world.advance(hours(20));
  const auto younger = world.started(machine);
  world.advance(hours(5));
  world.settle();
  EXPECT_EQ(world.executions(), 1u);
  EXPECT_EQ(world.status(younger), store::ExecutionStatus::Succeeded);
  EXPECT_EQ(world.runtime().statistics().purged, 1);
}

TEST(Retention, NeverRemovesWhatRuns) {
  World world({.retain = hours(24)});
  world.started(world.deploy("M", kTask));
  world.advance(hours(100));
  EXPECT_EQ(world.executions(), 1u);
}

TEST(Retention, OfZeroKeepsAll) {
  World world({.retain = hours(0)});
  world.started(world.deploy("M", kPass));
  world.advance(hours(24 * 365));
  EXPECT_EQ(world.executions(), 1u);
}

TEST(Retention, WaitsWhileThereIsSomethingToCommit) {
  World world({.retain = hours(24)});
  const auto machine = world.deploy("M", kPass);
  world.started(machine);
  world.clock.set(world.clock.now() + hours(25));
  world.store().hold_commits();
  (void)world.start(machine);
  world.settle();
  world.advance(seconds(10));
  EXPECT_EQ(world.executions(), 1u);
  world.store().release_commits();
  world.advance(seconds(10));
  EXPECT_EQ(world.runtime().statistics().purged, 1);
}

class DeletedMachine : public testing::Test {
 protected:
  std::size_t machines_on_disk() const { return world.disk().catalogue().machines.size(); }
  void remove() {
    (void)world.runtime().catalogue().remove_machine(machine);
    world.settle();
  }

  World world{{.retain = hours(24)}};
  const std::string machine = world.deploy("M", kPass);
};

TEST_F(DeletedMachine, GoesWithItsLastExecution) {
  world.started(machine);
  world.advance(hours(20));
  world.started(machine);
  remove();
  world.advance(hours(10));
  EXPECT_EQ(world.executions(), 1u);
  EXPECT_EQ(machines_on_disk(), 1u);
  world.advance(hours(20));
  EXPECT_EQ(world.executions(), 0u);
  EXPECT_EQ(machines_on_disk(), 0u);
  EXPECT_FALSE(world.runtime().catalogue().machine_id(machine));
}

TEST_F(DeletedMachine, GoesAtOnceWithAPurge) {
  world.started(machine);
  remove();
  Asked<std::int64_t> purged;
  world.runtime().purge({.stopped_before = world.clock.now() + seconds(1)}, purged.reply());
  world.settle();
  EXPECT_EQ(purged.value(), 1);
  EXPECT_EQ(machines_on_disk(), 0u);
}

TEST_F(DeletedMachine, StaysWhileAnExecutionRuns) {
  const auto running = world.deploy("R", kTask);
  world.started(running);
  (void)world.runtime().catalogue().remove_machine(running);
  world.advance(hours(100));
  EXPECT_TRUE(world.runtime().catalogue().machine_id(running));
  world.host().succeed(0);
  world.advance(hours(100));
  EXPECT_FALSE(world.runtime().catalogue().machine_id(running));
}

TEST_F(DeletedMachine, GoesAlsoWhereExecutionsAreKept) {
  World keeps_all({.retain = hours(0)});
  const auto unused = keeps_all.deploy("M", kPass);
  const auto used = keeps_all.deploy("N", kPass);
  keeps_all.started(used);
  (void)keeps_all.runtime().catalogue().remove_machine(unused);
  (void)keeps_all.runtime().catalogue().remove_machine(used);
  keeps_all.advance(hours(2));
  EXPECT_FALSE(keeps_all.runtime().catalogue().machine_id(unused));
  EXPECT_TRUE(keeps_all.runtime().catalogue().machine_id(used));
}

TEST_F(DeletedMachine, LeavesItsNumberToNobody) {
  const auto number = world.runtime().catalogue().machine_id(machine);
  remove();
  world.advance(hours(2));
  world.crash();
  EXPECT_NE(world.runtime().catalogue().machine_id(world.deploy("M", kPass)), number);
}

TEST_F(DeletedMachine, StaysWhereItIsMadeAnewAndStartedWhileTheStoreIsAsked) {
  remove();
  world.store().stall_queries();
  world.advance(hours(2));
  world.deploy("M", kPass);
  (void)world.start(machine);
  (void)world.runtime().catalogue().remove_machine(machine);
  world.store().release_queries();
  world.settle();
  EXPECT_EQ(world.executions(), 1u);
  EXPECT_EQ(machines_on_disk(), 1u);
}

TEST(Purge, RemovesAllThatMatchesInBatches) {
  World world;
  const auto machine = world.deploy("M", kPass);
  for (int i = 0; i < 7; ++i) world.started(machine);
  Asked<std::int64_t> purged;
  world.runtime().purge(
      {.stopped_before = world.clock.now() + seconds(1), .machine = std::nullopt, .limit = 2},
      purged.reply());
  world.settle();
  EXPECT_EQ(purged.value(), 7);
  EXPECT_EQ(world.executions(), 0u);
}

TEST(Purge, FreesTheNames) {
  World world;
  const auto machine = world.deploy("M", kPass);
  (void)world.start(machine, "one");
  world.settle();
  Asked<std::int64_t> purged;
  world.runtime().purge({.stopped_before = world.clock.now() + seconds(1), .machine = {}},
                        purged.reply());
  world.settle();
  const auto again = world.start(machine, "one", "[]");
  world.settle();
  EXPECT_EQ(again.value().arn, execution_arn(kPlace, "M", "one"));
}

TEST(Backup, IsAnsweredByTheStore) {
  World world;
  std::vector<Result<void>> made;
  const auto keep = [&](const Result<void>& answer) { made.push_back(answer); };
  world.runtime().backup("copy.db", keep);
  world.settle();
  world.runtime().backup("copy.db", keep);
  world.settle();
  EXPECT_TRUE(made.at(0));
  EXPECT_FALSE(made.at(1));  // The file is there.
}

}  // namespace
}  // namespace sfn::runtime
