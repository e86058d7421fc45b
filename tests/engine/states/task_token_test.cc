// Tasks that end with the return of their token: callbacks (.waitForTaskToken) and activities.
#include "history/task_token.h"

#include <gmock/gmock.h>

#include "engine/support/outcome_case.h"

namespace sfn::engine {
namespace {

using history::TaskFailure;
using history::TaskSuccess;
using history::TaskWork;
using history::WorkKind;
using testing::HasSubstr;
using testing::Not;

const std::string kArn = "arn:aws:states:eu-west-3:123456789012:execution:M:E";
const WorkId kOffer{VisitId{1}, 0, WorkKind::Offer};
const WorkId kCall{VisitId{1}, 0, WorkKind::Task};
const WorkId kToken{VisitId{1}, 0, WorkKind::Callback};
const WorkId kHeartbeat{VisitId{1}, 0, WorkKind::Heartbeat};

std::string with(std::string_view resource, std::string_view fields, std::string_view further) {
  return machine_of(
      fmt::format(R"("Type":"Task","Resource":"{}"{}{}{})", resource, fields.empty() ? "" : ",",
                  fields, further.empty() ? R"(,"End":true)" : R"(,"Next":"T")"),
      further);
}
std::string callback(std::string_view fields = "", std::string_view further = "") {
  const std::string call = R"("Parameters":{"FunctionName":"F","Payload":{"t.$":"$$.Task.Token"}})";
  return with("CALLBACK", fields.empty() ? call : call + "," + std::string(fields), further);
}
std::string activity(std::string_view fields = "", std::string_view further = "") {
  return with("ACTIVITY", fields, further);
}

const TaskWork& work_of(const World& world, const WorkId& id) {
  return std::get<TaskWork>(world.execution().outstanding.at(id).what);
}

/// A world in which the call of state S has been answered with "submitted".
World submitted(const std::string& definition, std::string_view input = "{}") {
  World world(definition);
  world.start(input);
  EXPECT_TRUE(world.command(TaskEnded{kCall, TaskSuccess{*Payload::parse(R"("submitted")")}}));
  return world;
}

/// A world in which a worker has the task of state S.
World taken(const std::string& definition, std::string_view input = "{}") {
  World world(definition);
  world.start(input);
  EXPECT_TRUE(world.command(TaskStarting{kOffer, "w"}));
  return world;
}

TokenReturned returned(const World& world, history::TaskOutcome outcome,
                       const WorkId& holder = kToken) {
  return {kToken, work_of(world, holder).token, std::move(outcome)};
}
TaskSuccess success(const char* output) { return {*Payload::parse(output)}; }

// ---- rules

class TaskToken : public testing::TestWithParam<OutcomeCase> {};

TEST_P(TaskToken, Gives) { expect_outcome(GetParam()); }

const World::Answer kSubmittedThenOne = in_turn({always("7"), always("1")});

const auto kTaskTokenRules = std::vector<OutcomeCase>{
    {"WhatComesWithTheTokenAndNotTheAnswerOfTheCall", callback(), "{}", "1", kSubmittedThenOne},
    {"WhatTheWorkerReturns", activity(), "{}", R"({"r":1})", always(R"({"r":1})")},
    {"WhatResultSelectorMakesOfIt", callback(R"("ResultSelector":{"x.$":"$.r"})"), "{}",
     R"({"x":1})", in_turn({always("7"), always(R"({"r":1})")})},
    {"TheFailureThatComesWithTheToken", callback(), "{}", "Oops: because",
     in_turn({always("7"), fails("Oops", "because")})},
    {"TheFailureOfAWorker", activity(), "{}", "Oops: because", fails("Oops", "because")},
    {"AFailureWithoutTexts", activity(), "{}", "-: -",
     [](const TaskWork&) { return TaskFailure{}; }},
    {"TheFailureOfTheCall", callback(), "{}", "Oops: because", fails("Oops", "because")},
    {"WhatACatcherMakesOfAFailureWithoutTexts",
     activity(R"("Catch":[{"ErrorEquals":["States.ALL"],"Next":"T"}])",
              R"("T":{"Type":"Pass","End":true})"),
     "{}", R"({"Error":null,"Cause":null})", [](const TaskWork&) { return TaskFailure{}; }},
    {"AnotherAttemptAfterAFailedCall",
     callback(R"("Retry":[{"ErrorEquals":["Oops"],"MaxAttempts":1}])"), "{}", "1",
     in_turn({fails("Oops"), always("7"), always("1")})},
    {"ATimeoutOfWhatDoesNotComeBack", callback(R"("TimeoutSeconds":9)"), "{}", "States.Timeout: -",
     in_turn({always("7"), [](const TaskWork&) { return std::nullopt; }})},
    {"ATimeoutForAMissedHeartbeat", activity(R"("TimeoutSeconds":9,"HeartbeatSeconds":3)"), "{}",
     "States.Timeout: -", [](const TaskWork&) { return std::nullopt; }},
    {"WhatCatchesAMissedHeartbeat",
     activity(R"("HeartbeatSecondsPath":"$.h",
                 "Catch":[{"ErrorEquals":["States.HeartbeatTimeout"],"Next":"T"}])",
              R"("T":{"Type":"Pass","Result":"caught","End":true})"),
     R"({"h":3})", R"("caught")", [](const TaskWork&) { return std::nullopt; }},
    {"WhatCatchesAMissedHeartbeatAsATimeout",
     callback(R"("HeartbeatSeconds":3,"Catch":[{"ErrorEquals":["States.Timeout"],"Next":"T"}])",
              R"("T":{"Type":"Pass","Result":"caught","End":true})"),
     "{}", R"("caught")", in_turn({always("7"), [](const TaskWork&) { return std::nullopt; }})},
    {"AMissedHeartbeatThatIsNoFailureOfATask",
     activity(R"("HeartbeatSeconds":3,"Catch":[{"ErrorEquals":["States.TaskFailed"],"Next":"T"}])",
              R"("T":{"Type":"Pass","Result":"caught","End":true})"),
     "{}", "States.Timeout: -", [](const TaskWork&) { return std::nullopt; }},
    {"WhatRetriesAMissedHeartbeat", activity(R"("HeartbeatSeconds":3,
                 "Retry":[{"ErrorEquals":["States.HeartbeatTimeout"],"MaxAttempts":1}])"),
     "{}", "States.Timeout: -", [](const TaskWork&) { return std::nullopt; }},
    {"AnErrorForAHeartbeatOfZero", callback(R"("HeartbeatSecondsPath":"$.h")"), R"({"h":0})",
     failure("The HeartbeatSecondsPath field refers to value \"0\" which is not a valid integer: "
             "$.h")},
    {"AResultThatIsTooLarge", activity(), "{}",
     fmt::format("States.DataLimitExceeded: The state/task '{}' returned a result with a size "
                 "exceeding the maximum number of bytes service limit.",
                 kActivityArn),
     always('"' + std::string(262'144, 'x') + '"')},
};
INSTANTIATE_TEST_SUITE_P(States, TaskToken, testing::ValuesIn(kTaskTokenRules), kNameOfCase);

// ---- histories

TEST(TaskToken, OfACallbackIsWaitedForAfterTheCall) {
  World world(callback());
  world.run("{}", kSubmittedThenOne);
  EXPECT_EQ(world.history(),
            "1<-0 ExecutionStarted\n"
            "2<-0 TaskStateEntered S\n"
            "3<-2 TaskScheduled\n"
            "4<-3 TaskStarted\n"
            "5<-4 TaskSubmitted\n"
            "6<-5 TaskSucceeded\n"
            "7<-6 TaskStateExited S\n"
            "8<-7 ExecutionSucceeded\n");
  const auto submission = world.events("TaskSubmitted").at(0).at("taskSubmittedEventDetails");
  EXPECT_EQ(to_text(submission),
            R"({"resourceType":"lambda","resource":"invoke.waitForTaskToken","output":"7",)"
            R"("outputDetails":{"truncated":false}})");
}

TEST(TaskToken, OfACallThatFailsWasNotSubmitted) {
  World world(callback());
  world.run("{}", fails("Oops", "because"));
  EXPECT_THAT(world.history(), HasSubstr("5<-4 TaskSubmitFailed\n6<-5 ExecutionFailed\n"));
  const auto failed = world.events("TaskSubmitFailed").at(0).at("taskSubmitFailedEventDetails");
  EXPECT_EQ(to_text(failed), R"({"resourceType":"lambda","resource":"invoke.waitForTaskToken",)"
                             R"("error":"Oops","cause":"because"})");
}

TEST(TaskToken, OfAnActivityIsGivenToItsWorker) {
  World world = taken(activity(R"("TimeoutSeconds":9,"HeartbeatSeconds":3)"), R"({"in":1})");
  ASSERT_TRUE(world.command(returned(world, success("1"))));
  EXPECT_EQ(world.history(),
            "1<-0 ExecutionStarted\n"
            "2<-0 TaskStateEntered S\n"
            "3<-2 ActivityScheduled\n"
            "4<-3 ActivityStarted\n"
            "5<-4 ActivitySucceeded\n"
            "6<-5 TaskStateExited S\n"
            "7<-6 ExecutionSucceeded\n");
  EXPECT_EQ(to_text(world.events("ActivityScheduled").at(0).at("activityScheduledEventDetails")),
            fmt::format(R"({{"resource":"{}","input":"{{\"in\":1}}",)"
                        R"("inputDetails":{{"truncated":false}},"timeoutInSeconds":9,)"
                        R"("heartbeatInSeconds":3}})",
                        kActivityArn));
  EXPECT_EQ(to_text(world.events("ActivityStarted").at(0).at("activityStartedEventDetails")),
            R"({"workerName":"w"})");
}

TEST(TaskToken, IsAskedForOnlyWhereTheActivityIs) {
  World world(activity());
  world.have_activities(false);
  world.start();
  EXPECT_EQ(world.outcome(), failure(fmt::format("The activity {} does not exist.", kActivityArn)));
  EXPECT_THAT(world.history(), HasSubstr("3<-2 ExecutionFailed\n"));
}

TEST(TaskToken, IsAskedForAgainWhenTheActivityIsTriedAgain) {
  World world = taken(activity(R"("Retry":[{"ErrorEquals":["Oops"]}])"));
  ASSERT_TRUE(world.command(returned(world, TaskFailure{"Oops", {}})));
  world.have_activities(false);
  world.play(always("1"));
  EXPECT_EQ(world.outcome(), failure(fmt::format("The activity {} does not exist.", kActivityArn)));
}

// ---- the token

TEST(TaskToken, StandsInTheContextObjectWhileParametersAreWorkedOut) {
  for (const auto& definition :
       {callback(), activity(R"("Parameters":{"Payload":{"t.$":"$$.Task.Token"}})")}) {
    World world(definition);
    world.start();
    const auto& [id, work] = *world.execution().outstanding.begin();
    const auto& task = std::get<TaskWork>(work.what);
    const auto shown = task.parameters.value().at("Payload").at("t").get<std::string>();
    EXPECT_EQ(history::parse_task_token(shown),
              (history::TaskToken{kArn, history::callback_of(id), task.token}));
  }
}

TEST(TaskToken, IsNoPartOfOtherTasks) {
  World world(machine_of(
      R"("Type":"Task","Resource":"FUNCTION","End":true,"Parameters":{"t.$":"$$.Task.Token"})"));
  world.start();
  EXPECT_THAT(world.outcome(), HasSubstr("The JSONPath '$$.Task.Token' specified for"));
}

TEST(TaskToken, NeedNotBeAskedFor) {
  World world(with("CALLBACK", R"("Parameters":{"FunctionName":"F"})", ""));
  world.run("{}", [](const TaskWork& work) -> std::optional<history::TaskOutcome> {
    if (work.parameters.text() == "{}") return std::nullopt;
    return TaskSuccess{};
  });
  EXPECT_EQ(world.outstanding(), "1.0.callback");
}

TEST(TaskToken, IsAnotherForEachAttempt) {
  World world = taken(activity(R"("Retry":[{"ErrorEquals":["Oops"]}])"));
  const auto first = returned(world, TaskFailure{"Oops", {}});
  ASSERT_TRUE(world.command(first));
  EXPECT_EQ(world.command(first).error().name, "WorkNotOutstanding");
  world.play_one(always("1"));  // The back-off.
  world.play_one(always("1"));  // A worker takes it.
  EXPECT_EQ(world.outstanding(), "1.1.callback");
  EXPECT_EQ(world.command(first).error().name, "WorkNotOutstanding");
  EXPECT_NE(work_of(world, {VisitId{1}, 1, WorkKind::Callback}).token, first.secret);
}

TEST(TaskToken, EndsTheTaskOnce) {
  World world = submitted(callback("", R"("T":{"Type":"Wait","Seconds":1,"End":true})"));
  const auto token = returned(world, success("1"));
  ASSERT_TRUE(world.command(token));
  const Execution before = world.execution();
  EXPECT_EQ(world.command(token).error().name, "WorkNotOutstanding");
  EXPECT_EQ(world.execution(), before);
}

TEST(TaskToken, ThatComesBackBeforeTheCallIsAnsweredEndsTheTask) {
  World world(callback());
  world.start();
  ASSERT_TRUE(world.command(returned(world, success("1"), kCall)));
  EXPECT_EQ(world.outcome(), "1");
  EXPECT_THAT(world.history(), Not(HasSubstr("TaskSubmitted")));
  EXPECT_FALSE(world.command(TaskEnded{kCall, TaskSuccess{}})) << "the answer came too late";
}

TEST(TaskToken, IsRefusedIfItWasNeverGivenOut) {
  World world = taken(activity());
  auto token = returned(world, success("1"));
  token.secret.back() = token.secret.back() == '0' ? '1' : '0';
  EXPECT_EQ(world.command(token).error().name, "TokenNotGiven");
  token.work.visit = VisitId{2};
  EXPECT_EQ(world.command(token).error().name, "TokenNotGiven");
  EXPECT_EQ(world.outstanding(), "1.0.callback");
}

TEST(TaskToken, IsNotOutWhileTheTaskIsOffered) {
  World world(activity());
  world.start();
  EXPECT_FALSE(world.command(returned(world, success("1"), kOffer)));
  EXPECT_EQ(world.outstanding(), "1.0.offer");
}

TEST(TaskToken, OutlivesItsExecution) {
  World world = taken(activity());
  const auto token = returned(world, success("1"));
  ASSERT_TRUE(world.command(StopExecution{}));
  EXPECT_EQ(world.command(token).error().name, "ExecutionNotRunning");
}

// ---- time

TEST(TaskToken, OfACallbackHasTimeFromItsSubmissionOn) {
  World world(callback(R"("TimeoutSeconds":9,"HeartbeatSeconds":3)"));
  world.start();
  EXPECT_EQ(world.outstanding(), "1.0.task");
  world.move_clock(seconds(100));
  ASSERT_TRUE(world.command(TaskEnded{kCall, TaskSuccess{}}));
  EXPECT_EQ(world.outstanding(), "1.0.task-deadline 1.0.heartbeat 1.0.callback");
  EXPECT_EQ(world.due_in(WorkKind::TaskDeadline), seconds(9));
  EXPECT_EQ(world.due_in(WorkKind::Heartbeat), seconds(3));
}

TEST(TaskToken, OfAnActivityHasTimeFromItsStartOn) {
  World world(activity(R"("TimeoutSecondsPath":"$.t","HeartbeatSecondsPath":"$.h")"));
  world.start(R"({"t":9,"h":3})");
  EXPECT_EQ(world.outstanding(), "1.0.offer");
  world.move_clock(seconds(100));
  ASSERT_TRUE(world.command(TaskStarting{kOffer}));
  EXPECT_EQ(world.outstanding(), "1.0.task-deadline 1.0.heartbeat 1.0.callback");
  EXPECT_EQ(world.due_in(WorkKind::TaskDeadline), seconds(9));
  EXPECT_EQ(world.due_in(WorkKind::Heartbeat), seconds(3));
  const auto& what = world.execution().outstanding.at(kHeartbeat).what;
  EXPECT_EQ(std::get<history::HeartbeatWork>(what).interval_seconds, 3);
}

TEST(TaskToken, IsWorthNothingAfterItsTime) {
  for (const auto kind : {WorkKind::Heartbeat, WorkKind::TaskDeadline}) {
    World world = taken(activity(R"("TimeoutSeconds":9,"HeartbeatSeconds":3)"));
    const auto token = returned(world, success("1"));
    ASSERT_TRUE(world.command(WorkDue{{VisitId{1}, 0, kind}}));
    EXPECT_EQ(world.outcome(), "States.Timeout: -");
    EXPECT_EQ(world.outstanding(), "");
    EXPECT_EQ(to_text(world.events("ActivityTimedOut").at(0).at("activityTimedOutEventDetails")),
              R"({"error":"States.Timeout"})");
    EXPECT_FALSE(world.command(token));
  }
}

// ---- crashes

TEST(TaskToken, IsTheSameAfterACrash) {
  for (World world :
       {submitted(callback(R"("TimeoutSeconds":9)")), taken(activity(R"("HeartbeatSeconds":3)"))}) {
    const auto token = returned(world, success("1"));
    const Rows rows = world.rows();
    world.have_activities(false);  // What was decided stays so.
    world.resume(rows);
    ASSERT_TRUE(world.command(token));
    EXPECT_EQ(world.outcome(), "1");
  }
}

TEST(TaskToken, OfACallThatWasNotAnsweredGoesOutAgain) {
  World world(callback());
  world.start();
  const TaskWork before = work_of(world, kCall);
  const Rows rows = world.rows();
  world.resume(rows);
  EXPECT_EQ(work_of(world, kCall), before);
}

}  // namespace
}  // namespace sfn::engine
