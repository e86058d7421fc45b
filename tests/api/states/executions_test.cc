#include "api/states/states_under_test.h"

namespace sfn::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

const std::string kExecution = "arn:aws:states:eu-west-3:123456789012:execution:M:E";
const std::string kMachine = "arn:aws:states:eu-west-3:123456789012:stateMachine:M";

class Executions : public StatesUnderTest {
 protected:
  Json describe() { return ok("DescribeExecution", of_execution(kExecution)); }

  Json starting(const std::string& name, const std::string& input) {
    auto asked = with(of_machine(kMachine), "input", input);
    return name.empty() ? asked : with(asked, "name", name);
  }

  // What DescribeExecution shows of every execution of these tests, before its status.
  std::string described(const std::string& rest) {
    return R"({"executionArn":")" + kExecution + R"(","stateMachineArn":")" + kMachine +
           R"(","name":"E",)" + rest + "}";
  }
};

// ---- StartExecution

TEST_F(Executions, AStartIsAnsweredWithTheExecutionsArnAndTime) {
  create("M");
  EXPECT_EQ(to_text(ok("StartExecution", with(of_machine(kMachine), "name", "E"))),
            R"({"executionArn":")" + kExecution + R"(","startDate":1700000000.0})");
}

TEST_F(Executions, TheInputIsAnEmptyObjectUnlessGiven) {
  create("M");
  start(kMachine, "E");
  EXPECT_EQ(describe()["input"], "{}");
}

TEST_F(Executions, TheTraceHeaderIsGivenBack) {
  create("M");
  const std::string header = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";
  ok("StartExecution", with(starting("E", "{}"), "traceHeader", header));
  EXPECT_EQ(describe()["traceHeader"], header);
}

TEST_F(Executions, ATraceHeaderThatWasNotGivenIsNotShown) {
  create("M");
  start(kMachine, "E");
  EXPECT_FALSE(describe().contains("traceHeader"));
}

TEST_F(Executions, ATraceHeaderThatCannotBeIsRefused) {
  create("M");
  EXPECT_THAT(
      error("StartExecution", with(starting("E", "{}"), "traceHeader", std::string(257, 'x'))),
      HasSubstr("at 'traceHeader' failed to satisfy constraint: Member must have length less than "
                "or equal to 256"));
  EXPECT_THAT(error("StartExecution", with(starting("E", "{}"), "traceHeader", "Root=é")),
              HasSubstr("at 'traceHeader' failed to satisfy constraint: Member must satisfy "
                        "regular expression pattern: \\p{ASCII}*"));
  EXPECT_THAT(error("DescribeExecution", of_execution(kExecution)),
              StartsWith("ExecutionDoesNotExist"));
}

TEST_F(Executions, TheTraceHeaderReachesItsTasks) {
  create("M", kTaskState);
  ok("StartExecution", with(starting("E", "{}"), "traceHeader", "Root=1"));
  EXPECT_EQ(world.host.started.at(0).trace_header, "Root=1");
}

TEST_F(Executions, TheInputIsKeptToTheLetter) {
  create("M");
  for (const std::string input : {"{ \"b\" : 1.0, \"a\":[ ] }", "null", "\"x\"", "17"}) {
    const auto arn = ok("StartExecution", starting("", input))["executionArn"].get<std::string>();
    EXPECT_EQ(ok("DescribeExecution", of_execution(arn))["input"], input);
  }
}

TEST_F(Executions, AnInputThatIsNotJsonIsRefused) {
  create("M");
  for (const std::string input : {"", "{", "{'a':1}", "nothing"}) {
    EXPECT_THAT(error("StartExecution", starting("E", input)),
                StartsWith("InvalidExecutionInput: Invalid State Machine Execution Input: '"));
  }
  EXPECT_EQ(error("StartExecution", starting("E", "nothing")),
            "InvalidExecutionInput: Invalid State Machine Execution Input: 'Unrecognized token "
            "'nothing': was expecting (JSON String, Number, Array, Object or token 'null', 'true' "
            "or 'false')\n at [Source: (String)\"nothing\"; line: 1, column: 8]'");
  EXPECT_THAT(error("DescribeExecution", of_execution(kExecution)),
              StartsWith("ExecutionDoesNotExist"));
}

