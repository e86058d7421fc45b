// Tasks that start another execution: states:startExecution and its patterns.
#include <gmock/gmock.h>

#include "engine/support/outcome_case.h"

namespace sfn::engine {
namespace {

using history::ChildTask;
using history::ChildWork;
using history::StopChildWork;
using history::TaskFailure;
using history::TaskSuccess;
using history::TaskWork;
using history::WorkKind;
using testing::HasSubstr;

const WorkId kParentTask{VisitId{1}, 0, WorkKind::Task};
const WorkId kChildWork = child_of(kParentTask);
const WorkId kStopWork = stop_child_of(kParentTask);
const std::string kChildArn = "arn:aws:states:eu-west-3:123456789012:execution:Other:C";
const Payload kAnswer = *Payload::parse(R"({"ExecutionArn":"C"})");

std::string fields(std::string_view pattern, std::string_view further = "") {
  return fmt::format(R"("Type":"Task","Resource":"arn:aws:states:::states:startExecution{}",)"
                     R"("Parameters":{{"StateMachineArn":"M"}}{}{})",
                     pattern, further.empty() ? "" : ",", further);
}
std::string starts(std::string_view pattern, std::string_view further = "") {
  return machine_of(fields(pattern, further) + R"(,"End":true)");
}

World started(const std::string& definition) {
  World world(definition);
  world.start();
  return world;
}

/// A world that waits for the end of its child.
World waiting(const std::string& definition) {
  World world = started(definition);
  EXPECT_TRUE(world.command(TaskAccepted{kParentTask, kAnswer, kChildArn}));
  return world;
}

ChildTask child_task_of(World world) {
  return std::get<TaskWork>(world.execution().outstanding.at(kParentTask).what).child;
}

StopChildWork stop_of(const World& world, const WorkId& id = kStopWork) {
  return std::get<StopChildWork>(world.execution().outstanding.at(id).what);
}

TEST(ChildTask, IsToBeAwaitedByItsPattern) {
  EXPECT_EQ(child_task_of(started(starts(""))), ChildTask::Start);
  EXPECT_EQ(child_task_of(started(starts(".sync"))), ChildTask::Await);
  EXPECT_EQ(child_task_of(started(starts(".sync:2"))), ChildTask::Await);
  EXPECT_EQ(child_task_of(started(machine_of(
                R"("Type":"Task","Resource":"arn:aws:states:::lambda:invoke","End":true)"))),
            ChildTask::None);
}

TEST(ChildTask, ThatOnlyStartsEndsWithTheAnswer) {
  World world = started(starts(""));
  ASSERT_TRUE(world.command(TaskEnded{kParentTask, TaskSuccess{kAnswer}}));
  EXPECT_EQ(world.outcome(), kAnswer.text());
  EXPECT_EQ(world.outstanding(), "");
  EXPECT_EQ(world.history(),
            "1<-0 ExecutionStarted\n"
            "2<-0 TaskStateEntered S\n"
            "3<-2 TaskScheduled\n"
            "4<-3 TaskStarted\n"
            "5<-4 TaskSucceeded\n"
            "6<-5 TaskStateExited S\n"
            "7<-6 ExecutionSucceeded\n");
}

TEST(ChildTask, ThatAwaitsIsSubmittedAndThenEndsWithTheChild) {
  World world = waiting(starts(".sync"));
  EXPECT_EQ(world.outstanding(), "1.0.child");
  EXPECT_EQ(std::get<ChildWork>(world.execution().outstanding.at(kChildWork).what),
            (ChildWork{kChildArn, "arn:aws:states:::states:startExecution.sync"}));
  ASSERT_TRUE(
      world.command(TaskEnded{kChildWork, TaskSuccess{*Payload::parse(R"({"Output":"7"})")}}));
  EXPECT_EQ(world.outcome(), R"({"Output":"7"})");
  EXPECT_EQ(world.outstanding(), "");
  EXPECT_EQ(world.history(),
            "1<-0 ExecutionStarted\n"
            "2<-0 TaskStateEntered S\n"
            "3<-2 TaskScheduled\n"
            "4<-3 TaskStarted\n"
            "5<-4 TaskSubmitted\n"
            "6<-5 TaskSucceeded\n"
            "7<-6 TaskStateExited S\n"
            "8<-7 ExecutionSucceeded\n");
}

// The answer of the start is not the end of the task, whose clocks begin with it.
TEST(ChildTask, ThatWaitsForItsTokenHasItsTimeFromTheSubmission) {
  const auto resource = ".waitForTaskToken";
  for (const auto& [field, outcome] : {std::pair(R"("TimeoutSeconds":2)", "TaskTimedOut"),
                                       {R"("HeartbeatSeconds":2)", "TaskTimedOut"}}) {
    World world = started(starts(resource, field));
    ASSERT_TRUE(world.command(TaskAccepted{kParentTask, kAnswer, ""}));
    world.play([](const TaskWork&) { return std::nullopt; });
    EXPECT_EQ(world.outcome(), "States.Timeout: -") << field;
    EXPECT_THAT(world.history(), HasSubstr(outcome)) << field;
  }
}

TEST(ChildTask, ShowsTheAnswerWhereItIsSubmitted) {
  const World world = waiting(starts(".sync:2"));
  const auto details = world.events("TaskSubmitted").at(0).at("taskSubmittedEventDetails");
  EXPECT_TRUE(same_json(details, *parse_json(R"({"resourceType":"states",
      "resource":"startExecution.sync:2","output":"{\"ExecutionArn\":\"C\"}",
      "outputDetails":{"truncated":false}})")));
}

TEST(ChildTask, FailsWithItsChild) {
  World world = waiting(starts(".sync"));
  ASSERT_TRUE(world.command(TaskEnded{kChildWork, TaskFailure{"States.TaskFailed", "{}"}}));
  EXPECT_EQ(world.outcome(), "States.TaskFailed: {}");
  EXPECT_EQ(world.outstanding(), "");
  EXPECT_THAT(world.history(), HasSubstr("6<-5 TaskFailed\n7<-6 ExecutionFailed\n"));
}

TEST(ChildTask, FailsWhereNoChildCanBeStarted) {
  World world = started(starts(".sync"));
  ASSERT_TRUE(world.command(TaskEnded{kParentTask, TaskFailure{"StepFunctions.E", "c"}}));
  EXPECT_EQ(world.outcome(), "StepFunctions.E: c");
  EXPECT_EQ(world.outstanding(), "") << "there is nothing to stop";
}

TEST(ChildTask, IsSubmittedOnceAndEndsOnce) {
  World world = waiting(starts(".sync"));
  EXPECT_EQ(world.command(TaskAccepted{kParentTask, kAnswer, kChildArn}).error().name,
            "WorkNotOutstanding");
  EXPECT_FALSE(world.command(TaskEnded{kParentTask, TaskSuccess{}}));
  EXPECT_FALSE(world.command(WorkDue{kChildWork}));
  EXPECT_FALSE(world.command(ChildGone{kStopWork})) << "nobody wants it stopped";
  EXPECT_FALSE(world.command(ChildGone{kChildWork}));
}

TEST(ChildTask, GoesOnWithItsTimeoutWhileItWaits) {
  World world = started(starts(".sync", R"("TimeoutSeconds":9)"));
  EXPECT_EQ(world.outstanding(), "1.0.task-deadline 1.0.task");
  ASSERT_TRUE(world.command(TaskAccepted{kParentTask, kAnswer, kChildArn}));
  EXPECT_EQ(world.outstanding(), "1.0.task-deadline 1.0.child");
  EXPECT_EQ(world.due_in(WorkKind::TaskDeadline), seconds(9));
}

// ---- what is no longer wanted

struct GivenUpCase {
  const char* name;
  std::string definition;
  Command command;
  const char* outcome;
};
void PrintTo(const GivenUpCase& c, std::ostream* out) { *out << c.definition; }

class GivenUpChild : public testing::TestWithParam<GivenUpCase> {};

TEST_P(GivenUpChild, IsStoppedUntilItHasEnded) {
  World world = waiting(GetParam().definition);
  ASSERT_TRUE(world.command(GetParam().command));
  EXPECT_EQ(world.outcome(), GetParam().outcome);
  EXPECT_EQ(world.outstanding(), "1.0.stop-child");
  EXPECT_EQ(stop_of(world).execution_arn, kChildArn);
  EXPECT_FALSE(world.command(TaskEnded{kChildWork, TaskSuccess{}})) << "its end comes too late";

  const auto ended = world.history();
  ASSERT_TRUE(world.command(ChildGone{kStopWork}));
  EXPECT_EQ(world.outstanding(), "");
  EXPECT_EQ(world.history(), ended) << "nobody sees it";
  EXPECT_FALSE(world.command(ChildGone{kStopWork}));
}

TEST_P(GivenUpChild, IsStoppedThoughItMayNeverHaveBegun) {
  World world = started(GetParam().definition);
  ASSERT_TRUE(world.command(GetParam().command));
  EXPECT_EQ(world.outstanding(), "1.0.stop-child");
  EXPECT_EQ(stop_of(world).execution_arn, "");
  EXPECT_FALSE(world.command(TaskAccepted{kParentTask, kAnswer, kChildArn}));
  ASSERT_TRUE(world.command(ChildGone{kStopWork}));
  EXPECT_EQ(world.outstanding(), "");
}

TEST_P(GivenUpChild, IsStoppedAfterACrashToo) {
  World world = waiting(GetParam().definition);
  ASSERT_TRUE(world.command(GetParam().command));
  const Execution before = world.execution();
  const Rows rows = world.rows();
  for (const auto snapshot : {std::size_t{0}, std::size_t{1}, rows.size()}) {
    world.resume(rows, snapshot);
    EXPECT_EQ(world.execution(), before);
  }
  ASSERT_TRUE(world.command(ChildGone{kStopWork}));
  EXPECT_EQ(world.outstanding(), "");
}

const std::vector<GivenUpCase> kGivenUp{
    {"StoppedParent", starts(".sync"), StopExecution{{"Stopped", "by hand"}},
     "aborted Stopped: by hand"},
    {"TimedOutTask", starts(".sync", R"("TimeoutSeconds":9)"),
     WorkDue{{VisitId{1}, 0, WorkKind::TaskDeadline}}, "States.Timeout: -"},
    {"TimedOutTaskThatIsCaught",
     machine_of(fields(".sync", R"("TimeoutSeconds":9,"ResultPath":null,"Next":"T",
                "Catch":[{"ErrorEquals":["States.Timeout"],"Next":"T"}])"),
                R"("T":{"Type":"Pass","Result":"saved","End":true})"),
     WorkDue{{VisitId{1}, 0, WorkKind::TaskDeadline}}, R"("saved")"},
    {"TimedOutParent", starts(".sync").insert(1, R"("TimeoutSeconds":9,)"),
     WorkDue{{VisitId{0}, 0, WorkKind::ExecutionDeadline}}, "timed out"},
};
INSTANTIATE_TEST_SUITE_P(States, GivenUpChild, testing::ValuesIn(kGivenUp), kNameOfCase);

TEST(ChildTask, ThatIsRetriedStopsTheOldChildAndStartsAnother) {
  World world = waiting(starts(".sync", R"("TimeoutSeconds":9,
      "Retry":[{"ErrorEquals":["States.Timeout"],"MaxAttempts":1}])"));
  const auto first = world.events("TaskScheduled").size();
  ASSERT_TRUE(world.command(WorkDue{{VisitId{1}, 0, WorkKind::TaskDeadline}}));
  EXPECT_EQ(world.outstanding(), "1.0.stop-child 1.1.retry");
  ASSERT_TRUE(world.command(WorkDue{{VisitId{1}, 1, WorkKind::Retry}}));
  EXPECT_EQ(world.outstanding(), "1.0.stop-child 1.1.task-deadline 1.1.task");
  EXPECT_EQ(world.events("TaskScheduled").size(), first + 1);
  const WorkId second{VisitId{1}, 1, WorkKind::Task};
  ASSERT_TRUE(world.command(TaskAccepted{second, kAnswer, "arn:second"}));
  ASSERT_TRUE(world.command(TaskEnded{child_of(second), TaskSuccess{}}));
  EXPECT_EQ(world.outcome(), "{}");
  EXPECT_EQ(world.outstanding(), "1.0.stop-child") << "the first one still runs";
  ASSERT_TRUE(world.command(ChildGone{kStopWork}));
  EXPECT_EQ(world.outstanding(), "");
}

TEST(ChildTask, ThatIsCutWithItsBranchIsStopped) {
  World world(machine_of(fmt::format(R"("Type":"Parallel","ResultPath":null,"Next":"T",
                     "Catch":[{{"ErrorEquals":["E"],"Next":"T"}}],"Branches":[
                     {{"StartAt":"A","States":{{"A":{{{},"End":true}}}}}},
                     {{"StartAt":"B","States":{{"B":{{"Type":"Wait","Seconds":1,"Next":"F"}},
                                                "F":{{"Type":"Fail","Error":"E"}}}}}}])",
                                     fields(".sync")),
                         R"("T":{"Type":"Wait","Seconds":5,"End":true})"));
  world.start();
  const WorkId task{VisitId{2}, 0, WorkKind::Task};
  ASSERT_TRUE(world.command(TaskAccepted{task, kAnswer, kChildArn}));
  ASSERT_TRUE(world.command(WorkDue{{VisitId{3}, 0, WorkKind::Wait}}));
  EXPECT_EQ(world.outstanding(), "2.0.stop-child 5.0.wait") << "its visit is gone, the stop is not";
  EXPECT_EQ(stop_of(world, stop_child_of(task)).execution_arn, kChildArn);
  ASSERT_TRUE(world.command(ChildGone{stop_child_of(task)}));
  EXPECT_EQ(world.outstanding(), "5.0.wait");
  world.play(always("{}"));
  EXPECT_EQ(world.execution().status, Status::Succeeded);
}

TEST(ChildTask, ThatOnlyStartsLeavesItsChildAlone) {
  World world = started(starts(""));
  ASSERT_TRUE(world.command(StopExecution{}));
  EXPECT_EQ(world.outstanding(), "");
}

// ---- what else can be said of services

TEST(ChildTask, IsNoneWhereSomethingElseStandsForItsResource) {
  const auto machine = *asl::parse_definition(starts(".sync")).machine;
  Execution execution;
  const Facts facts{.now = World::kStart,
                    .entropy = [] { return 1; },
                    .services = [](const std::string&) { return Service(); }};
  ASSERT_TRUE(run(machine, execution,
                  StartExecution{.arn = "E",
                                 .name = "",
                                 .machine_arn = "",
                                 .machine_name = "",
                                 .role_arn = "",
                                 .input = {}},
                  facts));
  EXPECT_EQ(std::get<TaskWork>(execution.outstanding.at(kParentTask).what).child, ChildTask::None);
  ASSERT_TRUE(run(machine, execution, TaskEnded{kParentTask, TaskSuccess{}}, facts));
  EXPECT_EQ(execution.status, Status::Succeeded);
}

TEST(Child, RecordsItsParent) {
  const history::ParentLink parent{ExecutionId{12}, kChildWork};
  const auto machine =
      *asl::parse_definition(machine_of(R"("Type":"Wait","Seconds":1,"End":true)")).machine;
  Execution execution;
  ASSERT_TRUE(run(machine, execution,
                  StartExecution{.arn = "E",
                                 .name = "",
                                 .machine_arn = "",
                                 .machine_name = "",
                                 .role_arn = "",
                                 .input = {},
                                 .trace_header = {},
                                 .parent = parent},
                  {.now = World::kStart, .entropy = [] { return 1; }}));
  EXPECT_EQ(execution.parent, parent);
}

}  // namespace
}  // namespace sfn::engine
