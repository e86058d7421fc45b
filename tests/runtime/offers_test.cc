// What may be called at most once: offered, begun when that is durable, lost with its process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/support/world.h"

namespace sfn::runtime {
namespace {

using history::WorkKind;
using store::ExecutionStatus;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kRetriedTask =
    R"({"StartAt":"T","States":{"T":{"Type":"Task","End":true,)"
    R"("Retry":[{"ErrorEquals":["Lambda.Unknown"],"IntervalSeconds":1,"MaxAttempts":1}],)"
    R"("Resource":"arn:aws:lambda:us-east-1:123456789012:function:f"}}})";

/// A world with one execution of a task that was offered to the host.
struct Offers : testing::Test {
  Offers() {
    world.once = true;
    arn = world.started(world.deploy("M", kRetriedTask));
  }

  void begin(std::size_t index = 0) {
    world.host().begin(index);
    world.settle();
  }
  std::vector<std::string> pending() const {
    std::vector<std::string> keys;
    for (const auto& row : world.pending()) keys.push_back(row.key);
    return keys;
  }

  World world;
  std::string arn;
};

TEST_F(Offers, GoAheadOnceTheirStartIsDurable) {
  ASSERT_THAT(world.host().started, SizeIs(1));
  EXPECT_EQ(world.host().started[0].work.kind, WorkKind::Offer);
  EXPECT_THAT(pending(), ElementsAre("1.0.offer"));
  world.store().hold_commits();
  begin();
  EXPECT_THAT(world.host().gone_ahead, IsEmpty());
  world.store().commit_next();
  world.settle();
  EXPECT_THAT(world.host().gone_ahead, ElementsAre(0));
  EXPECT_THAT(pending(), ElementsAre("1.0.task"));
  EXPECT_THAT(world.host().cancelled, IsEmpty());
}

TEST_F(Offers, EndAsTasks) {
  begin();
  world.host().succeed(0, "7");
  world.settle();
  EXPECT_EQ(world.status(arn), ExecutionStatus::Succeeded);
  EXPECT_THAT(world.journal(arn), SizeIs(3));
}

TEST_F(Offers, GoAheadOnceHoweverOftenTheyAreStarting) {
  begin();
  begin();
  EXPECT_THAT(world.host().gone_ahead, SizeIs(1));
}

TEST_F(Offers, MayEndBeforeTheyBegin) {
  world.host().fail(0, "Lambda.ResourceNotFoundException");
  world.settle();
  EXPECT_EQ(world.status(arn), ExecutionStatus::Failed);
  EXPECT_THAT(world.host().gone_ahead, IsEmpty());
}

TEST_F(Offers, AreWithdrawnWhenTheExecutionIsStopped) {
  const auto offer = world.host().started[0];
  (void)world.stop(arn);
  world.settle();
  EXPECT_THAT(world.host().cancelled, ElementsAre(std::pair(offer.execution, offer.work)));
  begin();
  EXPECT_THAT(world.host().gone_ahead, IsEmpty());
}

TEST_F(Offers, ThatEndInTheCommitOfTheirStartAreWithdrawn) {
  const auto offer = world.host().started[0];
  world.store().hold_commits();
  world.host().begin(0);
  (void)world.stop(arn);
  world.settle();
  world.store().commit_next();
  world.settle();
  EXPECT_THAT(world.host().gone_ahead, IsEmpty());
  EXPECT_THAT(world.host().cancelled, ElementsAre(std::pair(offer.execution, offer.work)));
}

TEST_F(Offers, WhoseEndIsDecidedBeforeTheirStartIsDurableAreWithdrawn) {
  const auto offer = world.host().started[0];
  world.store().hold_commits();
  begin();
  (void)world.stop(arn);
  world.settle();
  world.store().commit_next();
  world.settle();
  EXPECT_THAT(world.host().gone_ahead, IsEmpty());
  EXPECT_THAT(world.host().cancelled, ElementsAre(std::pair(offer.execution, offer.work)));
  world.store().release_commits();
  world.settle();
  EXPECT_THAT(world.host().gone_ahead, IsEmpty());
  EXPECT_THAT(world.host().cancelled, SizeIs(1));
}

TEST_F(Offers, AreMadeAgainAfterACrash) {
  const auto before = world.host().started[0];
  world.crash();
  world.settle();
  ASSERT_THAT(world.host().started, SizeIs(1));
  EXPECT_EQ(world.host().started[0].task, before.task);
  begin();
  EXPECT_THAT(world.host().gone_ahead, SizeIs(1));
}

TEST_F(Offers, AreMadeAgainAfterACrashThatTookTheirStart) {
  world.store().hold_commits();
  begin();
  world.crash();
  world.settle();
  ASSERT_THAT(world.host().started, SizeIs(1));
  EXPECT_EQ(world.host().started[0].work.kind, WorkKind::Offer);
}

TEST_F(Offers, ThatHadBegunAreLostWithTheProcess) {
  begin();
  world.crash();
  world.settle();
  EXPECT_THAT(world.host().started, IsEmpty());
  EXPECT_THAT(pending(), ElementsAre("1.1.retry"));
  const auto rows = world.journal(arn);
  EXPECT_THAT(rows.back().body, testing::HasSubstr("Lambda.Unknown"));
}

TEST_F(Offers, ThatWereLostAreRetriedUnderANewRequestId) {
  const auto first = world.host().started[0].task.request_id;
  begin();
  world.crash();
  world.advance(seconds(1));
  ASSERT_THAT(world.host().started, SizeIs(1));
  EXPECT_EQ(world.host().started[0].work, (history::WorkId{VisitId{1}, 1, WorkKind::Offer}));
  EXPECT_NE(world.host().started[0].task.request_id, first);
  begin();
  world.host().succeed(0);
  world.settle();
  EXPECT_EQ(world.status(arn), ExecutionStatus::Succeeded);
}

TEST_F(Offers, ThatAreLostWhileTheDiskStallsAreLostOnce) {
  begin();
  world.crash_without_recovery();
  world.store().hold_commits();
  world.recover();
  world.settle();
  world.crash();
  world.settle();
  EXPECT_THAT(pending(), ElementsAre("1.1.retry"));
}

// ---- a graceful end

struct Drain : Offers {
  bool drained = false;

