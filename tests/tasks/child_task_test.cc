#include "tasks/child_task.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "base/text.h"

namespace sfn::tasks {
namespace {

const std::string kMachine = "arn:aws:states:eu-west-3:123456789012:stateMachine:M";
const std::string kChild = "arn:aws:states:eu-west-3:123456789012:execution:M:C";
constexpr Timestamp kNow = from_epoch_ms(1'767'225'600'250);

Result<ChildStart> start_of(const std::string& parameters) {
  return child_start(Payload::trusted(parameters));
}

// ---- what the task asks for

struct AskedCase {
  const char* name;
  std::string parameters;
  ChildStart start;
};
void PrintTo(const AskedCase& c, std::ostream* out) { *out << c.parameters; }

class ChildParameters : public testing::TestWithParam<AskedCase> {};

TEST_P(ChildParameters, AreAStart) {
  const auto start = start_of(GetParam().parameters);
  ASSERT_TRUE(start) << start.error().cause;
  EXPECT_EQ(*start, GetParam().start);
}

std::string with(const std::string& further) {
  return R"({"StateMachineArn":")" + kMachine + "\"" + further + "}";
}
ChildStart input(const std::string& text) { return {kMachine, {}, Payload::trusted(text), {}}; }

const std::vector<AskedCase> kAsked{
    {"MachineAlone", with(""), input("{}")},
    {"NoInput", with(R"(,"Input":null)"), input("{}")},
    {"AnObject", with(R"(,"Input":{"a":[1,2.0]})"), input(R"({"a":[1,2.0]})")},
    {"AText", with(R"(,"Input":" {\"a\": 1} ")"), input(" {\"a\": 1} ")},
    {"AnArray", with(R"(,"Input":[1])"), input("[1]")},
    {"ANumber", with(R"(,"Input":7)"), input("7")},
    {"All",
     with(R"(,"Name":"n","TraceHeader":"Root=1","Input":"7")"),
     {kMachine, "n", Payload::trusted("7"), "Root=1"}},
    {"NoName", with(R"(,"Name":null)"), input("{}")},
};
INSTANTIATE_TEST_SUITE_P(ChildTask, ChildParameters, testing::ValuesIn(kAsked),
                         [](const auto& test) { return test.param.name; });

struct WrongCase {
  const char* name;
  std::string parameters;
  const char* error;
  std::string cause;
};
void PrintTo(const WrongCase& c, std::ostream* out) { *out << c.parameters; }

class WrongChildParameters : public testing::TestWithParam<WrongCase> {};

TEST_P(WrongChildParameters, AreRefusedInAwsWords) {
  const auto start = start_of(GetParam().parameters);
  ASSERT_FALSE(start);
  EXPECT_EQ(start.error().name, GetParam().error);
  EXPECT_THAT(start.error().cause, testing::HasSubstr(GetParam().cause));
}

const std::vector<WrongCase> kWrong{
    {"NoMachine", "{}", "States.Runtime",
     "The Parameters '{}' could not be used to start the Task: [The field \"StateMachineArn\" is "
     "required but was missing]"},
    {"NoObject", "[]", "States.Runtime", "The parameters must be an object"},
    {"AllAtOnce", R"({"Names":"x","Name":7})", "States.Runtime",
     "[The field \"Names\" is not supported by Step Functions, The field \"StateMachineArn\" is "
     "required but was missing, The field \"Name\" must be a string, got 7]"},
    {"NoArn", R"({"StateMachineArn":"M"})", "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: M'"},
    {"OtherArn", R"({"StateMachineArn":"arn:aws:states:r:123456789012:activity:a"})", "InvalidArn",
     "Invalid Arn: 'Resource type not valid in this context: activity'"},
    {"BadName", with(R"(,"Name":"a b")"), "InvalidName", "Invalid Name: 'a b'"},
    {"InputNoJson", with(R"(,"Input":"{")"), "InvalidExecutionInput",
     "Invalid State Machine Execution Input: '"},
};
INSTANTIATE_TEST_SUITE_P(ChildTask, WrongChildParameters, testing::ValuesIn(kWrong),
                         [](const auto& test) { return test.param.name; });

// ---- the answer

history::TaskWork task_of(const std::string& resource) {
  history::TaskWork task;
  task.resource = "arn:aws:states:::" + resource;
  task.request_id = "r-1";
  return task;
}

TEST(ChildTask, AnswersAsStartExecution) {
  const auto answer =
      start_answer(task_of("states:startExecution.sync"), {kChild, kNow}, kNow).value();
  EXPECT_EQ(answer.at("ExecutionArn"), kChild);
  EXPECT_EQ(answer.at("StartDate"), 1'767'225'600'250);
  EXPECT_EQ(answer.at("SdkResponseMetadata").at("RequestId"), "r-1");
  const auto& http = answer.at("SdkHttpMetadata");
  EXPECT_EQ(http.at("HttpStatusCode"), 200);
  EXPECT_EQ(http.at("HttpHeaders").at("x-amzn-RequestId"), "r-1");
  EXPECT_EQ(http.at("AllHttpHeaders").at("Content-Type").at(0), "application/x-amz-json-1.0");
}

TEST(ChildTask, AnswersAsTheSdkToTheSdk) {
  EXPECT_EQ(start_answer(task_of("aws-sdk:sfn:startExecution"), {kChild, kNow}, kNow).text(),
            R"({"ExecutionArn":")" + kChild + R"(","StartDate":"2026-01-01T00:00:00.250Z"})");
}

TEST(ChildTask, FailsInAwsWordsWhereTheStartIsRefused) {
  const Error refused{"StateMachineDoesNotExist", "State Machine Does Not Exist: 'M'"};
  EXPECT_EQ(start_failure(task_of("states:startExecution"), refused),
            (history::TaskFailure{
                "StepFunctions.StateMachineDoesNotExistException",
                "State Machine Does Not Exist: 'M' (Service: AWSStepFunctions; Status Code: 400; "
                "Error Code: StateMachineDoesNotExist; Request ID: r-1; Proxy: null)"}));
  EXPECT_EQ(start_failure(task_of("aws-sdk:sfn:startExecution"), refused),
            (history::TaskFailure{"Sfn.StateMachineDoesNotExistException",
                                  "State Machine Does Not Exist: 'M' (Service: Sfn, Status Code: "
                                  "400, Request ID: r-1)"}));
  EXPECT_EQ(start_failure(task_of("states:startExecution"), {"States.Runtime", "why"}),
            (history::TaskFailure{"States.Runtime", "why"}));
}

// ---- the end

EndedExecution ended(const std::string& status) {
  return {.arn = kChild,
          .name = "C",
          .machine_arn = kMachine,
          .status = status,
          .started = kNow,
          .stopped = kNow + milliseconds(1'500),
          .input = Payload::trusted(R"({"a": 1})")};
}

TEST(ChildTask, GivesItsDocumentsAsTextToTheFirstVersion) {
  auto child = ended("SUCCEEDED");
  child.output = Payload::trusted("[0.0 ]");
  const auto outcome = child_outcome("arn:aws:states:::states:startExecution.sync", child);
  EXPECT_EQ(std::get<history::TaskSuccess>(outcome).output.text(),
            R"({"ExecutionArn":")" + kChild +
                R"(","Input":"{\"a\": 1}","InputDetails":{"Included":true},"Name":"C",)"
                R"("Output":"[0.0 ]","OutputDetails":{"Included":true},)"
                R"("StartDate":1767225600250,"StateMachineArn":")" +
                kMachine + R"(","Status":"SUCCEEDED","StopDate":1767225601750})");
}