TEST_F(Executions, AnInputHasALimitInBytes) {
  create("M");
  const auto text_of = [](std::size_t bytes) { return '"' + std::string(bytes - 2, 'x') + '"'; };
  ok("StartExecution", starting("fits", text_of(262'144)));
  EXPECT_EQ(error("StartExecution", starting("large", text_of(262'145))),
            "InvalidExecutionInput: Invalid State Machine Execution Input: 'The input has 262145 "
            "bytes; at most 262144 are allowed'");
  std::string umlauts = "\"";
  for (int i = 0; i < 131'072; ++i) umlauts += "ü";
  EXPECT_THAT(error("StartExecution", starting("wide", umlauts + '"')),
              StartsWith("InvalidExecutionInput"));
}

struct ExecutionRefusal {
  std::string name;
  std::string action;
  std::string params;
  std::string error;
};

class Request : public StatesUnderTest, public testing::WithParamInterface<ExecutionRefusal> {};

TEST_P(Request, IsRefused) {
  create("M");
  EXPECT_THAT(error(GetParam().action, params(GetParam().params)), StartsWith(GetParam().error));
}

const std::string kWrongKind =
    "InvalidArn: Invalid Arn: 'Resource type not valid in this context: ";

INSTANTIATE_TEST_SUITE_P(
    Api, Request,
    testing::ValuesIn(std::vector<ExecutionRefusal>{
        {"StartWithoutMachine", "StartExecution", "{}",
         "ValidationException: 1 validation error detected: Value null at 'stateMachineArn'"},
        {"StartWithBadName", "StartExecution",
         "{'stateMachineArn':'" + kMachine + "','name':'a/b'}", "InvalidName: Invalid Name: 'a/b'"},
        {"StartWithLongName", "StartExecution",
         "{'stateMachineArn':'" + kMachine + "','name':'" + std::string(81, 'n') + "'}",
         "ValidationException: 1 validation error detected: Value 'nnn"},
        {"StartWithObjectAsInput", "StartExecution",
         "{'stateMachineArn':'" + kMachine + "','input':{}}",
         "SerializationException: START_OBJECT can not be converted to String at 'input'"},
        {"StartOfExecution", "StartExecution", "{'stateMachineArn':'" + kExecution + "'}",
         kWrongKind + "execution'"},
        {"StopOfMachine", "StopExecution", "{'executionArn':'" + kMachine + "'}",
         kWrongKind + "statemachine'"},
        {"StopOfUnknown", "StopExecution", "{'executionArn':'" + kExecution + "'}",
         "ExecutionDoesNotExist: Execution Does Not Exist: '" + kExecution + "'"},
        {"StopWithLongError", "StopExecution",
         "{'executionArn':'" + kExecution + "','error':'" + std::string(257, 'e') + "'}",
         "ValidationException: 1 validation error detected: Value 'eee"},
        {"DescribeOfWrongData", "DescribeExecution",
         "{'executionArn':'" + kExecution + "','includedData':'SOME'}",
         "ValidationException: 1 validation error detected: Value 'SOME' at 'includedData' failed "
         "to satisfy constraint: Member must satisfy enum value set: [ALL_DATA, METADATA_ONLY]"},
        {"MachineOfWrongData", "DescribeStateMachineForExecution",
         "{'executionArn':'" + kExecution + "','includedData':'SOME'}",
         "ValidationException: 1 validation error detected: Value 'SOME' at 'includedData'"},
        {"DescribeMachineOfWrongData", "DescribeStateMachine",
         "{'stateMachineArn':'" + kMachine + "','includedData':'SOME'}",
         "ValidationException: 1 validation error detected: Value 'SOME' at 'includedData'"},
        {"ListOfUnknownRedrive", "ListExecutions",
         "{'stateMachineArn':'" + kMachine + "','redriveFilter':'SOME'}",
         "ValidationException: 1 validation error detected: Value 'SOME' at 'redriveFilter' failed "
         "to satisfy constraint: Member must satisfy enum value set: [REDRIVEN, NOT_REDRIVEN]"},
        {"DescribeOfNoArn", "DescribeExecution", "{'executionArn':'invalid_state_machine_arn'}",
         "InvalidArn: Invalid Arn: 'Invalid ARN prefix: invalid_state_machine_arn'"},
        {"DescribeOfExpress", "DescribeExecution",
         "{'executionArn':'arn:aws:states:eu-west-3:123456789012:express:M:E:1'}",
         kWrongKind + "express'"},
        {"DescribeOfUnknown", "DescribeExecution", "{'executionArn':'" + kExecution + "'}",
         "ExecutionDoesNotExist: Execution Does Not Exist: '" + kExecution + "'"},
        {"DescribeOfUnknownMachine", "DescribeExecution",
         "{'executionArn':'arn:aws:states:eu-west-3:123456789012:execution:Nobody:E'}",
         "ExecutionDoesNotExist: Execution Does Not Exist: "
         "'arn:aws:states:eu-west-3:123456789012:execution:Nobody:E'"},
        {"MachineOfUnknown", "DescribeStateMachineForExecution",
         "{'executionArn':'" + kExecution + "'}",
         "ExecutionDoesNotExist: Execution Does Not Exist: '" + kExecution + "'"},
        {"HistoryOfUnknown", "GetExecutionHistory", "{'executionArn':'" + kExecution + "'}",
         "ExecutionDoesNotExist: Execution Does Not Exist: '" + kExecution + "'"},
        {"HistoryOfMachine", "GetExecutionHistory", "{'executionArn':'" + kMachine + "'}",
         kWrongKind + "statemachine'"},
        {"HistoryWithBadToken", "GetExecutionHistory",
         "{'executionArn':'" + kExecution + "','nextToken':'x'}",
         "InvalidToken: Invalid Token: 'Invalid token'"},
        {"ListOfNothing", "ListExecutions", "{}",
         "ValidationException: Must specify exactly one of stateMachineArn and mapRunArn"},
        {"ListOfBoth", "ListExecutions", "{'stateMachineArn':'" + kMachine + "','mapRunArn':'m'}",
         "ValidationException: Must specify exactly one of stateMachineArn and mapRunArn"},
        {"ListOfNoArn", "ListExecutions", "{'stateMachineArn':'invalid_state_machine_arn'}",
         "InvalidArn: Invalid Arn: 'Invalid ARN prefix: invalid_state_machine_arn'"},
        {"ListOfUnknownStatus", "ListExecutions",
         "{'stateMachineArn':'" + kMachine + "','statusFilter':'succeeded'}",
         "ValidationException: 1 validation error detected: Value 'succeeded' at 'statusFilter' "
         "failed to satisfy constraint: Member must satisfy enum value set: [SUCCEEDED, TIMED_OUT, "
         "PENDING_REDRIVE, ABORTED, FAILED, RUNNING]"},
        {"ListOfTooMany", "ListExecutions",
         "{'stateMachineArn':'" + kMachine + "','maxResults':1001}",
         "ValidationException: 1 validation error detected: Value '1001' at 'maxResults' failed to "
         "satisfy constraint: Member must have value less than or equal to 1000"},
    }),
    [](const auto& test) { return test.param.name; });

TEST_F(Executions, ANamedStartIsIdempotentWhileItRuns) {
  create("M", kTaskState);
  const auto first = ok("StartExecution", starting("E", "{}"));
  advance(seconds(5));
  EXPECT_EQ(to_text(ok("StartExecution", starting("E", "{}"))), to_text(first));
  EXPECT_EQ(to_text(ok("StartExecution", with(of_machine(kMachine), "name", "E"))), to_text(first));
  const auto refused = "ExecutionAlreadyExists: Execution Already Exists: '" + kExecution + "'";
  EXPECT_EQ(error("StartExecution", starting("E", "{ }")), refused);
  ok("StopExecution", of_execution(kExecution));
  EXPECT_EQ(error("StartExecution", starting("E", "{}")), refused);
  EXPECT_EQ(world.host.started.size(), 1U);
}

TEST_F(Executions, AnUnnamedStartThatAnSdkRepeatsIsOneExecution) {
  create("M");
  invocation_id = "i-1";
  const auto first = ok("StartExecution", starting("", "{}"));
  advance(seconds(5));
  EXPECT_EQ(to_text(ok("StartExecution", starting("", "{}"))), to_text(first));
  EXPECT_NE(ok("StartExecution", starting("", "[]"))["executionArn"], first["executionArn"]);
  invocation_id = "i-2";
  EXPECT_NE(ok("StartExecution", starting("", "{}"))["executionArn"], first["executionArn"]);
  invocation_id = "";
  ok("StartExecution", starting("", "{}"));
  ok("StartExecution", starting("", "{}"));
  EXPECT_EQ(ok("ListExecutions", of_machine(kMachine))["executions"].size(), 5U);
}

// ---- DescribeExecution

TEST_F(Executions, ARunningOneIsShownWithoutItsEnd) {
  create("M", kTaskState);
  start(kMachine, "E");
  EXPECT_EQ(to_text(describe()),
            described(R"("status":"RUNNING","startDate":1700000000.0,)"
                      R"("input":"{}","inputDetails":{"included":true},)"
                      R"("redriveCount":0,"redriveStatus":"NOT_REDRIVABLE",)"
                      R"("redriveStatusReason":"Execution is RUNNING and cannot be redriven")"));
}

TEST_F(Executions, OneThatSucceededIsShownWithItsOutput) {
  create("M", kTaskState);
  start(kMachine, "E");
  advance(milliseconds(2'500));
  world.host.succeed(0, R"({"a":1})");
  settle();
  EXPECT_EQ(to_text(describe()),
            described(R"("status":"SUCCEEDED","startDate":1700000000.0,"stopDate":1700000002.5,)"
                      R"("input":"{}","inputDetails":{"included":true},)"
                      R"("output":"{\"a\":1}","outputDetails":{"included":true},)"
                      R"("redriveCount":0,"redriveStatus":"NOT_REDRIVABLE",)"
                      R"("redriveStatusReason":"Execution is SUCCEEDED and cannot be redriven")"));
}

TEST_F(Executions, InputOutputAndDefinitionMayBeLeftOut) {
  create("M");
  const auto arn = start(kMachine, "E");
  const auto only_metadata = [](const Json& asked) {
    return with(asked, "includedData", "METADATA_ONLY");
  };
  const auto shown = ok("DescribeExecution", only_metadata(of_execution(arn)));
  EXPECT_EQ(shown["status"], "SUCCEEDED");
  EXPECT_FALSE(shown.contains("input"));
  EXPECT_FALSE(shown.contains("output"));
  EXPECT_EQ(shown["inputDetails"]["included"], false);
  EXPECT_EQ(shown["outputDetails"]["included"], false);
  EXPECT_EQ(ok("DescribeStateMachineForExecution", only_metadata(of_execution(arn)))["definition"],
            "{}");
  EXPECT_EQ(ok("DescribeStateMachine", only_metadata(of_machine(kMachine)))["definition"], "{}");
}

TEST_F(Executions, NoneIsRedriven) {
  create("M");
  start(kMachine, "E");
  const auto listed = [&](const std::string& filter) {
    return ok("ListExecutions", with(of_machine(kMachine), "redriveFilter", filter))["executions"];
  };
  EXPECT_EQ(listed("REDRIVEN").size(), 0U);
  EXPECT_EQ(listed("NOT_REDRIVEN").size(), 1U);
}

TEST_F(Executions, OneThatFailedIsShownWithItsErrorAndCause) {
  create("M", kFailState);
  start(kMachine, "E");
  EXPECT_EQ(to_text(describe()),
            described(R"("status":"FAILED","startDate":1700000000.0,"stopDate":1700000000.0,)"
                      R"("input":"{}","inputDetails":{"included":true},)"
                      R"("error":"Bad","cause":"It is",)"
                      R"("redriveCount":0,"redriveStatus":"REDRIVABLE")"));
}

TEST_F(Executions, OneThatTimedOutIsShownWithNeither) {
  create("M", kTaskState);
  start(kMachine, "E");
  advance(seconds(60));
  EXPECT_EQ(to_text(describe()),
            described(R"("status":"TIMED_OUT","startDate":1700000000.0,"stopDate":1700000060.0,)"
                      R"("input":"{}","inputDetails":{"included":true},)"
                      R"("redriveCount":0,"redriveStatus":"REDRIVABLE")"));
}

TEST_F(Executions, OneThatWasStoppedIsShownWithWhatItsStopperSaid) {
  create("M", kTaskState);
  start(kMachine, "E");
  advance(seconds(3));
  ok("StopExecution",
     with(with(of_execution(kExecution), "error", "Enough"), "cause", "It is late"));
  EXPECT_EQ(to_text(describe()),
            described(R"("status":"ABORTED","startDate":1700000000.0,"stopDate":1700000003.0,)"
                      R"("input":"{}","inputDetails":{"included":true},)"
                      R"("error":"Enough","cause":"It is late",)"
                      R"("redriveCount":0,"redriveStatus":"REDRIVABLE")"));
}

// ---- StopExecution

TEST_F(Executions, ASecondStopChangesNothing) {
  create("M", kTaskState);
  start(kMachine, "E");
  EXPECT_EQ(to_text(ok("StopExecution", of_execution(kExecution))), R"({"stopDate":1700000000.0})");
  const auto before = to_text(describe());
  EXPECT_THAT(before, HasSubstr("ABORTED"));
  EXPECT_THAT(before, testing::Not(HasSubstr("\"error\"")));
  advance(seconds(5));
  EXPECT_EQ(to_text(ok("StopExecution", with(of_execution(kExecution), "error", "Again"))),
            R"({"stopDate":1700000000.0})");
  EXPECT_EQ(to_text(describe()), before);
}

// ---- ListExecutions

TEST_F(Executions, AreListedNewestFirst) {
  create("M");
  start(kMachine, "a");
  start(kMachine, "b");
  const auto shown = ok("ListExecutions", of_machine(kMachine))["executions"];
  EXPECT_THAT(all(shown, "name"), ElementsAre("b", "a"));
  EXPECT_EQ(to_text(shown[1]),
            R"({"executionArn":"arn:aws:states:eu-west-3:123456789012:execution:M:a",)"
            R"("stateMachineArn":")" +
                kMachine +
                R"(","name":"a","status":"SUCCEEDED","startDate":1700000000.0,)"
                R"("stopDate":1700000000.0,"redriveCount":0})");
}

TEST_F(Executions, AreListedByStatusPageByPage) {
  create("M", kTaskState);
  for (const std::string name : {"a", "b", "c", "d"}) start(kMachine, name);
  world.host.succeed(1);
  settle();
  auto asked = of_machine(kMachine);
  asked["statusFilter"] = "RUNNING";
  asked["maxResults"] = 2;
  const auto first = ok("ListExecutions", asked);
  EXPECT_THAT(all(first["executions"], "name"), ElementsAre("d", "c"));
  EXPECT_FALSE(first["executions"][0].contains("stopDate"));
  asked["nextToken"] = first["nextToken"];
  const auto second = ok("ListExecutions", asked);
  EXPECT_THAT(all(second["executions"], "name"), ElementsAre("a"));
  EXPECT_FALSE(second.contains("nextToken"));
  asked["statusFilter"] = "SUCCEEDED";
  EXPECT_EQ(error("ListExecutions", asked), "InvalidToken: Invalid Token: 'Invalid token'");
  asked.erase("nextToken");
  EXPECT_THAT(all(ok("ListExecutions", asked)["executions"], "name"), ElementsAre("b"));
}

// ---- DescribeStateMachineForExecution

TEST_F(Executions, AnExecutionKeepsTheDefinitionAndRoleItBeganWith) {
  create("M", kTaskState);
  start(kMachine, "E");
  auto update = with(of_machine(kMachine), "definition", kPassState);
  const auto revision =
      ok("UpdateStateMachine", with(update, "roleArn", kRole + "2"))["revisionId"];
  const auto shown = ok("DescribeStateMachineForExecution", of_execution(kExecution));
  EXPECT_EQ(shown["definition"], kTaskState);
  EXPECT_EQ(shown["roleArn"], kRole);
  EXPECT_FALSE(shown.contains("revisionId"));
  EXPECT_EQ(shown["stateMachineArn"], kMachine);
  EXPECT_EQ(shown["loggingConfiguration"]["level"], "OFF");

  const auto newer = start(kMachine, "F");
  EXPECT_EQ(ok("DescribeStateMachineForExecution", of_execution(newer))["revisionId"], revision);
}

TEST_F(Executions, AnExecutionKeepsTheRevisionItBeganWith) {
  const auto of = [&](const std::string& execution) {
    return ok("DescribeStateMachineForExecution", of_execution(execution));
  };
  create("M", kTaskState);
  const auto first = start(kMachine, "first");
  advance(seconds(10));
  const auto tracing = [](bool enabled) { return Json{{"enabled", enabled}}; };
  const auto traced =
      ok("UpdateStateMachine", with(of_machine(kMachine), "tracingConfiguration", tracing(true)));
  const auto second = start(kMachine, "second");
  advance(seconds(10));
  ok("UpdateStateMachine", with(of_machine(kMachine), "tracingConfiguration", tracing(false)));
  ok("DeleteStateMachine", of_machine(kMachine));
  advance(seconds(10));
  create("M");
  const auto last = start(kMachine, "last");

  EXPECT_EQ(to_text(of(first)["updateDate"]), "1700000000.0");
  EXPECT_FALSE(of(first).contains("revisionId"));
  EXPECT_TRUE(same_json(of(first)["tracingConfiguration"], tracing(false)));
  EXPECT_TRUE(same_json(of(second)["updateDate"], traced["updateDate"]));
  EXPECT_EQ(of(second)["revisionId"], traced["revisionId"]);
  EXPECT_TRUE(same_json(of(second)["tracingConfiguration"], tracing(true)));
  EXPECT_EQ(to_text(of(last)["updateDate"]), "1700000030.0");
  EXPECT_FALSE(of(last).contains("revisionId"));
}

TEST_F(Executions, TheMachineOfAnExecutionIsShownWithTheVariablesItRefersTo) {
  create("V", R"({"StartAt":"P","States":{"P":{"Type":"Pass","Assign":{"v":1},"Next":"Q"},)"
              R"("Q":{"Type":"Pass","Parameters":{"a.$":"$v"},"End":true}}})");
  const auto arn = start("arn:aws:states:eu-west-3:123456789012:stateMachine:V", "E");
  const auto shown = ok("DescribeStateMachineForExecution", of_execution(arn));
  EXPECT_EQ(to_text(shown["variableReferences"]), R"({"Q":["v"]})");
}

TEST_F(Executions, TheMachineOfAnExecutionIsShownAfterItIsDeleted) {
  create("M");
  start(kMachine, "E");
  ok("DeleteStateMachine", of_machine(kMachine));
  EXPECT_EQ(ok("DescribeStateMachineForExecution", of_execution(kExecution))["definition"],
            kPassState);
  EXPECT_EQ(describe()["status"], "SUCCEEDED");
}

// ---- nothing before the commit

TEST_F(Executions, NothingIsAnsweredBeforeItsCommit) {
  create("M", kTaskState);
  start(kMachine, "E");
  world.store.hold_commits();
  const std::vector<Answers> asked = {
      ask("StartExecution", starting("F", "{}")),
      ask("StartExecution", starting("F", "{}")),
      ask("StartExecution", starting("F", "[]")),
      ask("StopExecution", of_execution(kExecution)),
      ask("StopExecution", of_execution(kExecution)),
      ask("StartExecution", starting("E", "{}")),
  };
  settle();
  for (std::size_t i = 0; i < asked.size(); ++i) EXPECT_EQ(asked[i]->size(), 0U) << i;
  EXPECT_EQ(describe()["status"], "RUNNING");
  world.store.release_commits();
  settle();
  for (std::size_t i = 0; i < asked.size(); ++i) EXPECT_EQ(asked[i]->size(), 1U) << i;
  EXPECT_EQ(asked[2]->front().error().name, "ExecutionAlreadyExists");
  EXPECT_EQ(asked[5]->front().error().name, "ExecutionAlreadyExists");
  EXPECT_EQ(describe()["status"], "ABORTED");
}

}  // namespace
}  // namespace sfn::api
