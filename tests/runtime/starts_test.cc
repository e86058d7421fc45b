// Starts: names, repetitions and clashes, each answered only when what it rests on is durable.
#include "runtime/starts.h"

#include <gtest/gtest.h>

#include "runtime/support/world.h"

namespace sfn::runtime {
namespace {

TEST(Start, IsAnsweredAfterItsCommit) {
  World world;
  const auto machine = world.deploy("M", kTask);
  world.store().hold_commits();
  const auto asked = world.start(machine, "one");
  world.settle();
  EXPECT_FALSE(asked.is_answered());
  world.store().release_commits();
  world.settle();
  EXPECT_EQ(asked.value().arn, execution_arn(kPlace, "M", "one"));
  EXPECT_EQ(asked.value().started, world.clock.now());
}

TEST(Start, WithoutANameGetsAUuid) {
  World world;
  const auto machine = world.deploy("M", kTask);
  const auto first = world.started(machine);
  const auto second = world.started(machine);
  EXPECT_NE(first, second);
  EXPECT_EQ(Arn::parse(first)->resource_parts().at(2).size(), 36u);
}

TEST(Start, OfAnUnknownMachineIsRefused) {
  World world;
  const auto asked = world.start(state_machine_arn(kPlace, "None"));
  world.settle();
  EXPECT_EQ(asked.error(), "StateMachineDoesNotExist");
}

TEST(Start, OfADeletedMachineIsRefusedOnceTheDeletionIsDurable) {
  World world;
  const auto machine = world.deploy("M", kTask);
  world.store().hold_commits();
  (void)world.runtime().catalogue().remove_machine(machine);
  const auto asked = world.start(machine);
  world.settle();
  EXPECT_FALSE(asked.is_answered());
  world.store().release_commits();
  world.settle();
  EXPECT_EQ(asked.error(), "StateMachineDoesNotExist");
}

/// How a second start under the name of a first one ends, by what has become of the first.
struct RepeatCase {
  std::string name;
  std::string definition;
  std::string second_input;
  bool evicted;  ///< The first one is only in the store.
  bool is_the_same;
};

class RepeatedStart : public testing::TestWithParam<RepeatCase> {};

TEST_P(RepeatedStart, IsTheFirstOneOrAClash) {
  const auto& c = GetParam();
  World world;
  const auto machine = world.deploy("M", c.definition);
  const auto first = world.start(machine, "one", R"({"s":900})");
  world.settle();
  if (c.evicted) world.crash();
  const auto second = world.start(machine, "one", c.second_input);
  world.settle();
  if (c.is_the_same) {
    EXPECT_EQ(second.value().arn, first.value().arn);
    EXPECT_EQ(second.value().started, first.value().started);
  } else {
    EXPECT_EQ(second.error(), "ExecutionAlreadyExists");
    EXPECT_EQ(second.cause(), "Execution Already Exists: '" + first.value().arn + "'");
  }
  EXPECT_EQ(world.executions(), 1u);
}

INSTANTIATE_TEST_SUITE_P(
    Names, RepeatedStart,
    testing::Values(RepeatCase{"RunningSameInput", kWait, R"({"s":900})", false, true},
                    RepeatCase{"RunningInputOfOtherLetters", kWait, R"({"s": 900})", false, false},
                    RepeatCase{"StoredSameInput", kWait, R"({"s":900})", true, true},
                    RepeatCase{"StoredOtherInput", kWait, "{}", true, false},
                    RepeatCase{"ClosedSameInput", kPass, R"({"s":900})", false, false},
                    RepeatCase{"ClosedAndStoredSameInput", kPass, R"({"s":900})", true, false}),
    [](const auto& test) { return test.param.name; });

TEST(Start, ThatRepeatsOneNotYetDurableIsAnsweredNoSoonerThanThatOne) {
  World world;
  const auto machine = world.deploy("M", kTask);
  world.store().hold_commits();
  const auto first = world.start(machine, "one");
  world.settle();
  const auto same = world.start(machine, "one");
  const auto clash = world.start(machine, "one", "[]");
  world.settle();
  EXPECT_FALSE(same.is_answered());
  EXPECT_FALSE(clash.is_answered());
  world.store().release_commits();
  world.settle();
  EXPECT_EQ(same.value().arn, first.value().arn);
  EXPECT_EQ(clash.error(), "ExecutionAlreadyExists");
}

TEST(Start, WaitsWithOthersOfItsNameForOneLookup) {
  World world;
  const auto machine = world.deploy("M", kTask);
  world.store().stall_queries();
  const auto first = world.start(machine, "one");
  const auto same = world.start(machine, "one");
  const auto clash = world.start(machine, "one", "[]");
  world.settle();
  world.store().release_queries();
  world.settle();
  EXPECT_EQ(first.value().arn, same.value().arn);
  EXPECT_EQ(clash.error(), "ExecutionAlreadyExists");
  EXPECT_EQ(world.executions(), 1u);
}

TEST(Start, WithoutANameNeedsNoLookup) {
  World world;
  const auto machine = world.deploy("M", kTask);
  world.store().stall_queries();
  const auto asked = world.start(machine);
  world.settle();
  EXPECT_TRUE(asked.is_answered());
}

TEST(Start, RepeatedByAnSdkIsTheFirstOneAlsoAfterARestart) {
  World world;
  const auto machine = world.deploy("M", kTask);
  const auto first = world.start(machine, std::nullopt, "{}", "invocation-1");
  world.settle();
  const auto again = world.start(machine, std::nullopt, "{}", "invocation-1");
  world.settle();
  world.crash();
  const auto after = world.start(machine, std::nullopt, "{}", "invocation-1");
  world.settle();
  EXPECT_EQ(again.value().arn, first.value().arn);
  EXPECT_EQ(after.value().arn, first.value().arn);
  EXPECT_EQ(after.value().started, first.value().started);
  EXPECT_EQ(world.executions(), 1u);
}

TEST(Start, HasOneMomentHoweverOftenItIsAskedFor) {
  World world;
  const auto machine = world.deploy("M", kTask);
  world.clock.pass_at_each_look(milliseconds(1));
  const auto first = world.start(machine, std::nullopt, "{}", "invocation-1");
  world.settle();
  world.crash();
  const auto after = world.start(machine, std::nullopt, "{}", "invocation-1");
  world.settle();
  EXPECT_EQ(after.value().started, first.value().started);
}

TEST(Start, RepeatedByAnSdkBeforeTheCommitWaitsForIt) {
  World world;
  const auto machine = world.deploy("M", kTask);
  world.store().hold_commits();
  (void)world.start(machine, std::nullopt, "{}", "invocation-1");
  const auto again = world.start(machine, std::nullopt, "{}", "invocation-1");
  world.settle();
  EXPECT_FALSE(again.is_answered());
  world.store().release_commits();
  world.settle();
  EXPECT_TRUE(again.is_answered());
}

TEST(Start, IsANewOneAfterFifteenMinutes) {
  World world;
  const auto machine = world.deploy("M", kTask);
  const auto first = world.start(machine, std::nullopt, "{}", "invocation-1");
  world.settle();
  world.advance(std::chrono::minutes(15) + milliseconds(1));
  const auto later = world.start(machine, std::nullopt, "{}", "invocation-1");
  world.settle();
  EXPECT_NE(later.value().arn, first.value().arn);
}

TEST(Start, IsThrottledAboveTheSoftMarkWhileCompletionsGoOn) {
  World world({.marks = {.soft = 4'000, .hard = 1'000'000}});
  const auto machine = world.deploy("M", kTask);
  const auto running = world.started(machine);
  world.store().hold_commits();
  (void)world.start(machine, std::nullopt, '"' + std::string(8'000, 'x') + '"');
  world.settle();
  const auto refused = world.start(machine);
  world.host().succeed(0);
  world.settle();
  EXPECT_EQ(refused.error(), "ThrottlingException");
  world.store().release_commits();
  world.settle();
  EXPECT_EQ(world.status(running), store::ExecutionStatus::Succeeded);
}

TEST(Start, NumbersGoOnAfterARestart) {
  World world;
  const auto machine = world.deploy("M", kTask);
  const auto before = world.started(machine);
  world.crash();
  const auto after = world.started(machine);
  EXPECT_EQ(raw(world.record(after).row.id), raw(world.record(before).row.id) + 1);
}

}  // namespace
}  // namespace sfn::runtime
