#include "engine/support/outcome_case.h"

namespace sfn::engine {
namespace {

using history::TaskFailure;
using history::TaskSuccess;
using history::TaskWork;
using history::WorkKind;

constexpr const char* kInvoke = R"("Type":"Task","Resource":"arn:aws:states:::lambda:invoke")";

std::string task(std::string_view fields = "", std::string_view further = "") {
  return machine_of(
      fmt::format(R"("Type":"Task","Resource":"FUNCTION"{}{}{})", fields.empty() ? "" : ",", fields,
                  further.empty() ? R"(,"End":true)" : R"(,"Next":"T")"),
      further);
}

const TaskWork& work_of(const World& world) {
  for (const auto& [id, work] : world.execution().outstanding) {
    if (id.kind == WorkKind::Task) return std::get<TaskWork>(work.what);
  }
  throw std::logic_error("no task is outstanding");
}

WorkId id_of(const World& world, WorkKind kind) {
  for (const auto& [id, work] : world.execution().outstanding) {
    if (id.kind == kind) return id;
  }
  throw std::logic_error("no such work is outstanding");
}

class Task : public testing::TestWithParam<OutcomeCase> {};

TEST_P(Task, Gives) { expect_outcome(GetParam()); }

const auto kTaskRules = std::vector<OutcomeCase>{
    {"WhatItsFunctionAnswers", task(), "{}", R"({"r":1})", always(R"({"r":1})")},
    {"AnAnswerToTheLetter", task(), "{}", "[ 0.0 , 1 ]", always("[ 0.0 , 1 ]")},
    {"WhatResultSelectorMakesOfTheAnswer", task(R"("ResultSelector":{"x.$":"$.r","y":2})"), "{}",
     R"({"x":1,"y":2})", always(R"({"r":1})")},
    {"TheAnswerPutIntoTheRawInput",
     task(R"("InputPath":"$.in","ResultSelector":{"x.$":"$.r"},"ResultPath":"$.out.deep")"),
     R"({"in":1})", R"({"in":1,"out":{"deep":{"x":2}}})", always(R"({"r":2})")},
    {"WhatOutputPathSelects", task(R"("ResultPath":"$.r","OutputPath":"$.r.x")"), R"({"in":1})",
     "5", always(R"({"x":5})")},
    {"VariablesFromTheSelectedResult",
     task(R"("ResultSelector":{"x.$":"$.r"},"Assign":{"v.$":"$.x"})",
          R"("T":{"Type":"Pass","End":true,"Parameters":{"v.$":"$v"}})"),
     "{}", R"({"v":1})", always(R"({"r":1})")},
    {"TheFailureOfItsFunction", task(), "{}", "Oops: because", fails("Oops", "because")},
    {"AFailureWithoutTexts", task(), "{}", "-: -", [](const TaskWork&) { return TaskFailure{}; }},
    {"AnErrorWhereParametersFindNothing", task(R"("Parameters":{"a":[{"b.$":"$.x"}]})"), "[1]",
     failure("The JSONPath '$.x' specified for the field 'b.$' could not be found in the input "
             "'[1]'")},
    {"AnErrorWhereResultSelectorFindsNothing", task(R"("ResultSelector":{"x.$":"$.r"})"),
     R"({"in":1})",
     failure("The JSONPath '$.r' specified for the field 'x.$' could not be found in the input "
             "'{}'"),
     always("{}")},
    {"AnErrorWhereOutputPathFindsNothing", task(R"("OutputPath":"$.a.b")"), "{}",
     failure("Invalid path '$.a.b' : Missing property in path $['a']"), always("{}")},
    {"AnErrorForATimeoutThatIsNoNumber", task(R"("TimeoutSecondsPath":"$.t")"), R"({"t":"x"})",
     failure("The TimeoutSecondsPath field refers to value \"x\" which is not a valid integer: "
             "$.t")},
    {"AnErrorForATimeoutOfZero", task(R"("TimeoutSecondsPath":"$.t")"), R"({"t":0})",
     failure("The TimeoutSecondsPath field refers to value \"0\" which is not a valid integer: "
             "$.t")},
    {"AnErrorForATimeoutTooLong", task(R"("TimeoutSecondsPath":"$.t")"), R"({"t":100000000})",
     failure("The TimeoutSecondsPath field refers to value \"100000000\" which is not a valid "
             "integer: $.t")},
    {"AnErrorForNoTimeout", task(R"("TimeoutSecondsPath":"$.t")"), "{}",
     failure("Invalid path '$.t' : No results for path: $['t']")},
    {"AnErrorForAHeartbeatThatIsNoNumber", task(R"("HeartbeatSecondsPath":"$.h")"), R"({"h":1.5})",
     failure("The HeartbeatSecondsPath field refers to value \"1.5\" which is not a valid "
             "integer: $.h")},
    {"AnErrorForAnIntegrationThatSfnDoesNotHave", machine_of(R"("Type":"Task","End":true,
                   "Resource":"arn:aws:states:::sns:publish","Parameters":{"Message.$":"$.absent"})"),
     "{}",
     failure("The resource 'arn:aws:states:::sns:publish' is an integration that sfn does not "
             "have. It has Lambda functions (by their ARN or lambda:invoke), activities, and "
             "states:startExecution, also with .sync, .sync:2 and .waitForTaskToken, and "
             "aws-sdk:sfn:startSyncExecution. Anything else can be bound to a function that stands "
             "for it: sfnd --bind RESOURCE=FUNCTION.")},
};
INSTANTIATE_TEST_SUITE_P(States, Task, testing::ValuesIn(kTaskRules), kNameOfCase);

TEST(Task, OwesOneCallOfItsFunction) {
  World world(task(R"("InputPath":"$.a","Parameters":{"x.$":"$.b"})"));
  world.start(R"({"a":{"b":1}})");
  EXPECT_EQ(world.outstanding(), "1.0.task");
  const TaskWork& work = work_of(world);
  EXPECT_EQ(work.resource, kFunctionArn);
  EXPECT_EQ(work.parameters.text(), R"({"x":1})");
  EXPECT_EQ(work.state, "S");
  EXPECT_EQ(work.request_id.size(), 36u);
  EXPECT_EQ(work.token, "");
}

TEST(Task, CallsAgainUnderANewRequestIdWhenRetried) {
  World world(task(R"("Retry":[{"ErrorEquals":["Oops"],"MaxAttempts":1}])"));
  world.start();
  const auto first = work_of(world).request_id;
  world.play_one(fails("Oops"));
  EXPECT_EQ(world.outstanding(), "1.1.retry");
  world.play_one(fails("Oops"));
  EXPECT_EQ(world.outstanding(), "1.1.task");
  EXPECT_NE(work_of(world).request_id, first);
}

struct TimeoutCase {
  const char* name;
  const char* fields;
  const char* outcome;
};
void PrintTo(const TimeoutCase& c, std::ostream* out) { *out << c.fields; }

class TaskTimeout : public testing::TestWithParam<TimeoutCase> {};

TEST_P(TaskTimeout, EndsTheAttempt) {
  World world(task(GetParam().fields, R"("T":{"Type":"Pass","End":true})"));
  world.start(R"({"t":9})");
  EXPECT_EQ(world.outstanding(), "1.0.task-deadline 1.0.task");
  EXPECT_EQ(world.due_in(WorkKind::TaskDeadline), seconds(9));
  const WorkId call = id_of(world, WorkKind::Task);
  ASSERT_TRUE(world.command(WorkDue{id_of(world, WorkKind::TaskDeadline)}));
  EXPECT_EQ(world.outcome(), GetParam().outcome);
  EXPECT_EQ(world.outstanding(), "");
  EXPECT_FALSE(world.command(TaskEnded{call, TaskSuccess{}})) << "the answer came too late";
}

const auto kTimeouts = std::vector<TimeoutCase>{
    {"Constant", R"("TimeoutSeconds":9)", "States.Timeout: -"},
    {"Path", R"("TimeoutSecondsPath":"$.t")", "States.Timeout: -"},
    {"Caught", R"("TimeoutSeconds":9,"Catch":[{"ErrorEquals":["States.Timeout"],"Next":"T"}])",
     R"({"Error":"States.Timeout","Cause":null})"},
    {"NoFailureOfATask",
     R"("TimeoutSeconds":9,"Catch":[{"ErrorEquals":["States.TaskFailed"],"Next":"T"}])",
     "States.Timeout: -"},
    {"NoMissedHeartbeat",
     R"("TimeoutSeconds":9,"Catch":[{"ErrorEquals":["States.HeartbeatTimeout"],"Next":"T"}])",
     "States.Timeout: -"},
};
INSTANTIATE_TEST_SUITE_P(States, TaskTimeout, testing::ValuesIn(kTimeouts), kNameOfCase);

TEST(Task, ShowsItsTimeoutsWhereItIsScheduled) {
  World world(task(R"("TimeoutSeconds":9,"HeartbeatSeconds":3)"));
  world.run("{}", always("1"));
  const auto shown = world.events("LambdaFunctionScheduled").at(0);
  EXPECT_EQ(shown.at("lambdaFunctionScheduledEventDetails").at("timeoutInSeconds"), 9);
  EXPECT_EQ(world.outcome(), "1");
}

TEST(Task, RecordsOneOutcomeOnly) {
  World world(task("", R"("T":{"Type":"Wait","Seconds":1,"End":true})"));
  world.start();
  const WorkId call = id_of(world, WorkKind::Task);
  ASSERT_TRUE(world.command(TaskEnded{call, TaskSuccess{}}));
  const Execution before = world.execution();
  EXPECT_EQ(world.command(TaskEnded{call, TaskFailure{}}).error(),
            (Error{"WorkNotOutstanding", "The work 1.0.task is not outstanding"}));
  EXPECT_EQ(world.execution(), before);
}

TEST(Task, IsEndedByAnOutcomeAndNotByATimer) {
  World world(task());
  world.start();
  EXPECT_FALSE(world.command(WorkDue{id_of(world, WorkKind::Task)}));
  EXPECT_FALSE(world.command(TaskEnded{{VisitId{1}, 0, WorkKind::Wait}, TaskSuccess{}}));
  EXPECT_EQ(world.outstanding(), "1.0.task");
}

struct TooLargeCase {
  const char* name;
  std::string definition;
  const char* who;
};
void PrintTo(const TooLargeCase& c, std::ostream* out) { *out << c.definition; }

class TooLargeAnswer : public testing::TestWithParam<TooLargeCase> {};

TEST_P(TooLargeAnswer, FailsTheTask) {
  World world(GetParam().definition, {.payload_bytes = 100});
  world.run("{}", always(to_text(std::string(101, 'x'))));
  EXPECT_EQ(world.outcome(),
            fmt::format("States.DataLimitExceeded: The state/task '{}' returned a result with a "
                        "size exceeding the maximum number of bytes service limit.",
                        GetParam().who));
}

const auto kTooLarge = std::vector<TooLargeCase>{
    {"OfAFunctionByItsArn", task(), kFunctionArn.data()},
    {"OfAService",
     machine_of(fmt::format(R"({},"Parameters":{{"FunctionName":"F"}},"End":true)", kInvoke)),
     "lambda"},
};
INSTANTIATE_TEST_SUITE_P(States, TooLargeAnswer, testing::ValuesIn(kTooLarge), kNameOfCase);

TEST(Task, CutsTheTextsOfAFailureBetweenCharacters) {
  const auto repeated = [](std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += "é";
    return text;
  };
  World world(task());
  world.run("{}", fails(repeated(300), repeated(40'000)));
  EXPECT_TRUE(world.outcome() == repeated(256) + ": " + repeated(32'768));
}

}  // namespace
}  // namespace sfn::engine
