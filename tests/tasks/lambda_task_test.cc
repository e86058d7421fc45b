#include "tasks/lambda_task.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sfn::tasks {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TaskRequest request(Json parameters) {
  TaskRequest request{};
  request.work = {VisitId{3}, 1, history::WorkKind::Task};
  request.task.resource = "arn:aws:states:::lambda:invoke";
  request.task.parameters = Payload(std::move(parameters));
  request.task.request_id = "id";
  request.task.state = "Pay";
  request.execution_arn = "arn:e";
  return request;
}

std::vector<std::string> members(const Json& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items()) names.push_back(name);
  return names;
}

TEST(LambdaInvoke, ReadsItsParameters) {
  const auto call = call_of_invoke(request({{"FunctionName", "f"},
                                            {"Payload", {{"a", 1}}},
                                            {"Qualifier", "PROD"},
                                            {"InvocationType", "Event"},
                                            {"ClientContext", "eyJjdXN0b20iOnt9fQ=="}}));
  ASSERT_TRUE(call);
  EXPECT_EQ(call->function, "f:PROD");
  EXPECT_EQ(call->type, InvocationType::Event);
  EXPECT_EQ(call->invocation.payload.text(), R"({"a":1})");
  EXPECT_EQ(call->invocation.client_context, R"({"custom":{}})");
  EXPECT_EQ(call->invocation.request_id, "id");
  EXPECT_EQ(call->invocation.origin.state, "Pay");
  EXPECT_EQ(call->invocation.origin.attempt, 1);
}

TEST(LambdaInvoke, PassesTheQualifierOnHoweverItIsGiven) {
  const std::string arn = "arn:aws:lambda:eu-west-3:123456789012:function:f";
  for (const auto& name :
       std::vector<std::string>{"f", "function:f", "123456789012:function:f", arn}) {
    const auto bare = call_of_invoke(request({{"FunctionName", name}}));
    EXPECT_EQ(bare->invocation.qualifier, "") << name;
    const auto within = call_of_invoke(request({{"FunctionName", name + ":$LATEST"}}));
    EXPECT_EQ(within->invocation.qualifier, "$LATEST") << name;
    const auto apart = call_of_invoke(request({{"FunctionName", name}, {"Qualifier", "$LATEST"}}));
    EXPECT_EQ(apart->invocation.qualifier, "$LATEST") << name;
    EXPECT_EQ(apart->function, name + ":$LATEST");
  }
  auto direct = request(Json::object());
  direct.task.resource = arn + ":$LATEST";
  EXPECT_EQ(call_of_function(direct, direct.task.resource).invocation.qualifier, "$LATEST");
}

struct CalledFunction {
  const char* name;
  const char* resource;
  const char* parameters;
  std::optional<std::string> function;
};

void PrintTo(const CalledFunction& c, std::ostream* out) { *out << c.resource; }

struct TaskCalls : testing::TestWithParam<CalledFunction> {};

TEST_P(TaskCalls, TheFunctionThatItNames) {
  Bindings bindings;
  bindings.bind("arn:aws:states:::sns:publish", "notifier");
  EXPECT_EQ(called_function(GetParam().resource, Payload::trusted(GetParam().parameters), bindings),
            GetParam().function);
}

