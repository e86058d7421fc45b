#include "api/lambda/functions_under_test.h"

namespace sfn::api {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

const std::string kInvocations = kFunctionPath + "/invocations";

class Invoke : public FunctionsUnderTest {
 protected:
  Invoke() { create(); }

  static tasks::InvocationResult success(const std::string& payload) {
    tasks::InvocationResult result;
    result.payload = payload;
    result.executed_version = "$LATEST";
    return result;
  }

  http::Response ended(const tasks::InvocationResult& result, const http::Headers& headers = {}) {
    const auto answers = ask("POST", kInvocations, "{}", headers);
    loop.run();
    EXPECT_THAT(*answers, IsEmpty());
    calls.at(0).done(result);
    loop.run();
    return answers->at(0);
  }
};

TEST_F(Invoke, AFunctionIsCalledWithTheBody) {
  ask("POST", kInvocations, R"({ "a" : 1 })");
  loop.run();
  ASSERT_THAT(calls, SizeIs(1));
  EXPECT_EQ(calls[0].spec->arn, kFunctionArn);
  EXPECT_EQ(calls[0].spec->runtime, "python3.11");
  EXPECT_EQ(calls[0].spec->handler, "f.lambda_handler");
  EXPECT_EQ(calls[0].spec->timeout, seconds(3));
  EXPECT_EQ(calls[0].spec->code_dir, "/code/" + tasks::sha256(kZip).hex + "/task");
  EXPECT_EQ(calls[0].invocation.request_id, "r-1");
  EXPECT_EQ(calls[0].invocation.payload.text(), R"({ "a" : 1 })");
  EXPECT_EQ(calls[0].invocation.qualifier, "");
}

TEST_F(Invoke, TheQualifierAndTheClientsContextArePassedOn) {
  ask("POST", kInvocations + "?Qualifier=$LATEST", "",
      {{"X-Amz-Client-Context", base64_encode(R"({"custom":{}})")}});
  loop.run();
  EXPECT_EQ(calls.at(0).invocation.qualifier, "$LATEST");
  EXPECT_EQ(calls.at(0).invocation.client_context, R"({"custom":{}})");
  EXPECT_EQ(calls.at(0).invocation.payload.text(), "{}");
}

TEST_F(Invoke, TheAnswerOfTheFunctionIsTheBody) {
  const auto answer = ended(success(R"({"b":2})"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, R"({"b":2})");
  EXPECT_EQ(answer.headers.get("X-Amz-Executed-Version"), "$LATEST");
  EXPECT_FALSE(answer.headers.contains("X-Amz-Function-Error"));
  EXPECT_FALSE(answer.headers.contains("X-Amz-Log-Result"));
}

TEST_F(Invoke, AnErrorOfTheFunctionIsA200ThatSaysSo) {
  auto failure = success(R"({"errorType":"E"})");
  failure.function_error = "Unhandled";
  const auto answer = ended(failure);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.get("X-Amz-Function-Error"), "Unhandled");
  EXPECT_EQ(answer.body, R"({"errorType":"E"})");
}

TEST_F(Invoke, TheEndOfTheLogComesWithTheAnswerWhereAsked) {
  auto logged = success("null");
  logged.log_tail = "START\n";
  const auto answer =
      ended(logged, {{"X-Amz-Invocation-Type", "RequestResponse"}, {"X-Amz-Log-Type", "Tail"}});
  EXPECT_EQ(answer.headers.get("X-Amz-Log-Result"), base64_encode("START\n"));
}

TEST_F(Invoke, ACallThatCouldNotBeMadeIsAnError) {
  const auto answers = ask("POST", kInvocations);
  loop.run();
  calls.at(0).done(Error{"TooManyRequestsException", "Rate Exceeded."});
  loop.run();
  EXPECT_EQ(error_of(answers->at(0)), "429 TooManyRequestsException: Rate Exceeded.");
}

TEST_F(Invoke, AnEventIsAcceptedOnceItCannotBeLost) {
  world.store.hold_commits();
  const auto answers =
      ask("POST", kInvocations, R"({"a":1})", {{"X-Amz-Invocation-Type", "Event"}});
  loop.run();
  EXPECT_THAT(*answers, IsEmpty());
  EXPECT_THAT(world.invocations, IsEmpty());
  world.store.release_commits();
  loop.run();
  EXPECT_EQ(answers->at(0).status, 202);
  EXPECT_EQ(answers->at(0).body, "");
  ASSERT_THAT(world.invocations, SizeIs(1));
  EXPECT_EQ(world.invocations[0].first.function_arn, kFunctionArn);
  EXPECT_EQ(world.invocations[0].first.request_id, "r-1");
  EXPECT_EQ(world.invocations[0].first.payload, R"({"a":1})");
  EXPECT_THAT(calls, IsEmpty());
}

TEST_F(Invoke, AnEventRemembersHowTheFunctionWasNamed) {
  ask("POST", kInvocations + "?Qualifier=$LATEST", "{}", {{"X-Amz-Invocation-Type", "Event"}});
  loop.run();
  ASSERT_THAT(world.invocations, SizeIs(1));
  EXPECT_EQ(world.invocations[0].first.function_arn, kFunctionArn + ":$LATEST");
}

TEST_F(Invoke, ADryRunCallsNothing) {
  const http::Headers dry = {{"X-Amz-Invocation-Type", "DryRun"}};
  EXPECT_EQ(call("POST", kInvocations, "{}", dry).status, 204);
  EXPECT_EQ(call("POST", "/2015-03-31/functions/g/invocations", "{}", dry).status, 404);
  EXPECT_THAT(calls, IsEmpty());
  EXPECT_THAT(world.invocations, IsEmpty());
}

TEST_F(Invoke, WhatCannotBeCalledIsRefused) {
  EXPECT_EQ(error_of(call("POST", kInvocations, "{}", {{"X-Amz-Invocation-Type", "Later"}})),
            "400 InvalidParameterValueException: Unknown invocation type 'Later': use "
            "RequestResponse, Event or DryRun");
  EXPECT_THAT(error_of(call("POST", kInvocations, "{")),
              StartsWith("400 InvalidRequestContentException: Could not parse request body into "
                         "json: line 1"));
  EXPECT_EQ(error_of(call("POST", kInvocations + "?Qualifier=live")),
            "404 ResourceNotFoundException: Function not found: " + kFunctionArn + ":live");
  EXPECT_THAT(calls, IsEmpty());
}

TEST_F(Invoke, PayloadsHaveALimit) {
  const auto text_of = [](std::size_t bytes) { return '"' + std::string(bytes - 2, 'x') + '"'; };
  const http::Headers later = {{"X-Amz-Invocation-Type", "Event"}};
  EXPECT_EQ(error_of(call("POST", kInvocations, text_of(6'291'457))),
            "413 RequestEntityTooLargeException: 6291457 byte payload is too large for the "
            "RequestResponse invocation type (limit 6291456 bytes)");
  EXPECT_EQ(error_of(call("POST", kInvocations, text_of(1'048'577), later)),
            "413 RequestEntityTooLargeException: 1048577 byte payload is too large for the Event "
            "invocation type (limit 1048576 bytes)");
  EXPECT_EQ(call("POST", kInvocations, text_of(1'048'576), later).status, 202);
  ask("POST", kInvocations, text_of(6'291'456));
  loop.run();
  EXPECT_THAT(calls, SizeIs(1));
}

}  // namespace
}  // namespace sfn::api