TEST(ChildTask, GivesItsDocumentsAsTheyAreToTheSecondVersion) {
  auto child = ended("SUCCEEDED");
  child.output = Payload::trusted("[0.0 ]");
  child.trace_header = "Root=1";
  const auto outcome = child_outcome("arn:aws:states:::states:startExecution.sync:2", child);
  const auto& answer = std::get<history::TaskSuccess>(outcome).output.value();
  EXPECT_EQ(to_text(answer.at("Input")), R"({"a":1})");
  EXPECT_EQ(to_text(answer.at("Output")), "[0.0]");
  EXPECT_EQ(answer.at("TraceHeader"), "Root=1");
}

TEST(ChildTask, AnswersAsStartSyncExecutionHoweverTheChildHasEnded) {
  EXPECT_TRUE(is_synchronous(task_of("aws-sdk:sfn:startSyncExecution")));
  EXPECT_FALSE(is_synchronous(task_of("aws-sdk:sfn:startExecution")));
  const std::string billed =
      R"({"BillingDetails":{"BilledDurationInMilliseconds":1500,"BilledMemoryUsedInMB":64},)";
  const std::string input = R"(,"Input":"{\"a\": 1}","InputDetails":{"Included":true},"Name":"C",)";
  const std::string dates = R"("StartDate":"2026-01-01T00:00:00.250Z","StateMachineArn":")" +
                            kMachine + R"(","Status":"%","StopDate":"2026-01-01T00:00:01.750Z"})";
  auto child = ended("FAILED");
  child.failure = {"E", std::nullopt};
  EXPECT_EQ(sync_answer(child).text(), billed + R"("Error":"E","ExecutionArn":")" + kChild + '"' +
                                           input + R"("OutputDetails":{"Included":true},)" +
                                           replace_all(dates, "%", "FAILED"));
  child = ended("SUCCEEDED");
  child.output = Payload::trusted("[0.0 ]");
  EXPECT_EQ(sync_answer(child).text(),
            billed + R"("ExecutionArn":")" + kChild + '"' + input +
                R"("Output":"[0.0 ]","OutputDetails":{"Included":true},)" +
                replace_all(dates, "%", "SUCCEEDED"));
}

TEST(ChildTask, FailsTheTaskWithWhatIsToBeSaidOfTheChild) {
  auto child = ended("FAILED");
  child.failure = {"E", "because"};
  const auto outcome = child_outcome("arn:aws:states:::states:startExecution.sync", child);
  const auto& failure = std::get<history::TaskFailure>(outcome);
  EXPECT_EQ(failure.error, "States.TaskFailed");
  EXPECT_EQ(failure.cause,
            R"({"Cause":"because","Error":"E","ExecutionArn":")" + kChild +
                R"(","Input":"{\"a\": 1}","InputDetails":{"Included":true},"Name":"C",)"
                R"("StartDate":1767225600250,"StateMachineArn":")" +
                kMachine + R"(","Status":"FAILED","StopDate":1767225601750})");
}

TEST(ChildTask, FailsTheTaskWithTheLittleThatIsKnownOfAnAbortedChild) {
  const auto outcome =
      child_outcome("arn:aws:states:::states:startExecution.sync:2", ended("ABORTED"));
  const auto cause = *parse_json(*std::get<history::TaskFailure>(outcome).cause);
  EXPECT_EQ(find_member(cause, "Error"), nullptr);
  EXPECT_EQ(find_member(cause, "Cause"), nullptr);
  EXPECT_EQ(cause.at("Status"), "ABORTED");
  EXPECT_EQ(to_text(cause.at("Input")), R"({"a":1})");
}

}  // namespace
}  // namespace sfn::tasks
