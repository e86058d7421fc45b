// Distributed Maps over the simulated seams: whatever commit the process dies after, no child is
// lost, none is born twice, and what nobody waits for any more is stopped.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "history/codec.h"
#include "runtime/support/world.h"

namespace sfn::runtime {
namespace {

using store::ExecutionStatus;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string map_of(const std::string& processor, const std::string& fields = "") {
  return fmt::format(
      R"({{"StartAt":"M","States":{{"M":{{"Type":"Map","End":true,{}"ItemProcessor":)"
      R"({{"ProcessorConfig":{{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"}},{}}}}}}})",
      fields, processor.substr(1, processor.size() - 2) + "}");
}

struct MapRunsTest : testing::Test {
  explicit MapRunsTest(RuntimeOptions options = {}) : world(options) {}

  std::string start(const std::string& definition, const std::string& items) {
    return world.started(world.deploy("P", definition), items);
  }
  std::optional<store::ExecutionRow> run_of(const std::string& parent) const {
    return world.disk().find_child({world.record(parent).row.id, "1.0.child"});
  }
  std::vector<store::ExecutionRecord> children_of(const std::string& parent) const {
    const auto run = run_of(parent);
    if (!run) return {};
    return world.disk().children({.parent = run->id, .rows_max = 10'000});
  }
  std::vector<ExecutionStatus> statuses_of_children(const std::string& parent) const {
    std::vector<ExecutionStatus> statuses;
    for (const auto& child : children_of(parent)) statuses.push_back(child.row.status);
    return statuses;
  }
  std::string output(const std::string& parent) const {
    const auto record = world.record(parent);
    const auto last = history::decode(record.last.body, record.last.time).back();
    const auto* succeeded = std::get_if<history::ExecutionSucceeded>(&last);
    return succeeded == nullptr ? record.last.body : succeeded->output.text();
  }
  /// Lets so many commits happen, then dies and starts again. False where there were fewer.
  bool crash_after(int commits, const std::function<void()>& act) {
    world.store().hold_commits();
    act();
    world.settle();
    bool all = true;
    for (int i = 0; i < commits && all; ++i) {
      all = world.store().held_commits() > 0;
      if (all) world.store().commit_next();
      world.settle();
    }
    world.crash();
    world.settle();
    return all;
  }

  World world;
};

TEST_F(MapRunsTest, GiveTheOutputsOfTheirChildrenInOrder) {
  const auto parent = start(map_of(kPass), R"([1,{"a":2},"c"])");
  EXPECT_EQ(output(parent), R"([1,{"a":2},"c"])");
  EXPECT_THAT(children_of(parent), SizeIs(3));
  EXPECT_THAT(world.pending(), IsEmpty());
}

TEST_F(MapRunsTest, KeepTheMachineOfChildrenThatAreYetToBeBorn) {
  world.hold_threads();
  const auto parent = start(map_of(kPass), "[1]");
  (void)world.runtime().catalogue().remove_machine(state_machine_arn(kPlace, "P"));
  world.settle();
  Asked<std::int64_t> purged;  // And with it machines that nothing refers to any more.
  world.runtime().purge({.stopped_before = world.clock.now()}, purged.reply());
  world.settle();
  world.release_threads();
  world.settle();
  ASSERT_THAT(children_of(parent), SizeIs(1));
  const auto born = history::decode(children_of(parent)[0].first.body, world.clock.now()).front();
  Asked<store::ExecutionRecord> child;
  world.runtime().find(std::get<history::ExecutionStarted>(born).arn, child.reply());
  world.settle();
  ASSERT_TRUE(child.answers->at(0)) << child.cause();
  EXPECT_EQ(child.value().row.machine, *world.runtime().catalogue().machine_id(
                                           std::get<history::ExecutionStarted>(born).machine_arn));
}

TEST_F(MapRunsTest, LeaveNoMachineBehindWhereTheirsIsDeletedBeforeTheyBegin) {
  const auto map = map_of(kPass, R"("ItemsPath":"$$.Execution.Input.items",)");
  const auto parent =
      start(R"({"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":5,"Next":"M"},)" +
                map.substr(map.find(R"("M":{)")),
            R"({"items":[1]})");
  (void)world.runtime().catalogue().remove_machine(state_machine_arn(kPlace, "P"));
  world.advance(seconds(6));
  ASSERT_EQ(world.status(parent), ExecutionStatus::Succeeded);
  Asked<std::int64_t> purged;
  world.runtime().purge({.stopped_before = world.clock.now() + seconds(1)}, purged.reply());
  world.settle();
  EXPECT_EQ(purged.value(), 3);
  world.advance(std::chrono::hours(3));  // Sweeps take turns.
  EXPECT_THAT(world.disk().catalogue().machines, IsEmpty());
}

TEST_F(MapRunsTest, RunNoMoreChildrenThanTheyMay) {
  const auto parent = start(map_of(kTask, R"("MaxConcurrency":2,)"), "[1,2,3]");
  EXPECT_THAT(children_of(parent), SizeIs(2));
  world.host().succeed(0);
  world.settle();
  EXPECT_THAT(children_of(parent), SizeIs(3));
}

TEST_F(MapRunsTest, OweOneItemForAllTheirChildren) {
  const auto parent = start(map_of(kTask), "[1,2,3,4,5]");
  const auto run = run_of(parent)->id;
  std::vector<std::string> keys;
  for (const auto& row : world.pending()) {
    if (row.execution == run) keys.push_back(row.key);
  }
  EXPECT_EQ(keys, std::vector<std::string>{"1.0.children"});
}

TEST_F(MapRunsTest, StopWhatRunsWhenTheirParentIsStopped) {
  const auto parent = start(map_of(kTask), "[1,2,3]");
  (void)world.stop(parent);
  world.settle();
  EXPECT_EQ(run_of(parent)->status, ExecutionStatus::Aborted);
  EXPECT_THAT(statuses_of_children(parent), Each(ExecutionStatus::Aborted));
  EXPECT_THAT(world.pending(), IsEmpty());
}

TEST_F(MapRunsTest, WithoutAnObjectStoreReadNothing) {
  const auto parent = start(
      map_of(kPass, R"("ItemReader":{"Resource":"arn:aws:states:::s3:getObject","Parameters":)"
                    R"({"Bucket":"b","Key":"k"},"ReaderConfig":{"InputType":"JSON"}},)"),
      "{}");
  EXPECT_THAT(output(parent), HasSubstr("--s3-dir"));
  EXPECT_EQ(world.status(parent), ExecutionStatus::Failed);
}

TEST_F(MapRunsTest, GoOnWithTheirDefinitionWhenTheirMachineIsGone) {
  const auto machine = world.deploy("P", map_of(kTask, R"("MaxConcurrency":1,)"));
  const auto parent = world.started(machine, "[1,2]");
  (void)world.runtime().catalogue().remove_machine(machine);
  world.settle();
  world.crash();
  world.settle();
  world.host().succeed(0);
  world.settle();
  ASSERT_THAT(children_of(parent), SizeIs(2));
  world.host().succeed(1);
  world.settle();
  EXPECT_EQ(world.status(parent), ExecutionStatus::Succeeded);
}

// ---- crashes

TEST_F(MapRunsTest, AfterACrashAnywhereHaveEachChildOnce) {
  const auto machine = world.deploy("P", map_of(kPass, R"("MaxConcurrency":2,)"));
  int crashes = 0;
  for (bool more = true; more; ++crashes) {
    const auto name = fmt::format("p{}", crashes);
    more = crash_after(crashes, [&] { (void)world.start(machine, name, "[0,1,2,3,4]"); });
    if (crashes == 0) continue;  // The parent was lost, and never acknowledged.
    const auto parent = execution_arn(kPlace, "P", name);
    EXPECT_EQ(output(parent), "[0,1,2,3,4]") << crashes;
    EXPECT_THAT(children_of(parent), SizeIs(5)) << crashes;
    EXPECT_THAT(world.pending(), IsEmpty()) << crashes;
  }
  EXPECT_GE(crashes, 8);
}

TEST_F(MapRunsTest, AfterACrashAnywhereAreStillStopped) {
  const auto machine = world.deploy("P", map_of(kTask, R"("MaxConcurrency":3,)"));
  int crashes = 0;
  for (bool more = true; more; ++crashes) {
    const auto parent = world.started(machine, "[0,1,2,3,4]");
    more = crash_after(crashes, [&] { (void)world.stop(parent); });
    if (crashes == 0) (void)world.stop(parent);
    world.settle();
    EXPECT_EQ(world.status(parent), ExecutionStatus::Aborted) << crashes;
    EXPECT_THAT(statuses_of_children(parent), Each(ExecutionStatus::Aborted)) << crashes;
    EXPECT_THAT(world.pending(), IsEmpty()) << crashes;
  }
  EXPECT_GE(crashes, 3);
}

struct EvictedMapRuns : MapRunsTest {
  EvictedMapRuns() : MapRunsTest({.cache_bytes = 0, .snapshot_events = 1}) {}
};

TEST_F(EvictedMapRuns, GoOnFromWhatTheStoreHas) {
  const auto parent = start(map_of(kTask, R"("MaxConcurrency":1,)"), "[1,2,3]");
  for (int i = 0; i < 3; ++i) {
    world.host().succeed(static_cast<std::size_t>(i));
    world.settle();
  }
  EXPECT_EQ(world.status(parent), ExecutionStatus::Succeeded);
  EXPECT_THAT(children_of(parent), SizeIs(3));
}

// ---- what belongs to a machine

TEST_F(MapRunsTest, AreOfMachinesThatNobodySees) {
  (void)start(map_of(kPass, R"("Label":"l",)"), "[1]");
  auto& catalogue = world.runtime().catalogue();
  const auto all = world.runtime().catalogue().machine_ids([](const auto&) { return true; });
  EXPECT_THAT(all, SizeIs(3));
  EXPECT_TRUE(catalogue.machine_id("arn:aws:states:us-east-1:123456789012:mapRun:P/l"));
  auto start_child = world.start(state_machine_arn(kPlace, "P/l"));
  world.settle();
  EXPECT_EQ(start_child.error(), "StateMachineDoesNotExist");
}

TEST_F(MapRunsTest, LeaveNoMachineBehindForEachOfThem) {
  const auto machine = world.deploy("P", map_of(kPass));
  for (int i = 0; i < 3; ++i) (void)world.started(machine, "[1]");
  EXPECT_THAT(world.runtime().catalogue().machine_ids([](const auto&) { return true; }), SizeIs(3));
}

TEST_F(MapRunsTest, LetTheirMachinesGoWithTheOneTheyBelongTo) {
  const auto machine = world.deploy("P", map_of(kPass));
  (void)world.started(machine, "[1]");
  (void)world.runtime().catalogue().remove_machine(machine);
  world.settle();
  const auto live = world.runtime().catalogue().machine_ids(
      [](const store::MachineRow& row) { return !row.deleted; });
  EXPECT_THAT(live, IsEmpty());
}

}  // namespace
}  // namespace sfn::runtime
