// A map run: what it asks for, counts and ends as. MapRunWorld checks replay and snapshots as well.
#include <gmock/gmock.h>

#include "engine/map_run/map_run_world.h"

namespace sfn::engine {
namespace {

using history::ChildEnd;
using history::Failure;
using history::MapRunConfigured;
using history::Tally;
using testing::ElementsAre;

MapRunConfigured at_once(std::int64_t concurrency) {
  MapRunConfigured configured;
  configured.concurrency = concurrency;
  return configured;
}
MapRunConfigured tolerating(std::optional<std::int64_t> count,
                            std::optional<std::int64_t> percent = std::nullopt) {
  MapRunConfigured configured;
  configured.tolerated_count = count;
  if (percent) configured.tolerated_millionths = *percent * history::kMillionthsOfPercent;
  return configured;
}

std::int64_t index_of(const Birth& birth) { return std::get<MapChildBirth>(birth).index; }

TEST(MapRun, BeginsByAskingForItems) {
  const MapRunWorld world(5);
  EXPECT_EQ(world.outstanding(), "1.1.read-items");
  EXPECT_EQ(world.wanted(), kChildrenPerPage);
  EXPECT_EQ(world.execution().parent,
            (history::ParentLink{ExecutionId{7}, {VisitId{3}, 0, history::WorkKind::Child}}));
}

TEST(MapRun, GivesBirthToAChildForEachInput) {
  MapRunWorld world(3);
  world.read();
  ASSERT_EQ(world.births().size(), 3U);
  EXPECT_EQ(index_of(world.births().front()), 0);
  EXPECT_EQ(index_of(world.births().back()), 2);
  EXPECT_THAT(world.running(), ElementsAre(0, 1, 2));
  EXPECT_EQ(world.outstanding(), "1.0.children") << "one item for all of them";
}

TEST(MapRun, AsksForNoMoreThanMayRun) {
  MapRunWorld world(3, at_once(1));
  EXPECT_EQ(world.wanted(), 1);
  world.read();
  EXPECT_EQ(world.wanted(), 0);
  world.end(0);
  EXPECT_EQ(world.wanted(), 1);
  EXPECT_EQ(world.outstanding(), "1.0.children 1.2.read-items");
}

TEST(MapRun, CollectsWhenAllHaveEndedAndSucceedsWithThat) {
  MapRunWorld world(2);
  world.read();
  world.end(1);
  world.end(0);
  EXPECT_EQ(world.outstanding(), "1.0.collect-results");
  world.collect("[1,2]");
  EXPECT_EQ(world.execution().status, Status::Succeeded);
  EXPECT_EQ(world.outstanding(), "");
  EXPECT_EQ(world.counted().execution_tally, (Tally{.succeeded = 2}));
}

TEST(MapRun, WithoutItemsHasAnEmptyResult) {
  MapRunWorld world(0);
  world.read();
  world.collect("[]");
  EXPECT_EQ(world.execution().status, Status::Succeeded);
  EXPECT_EQ(world.counted().execution_tally, Tally());
}

TEST(MapRun, CountsTheItemsOfBatches) {
  MapRunWorld world(5);
  world.read(2);
  world.end(0);
  world.end(1);
  world.end(2);
  EXPECT_EQ(world.run().items, (Tally{.succeeded = 5}));
  EXPECT_EQ(world.run().executions, (Tally{.succeeded = 3}));
}

TEST(MapRun, TakesEachEndOnce) {
  MapRunWorld world(2);
  world.read();
  world.end(0);
  EXPECT_EQ(world.command(MapChildOver{0, ChildEnd::Failed}).error().name, "WorkNotOutstanding");
  EXPECT_EQ(world.command(MapChildOver{9, ChildEnd::Failed}).error().name, "WorkNotOutstanding");
  EXPECT_EQ(world.run().executions, (Tally{.succeeded = 1}));
}

TEST(MapRun, TakesEachAnswerOnce) {
  MapRunWorld world(50);
  const WorkId first{kMapRunVisit, 1, history::WorkKind::ReadItems};
  world.read();
  EXPECT_EQ(world.command(ItemsRead{.work = first, .children = {}, .cursor = ""}).error().name,
            "WorkNotOutstanding");
  EXPECT_EQ(world.command(ResultsCollected{{}, Payload(), 0}).error().name, "WorkNotOutstanding");
}

// ---- failure

TEST(MapRun, FailsWithTheReaderAndStopsWhatRuns) {
  MapRunWorld world(50);
  world.read();
  world.fail_reading({"States.ItemReaderFailed", "why"});
  EXPECT_EQ(world.failure(), (Failure{"States.ItemReaderFailed", "why"}));
  EXPECT_EQ(world.outstanding(), "1.0.stop-children");
}

TEST(MapRun, CountsThoseThatAreStoppedAfterItsEnd) {
  MapRunWorld world(3);
  world.read();
  world.end(1, ChildEnd::Failed);
  EXPECT_EQ(world.failure().error, "States.ExceedToleratedFailureThreshold");
  EXPECT_EQ(world.outstanding(), "1.0.stop-children");
  world.end(0, ChildEnd::Aborted);
  EXPECT_EQ(world.outstanding(), "1.0.stop-children");
  world.end(2, ChildEnd::Aborted);
  EXPECT_EQ(world.outstanding(), "");
  EXPECT_EQ(world.counted().execution_tally, (Tally{.failed = 1, .aborted = 2}));
}

TEST(MapRun, ThatIsAbortedStopsItsChildren) {
  MapRunWorld world(2);
  world.read();
  ASSERT_TRUE(world.command(StopExecution{}));
  EXPECT_EQ(world.execution().status, Status::Aborted);
  EXPECT_EQ(world.outstanding(), "1.0.stop-children");
}

TEST(MapRun, ThatIsAbortedWithoutChildrenIsDone) {
  MapRunWorld world(2);
  ASSERT_TRUE(world.command(StopExecution{}));
  EXPECT_EQ(world.outstanding(), "");
  EXPECT_EQ(world.counted().execution_tally, Tally());
}

TEST(MapRun, FailsWithTheWriter) {
  MapRunWorld world(0);
  world.read();
  const WorkId results{kMapRunVisit, 0, history::WorkKind::CollectResults};
  ASSERT_TRUE(world.command(
      ResultsCollected{results, Payload(), 0, Failure{"States.ResultWriterFailed", "why"}}));
  EXPECT_EQ(world.failure(), (Failure{"States.ResultWriterFailed", "why"}));
}

struct Tolerance {
  const char* name;
  MapRunConfigured configured;
  std::int64_t items;
  std::int64_t failures;
  bool tolerated;
};
class MapRunTolerance : public testing::TestWithParam<Tolerance> {};

TEST_P(MapRunTolerance, Decides) {
  const auto& c = GetParam();
  MapRunWorld world(c.items, c.configured);
  world.read();
  for (std::int64_t index = 0; index < c.failures; ++index) {
    ASSERT_TRUE(world.execution().is_running()) << index;
    world.end(index, index % 2 == 0 ? ChildEnd::Failed : ChildEnd::TimedOut);
  }
  EXPECT_EQ(world.execution().is_running(), c.tolerated);
}
INSTANTIATE_TEST_SUITE_P(
    Asl, MapRunTolerance,
    testing::Values(Tolerance{"NoneByDefault", {}, 10, 1, false},
                    Tolerance{"AsManyAsTheCount", tolerating(2), 10, 2, true},
                    Tolerance{"OneMoreThanTheCount", tolerating(2), 10, 3, false},
                    Tolerance{"ThePercentageOfAll", tolerating({}, 20), 10, 2, true},
                    Tolerance{"MoreThanThePercentage", tolerating({}, 20), 10, 3, false},
                    Tolerance{"EitherOfBothLimitsByPercentage", tolerating(5, 10), 10, 2, false},
                    Tolerance{"EitherOfBothLimitsByCount", tolerating(1, 90), 10, 2, false},
                    Tolerance{"AllOfThem", tolerating({}, 100), 10, 10, true}),
    [](const auto& test) { return test.param.name; });

TEST(MapRun, LooksAtThePercentageOnceItKnowsHowManyItemsThereAre) {
  auto configured = tolerating({}, 50);
  configured.reader = Payload();
  MapRunWorld world(40, configured);
  world.read();
  for (std::int64_t index = 0; index < 21; ++index) world.end(index, ChildEnd::Failed);
  EXPECT_TRUE(world.execution().is_running()) << "there may be more items to come";
  world.read();
  EXPECT_EQ(world.execution().status, Status::Failed) << "21 of 40";
}

// ---- changes

TEST(MapRun, StartsMoreWhenItMay) {
  MapRunWorld world(9, at_once(1));
  world.read();
  ASSERT_TRUE(world.command(UpdateMapRun{4, {}, {}}));
  EXPECT_EQ(world.wanted(), 3);
}

TEST(MapRun, StartsNoMoreThanItStillMay) {
  MapRunWorld world(9, at_once(4));
  world.read();
  ASSERT_TRUE(world.command(UpdateMapRun{2, {}, {}}));
  world.end(0);
  world.end(1);
  EXPECT_EQ(world.wanted(), 0);
  world.end(2);
  EXPECT_EQ(world.wanted(), 1);
}

TEST(MapRun, FailsAtOnceWhenLessIsTolerated) {
  MapRunWorld world(9, tolerating(5));
  world.read();
  world.end(0, ChildEnd::Failed);
  ASSERT_TRUE(world.command(UpdateMapRun{{}, 0, {}}));
  EXPECT_EQ(world.execution().status, Status::Failed);
}

TEST(MapRun, FailsWhenLessIsToleratedWhileItsResultsAreCollected) {
  MapRunWorld world(1, tolerating(1));
  world.read();
  world.end(0, ChildEnd::Failed);
  ASSERT_TRUE(world.command(UpdateMapRun{{}, 0, {}}, {.steps_per_command = 0}));
  ASSERT_EQ(world.execution().status, Status::Running);
  world.collect("[]");
  EXPECT_EQ(world.execution().status, Status::Failed);
  EXPECT_EQ(world.failure().error, "States.ExceedToleratedFailureThreshold");
}

TEST(MapRun, KeepsTheLimitsThatItEndedWith) {
  MapRunWorld world(1, at_once(1));
  world.read();
  ASSERT_TRUE(world.command(UpdateMapRun{4, 3, 500}));
  world.end(0);
  world.collect("[1]");
  const auto counted = world.counted();
  EXPECT_EQ(counted.concurrency, 4);
  EXPECT_EQ(counted.tolerated_count, 3);
  EXPECT_EQ(counted.tolerated_millionths, 500);
}

TEST(MapRun, RecordsTheLimitThatItsInputsPassed) {
  MapRunWorld world(1);
  const history::LimitPassed passed{"payload bytes", "M", 300'000};
  world.read(1, passed);
  EXPECT_THAT(world.newest_events(), testing::Contains(history::Event(passed)));
}

TEST(MapRun, ThatHasEndedIsNotChanged) {
  MapRunWorld world(0);
  world.read();
  world.collect("[]");
  EXPECT_EQ(world.command(UpdateMapRun{4, {}, {}}).error().name, "ExecutionNotRunning");
}

TEST(MapRun, HoldsNothingOfChildrenThatHaveEnded) {
  MapRunWorld world(200, at_once(10));
  std::size_t largest = 0;
  while (world.execution().outstanding.contains(
      {kMapRunVisit, world.run().page, history::WorkKind::ReadItems})) {
    world.read();
    for (const auto index : world.running()) world.end(index);
    largest = std::max(largest, encode_snapshot(world.execution()).size());
  }
  EXPECT_EQ(world.run().executions.succeeded, 200);
  EXPECT_LT(largest, 2'000U);
}

}  // namespace
}  // namespace sfn::engine
