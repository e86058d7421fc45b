#include "runtime/execution_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "runtime/support/world.h"

namespace sfn::runtime {
namespace {

using store::ExecutionStatus;
using testing::SizeIs;

const RuntimeOptions kTinyCache{.cache_bytes = 1};

TEST(Eviction, LeavesARowThatComesBackWhenItIsNeeded) {
  World world(kTinyCache);
  const auto machine = world.deploy("M", kTask);
  const auto first = world.started(machine);
  const auto second = world.started(machine);
  EXPECT_EQ(world.runtime().statistics().evictions, 1);
  world.host().succeed(0, R"("one")");
  world.host().succeed(1, R"("two")");
  world.settle();
  EXPECT_EQ(world.runtime().statistics().loads, 1);
  EXPECT_EQ(world.status(first), ExecutionStatus::Succeeded);
  EXPECT_EQ(world.status(second), ExecutionStatus::Succeeded);
}

TEST(Eviction, NeverTakesWhatIsNotDurable) {
  World world(kTinyCache);
  const auto machine = world.deploy("M", kTask);
  world.store().hold_commits();
  for (int i = 0; i < 5; ++i) (void)world.start(machine);
  world.settle();
  EXPECT_EQ(world.runtime().statistics().evictions, 0);
  world.store().release_commits();
  world.settle();
  EXPECT_EQ(world.runtime().statistics().evictions, 4);
}

TEST(Eviction, HasNothingToDoWithWhatFitsTheBudget) {
  World world;
  const auto machine = world.deploy("M", kTask);
  for (int i = 0; i < 50; ++i) world.started(machine);
  EXPECT_EQ(world.runtime().statistics().evictions, 0);
}

TEST(Mailbox, KeepsTheOrderOfCommandsWhileTheExecutionIsLoaded) {
  World world(kTinyCache);
  const auto machine = world.deploy("M", kTask);
  const auto arn = world.started(machine);
  world.started(machine);  // Evicts the first.
  world.store().stall_queries();
  world.host().succeed(0);
  const auto stop = world.stop(arn);
  world.settle();
  EXPECT_FALSE(stop.is_answered());
  world.store().release_queries();
  world.settle();
  EXPECT_EQ(world.status(arn), ExecutionStatus::Succeeded);  // The task came first.
  EXPECT_TRUE(stop.is_answered());
}

TEST(Mailbox, RefusesMoreQuestionsThanItHolds) {
  World world(kTinyCache);
  const auto machine = world.deploy("M", kTask);
  const auto arn = world.started(machine);
  world.started(machine);
  // The first question finds the number; then the journal is slow.
  std::vector<Asked<Stopped>> stops;
  for (std::size_t i = 0; i <= ExecutionCache::kMailboxMax; ++i) stops.push_back(world.stop(arn));
  world.store().stall_queries();
  world.settle();
  EXPECT_EQ(stops.back().error(), "ThrottlingException");
  world.store().release_queries();
  world.settle();
  EXPECT_EQ(stops.front().value().stopped, stops[1].value().stopped);
}

TEST(Mailbox, LetsOthersHaveTheirTurnBetweenItsVisits) {
  World world(kTinyCache);
  const auto machine = world.deploy("M", kTask);
  const auto busy = world.started(machine);
  const auto other = world.started(machine);
  world.started(machine);  // Evicts both.
  world.store().stall_queries();
  constexpr auto kVisits = 3 * ExecutionCache::kVisitsPerTurn;
  std::vector<std::size_t> answered;
  for (std::size_t i = 0; i < kVisits; ++i) {
    world.runtime().inspect(busy, [&, i](const auto&) { answered.push_back(i); });
  }
  world.runtime().inspect(other, [&](const auto&) { answered.push_back(kVisits); });
  world.settle();
  world.store().release_queries();
  world.settle();
  ASSERT_THAT(answered, SizeIs(kVisits + 1));
  EXPECT_LT(answered.back(), kVisits) << "the other had to wait for all of them";
  std::erase(answered, kVisits);
  EXPECT_TRUE(std::is_sorted(answered.begin(), answered.end()));
}

TEST(Mailbox, LeavesNothingPinnedWhenItIsEmpty) {
  World world(kTinyCache);
  const auto machine = world.deploy("M", kTask);
  const auto busy = world.started(machine);
  world.started(machine);
  for (std::size_t i = 0; i <= 2 * ExecutionCache::kVisitsPerTurn; ++i) {
    world.runtime().inspect(busy, [](const auto&) {});
  }
  world.settle();
  const auto evictions = world.runtime().statistics().evictions;
  world.started(machine);
  EXPECT_GT(world.runtime().statistics().evictions, evictions);
}

TEST(Replay, GivesTheExecutionThatWasInMemory) {
  World world;
  const auto arn = world.started(world.deploy(
      "M", R"({"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[)"
           R"({"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":50,"End":true}}},)"
           R"({"StartAt":"T","States":{"T":{"Type":"Task","End":true,"TimeoutSeconds":9,)"
           R"("Retry":[{"ErrorEquals":["States.ALL"]}],)"
           R"("Resource":"arn:aws:lambda:us-east-1:123456789012:function:f"}}}]}}})"));
  world.host().fail(0, "Once");
  world.settle();
  Asked<Inspected> live;
  world.runtime().inspect(arn, live.reply());
  world.settle();
  world.crash();
  Asked<Inspected> replayed;
  world.runtime().inspect(arn, replayed.reply());
  world.settle();
  EXPECT_EQ(replayed.value().value, live.value().value);
}

// Calls a function for ever; each answer is a row of the journal.
class LongReplay : public testing::Test {
 protected:
  World world;
  const std::string arn = world.started(world.deploy(
      "M", R"({"StartAt":"T","States":{"T":{"Type":"Task","Next":"C",)"
           R"("Resource":"arn:aws:lambda:us-east-1:123456789012:function:f"},)"
           R"("C":{"Type":"Choice","Default":"T","Choices":[{"Variable":"$","IsNull":true,)"
           R"("Next":"D"}]},"D":{"Type":"Succeed"}}})"));

  void grows_by(std::size_t rows, const std::string& output) {
    for (std::size_t i = 0; i < rows; ++i) {
      world.host().succeed(i, output);
      world.settle();
    }
    ASSERT_GT(world.journal(arn).size(), rows);  // A large answer may take two.
  }
  void expect_that_a_crash_changes_nothing() {
    const auto last = world.host().started.back();
    world.crash();
    world.settle();
    ASSERT_THAT(world.host().started, SizeIs(1));
    EXPECT_EQ(world.host().started[0].work, last.work);
  }
};

TEST_F(LongReplay, ReadsMoreThanOnePage) {
  grows_by(static_cast<std::size_t>(ExecutionLoader::kPageRows) * 2, "{}");
  expect_that_a_crash_changes_nothing();
}

TEST_F(LongReplay, EndsWithAFullPage) {
  grows_by(static_cast<std::size_t>(ExecutionLoader::kPageRows) - 1, "{}");
  expect_that_a_crash_changes_nothing();
}

TEST_F(LongReplay, ReadsPagesThatAreCutForTheirSize) {
  grows_by(10, to_text(Json(std::string(250'000, 'x'))));
  expect_that_a_crash_changes_nothing();
}

}  // namespace
}  // namespace sfn::runtime
