// EXPRESS state machines through the API: what is served, and what is not, as on AWS.
#include "api/states/states_under_test.h"

namespace sfn::api {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const std::string kExpressMachine = "arn:aws:states:eu-west-3:123456789012:stateMachine:X";
const std::string kUuid = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

class ExpressExecutions : public StatesUnderTest {
 protected:
  std::string create_express(const std::string& definition = kPassState) {
    return ok("CreateStateMachine",
              with(creation("X", definition), "type", "EXPRESS"))["stateMachineArn"];
  }
  Json sync(const Json& more = Json::object()) {
    auto asked = of_machine(kExpressMachine);
    for (const auto& [name, value] : more.items()) asked[name] = value;
    return ok("StartSyncExecution", asked);
  }
};

TEST_F(ExpressExecutions, TheMachineShowsItsType) {
  create_express();
  EXPECT_EQ(ok("DescribeStateMachine", of_machine(kExpressMachine))["type"], "EXPRESS");
  EXPECT_EQ(ok("ListStateMachines", Json::object())["stateMachines"][0]["type"], "EXPRESS");
}

TEST_F(ExpressExecutions, AStartIsAnsweredWithAnArnOfItsOwn) {
  create_express();
  const auto first = start(kExpressMachine, "E");
  const auto second = start(kExpressMachine, "E");
  EXPECT_THAT(first, StartsWith("arn:aws:states:eu-west-3:123456789012:express:X:E:"));
  EXPECT_NE(first, second);
}

TEST_F(ExpressExecutions, ASynchronousStartIsAnsweredWithTheResult) {
  create_express();
  auto answer = sync({{"name", "E"}, {"input", R"({"b":2})"}, {"traceHeader", "Root=1-1"}});
  EXPECT_THAT(answer["executionArn"].get<std::string>(),
              StartsWith("arn:aws:states:eu-west-3:123456789012:express:X:E:"));
  answer.erase("executionArn");
  EXPECT_EQ(to_text(answer),
            R"({"stateMachineArn":")" + kExpressMachine +
                R"(","name":"E","traceHeader":"Root=1-1","status":"SUCCEEDED",)"
                R"("startDate":1700000000.0,"stopDate":1700000000.0,"input":"{\"b\":2}",)"
                R"("inputDetails":{"included":true},"output":"{\"a\":1}",)"
                R"("outputDetails":{"included":true},)"
                R"("billingDetails":{"billedDurationInMilliseconds":100,)"
                R"("billedMemoryUsedInMB":64}})");
}

TEST_F(ExpressExecutions, AFailureIsAnAnswerToo) {
  create_express(kFailState);
  const auto answer = sync();
  EXPECT_EQ(answer["status"], "FAILED");
  EXPECT_EQ(answer["error"], "Bad");
  EXPECT_EQ(answer["cause"], "It is");
  EXPECT_FALSE(answer.contains("output"));
  EXPECT_EQ(to_text(answer["outputDetails"]), R"({"included":true})");
}

TEST_F(ExpressExecutions, WithoutDataTheAnswerHasNone) {
  create_express();
  const auto answer = sync({{"includedData", "METADATA_ONLY"}});
  EXPECT_FALSE(answer.contains("input"));
  EXPECT_FALSE(answer.contains("output"));
  EXPECT_EQ(to_text(answer["outputDetails"]), R"({"included":false})");
}

TEST_F(ExpressExecutions, TimeIsBilledInStepsOf100Milliseconds) {
  create_express(kTaskState);
  const auto answers = ask("StartSyncExecution", of_machine(kExpressMachine));
  settle();
  advance(milliseconds(201));
  world.host.succeed(0);
  settle();
  ASSERT_EQ(answers->size(), 1U);
  EXPECT_EQ(answers->front().value()["billingDetails"]["billedDurationInMilliseconds"], 300);
}

TEST_F(ExpressExecutions, TheAnswerComesWithTheEnd) {
  create_express(kTaskState);
  const auto answers = ask("StartSyncExecution", of_machine(kExpressMachine));
  settle();
  EXPECT_TRUE(answers->empty());
  advance(seconds(60));
  ASSERT_EQ(answers->size(), 1U);
  EXPECT_EQ(answers->front().value()["status"], "TIMED_OUT");
}

TEST_F(ExpressExecutions, OneOfAStandardMachineDoesNotStartSynchronously) {
  create("S");
  EXPECT_EQ(error("StartSyncExecution",
                  of_machine("arn:aws:states:eu-west-3:123456789012:stateMachine:S")),
            "StateMachineTypeNotSupported: This operation is not supported by this type of state "
            "machine");
}

TEST_F(ExpressExecutions, WhatIsWrongWithAStartIsSaid) {
  EXPECT_THAT(error("StartSyncExecution", of_machine(kExpressMachine)),
              StartsWith("StateMachineDoesNotExist: State Machine Does Not Exist: 'arn:"));
  EXPECT_THAT(error("StartSyncExecution", of_machine("x")), StartsWith("InvalidArn: Invalid Arn:"));
  create_express();
  EXPECT_THAT(error("StartSyncExecution", with(of_machine(kExpressMachine), "input", "{")),
              StartsWith("InvalidExecutionInput: Invalid State Machine Execution Input:"));
  EXPECT_EQ(error("StartSyncExecution", with(of_machine(kExpressMachine), "name", "a b")),
            "InvalidName: Invalid Name: 'a b'");
}

TEST_F(ExpressExecutions, NothingElseIsServedOfThem) {
  create_express();
  const auto arn = start(kExpressMachine, "E");
  for (const char* action : {"DescribeExecution", "StopExecution", "GetExecutionHistory",
                             "DescribeStateMachineForExecution"}) {
    EXPECT_EQ(error(action, of_execution(arn)),
              "InvalidArn: Invalid Arn: 'Resource type not valid in this context: express'")
        << action;
  }
  EXPECT_EQ(error("ListExecutions", of_machine(kExpressMachine)),
            "StateMachineTypeNotSupported: This operation is not supported by this type of state "
            "machine");
}

TEST_F(ExpressExecutions, ADefinitionIsCheckedForTheTypeWhenItIsUpdatedToo) {
  const std::string waits =
      R"({"StartAt":"T","States":{"T":{"Type":"Task","End":true,)"
      R"("Resource":"arn:aws:states:::states:startExecution.sync","Parameters":{"StateMachineArn.$":"$"}}}})";
  const std::string refusal =
      "InvalidDefinition: Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Express "
      "state machine does not support '.sync' service integration at /States/T/Resource'";
  EXPECT_EQ(error("CreateStateMachine", with(creation("X", waits), "type", "EXPRESS")), refusal);
  create_express();
  EXPECT_EQ(error("UpdateStateMachine", with(of_machine(kExpressMachine), "definition", waits)),
            refusal);
  create("S");
  ok("UpdateStateMachine",
     with(of_machine("arn:aws:states:eu-west-3:123456789012:stateMachine:S"), "definition", waits));
}

TEST_F(ExpressExecutions, AnUnnamedOneIsCalledByAUuid) {
  create_express();
  EXPECT_THAT(start(kExpressMachine), HasSubstr(":express:X:"));
  EXPECT_THAT(sync()["name"].get<std::string>(), testing::ContainsRegex(kUuid));
}

}  // namespace
}  // namespace sfn::api
