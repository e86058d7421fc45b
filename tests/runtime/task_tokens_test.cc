// Task tokens in the runtime: what they lead to, what is answered when, and what a crash leaves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "history/task_token.h"
#include "runtime/support/world.h"

namespace sfn::runtime {
namespace {

using history::TaskFailure;
using history::TaskSuccess;
using history::WorkKind;
using store::ExecutionStatus;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kActivity = "arn:aws:states:us-east-1:123456789012:activity:A";
const std::string kOfActivity =
    R"({"StartAt":"T","States":{"T":{"Type":"Task","End":true,"HeartbeatSeconds":10,)"
    R"("Resource":"arn:aws:states:us-east-1:123456789012:activity:A"}}})";
const std::string kCallback =
    R"({"StartAt":"T","States":{"T":{"Type":"Task","End":true,"TimeoutSeconds":60,)"
    R"("Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken",)"
    R"("Parameters":{"FunctionName":"f","Payload.$":"$$.Task.Token"}}}})";

struct TaskTokens : testing::Test {
  TaskTokens() {
    (void)world.runtime().catalogue().put_resource({"activity", kActivity, "{}"});
    world.settle();
  }

  /// An execution whose task a worker has taken.
  std::string taken() {
    const auto arn = world.started(world.deploy("A", kOfActivity));
    world.host().begin(world.host().started.size() - 1, "w");
    world.settle();
    return arn;
  }
  /// An execution whose callback has been submitted.
  std::string submitted() {
    const auto arn = world.started(world.deploy("C", kCallback));
    world.host().succeed(world.host().started.size() - 1);
    world.settle();
    return arn;
  }
  /// The token that the host was given last.
  history::TaskToken token() {
    const auto& request = world.host().started.back();
    return {request.execution_arn, history::callback_of(request.work), request.task.token};
  }
  Asked<void> give_back(const history::TaskToken& token, const std::string& output = "7") {
    Asked<void> asked;
    world.runtime().return_token(token, TaskSuccess{Payload::trusted(output)}, asked.reply());
    return asked;
  }
  Asked<void> beat(const history::TaskToken& token) {
    Asked<void> asked;
    world.runtime().heartbeat(token, asked.reply());
    world.settle();
    return asked;
  }
  std::vector<std::string> pending() const {
    std::vector<std::string> keys;
    for (const auto& row : world.pending()) keys.push_back(row.key);
    return keys;
  }

