// Followers and the tail of a history: told after the commit, and nothing is missed.
#include "runtime/history_tail.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "history/public_history.h"
#include "runtime/support/world.h"

namespace sfn::runtime {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

struct Reader {
  Reader(World& world, ExecutionId execution, EventId after = EventId{0})
      : tail({world.runtime().store(), world.runtime().followers(), world.runtime().offload()},
             execution, after) {}

  void read() {
    tail.next([this](HistoryPage page) {
      ++pages;
      is_over = page.is_over;
      for (const auto& event : page.events) types.push_back(history::public_type(event.event));
    });
  }

  HistoryTail tail;
  std::vector<std::string> types;
  int pages = 0;
  bool is_over = false;
};

TEST(Follower, IsToldAfterTheCommit) {
  World world;
  const auto machine = world.deploy("M", kTask);
  std::vector<ExecutionChange> told;
  const auto kept = world.runtime().followers().follow_all(
      [&](const ExecutionChange& change) { told.push_back(change); });
  world.store().hold_commits();
  const auto asked = world.start(machine, "one");
  world.settle();
  EXPECT_THAT(told, IsEmpty());
  world.store().release_commits();
  world.settle();
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].arn, asked.value().arn);
  EXPECT_TRUE(told[0].started);
  EXPECT_FALSE(told[0].ended);
  world.host().succeed(0);
  world.settle();
  ASSERT_THAT(told, SizeIs(2));
  EXPECT_TRUE(told[1].ended);
  EXPECT_EQ(told[1].status, store::ExecutionStatus::Succeeded);
  EXPECT_EQ(told[1].last_public, world.record(told[1].arn).last_public);
}

TEST(Follower, IsToldOfItsOwnExecutionAlone) {
  World world;
  const auto machine = world.deploy("M", kTask);
  const auto mine = world.record(world.started(machine)).row.id;
  world.started(machine);
  int told = 0;
  auto kept = world.runtime().followers().follow(mine, [&](const ExecutionChange&) { ++told; });
  world.host().succeed(1);
  world.settle();
  EXPECT_EQ(told, 0);
  world.host().succeed(0);
  world.settle();
  EXPECT_EQ(told, 1);
}

TEST(Follower, MayLeaveWhileItIsTold) {
  World world;
  const auto machine = world.deploy("M", kPass);
  int told = 0;
  Followers::Subscription kept;
  kept = world.runtime().followers().follow_all([&](const ExecutionChange&) {
    ++told;
    kept = {};
  });
  world.started(machine);
  world.started(machine);
  EXPECT_EQ(told, 1);
}

TEST(Follower, IsOneOfALimitedNumber) {
  World world;
  std::vector<Followers::Subscription> kept;
  // The runtime is three itself: for parents that wait for their children, for map runs, and for
  // whoever waits for an EXPRESS execution.
  for (std::size_t i = 3; i < Followers::kFollowersMax; ++i) {
    kept.push_back(world.runtime().followers().follow_all([](const ExecutionChange&) {}));
  }
  EXPECT_TRUE(kept.back());
  EXPECT_FALSE(world.runtime().followers().follow_all([](const ExecutionChange&) {}));
  kept.pop_back();
  EXPECT_TRUE(world.runtime().followers().follow_all([](const ExecutionChange&) {}));
}

TEST(Tail, GivesWhatIsThereAndThenWhatComes) {
  World world;
  const auto arn = world.started(world.deploy("M", kTask));
  Reader reader(world, world.record(arn).row.id);
  reader.read();
  world.settle();
  EXPECT_THAT(reader.types, ElementsAre("ExecutionStarted", "TaskStateEntered",
                                        "LambdaFunctionScheduled", "LambdaFunctionStarted"));
  reader.types.clear();
  reader.read();
  world.settle();
  EXPECT_EQ(reader.pages, 1);
  world.host().succeed(0);
  world.settle();
  EXPECT_THAT(reader.types,
              ElementsAre("LambdaFunctionSucceeded", "TaskStateExited", "ExecutionSucceeded"));
  EXPECT_FALSE(reader.is_over);
  reader.read();
  world.settle();
  EXPECT_TRUE(reader.is_over);
}

TEST(Tail, GoesOnAfterTheEventItIsGiven) {
  World world;
  const auto arn = world.started(world.deploy("M", kPass));
  Reader reader(world, world.record(arn).row.id, EventId{2});
  reader.read();
  world.settle();
  EXPECT_THAT(reader.types, ElementsAre("PassStateExited", "ExecutionSucceeded"));
}

TEST(Tail, MissesNothingThatHappensWhileItReads) {
  World world;
  const auto arn = world.started(world.deploy("M", kTask));
  world.store().stall_queries();
  Reader reader(world, world.record(arn).row.id);
  reader.read();
  world.host().succeed(0);
  world.settle();
  world.store().release_queries();
  world.settle();
  EXPECT_EQ(reader.types.size(), 7u);
}

TEST(Tail, GivesLongHistoriesInPages) {
  World world;
  std::string states;
  const int many = 14;  // Two events each.
  for (int i = 0; i < many; ++i) {
    states += "\"S" + std::to_string(i) + R"(":{"Type":"Pass",)" +
              (i + 1 < many ? R"("Next":"S)" + std::to_string(i + 1) + "\"}," : R"("End":true})");
  }
  const auto arn =
      world.started(world.deploy("M", R"({"StartAt":"S0","States":{)" + states + "}}"));
  Reader reader(world, world.record(arn).row.id);
  for (int i = 0; i < 3; ++i) {
    reader.read();
    world.settle();
  }
  EXPECT_EQ(reader.types.size(), 2u + 2u * many);
  EXPECT_TRUE(reader.is_over);
}

}  // namespace
}  // namespace sfn::runtime
