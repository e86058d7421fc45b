#include "history/public_history.h"

#include <gtest/gtest.h>

namespace sfn::history {
namespace {

const Timestamp kTime = from_epoch_ms(1'767'225'600'250);
const Link kLink{EventId{7}, EventId{6}};
const VisitId kVisit{3};
const auto kData = Payload::trusted("{\"a\": 1}");
const std::string kFunction = "arn:aws:lambda:us-east-1:123456789012:function:f";
const std::string kActivity = "arn:aws:states:us-east-1:123456789012:activity:a";
const std::string kInvoke = "arn:aws:states:::lambda:invoke.waitForTaskToken";

TaskScheduled scheduled(TaskKind kind, const std::string& resource) {
  return {kLink,        kVisit,       kind,         resource, "us-east-1", kData,
          std::nullopt, std::nullopt, std::nullopt, "r",      ""};
}
Event with_time_outs(TaskScheduled task) {
  task.timeout_seconds = 30;
  task.heartbeat_seconds = 10;
  task.credentials = Payload::trusted("{\"RoleArn\":\"arn:role\"}");
  return task;
}
Event exited(std::map<std::string, Payload> assigned) {
  return StateExited{kLink, kVisit, "S", StateType::Choice, kData, std::move(assigned), "T"};
}
Event started_execution() {
  ExecutionStarted e{};
  e.link = kLink;
  e.role_arn = "arn:role";
  e.input = kData;
  return e;
}

// What follows timestamp, id and previousEventId, as text: the order of members counts.
struct Shown {
  const char* name;
  Event event;
  const char* type;
  const char* details;  // With the member's name; empty where there are none.
};
const auto kShown = std::vector<Shown>{
    {"ExecutionStarted", started_execution(), "ExecutionStarted",
     R"("executionStartedEventDetails":{"input":"{\"a\": 1}","inputDetails":{"truncated":false},"roleArn":"arn:role"})"},
    {"ExecutionSucceeded", ExecutionSucceeded{kLink, kData}, "ExecutionSucceeded",
     R"("executionSucceededEventDetails":{"output":"{\"a\": 1}","outputDetails":{"truncated":false}})"},
    {"ExecutionFailed", ExecutionFailed{kLink, {"E", "why"}}, "ExecutionFailed",
     R"("executionFailedEventDetails":{"error":"E","cause":"why"})"},
    {"FailedWithoutWords", ExecutionFailed{kLink, {}}, "ExecutionFailed",
     R"("executionFailedEventDetails":{})"},
    {"ExecutionTimedOut", ExecutionTimedOut{kLink, {"States.Timeout", {}}}, "ExecutionTimedOut",
     R"("executionTimedOutEventDetails":{"error":"States.Timeout"})"},
    {"ExecutionAborted", ExecutionAborted{kLink, {{}, "stop"}}, "ExecutionAborted",
     R"("executionAbortedEventDetails":{"cause":"stop"})"},
    {"StateEntered", StateEntered{kLink, kTime, kVisit, ScopeId{0}, "S", StateType::Task, kData},
     "TaskStateEntered",
     R"("stateEnteredEventDetails":{"name":"S","input":"{\"a\": 1}","inputDetails":{"truncated":false}})"},
    {"StateExited", exited({}), "ChoiceStateExited",
     R"("stateExitedEventDetails":{"name":"S","output":"{\"a\": 1}","outputDetails":{"truncated":false}})"},
    {"StateExitedWithVariables", exited({{"x", Payload::trusted("\"text\"")}}), "ChoiceStateExited",
     R"("stateExitedEventDetails":{"name":"S","output":"{\"a\": 1}","outputDetails":{"truncated":false},)"
     R"("assignedVariables":{"x":"\"text\""},"assignedVariablesDetails":{"truncated":false}})"},
    {"StateAborted", StateAborted{kLink, kVisit, StateType::Wait}, "WaitStateAborted", ""},
    {"FunctionScheduled", scheduled(TaskKind::LambdaFunction, kFunction), "LambdaFunctionScheduled",
     R"("lambdaFunctionScheduledEventDetails":{"resource":"arn:aws:lambda:us-east-1:123456789012:function:f",)"
     R"("input":"{\"a\": 1}","inputDetails":{"truncated":false}})"},
    {"FunctionScheduledWithTimeOuts",
     with_time_outs(scheduled(TaskKind::LambdaFunction, kFunction)), "LambdaFunctionScheduled",
     R"("lambdaFunctionScheduledEventDetails":{"resource":"arn:aws:lambda:us-east-1:123456789012:function:f",)"
     R"("input":"{\"a\": 1}","inputDetails":{"truncated":false},"timeoutInSeconds":30,"taskCredentials":{"roleArn":"arn:role"}})"},
    {"ActivityScheduledWithTimeOuts", with_time_outs(scheduled(TaskKind::Activity, kActivity)),
     "ActivityScheduled",
     R"("activityScheduledEventDetails":{"resource":"arn:aws:states:us-east-1:123456789012:activity:a",)"
     R"("input":"{\"a\": 1}","inputDetails":{"truncated":false},"timeoutInSeconds":30,"heartbeatInSeconds":10})"},
    {"IntegrationScheduled", scheduled(TaskKind::Integration, kInvoke), "TaskScheduled",
     R"("taskScheduledEventDetails":{"resourceType":"lambda","resource":"invoke.waitForTaskToken",)"
     R"("region":"us-east-1","parameters":"{\"a\": 1}"})"},
    {"SdkIntegrationScheduled",
     with_time_outs(scheduled(TaskKind::Integration, "arn:aws:states:::aws-sdk:s3:getObject")),
     "TaskScheduled",
     R"("taskScheduledEventDetails":{"resourceType":"aws-sdk:s3","resource":"getObject",)"
     R"("region":"us-east-1","parameters":"{\"a\": 1}","timeoutInSeconds":30,"heartbeatInSeconds":10,)"
     R"("taskCredentials":{"roleArn":"arn:role"}})"},
    {"FunctionStarted", TaskStarted{kLink, kVisit, TaskKind::LambdaFunction, kFunction, {}, {}, ""},
     "LambdaFunctionStarted", ""},
    {"ActivityStarted", TaskStarted{kLink, kVisit, TaskKind::Activity, kActivity, {}, {}, "w"},
     "ActivityStarted", R"("activityStartedEventDetails":{"workerName":"w"})"},
    {"ActivityStartedByNobody",
     TaskStarted{kLink, kVisit, TaskKind::Activity, kActivity, {}, {}, ""}, "ActivityStarted",
     R"("activityStartedEventDetails":{})"},
    {"IntegrationStarted", TaskStarted{kLink, kVisit, TaskKind::Integration, kInvoke, {}, {}, ""},
     "TaskStarted",
     R"("taskStartedEventDetails":{"resourceType":"lambda","resource":"invoke.waitForTaskToken"})"},
    {"IntegrationSubmitted", TaskSubmitted{kLink, kVisit, kInvoke, kData, {}, {}, ""},
     "TaskSubmitted",
     R"("taskSubmittedEventDetails":{"resourceType":"lambda","resource":"invoke.waitForTaskToken",)"
     R"("output":"{\"a\": 1}","outputDetails":{"truncated":false}})"},
    {"ChildSubmitted",
     TaskSubmitted{
         kLink, kVisit, "arn:aws:states:::states:startExecution.sync", kData, {}, {}, "arn:child"},
     "TaskSubmitted",
     R"("taskSubmittedEventDetails":{"resourceType":"states","resource":"startExecution.sync",)"
     R"("output":"{\"a\": 1}","outputDetails":{"truncated":false}})"},
    {"IntegrationNotSubmitted", TaskSubmitFailed{kLink, kVisit, kInvoke, {"E", "why"}},
     "TaskSubmitFailed",
     R"("taskSubmitFailedEventDetails":{"resourceType":"lambda",)"
     R"("resource":"invoke.waitForTaskToken","error":"E","cause":"why"})"},
    {"FunctionSucceeded", TaskSucceeded{kLink, kVisit, TaskKind::LambdaFunction, kFunction, kData},
     "LambdaFunctionSucceeded",
     R"("lambdaFunctionSucceededEventDetails":{"output":"{\"a\": 1}","outputDetails":{"truncated":false}})"},
    {"IntegrationSucceeded",
     TaskSucceeded{kLink, kVisit, TaskKind::Integration,
                   "arn:aws:states:::states:startExecution.sync:2", kData},
     "TaskSucceeded",
     R"("taskSucceededEventDetails":{"resourceType":"states","resource":"startExecution.sync:2",)"
     R"("output":"{\"a\": 1}","outputDetails":{"truncated":false}})"},
    {"FunctionFailed", TaskFailed{kLink, kVisit, TaskKind::LambdaFunction, kFunction, {"E", "why"}},
     "LambdaFunctionFailed", R"("lambdaFunctionFailedEventDetails":{"error":"E","cause":"why"})"},
    {"IntegrationFailed", TaskFailed{kLink, kVisit, TaskKind::Integration, kInvoke, {"E", {}}},
     "TaskFailed",
     R"("taskFailedEventDetails":{"resourceType":"lambda","resource":"invoke.waitForTaskToken","error":"E"})"},
    {"ActivityTimedOut",
     TaskTimedOut{kLink, kVisit, TaskKind::Activity, kActivity, {"States.Timeout", {}}, true},
     "ActivityTimedOut", R"("activityTimedOutEventDetails":{"error":"States.Timeout"})"},
    {"EvaluationFailed",
     EvaluationFailed{
         kLink, kVisit, "S", {"States.QueryEvaluationError", "why"}, "Choices[1]/Condition"},
     "EvaluationFailed",
     R"("evaluationFailedEventDetails":{"error":"States.QueryEvaluationError","cause":"why",)"
     R"("location":"Choices[1]/Condition","state":"S"})"},
    {"EvaluationFailedNowhere", EvaluationFailed{kLink, kVisit, "S", {"E", "why"}, ""},
     "EvaluationFailed",
     R"("evaluationFailedEventDetails":{"error":"E","cause":"why","state":"S"})"},
    {"ParallelStarted", ParallelStarted{kLink, kVisit, kData, {}}, "ParallelStateStarted", ""},
    {"ParallelSucceeded", ParallelSucceeded{kLink, kVisit}, "ParallelStateSucceeded", ""},
    {"ParallelFailed", ParallelFailed{kLink, kVisit}, "ParallelStateFailed", ""},
    {"MapStarted", MapStarted{kLink, kVisit, kData, 5, 2}, "MapStateStarted",
     R"("mapStateStartedEventDetails":{"length":5})"},
    {"MapIterationStarted",
     MapIterationStarted{kLink, kVisit, "Each", 4, ScopeId{5}, "First", kData},
     "MapIterationStarted", R"("mapIterationStartedEventDetails":{"name":"Each","index":4})"},
    {"MapIterationAborted",
     MapIterationEnded{kLink, kVisit, "Each", 4, MapIterationEnded::How::Aborted},
     "MapIterationAborted", R"("mapIterationAbortedEventDetails":{"name":"Each","index":4})"},
    {"MapSucceeded", MapSucceeded{kLink, kVisit}, "MapStateSucceeded", ""},
    {"MapRunStarted", MapRunStarted{kLink, kVisit, "arn:run"}, "MapRunStarted",
     R"("mapRunStartedEventDetails":{"mapRunArn":"arn:run"})"},
    {"MapRunSucceeded", MapRunSucceeded{kLink, kVisit, kData}, "MapRunSucceeded", ""},
    {"MapRunFailed", MapRunFailed{kLink, kVisit, {"E", "why"}}, "MapRunFailed",
     R"("mapRunFailedEventDetails":{"error":"E","cause":"why"})"},
    {"MapRunAborted", MapRunAborted{kLink, kVisit}, "MapRunAborted", ""},
    {"MapFailed", MapFailed{kLink, kVisit}, "MapStateFailed", ""},
};