  void drain() {
    world.runtime().drain([this] { drained = true; });
    world.settle();
  }
};

TEST_F(Drain, WaitsForWhatMayNotBeBegunAgain) {
  begin();
  drain();
  EXPECT_FALSE(drained);
  world.store().hold_commits();
  world.host().succeed(0);
  world.settle();
  EXPECT_FALSE(drained) << "its end is not durable";
  world.store().commit_next();
  world.settle();
  EXPECT_TRUE(drained);
}

TEST_F(Drain, WaitsForWhatIsAboutToBegin) {
  world.store().hold_commits();
  begin();
  drain();
  EXPECT_FALSE(drained);
  world.store().commit_next();
  world.settle();
  EXPECT_FALSE(drained);
  EXPECT_THAT(world.host().gone_ahead, SizeIs(1));
}

TEST_F(Drain, DoesNotWaitForWhatWasCalledOff) {
  world.store().hold_commits();
  begin();
  drain();
  (void)world.stop(arn);
  world.settle();
  world.store().release_commits();
  world.settle();
  EXPECT_TRUE(drained);
}

TEST_F(Drain, LetsNoOfferBegin) {
  drain();
  EXPECT_TRUE(drained);
  begin();
  EXPECT_THAT(pending(), ElementsAre("1.0.offer"));
}

TEST_F(Drain, LeavesOtherTasksToTheNextStart) {
  world.once = false;
  world.started(world.deploy("O", kTask));
  drain();
  EXPECT_TRUE(drained);
}

TEST_F(Drain, IsOverWhenWhatHadBegunIsNoLongerWanted) {
  begin();
  drain();
  (void)world.stop(arn);
  world.settle();
  EXPECT_TRUE(drained);
}

}  // namespace
}  // namespace sfn::runtime
