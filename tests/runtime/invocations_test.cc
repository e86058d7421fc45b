#include "runtime/invocations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/support/world.h"

namespace sfn::runtime {
namespace {

using std::chrono::minutes;
using testing::IsEmpty;
using testing::SizeIs;

class AsyncInvocation : public testing::Test {
 protected:
  Asked<Accepted> invoke(const std::string& payload = "{}") {
    Asked<Accepted> asked;
    world.runtime().invoke({"id-1", function_arn(kPlace, "f"), payload}, asked.reply());
    return asked;
  }
  void report(std::size_t attempt, bool succeeded) {
    world.invocations.at(attempt).second(succeeded);
    world.settle();
  }
  std::vector<store::InvocationRow> rows() { return world.disk().catalogue().invocations; }

  World world;
};

TEST_F(AsyncInvocation, IsAcceptedAndBegunWhenItIsDurable) {
  world.store().hold_commits();
  const auto asked = invoke();
  world.settle();
  EXPECT_FALSE(asked.is_answered());
  EXPECT_THAT(world.invocations, IsEmpty());
  world.store().release_commits();
  world.settle();
  EXPECT_TRUE(asked.is_answered());
  ASSERT_THAT(world.invocations, SizeIs(1));
  EXPECT_EQ(world.invocations[0].first.request_id, "id-1");
}

TEST_F(AsyncInvocation, IsForgottenWhenItHasSucceeded) {
  invoke();
  world.settle();
  report(0, true);
  EXPECT_THAT(rows(), IsEmpty());
  world.advance(minutes(10));
  EXPECT_THAT(world.invocations, SizeIs(1));
}

TEST_F(AsyncInvocation, IsMadeAgainAfterOneAndTwoMinutesAndThenGivenUp) {
  invoke();
  world.settle();
  report(0, false);
  world.advance(minutes(1) - milliseconds(1));
  EXPECT_THAT(world.invocations, SizeIs(1));
  world.advance(milliseconds(1));
  ASSERT_THAT(world.invocations, SizeIs(2));
  report(1, false);
  world.advance(minutes(2) - milliseconds(1));
  EXPECT_THAT(world.invocations, SizeIs(2));
  world.advance(milliseconds(1));
  ASSERT_THAT(world.invocations, SizeIs(3));
  EXPECT_EQ(world.invocations[2].first.request_id, "id-1");
  report(2, false);
  EXPECT_THAT(rows(), IsEmpty());
}

TEST_F(AsyncInvocation, IsGivenUpAfterSixHours) {
  invoke();
  world.settle();
  world.advance(std::chrono::hours(6));  // The attempt takes so long.
  report(0, false);
  EXPECT_THAT(rows(), IsEmpty());
}

TEST_F(AsyncInvocation, IsMadeAgainAfterACrash) {
  invoke(R"({"n":1})");
  world.settle();
  world.crash();
  world.settle();
  ASSERT_THAT(world.invocations, SizeIs(2));
  EXPECT_EQ(world.invocations[1].first.request_id, "id-1");
  EXPECT_EQ(world.invocations[1].first.payload, R"({"n":1})");
}

// ---- of a function that is called at most once

class OnceInvocation : public AsyncInvocation {
 protected:
  OnceInvocation() {
    world.runtime().commits().reply_after(
        world.runtime().catalogue().put_function(
            {.arn = function_arn(kPlace, "f"),
             .name = "f",
             .region = kPlace.region,
             .account = kPlace.account,
             .configuration = R"({"Tags":{"sfn:at-most-once":"true"}})",
             .code_sha256 = "sha"}),
        [](const FunctionPtr&) {});
    world.settle();
  }
};

TEST_F(OnceInvocation, IsCountedBeforeItIsMade) {
  invoke();
  world.settle();
  ASSERT_THAT(world.invocations, SizeIs(1));
  EXPECT_EQ(rows().at(0).attempts, 1);
  EXPECT_EQ(world.invocations[0].first, rows().at(0));
  report(0, true);
  EXPECT_THAT(rows(), IsEmpty());
}

TEST_F(OnceInvocation, IsNotMadeBeforeItIsCounted) {
  world.store().hold_commits();
  invoke();
  world.settle();
  world.store().commit_next();  // It is accepted.
  world.settle();
  EXPECT_THAT(world.invocations, IsEmpty());
  world.crash();
  world.settle();
  ASSERT_THAT(world.invocations, SizeIs(1));
  EXPECT_EQ(rows().at(0).attempts, 1);
}

TEST_F(OnceInvocation, GoesOnWithItsNextAttemptAfterACrash) {
  invoke();
  world.settle();
  world.crash();
  world.advance(minutes(1) - milliseconds(1));
  EXPECT_THAT(world.invocations, SizeIs(1)) << "made again for the same attempt";
  world.advance(milliseconds(1));
  ASSERT_THAT(world.invocations, SizeIs(2));
  EXPECT_EQ(rows().at(0).attempts, 2);
}

TEST_F(OnceInvocation, IsOverWhenItsLastAttemptEndsWithTheProcess) {
  invoke();
  world.settle();
  report(0, false);
  world.advance(minutes(1));
  report(1, false);
  world.advance(minutes(2));
  ASSERT_THAT(world.invocations, SizeIs(3));
  world.crash();
  world.advance(minutes(10));
  EXPECT_THAT(world.invocations, SizeIs(3));
  EXPECT_THAT(rows(), IsEmpty());
}

TEST_F(AsyncInvocation, KeepsItsPauseOverARestart) {
  invoke();
  world.settle();
  report(0, false);
  world.advance(seconds(40));
  world.crash();
  world.advance(seconds(19));
  EXPECT_THAT(world.invocations, SizeIs(1));
  world.advance(seconds(1));
  EXPECT_THAT(world.invocations, SizeIs(2));
}

TEST_F(AsyncInvocation, AcceptedAgainIsTheSame) {
  invoke();
  world.settle();
  world.crash();  // Before the task that asked for it was told.
  const auto asked = invoke();
  world.settle();
  EXPECT_TRUE(asked.is_answered());
  EXPECT_THAT(rows(), SizeIs(1));
  EXPECT_THAT(world.invocations, SizeIs(2));  // One in each life.
}

TEST_F(AsyncInvocation, RemembersWhatCausedIt) {
  Asked<Accepted> asked;
  world.runtime().invoke({"id-1", function_arn(kPlace, "f"), "{}", {"arn:execution", "Call", 2}},
                         asked.reply());
  world.settle();
  world.crash();
  world.settle();
  const auto& row = world.invocations.back().first;
  EXPECT_EQ(row.execution_arn, "arn:execution");
  EXPECT_EQ(row.state, "Call");
  EXPECT_EQ(row.state_attempt, 2);
}

TEST_F(AsyncInvocation, ReportedTwiceCountsOnce) {
  invoke();
  world.settle();
  report(0, false);
  report(0, false);
  ASSERT_THAT(rows(), SizeIs(1));
  EXPECT_EQ(rows()[0].attempts, 1);
}

TEST_F(AsyncInvocation, IsRefusedWhenTooMuchWaits) {
  const auto asked = invoke(std::string(Invocations::kBytesMax + 1, 'x'));
  world.settle();
  EXPECT_EQ(asked.error(), "ThrottlingException");
  EXPECT_THAT(world.invocations, IsEmpty());
}

}  // namespace
}  // namespace sfn::runtime
