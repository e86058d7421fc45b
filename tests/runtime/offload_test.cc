// Decisions that are too long for a turn of the loop.
#include "runtime/offload.h"

#include <gtest/gtest.h>

#include "runtime/support/world.h"

namespace sfn::runtime {
namespace {

using store::ExecutionStatus;

// Everything but a start and a stop is too long.
const RuntimeOptions kNoTurns{.turn_budget = {0, 1'000}};

class Offloaded : public testing::Test {
 protected:
  // The first task's answer is being worked out on a thread, which takes its time.
  void send_away() {
    world.hold_threads();
    world.host().succeed(0);
    world.settle();
  }

  World world{kNoTurns};
  std::string machine = world.deploy("M", kTask);
};

TEST_F(Offloaded, DecisionsAreAsGoodAsAnyOther) {
  const auto arn = world.started(machine);
  world.host().succeed(0, R"("out")");
  world.settle();
  EXPECT_EQ(world.status(arn), ExecutionStatus::Succeeded);
  EXPECT_EQ(world.runtime().statistics().offloaded, 1);
  EXPECT_EQ(world.runtime().statistics().late, 0);
}

TEST_F(Offloaded, DecisionsAreNotMadeWhereATurnIsEnough) {
  World roomy;
  const auto arn = roomy.started(roomy.deploy("M", kTask));
  roomy.host().succeed(0);
  roomy.settle();
  EXPECT_EQ(roomy.status(arn), ExecutionStatus::Succeeded);
  EXPECT_EQ(roomy.runtime().statistics().offloaded, 0);
}

TEST_F(Offloaded, DecisionsHoldBackTheCommandsThatCameLater) {
  const auto arn = world.started(machine);
  send_away();
  const auto stop = world.stop(arn);
  world.settle();
  EXPECT_FALSE(stop.is_answered());
  world.release_threads();
  world.settle();
  EXPECT_TRUE(stop.is_answered());
  EXPECT_EQ(world.status(arn), ExecutionStatus::Succeeded);  // The answer came first.
}

TEST_F(Offloaded, DecisionsLeaveOtherExecutionsAlone) {
  world.started(machine);
  send_away();
  const auto other = world.started(machine);
  const auto stop = world.stop(other);
  world.settle();
  EXPECT_TRUE(stop.is_answered());
  EXPECT_EQ(world.status(other), ExecutionStatus::Aborted);
}

TEST_F(Offloaded, DecisionsHoldBackStartsOfTheSameName) {
  const auto first = world.start(machine, "N");
  world.settle();
  send_away();
  const auto again = world.start(machine, "N");
  world.settle();
  EXPECT_FALSE(again.is_answered());
  world.release_threads();
  world.settle();
  EXPECT_EQ(again.error(), "ExecutionAlreadyExists");  // The first has ended meanwhile.
}

TEST_F(Offloaded, DecisionsAreAskedForOnce) {
  world.started(machine);
  send_away();
  world.host().succeed(0);  // Doubled: it waits, and is then refused.
  world.settle();
  EXPECT_EQ(world.runtime().statistics().late, 0);
  world.release_threads();
  world.settle();
  EXPECT_EQ(world.runtime().statistics().late, 1);
  EXPECT_EQ(world.runtime().statistics().offloaded, 1);
}

TEST_F(Offloaded, DecisionsFollowOneAnotherInOrder) {
  const auto two =
      world.deploy("Two", R"({"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,
      "Branches":[{"StartAt":"A","States":{"A":{"Type":"Task","End":true,
         "Resource":"arn:aws:lambda:us-east-1:123456789012:function:f"}}},
        {"StartAt":"B","States":{"B":{"Type":"Task","End":true,
         "Resource":"arn:aws:lambda:us-east-1:123456789012:function:f"}}}]}}})");
  const auto arn = world.started(two);
  ASSERT_EQ(world.host().started.size(), 2u);
  world.hold_threads();
  world.host().succeed(0);
  world.host().fail(1, "E");
  const auto stop = world.stop(arn);
  world.settle();
  world.release_threads();
  world.settle();
  EXPECT_EQ(world.status(arn), ExecutionStatus::Failed);
  EXPECT_EQ(world.runtime().statistics().offloaded, 2);
  EXPECT_TRUE(stop.is_answered());
}

TEST_F(Offloaded, DecisionsDieWithTheProcessAndAreMadeAgain) {
  const auto arn = world.started(machine);
  const auto request = world.host().started.at(0).task.request_id;
  send_away();
  world.crash();
  world.release_threads();  // What comes of the old process's work reaches nobody.
  world.settle();
  EXPECT_EQ(world.status(arn), ExecutionStatus::Running);
  EXPECT_EQ(world.host().started.at(0).task.request_id, request);
  world.host().succeed(0);
  world.settle();
  EXPECT_EQ(world.status(arn), ExecutionStatus::Succeeded);
}

TEST(OffloadedExecution, IsNotEvicted) {
  World world({.cache_bytes = 1, .turn_budget = {0, 1'000}});
  const auto machine = world.deploy("M", kTask);
  const auto arn = world.started(machine);
  world.hold_threads();
  world.host().succeed(0);
  world.settle();
  world.started(machine);
  world.started(machine);
  world.release_threads();
  world.settle();
  EXPECT_EQ(world.status(arn), ExecutionStatus::Succeeded);
}

// The steps after the start are put off, and the command that goes on with them is too long.
TEST(OffloadedStart, IsAnsweredBeforeItsLongSteps) {
  World world({.turn_budget = {0, 0}});
  world.hold_threads();
  const auto machine = world.deploy("M", kPass);
  const auto asked = world.start(machine);
  world.settle();
  ASSERT_TRUE(asked.is_answered());
  EXPECT_EQ(world.status(asked.value().arn), ExecutionStatus::Running);
  world.release_threads();
  world.settle();
  EXPECT_EQ(world.status(asked.value().arn), ExecutionStatus::Succeeded);
}

}  // namespace
}  // namespace sfn::runtime