  World world;
};

TEST_F(TaskTokens, EndTheirTaskOnceThatIsDurable) {
  const auto arn = taken();
  world.store().hold_commits();
  const auto asked = give_back(token());
  world.settle();
  EXPECT_FALSE(asked.is_answered());
  world.store().commit_next();
  world.settle();
  EXPECT_TRUE(asked.is_answered());
  EXPECT_EQ(world.status(arn), ExecutionStatus::Succeeded);
}

TEST_F(TaskTokens, OfATaskThatIsOverAreRefusedOnceThatIsDurable) {
  taken();
  world.store().hold_commits();
  give_back(token());
  const auto again = give_back(token());
  world.settle();
  EXPECT_FALSE(again.is_answered());
  world.store().commit_next();
  world.settle();
  EXPECT_EQ(again.error(), "TaskTimedOut");
}

TEST_F(TaskTokens, AreRefusedInTheWordsOfWhatBecameOfTheTask) {
  const auto arn = taken();
  const auto good = token();
  auto forged = good;
  forged.secret = std::string(32, '0');
  auto stray = good;
  stray.execution_arn += "2";
  const auto of_forged = give_back(forged);
  const auto of_stray = give_back(stray);
  world.settle();
  EXPECT_EQ(of_forged.error(), "InvalidToken");
  EXPECT_EQ(of_stray.error(), "TaskDoesNotExist");
  EXPECT_EQ(world.status(arn), ExecutionStatus::Running);
  world.stop(arn);
  world.settle();
  const auto late = give_back(good);
  world.settle();
  EXPECT_EQ(late.error(), "TaskTimedOut");
  EXPECT_EQ(beat(good).error(), "TaskTimedOut");
}

TEST_F(TaskTokens, MayFailTheirTask) {
  const auto arn = submitted();
  world.runtime().return_token(token(), TaskFailure{"E", {}}, [](Result<void>) {});
  world.settle();
  EXPECT_EQ(world.status(arn), ExecutionStatus::Failed);
}

TEST_F(TaskTokens, ThatComeBackBeforeTheCallIsOverCancelIt) {
  const auto arn = world.started(world.deploy("C", kCallback));
  give_back(token());
  world.settle();
  EXPECT_EQ(world.status(arn), ExecutionStatus::Succeeded);
  EXPECT_THAT(world.host().cancelled, SizeIs(1));
}

TEST_F(TaskTokens, EndATaskWhoseEndIsTooLongForATurn) {
  RuntimeOptions options;
  options.turn_budget = {50, 50};
  World small(options);
  (void)small.runtime().catalogue().put_resource({"activity", kActivity, "{}"});
  const auto arn = small.started(small.deploy("A", kOfActivity));
  small.host().begin(0);
  small.settle();
  const auto& request = small.host().started.back();
  Asked<void> asked;
  small.runtime().return_token(
      {request.execution_arn, history::callback_of(request.work), request.task.token},
      TaskSuccess{Payload::trusted('"' + std::string(200'000, 'x') + '"')}, asked.reply());
  small.settle();
  EXPECT_TRUE(asked.is_answered() && asked.answers->front());
  EXPECT_EQ(small.status(arn), ExecutionStatus::Succeeded);
  EXPECT_GT(small.runtime().statistics().offloaded, 0);
}

// ---- activities

TEST_F(TaskTokens, OfActivitiesAreHandedOnOnceTheirStartIsDurable) {
  world.started(world.deploy("A", kOfActivity), R"({"in":1})");
  EXPECT_THAT(pending(), ElementsAre("1.0.offer"));
  world.store().hold_commits();
  world.host().begin(0, "w");
  world.settle();
  EXPECT_THAT(world.host().gone_ahead, IsEmpty());
  world.store().commit_next();
  world.settle();
  ASSERT_THAT(world.host().gone_ahead, ElementsAre(0));
  EXPECT_EQ(world.host().started[0].work.kind, WorkKind::Callback);
  EXPECT_EQ(world.host().started[0].task.parameters.text(), R"({"in":1})");
  EXPECT_THAT(world.host().cancelled, IsEmpty());
}

TEST_F(TaskTokens, OfActivitiesAreWithdrawnWhenTheirTimeIsOver) {
  taken();
  world.advance(seconds(10));
  EXPECT_THAT(world.host().cancelled, SizeIs(1));
  EXPECT_EQ(world.host().cancelled[0].second.kind, WorkKind::Callback);
}

TEST_F(TaskTokens, AreNotGivenToAWorkerThatHasGone) {
  world.started(world.deploy("A", kOfActivity));
  bool there = false;
  const auto begin = [&] {
    const auto& offer = world.host().started[0];
    world.runtime().task_starting({.execution = offer.execution,
                                   .work = offer.work,
                                   .still_wanted = [&there] { return there; }});
    world.settle();
  };
  begin();
  EXPECT_THAT(pending(), ElementsAre("1.0.offer"));
  there = true;
  begin();
  EXPECT_THAT(pending(), Contains("1.0.callback"));
}

TEST_F(TaskTokens, AreNotGivenOutForAnActivityThatWasDeleted) {
  (void)world.runtime().catalogue().remove_resource("activity", kActivity);
  const auto arn = world.started(world.deploy("A", kOfActivity));
  EXPECT_EQ(world.status(arn), ExecutionStatus::Failed);
}

// ---- crashes

TEST_F(TaskTokens, AreGoodAfterACrash) {
  const auto of_activity = taken();
  const auto first = token();
  const auto of_callback = submitted();
  const auto second = token();
  world.crash();
  world.settle();
  const auto asked = {give_back(first), give_back(second)};
  world.settle();
  for (const auto& answer : asked) EXPECT_TRUE(answer.answers->at(0));
  EXPECT_EQ(world.status(of_activity), ExecutionStatus::Succeeded);
  EXPECT_EQ(world.status(of_callback), ExecutionStatus::Succeeded);
}

TEST_F(TaskTokens, AreNotGivenOutAgainAfterACrash) {
  taken();
  world.crash();
  world.settle();
  EXPECT_THAT(world.host().started, IsEmpty());
  EXPECT_EQ(world.recovered.begun_again, 0);
}

TEST_F(TaskTokens, OfWhatNoWorkerHadTakenAreOfferedAfterACrash) {
  world.started(world.deploy("A", kOfActivity));
  const auto before = world.host().started[0];
  world.crash();
  world.settle();
  ASSERT_THAT(world.host().started, SizeIs(1));
  EXPECT_EQ(world.host().started[0].work, before.work);
  EXPECT_EQ(world.host().started[0].task, before.task);
}

TEST_F(TaskTokens, OfACallThatWasNotSubmittedGoOutAgain) {
  world.started(world.deploy("C", kCallback));
  const auto before = world.host().started[0];
  world.crash();
  world.settle();
  ASSERT_THAT(world.host().started, SizeIs(1));
  EXPECT_EQ(world.host().started[0].task, before.task);
}

TEST_F(TaskTokens, HaveTheirDeadlinesAfterACrash) {
  const auto arn = submitted();
  world.advance(seconds(20));
  world.crash();
  world.advance(seconds(39));
  EXPECT_EQ(world.status(arn), ExecutionStatus::Running);
  world.advance(seconds(1));
  EXPECT_EQ(world.status(arn), ExecutionStatus::Failed);
}

// ---- heartbeats

TEST_F(TaskTokens, AreMissedWithoutAHeartbeat) {
  const auto arn = taken();
  world.advance(seconds(9));
  EXPECT_EQ(world.status(arn), ExecutionStatus::Running);
  world.advance(seconds(1));
  EXPECT_EQ(world.status(arn), ExecutionStatus::Failed);
}

TEST_F(TaskTokens, AreWaitedForAsLongAsTheirHeartbeatsCome) {
  const auto arn = taken();
  const auto events = world.journal(arn).size();
  for (int i = 0; i < 5; ++i) {
    world.advance(seconds(8));
    EXPECT_TRUE(beat(token()).answers->at(0));
  }
  EXPECT_EQ(world.journal(arn).size(), events) << "a heartbeat is no event";
  world.advance(seconds(9));
  EXPECT_EQ(world.status(arn), ExecutionStatus::Running);
  world.advance(seconds(1));
  EXPECT_EQ(world.status(arn), ExecutionStatus::Failed);
}

TEST_F(TaskTokens, AreShownWithTheMomentToWhichTheirHeartbeatIsPutOff) {
  const auto arn = taken();
  world.advance(seconds(8));
  beat(token());
  Asked<Inspected> asked;
  world.runtime().inspect(arn, asked.reply());
  world.settle();
  ASSERT_EQ(asked.value().heartbeats.size(), 1U);
  EXPECT_EQ(asked.value().heartbeats.begin()->second, world.clock.now() + seconds(10));
}

TEST_F(TaskTokens, AreGrantedAWholeIntervalAnewAfterACrash) {
  const auto arn = taken();
  world.advance(seconds(9));
  world.crash();
  world.advance(seconds(9));
  EXPECT_EQ(world.status(arn), ExecutionStatus::Running);
  world.advance(seconds(1));
  EXPECT_EQ(world.status(arn), ExecutionStatus::Failed);
}

TEST_F(TaskTokens, AreWaitedForAfterALongTimeWithoutTheDaemon) {
  const auto arn = taken();
  const auto before = token();
  world.crash_without_recovery();
  world.clock.set(world.clock.now() + seconds(1'000));
  world.crash();
  world.advance(seconds(5));
  EXPECT_TRUE(beat(before).answers->at(0));
  world.advance(seconds(9));
  EXPECT_EQ(world.status(arn), ExecutionStatus::Running);
  world.advance(seconds(1));
  EXPECT_EQ(world.status(arn), ExecutionStatus::Failed);
}

TEST_F(TaskTokens, LeaveNothingBehind) {
  const auto arn = taken();
  world.advance(seconds(8));
  beat(token());
  world.advance(seconds(8));
  give_back(token());
  world.settle();
  EXPECT_EQ(world.status(arn), ExecutionStatus::Succeeded);
  world.advance(seconds(100));
  EXPECT_THAT(pending(), IsEmpty());
}

}  // namespace
}  // namespace sfn::runtime
