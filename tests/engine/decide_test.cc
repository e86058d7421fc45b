// Commands that concern the execution as a whole, refusals, and the limits of one.
#include "engine/decide.h"

#include <gmock/gmock.h>

#include "engine/support/outcome_case.h"

namespace sfn::engine {
namespace {

using history::TaskSuccess;
using history::WorkKind;
using testing::EndsWith;
using testing::HasSubstr;

constexpr const char* kTaskMachine = R"("Type":"Task","Resource":"FUNCTION")";

std::string ending(std::string_view fields) {
  return machine_of(fmt::format(R"({},"End":true)", fields));
}

// Two states that lead to each other for ever.
std::string endless() {
  return machine_of(R"("Type":"Pass","Next":"C")",
                    R"("C":{"Type":"Choice","Default":"S","Choices":[
                         {"Variable":"$","IsNull":true,"Next":"E"}]},"E":{"Type":"Succeed"})");
}

std::string with_timeout(std::string definition) {
  return definition.insert(1, R"("TimeoutSeconds":60,)");
}

TEST(Execution, IsTimedOutWithAllThatItWaitsFor) {
  World world(with_timeout(ending(kTaskMachine)));
  world.start();
  EXPECT_EQ(world.outstanding(), "0.0.execution-deadline 1.0.task");
  EXPECT_EQ(world.due_in(WorkKind::ExecutionDeadline), seconds(60));
  world.carry_out(Work(world.execution().outstanding.begin()->second), always("1"));
  EXPECT_EQ(world.execution().status, Status::TimedOut);
  EXPECT_EQ(world.outstanding(), "");
  EXPECT_THAT(world.history(), EndsWith("4<-3 LambdaFunctionStarted\n5<-0 ExecutionTimedOut\n"));
  EXPECT_EQ(world.events("ExecutionTimedOut").at(0).at("executionTimedOutEventDetails").dump(),
            R"({"error":"States.Timeout"})");
}

TEST(Execution, OwesNothingOnceItHasEnded) {
  World world(with_timeout(ending(kTaskMachine)));
  world.run("{}", always("1"));
  EXPECT_EQ(world.outcome(), "1");
  EXPECT_EQ(world.outstanding(), "");
}

TEST(Execution, IsStoppedWithAllThatRunsInside) {
  World world(ending(R"("Type":"Map","ItemProcessor":{"StartAt":"A","States":{
                        "A":{"Type":"Wait","Seconds":9,"End":true}}})"));
  world.start("[1,2]");
  ASSERT_TRUE(world.command(StopExecution{{"Why", "Because"}}));
  EXPECT_EQ(world.outcome(), "aborted Why: Because");
  EXPECT_EQ(world.outstanding(), "");
  EXPECT_THAT(world.history(), EndsWith("7<-5 WaitStateEntered A\n8<-0 ExecutionAborted\n"));
}

struct RefusalCase {
  const char* name;
  std::vector<Command> before;
  Command command;
  const char* error;
};
void PrintTo(const RefusalCase& c, std::ostream* out) { *out << c.error; }

class Refusal : public testing::TestWithParam<RefusalCase> {};

TEST_P(Refusal, LeavesTheExecutionAsItWas) {
  World world(ending(kTaskMachine));
  for (const auto& command : GetParam().before) ASSERT_TRUE(world.command(command));
  const Execution before = world.execution();
  const auto refused = world.command(GetParam().command);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().name + ": " + refused.error().cause, GetParam().error);
  EXPECT_EQ(world.execution(), before);
}

const StartExecution kStart{
    .arn = "E", .name = "", .machine_arn = "", .machine_name = "", .role_arn = "", .input = {}};
const WorkId kCall{VisitId{1}, 0, WorkKind::Task};

const auto kRefusals = std::vector<RefusalCase>{
    {"StartedTwice",
     {kStart},
     kStart,
     "ExecutionAlreadyStarted: The execution 'E' has started already"},
    {"StartedAgainAfterItsEnd",
     {kStart, StopExecution{}},
     kStart,
     "ExecutionAlreadyStarted: The execution 'E' has started already"},
    {"StoppedBeforeItsStart",
     {},
     StopExecution{},
     "ExecutionNotRunning: The execution has not started"},
    {"StoppedTwice",
     {kStart, StopExecution{}},
     StopExecution{},
     "ExecutionNotRunning: The execution 'E' has ended"},
    {"AnAnswerAfterTheEnd",
     {kStart, StopExecution{}},
     TaskEnded{kCall, TaskSuccess{}},
     "ExecutionNotRunning: The execution 'E' has ended"},
    {"ATimerAfterTheEnd",
     {kStart, StopExecution{}},
     WorkDue{kCall},
     "ExecutionNotRunning: The execution 'E' has ended"},
    {"AnAnswerOfAnotherAttempt",
     {kStart},
     TaskEnded{{VisitId{1}, 1, WorkKind::Task}, TaskSuccess{}},
     "WorkNotOutstanding: The work 1.1.task is not outstanding"},
    {"ATimerThatWasNeverSet",
     {kStart},
     WorkDue{{VisitId{1}, 0, WorkKind::TaskDeadline}},
     "WorkNotOutstanding: The work 1.0.task-deadline is not outstanding"},
    {"TheBeginningOfWhatWasNotOffered",
     {kStart},
     TaskStarting{offer_of(kCall)},
     "WorkNotOutstanding: The work 1.0.offer is not outstanding"},
    {"TheLossOfWhatMayBeBegunAgain",
     {kStart},
     TaskLost{kCall},
     "WorkNotOutstanding: The work 1.0.task is not outstanding"},
    {"ALossAfterTheEnd",
     {kStart, StopExecution{}},
     TaskLost{kCall},
     "ExecutionNotRunning: The execution 'E' has ended"},
};
INSTANTIATE_TEST_SUITE_P(Engine, Refusal, testing::ValuesIn(kRefusals), kNameOfCase);

