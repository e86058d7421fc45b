// Tasks that may be called at most once: that they start is a decision of its own.
#include <gmock/gmock.h>

#include "engine/support/outcome_case.h"

namespace sfn::engine {
namespace {

using history::TaskFailure;
using history::TaskSuccess;
using history::TaskWork;
using history::WorkKind;
using testing::HasSubstr;

std::string offered_task(std::string_view fields = "", std::string_view further = "") {
  return machine_of(
      fmt::format(R"("Type":"Task","Resource":"FUNCTION"{}{}{})", fields.empty() ? "" : ",", fields,
                  further.empty() ? R"(,"End":true)" : R"(,"Next":"T")"),
      further);
}

const TaskEnded kUnbegun{{VisitId{1}, 0, WorkKind::Offer}, TaskFailure{"E", "no such function"}};
const WorkId kOffer{VisitId{1}, 0, WorkKind::Offer};
const WorkId kOffered = task_of(kOffer);

/// A world in which the task of state S was offered.
World offered(const std::string& definition) {
  World world(definition);
  world.call_at_most_once();
  world.start();
  return world;
}

/// As above, and the task has begun.
World begun(const std::string& definition) {
  World world = offered(definition);
  EXPECT_TRUE(world.command(TaskStarting{kOffer}));
  return world;
}

const TaskWork& work_of(const World& world, const WorkId& id) {
  return std::get<TaskWork>(world.execution().outstanding.at(id).what);
}

TEST(OfferedTask, IsScheduledAloneAndStartedByACommand) {
  World world = offered(offered_task());
  EXPECT_EQ(world.outstanding(), "1.0.offer");
  EXPECT_TRUE(world.events("LambdaFunctionStarted").empty());
  const auto offer = work_of(world, kOffer);
  ASSERT_TRUE(world.command(TaskStarting{kOffer}));
  EXPECT_EQ(world.outstanding(), "1.0.task");
  EXPECT_EQ(work_of(world, kOffered), offer);
  EXPECT_TRUE(offer.offered);
}

TEST(OfferedTask, ShowsTheSameHistoryAsAnyOther) {
  World ordinary(offered_task(R"("TimeoutSeconds":9)"));
  ordinary.run("{}", always("1"));
  World world(offered_task(R"("TimeoutSeconds":9)"));
  world.call_at_most_once();
  world.run("{}", always("1"));
  EXPECT_EQ(world.history(), ordinary.history());
  EXPECT_EQ(world.rows().size(), ordinary.rows().size() + 1);
}

TEST(OfferedTask, BeginsOnce) {
  World world = begun(offered_task());
  EXPECT_EQ(world.command(TaskStarting{kOffer}).error().name, "WorkNotOutstanding");
  EXPECT_EQ(world.command(kUnbegun).error().name, "WorkNotOutstanding");
  ASSERT_TRUE(world.command(TaskEnded{kOffered, TaskSuccess{}}));
}

TEST(OfferedTask, IsAnOfferToo) {
  World world = offered(offered_task());
  EXPECT_FALSE(world.command(WorkDue{kOffer}));
  EXPECT_FALSE(world.command(TaskStarting{kOffered}));
  EXPECT_FALSE(world.command(TaskLost{kOffer}));
  EXPECT_EQ(world.outstanding(), "1.0.offer");
}

TEST(OfferedTask, ThatCannotBeginFailsAsIfItHad) {
  World world = offered(offered_task());
  ASSERT_TRUE(world.command(kUnbegun));
  EXPECT_EQ(world.outcome(), "E: no such function");
  EXPECT_THAT(world.history(), HasSubstr("3<-2 LambdaFunctionScheduled\n"
                                         "4<-3 LambdaFunctionStarted\n"
                                         "5<-4 LambdaFunctionFailed\n"));
}

TEST(OfferedTask, ThatIsLostFailsAsUnknown) {
  World world = begun(offered_task());
  const auto request = work_of(world, kOffered).request_id;
  ASSERT_TRUE(world.command(TaskLost{kOffered}));
  EXPECT_EQ(world.outcome(),
            fmt::format("Lambda.Unknown: The daemon ended while the function ran (request {}). It "
                        "is tagged sfn:at-most-once, so it was not called again: whether it has "
                        "done its work is not known.",
                        request));
  EXPECT_FALSE(world.command(TaskLost{kOffered}));
}

TEST(OfferedTask, ThatIsLostIsLeftToTheRetriers) {
  World world =
      begun(offered_task(R"("Retry":[{"ErrorEquals":["Lambda.Unknown"],"MaxAttempts":1}])"));
  const auto first = work_of(world, kOffered).request_id;
  ASSERT_TRUE(world.command(TaskLost{kOffered}));
  EXPECT_EQ(world.outstanding(), "1.1.retry");
  world.play_one(always("1"));
  ASSERT_EQ(world.outstanding(), "1.1.offer");
  EXPECT_NE(work_of(world, {VisitId{1}, 1, WorkKind::Offer}).request_id, first);
  world.play(always("1"));
  EXPECT_EQ(world.outcome(), "1");
}

TEST(OfferedTask, StandsAsItStoodAfterACrash) {
  for (const bool starts : {false, true}) {
    World world = starts ? begun(offered_task()) : offered(offered_task());
    const Rows rows = world.rows();
    const Execution before = world.execution();
    world.call_at_most_once(false);  // What was decided stays so, whatever the function is now.
    world.resume(rows);
    EXPECT_EQ(world.execution(), before);
    EXPECT_EQ(world.outstanding(), starts ? "1.0.task" : "1.0.offer");
    world.play(always("1"));
    EXPECT_EQ(world.outcome(), "1");
  }
}

TEST(OfferedTask, HasTimeFromItsSchedulingOn) {
  for (const bool starts : {false, true}) {
    World world = offered(offered_task(R"("TimeoutSeconds":9)"));
    EXPECT_EQ(world.due_in(WorkKind::TaskDeadline), seconds(9));
    world.move_clock(seconds(4));
    if (starts) {
      ASSERT_TRUE(world.command(TaskStarting{kOffer}));
    }
    EXPECT_EQ(world.due_in(WorkKind::TaskDeadline), seconds(5));
    ASSERT_TRUE(world.command(WorkDue{{VisitId{1}, 0, WorkKind::TaskDeadline}}));
    EXPECT_EQ(world.outcome(), "States.Timeout: -");
    EXPECT_EQ(world.outstanding(), "");
  }
}

// What waits for its token has time, and a heartbeat, from the moment at which its call has been
// answered, however the call was begun.
TEST(OfferedTask, HasAHeartbeatFromItsSubmissionOn) {
  World world = offered(machine_of(
      R"("Type":"Task","Resource":"CALLBACK","End":true,"HeartbeatSeconds":5,"TimeoutSeconds":9,
         "Parameters":{"FunctionName":"F","Payload":{"t.$":"$$.Task.Token"}})"));
  EXPECT_EQ(world.outstanding(), "1.0.offer");
  world.move_clock(seconds(4));
  ASSERT_TRUE(world.command(TaskStarting{kOffer}));
  EXPECT_EQ(world.outstanding(), "1.0.task");
  world.move_clock(seconds(4));
  ASSERT_TRUE(world.command(TaskEnded{kOffered, TaskSuccess{}}));
  EXPECT_EQ(world.outstanding(), "1.0.task-deadline 1.0.heartbeat 1.0.callback");
  EXPECT_EQ(world.due_in(WorkKind::Heartbeat), seconds(5));
  EXPECT_EQ(world.due_in(WorkKind::TaskDeadline), seconds(9));
}

TEST(OfferedTask, ThatIsLostIsNotSubmitted) {
  World world = begun(machine_of(
      R"("Type":"Task","Resource":"CALLBACK","End":true,"Parameters":{"FunctionName":"F"})"));
  ASSERT_TRUE(world.command(TaskLost{kOffered}));
  EXPECT_THAT(world.history(), HasSubstr("5<-4 TaskSubmitFailed\n6<-5 ExecutionFailed\n"));
}

TEST(OfferedTask, IsAskedForWithWhatItCalls) {
  std::vector<std::string> asked;
  const auto machine = *asl::parse_definition(offered_task(R"("Parameters":{"a":1})")).machine;
  Execution execution;
  const Facts facts{.now = World::kStart,
                    .entropy = [] { return 1; },
                    .at_most_once =
                        [&asked](const TaskCall& call) {
                          asked = {call.execution_arn, call.resource, call.parameters.text()};
                          return true;
                        }};
  ASSERT_TRUE(run(machine, execution,
                  StartExecution{.arn = "E",
                                 .name = "",
                                 .machine_arn = "",
                                 .machine_name = "",
                                 .role_arn = "",
                                 .input = {}},
                  facts));
  EXPECT_EQ(asked, (std::vector<std::string>{"E", std::string(kFunctionArn), R"({"a":1})"}));
}

}  // namespace
}  // namespace sfn::engine