const auto kCalledFunctions = std::vector<CalledFunction>{
    {"ByItsArn", "arn:aws:lambda:eu-west-3:123456789012:function:f", "1",
     "arn:aws:lambda:eu-west-3:123456789012:function:f"},
    {"ThroughInvoke", "arn:aws:states:::lambda:invoke", R"({"FunctionName":"f:PROD"})", "f:PROD"},
    {"AsAnEvent", "arn:aws:states:::lambda:invoke",
     R"({"FunctionName":"f","InvocationType":"Event"})", "f"},
    {"ButNotDry", "arn:aws:states:::lambda:invoke",
     R"({"FunctionName":"f","InvocationType":"DryRun"})", std::nullopt},
    {"ThatIsMissing", "arn:aws:states:::lambda:invoke", "{}", std::nullopt},
    {"ThatIsNoObjectsMember", "arn:aws:states:::lambda:invoke", "[]", std::nullopt},
    {"ByWhatIsBoundToIt", "arn:aws:states:::sns:publish", "{}", "notifier"},
    {"OfNoOtherService", "arn:aws:states:::sqs:sendMessage", R"({"FunctionName":"f"})",
     std::nullopt},
};
INSTANTIATE_TEST_SUITE_P(LambdaTask, TaskCalls, testing::ValuesIn(kCalledFunctions),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(LambdaInvoke, GivesTheFunctionAnEmptyObjectForNullOrNothing) {
  EXPECT_EQ(call_of_invoke(request({{"FunctionName", "f"}}))->invocation.payload.text(), "{}");
  EXPECT_EQ(call_of_invoke(request({{"FunctionName", "f"}, {"Payload", nullptr}}))
                ->invocation.payload.text(),
            "{}");
}

struct BadParameters {
  std::string name;
  Json parameters;
  std::string complaint;
};

void PrintTo(const BadParameters& c, std::ostream* out) { *out << c.name; }

struct LambdaInvokeParameters : testing::TestWithParam<BadParameters> {};

TEST_P(LambdaInvokeParameters, AreRefused) {
  const auto call = call_of_invoke(request(GetParam().parameters));
  ASSERT_FALSE(call);
  EXPECT_EQ(call.error().name, "States.Runtime");
  EXPECT_THAT(call.error().cause, HasSubstr("could not be used to start the Task: ["));
  EXPECT_THAT(call.error().cause, HasSubstr(GetParam().complaint));
}

INSTANTIATE_TEST_SUITE_P(
    Rows, LambdaInvokeParameters,
    testing::Values(
        BadParameters{"NoName", Json::object(), "\"FunctionName\" is required but was missing"},
        BadParameters{"NameNotText", {{"FunctionName", 7}}, "must be a string, got 7"},
        BadParameters{"Unknown", {{"FunctionName", "f"}, {"Foo", 1}}, "\"Foo\" is not supported"},
        BadParameters{"NoObject", Json("f"), "The parameters must be an object"},
        BadParameters{"Type",
                      {{"FunctionName", "f"}, {"InvocationType", "Later"}},
                      "RequestResponse, Event, DryRun, got \"Later\""},
        BadParameters{"ClientContext",
                      {{"FunctionName", "f"}, {"ClientContext", "%"}},
                      "\"ClientContext\" must be JSON"}),
    [](const auto& test) { return test.param.name; });

TEST(LambdaInvoke, AnswersInTheShapeOfTheApi) {
  const auto call = call_of_invoke(request({{"FunctionName", "f"}}));
  const std::string payload = R"({"b": 0.0})";
  const Json answer =
      invoke_answer(*call, "$LATEST", &payload, *parse_iso8601("2026-11-22T18:04:05Z"));
  EXPECT_THAT(members(answer), ElementsAre("ExecutedVersion", "Payload", "SdkHttpMetadata",
                                           "SdkResponseMetadata", "StatusCode"));
  EXPECT_EQ(to_text(answer["Payload"]), R"({"b":0.0})");
  EXPECT_EQ(answer["StatusCode"], 200);
  EXPECT_EQ(answer["SdkHttpMetadata"]["HttpHeaders"]["Date"], "Sun, 22 Nov 2026 18:04:05 GMT");
  EXPECT_EQ(answer["SdkHttpMetadata"]["AllHttpHeaders"]["Content-Length"], Json::array({"10"}));
  EXPECT_EQ(answer["SdkResponseMetadata"]["RequestId"], "id");
}

TEST(LambdaInvoke, HasNoPayloadWhereNoneIsWaitedFor) {
  const auto call = call_of_invoke(request({{"FunctionName", "f"}, {"InvocationType", "Event"}}));
  const Json answer = invoke_answer(*call, "$LATEST", nullptr, {});
  EXPECT_FALSE(answer.contains("Payload"));
  EXPECT_EQ(answer["StatusCode"], 202);
}

TEST(FunctionValue, IsTheJsonOrTheTextAsItIs) {
  EXPECT_EQ(function_value("[1]"), Json::array({1}));
  EXPECT_EQ(function_value("not JSON"), "not JSON");
}

TEST(FunctionFailure, IsNamedByTheFunction) {
  EXPECT_EQ(function_failure({R"({"errorType":"E"})", "Unhandled", "E", "", ""}),
            (history::TaskFailure{"E", R"({"errorType":"E"})"}));
  EXPECT_EQ(function_failure({"oh", "Unhandled", "", "", ""}).error, "Lambda.Unknown");
}

TEST(ServiceFailure, IsWordedAsByAnIntegration) {
  EXPECT_EQ(
      service_failure({"ResourceNotFoundException", "Function not found: arn:f:$LATEST"}, "id"),
      (history::TaskFailure{
          "Lambda.ResourceNotFoundException",
          "Function not found: arn:f:$LATEST (Service: AWSLambda; Status Code: 404; Error "
          "Code: ResourceNotFoundException; Request ID: id; Proxy: null)"}));
}

}  // namespace
}  // namespace sfn::tasks