class PublicHistory : public testing::TestWithParam<Shown> {};

TEST_P(PublicHistory, ShowsWhatAwsShows) {
  const auto& [name, event, type, details] = GetParam();
  const std::string tail = *details == '\0' ? "" : std::string(",") + details;
  const auto shown = to_public(event, kTime, true);
  ASSERT_TRUE(shown);
  EXPECT_EQ(to_text(*shown), R"({"timestamp":1767225600.25,"type":")" + std::string(type) +
                                 R"(","id":7,"previousEventId":6)" + tail + "}");
  EXPECT_EQ(public_type(event), type);
}
INSTANTIATE_TEST_SUITE_P(Events, PublicHistory, testing::ValuesIn(kShown),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(PublicHistory, InternalEventsAreNotShown) {
  for (const Event& event :
       {Event(ScopeFailed{}), Event(RetryScheduled{}), Event(WaitStarted{}), Event(StepsPutOff{}),
        Event(ChildStopped{}), Event(MapRunConfigured{}), Event(ItemsWanted{}),
        Event(ChildrenStarted{}), Event(MapChildEnded{}), Event(MapRunUpdated{}),
        Event(ResultsWanted{}), Event(ChildrenCounted{})}) {
    EXPECT_EQ(link_of(event), nullptr);
    EXPECT_EQ(to_public(event, kTime, true), std::nullopt);
    EXPECT_EQ(public_type(event), "");
  }
}

TEST(PublicHistory, WithoutExecutionDataOnlyParametersStay) {
  EXPECT_EQ(
      to_text(to_public(started_execution(), kTime, false)->at("executionStartedEventDetails")),
      R"({"roleArn":"arn:role"})");
  EXPECT_EQ(to_text(to_public(exited({}), kTime, false)->at("stateExitedEventDetails")),
            R"({"name":"S"})");
  EXPECT_EQ(to_text(to_public(scheduled(TaskKind::Integration, kInvoke), kTime, false)
                        ->at("taskScheduledEventDetails")),
            R"({"resourceType":"lambda","resource":"invoke.waitForTaskToken",)"
            R"("region":"us-east-1","parameters":"{\"a\": 1}"})");
}

}  // namespace
}  // namespace sfn::history