// ---- the limit of the history

TEST(HistoryLimit, IsTheNumberOfTheFailureItself) {
  World world(endless(), {.history_events = 20});
  world.start();
  EXPECT_EQ(world.outcome(),
            "States.Runtime: The execution reached the maximum number of history events (20).");
  EXPECT_THAT(world.history(), EndsWith("19<-18 PassStateExited S\n20<-19 ExecutionFailed\n"));
}

TEST(HistoryLimit, IsThatOfTheService) {
  World world(endless());
  world.run("{}", always("1"));
  EXPECT_EQ(world.outcome(),
            "States.Runtime: The execution reached the maximum number of history events (25000).");
  EXPECT_EQ(world.execution().last_event, EventId{25'000});
}

TEST(HistoryLimit, LeavesTheLastPlaceToAnEnd) {
  World world(ending(R"("Type":"Pass")"), {.history_events = 4});
  world.start();
  EXPECT_EQ(world.outcome(), "{}");
}

TEST(HistoryLimit, CutsAStepInTheMiddle) {
  World world(ending(kTaskMachine), {.history_events = 4});
  world.start();
  EXPECT_THAT(world.history(), EndsWith("3<-2 LambdaFunctionScheduled\n4<-3 ExecutionFailed\n"));
  EXPECT_EQ(world.outstanding(), "");
}

TEST(HistoryLimit, CannotBeCaught) {
  World world(machine_of(R"("Type":"Parallel","End":true,"Catch":[{"ErrorEquals":["States.ALL"],
                            "Next":"T"}],"Branches":[{"StartAt":"A","States":{
                            "A":{"Type":"Pass","End":true}}}])",
                         R"("T":{"Type":"Succeed"})"),
              {.history_events = 5});
  world.start();
  EXPECT_THAT(world.outcome(), HasSubstr("maximum number of history events (5)"));
}

// ---- steps that are put off

TEST(Steps, ArePutOffToACommandOfTheirOwn) {
  World world(endless(), {.history_events = 100, .steps_per_command = 7});
  world.start();
  EXPECT_EQ(world.outstanding(), "0.1.continue");
  EXPECT_TRUE(world.execution().is_running());
  const WorkId first = world.execution().outstanding.begin()->first;
  ASSERT_TRUE(world.command(WorkDue{first}));
  EXPECT_EQ(world.outstanding(), "0.2.continue");
  EXPECT_FALSE(world.command(WorkDue{first}));
}

TEST(Steps, OfAnotherCommandTakeThePutOffOnesAlong) {
  World world(ending(R"("Type":"Parallel","Branches":[
                {"StartAt":"A","States":{"A":{"Type":"Task","Resource":"FUNCTION","End":true}}},
                {"StartAt":"B","States":{"B":{"Type":"Pass","Next":"C"},"C":{"Type":"Pass","Next":"D"},
                                         "D":{"Type":"Pass","End":true}}}])"),
              {.steps_per_command = 5});
  world.start();
  EXPECT_EQ(world.outstanding(), "0.1.continue 2.0.task");
  const Work task = world.execution().outstanding.rbegin()->second;
  world.carry_out(task, always("1"));
  EXPECT_EQ(world.outstanding(), "0.2.continue");
  world.play(always("1"));
  EXPECT_EQ(world.outcome(), "[1,{}]");
}

TEST(Steps, OfBranchesTakeTurns) {
  World world(ending(R"("Type":"Parallel","Branches":[
      {"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","End":true}}},
      {"StartAt":"C","States":{"C":{"Type":"Pass","Next":"D"},"D":{"Type":"Pass","End":true}}}])"));
  world.start();
  EXPECT_THAT(world.history(),
              HasSubstr("4<-3 PassStateEntered A\n5<-3 PassStateEntered C\n6<-4 PassStateExited A\n"
                        "7<-5 PassStateExited C\n8<-6 PassStateEntered B\n9<-7 PassStateEntered D\n"
                        "10<-8 PassStateExited B\n11<-9 PassStateExited D\n"
                        "12<-11 ParallelStateSucceeded\n13<-11 ParallelStateExited S\n"));
}

TEST(Steps, NeverChangeWhatHappens) {
  const auto definition = ending(R"("Type":"Map","MaxConcurrency":2,"ItemProcessor":{
      "StartAt":"A","States":{"A":{"Type":"Task","Resource":"FUNCTION","Next":"B"},
                              "B":{"Type":"Pass","End":true}}})");
  World whole(definition);
  whole.run("[1,2,3]", always("7"));
  World pieces(definition, {.steps_per_command = 0});
  pieces.run("[1,2,3]", always("7"));
  EXPECT_EQ(pieces.outcome(), whole.outcome());
  EXPECT_EQ(pieces.execution().last_event, whole.execution().last_event);
}

}  // namespace
}  // namespace sfn::engine
