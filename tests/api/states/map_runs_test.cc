// DescribeMapRun, ListMapRuns, UpdateMapRun, and where map runs show in other actions.
#include "api/states/states_under_test.h"
#include "base/text.h"

namespace sfn::api {
namespace {

const std::string kParent = "arn:aws:states:eu-west-3:123456789012:execution:M:E";
const std::string kDistributed =
    R"({"StartAt":"D","States":{"D":{"Type":"Map","End":true,"Label":"l","MaxConcurrency":2,)"
    R"("ToleratedFailurePercentage":1.5,"ItemProcessor":{"ProcessorConfig":)"
    R"({"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"T","States":{"T":)"
    R"({"Type":"Task","End":true,"Resource":"arn:aws:lambda:eu-west-3:123456789012:function:F"}}}}}})";

class MapRuns : public StatesUnderTest {
 protected:
  /// Starts an execution with three items, of which two run.
  void begin() {
    ok("CreateStateMachine", creation("M", kDistributed));
    ok("StartExecution",
       params("{'stateMachineArn':'arn:aws:states:eu-west-3:123456789012:stateMachine:M',"
              "'name':'E','input':'[1,2,3]'}"));
  }
  Json listed() { return ok("ListMapRuns", params("{'executionArn':'" + kParent + "'}")); }
  std::string arn() { return listed()["mapRuns"].at(0)["mapRunArn"].get<std::string>(); }
  Json described() { return ok("DescribeMapRun", params("{'mapRunArn':'" + arn() + "'}")); }
};

TEST_F(MapRuns, AreListedWithTheirExecution) {
  begin();
  const auto runs = listed()["mapRuns"];
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs.at(0)["executionArn"], kParent);
  EXPECT_EQ(runs.at(0)["stateMachineArn"],
            "arn:aws:states:eu-west-3:123456789012:stateMachine:M/l");
  EXPECT_THAT(arn(), testing::HasSubstr(":mapRun:M/l:"));
}

TEST_F(MapRuns, AreDescribedWithLimitsAndCounts) {
  begin();
  const auto run = described();
  EXPECT_EQ(run["status"], "RUNNING");
  EXPECT_EQ(run["maxConcurrency"], 2);
  EXPECT_EQ(run["toleratedFailurePercentage"], 1.5);
  EXPECT_EQ(run["toleratedFailureCount"], 0);
  for (const auto* counts : {"itemCounts", "executionCounts"}) {
    EXPECT_EQ(run[counts]["pending"], 1) << counts;
    EXPECT_EQ(run[counts]["running"], 2) << counts;
    EXPECT_EQ(run[counts]["total"], 3) << counts;
  }
}

TEST_F(MapRuns, AreUpdatedWhileTheyRun) {
  begin();
  const auto run = arn();
  ok("UpdateMapRun", params("{'mapRunArn':'" + run + "','maxConcurrency':3}"));
  EXPECT_EQ(described()["maxConcurrency"], 3);
  EXPECT_EQ(described()["itemCounts"]["running"], 3);
}

TEST_F(MapRuns, ThatWereAbortedKeepTheirCounts) {
  begin();
  const auto run = arn();
  ok("StopExecution", params("{'executionArn':'" + kParent + "'}"));
  const auto ended = ok("DescribeMapRun", params("{'mapRunArn':'" + run + "'}"));
  EXPECT_EQ(ended["status"], "ABORTED");
  EXPECT_EQ(ended["executionCounts"]["aborted"], 2);
  EXPECT_EQ(ended["executionCounts"]["pending"], 1);
  EXPECT_THAT(error("UpdateMapRun", params("{'mapRunArn':'" + run + "','maxConcurrency':3}")),
              testing::StartsWith("ValidationException: Map Run is not running"));
}

TEST_F(MapRuns, SayForProgramsWhyTheyCannotBeChanged) {
  begin();
  const auto run = arn();
  ok("StopExecution", params("{'executionArn':'" + kParent + "'}"));
  EXPECT_THAT(details("UpdateMapRun", params("{'mapRunArn':'" + run + "','maxConcurrency':3}")),
              testing::ElementsAre("reason: CANNOT_UPDATE_COMPLETED_MAP_RUN"));
  EXPECT_THAT(details("UpdateMapRun", params("{'mapRunArn':'" + run + "'}")),
              testing::ElementsAre("reason: MISSING_REQUIRED_PARAMETER"));
  const std::string unknown = "arn:aws:states:eu-west-3:123456789012:mapRun:M/l:x";
  EXPECT_THAT(details("DescribeMapRun", params("{'mapRunArn':'" + unknown + "'}")),
              testing::ElementsAre("resourceName: " + unknown));
}

TEST_F(MapRuns, ShowTheLimitsThatTheyEndedWith) {
  begin();
  const auto run = arn();
  ok("UpdateMapRun", params("{'mapRunArn':'" + run +
                            "','maxConcurrency':3,"
                            "'toleratedFailureCount':4,'toleratedFailurePercentage':2.5}"));
  ok("StopExecution", params("{'executionArn':'" + kParent + "'}"));
  const auto ended = ok("DescribeMapRun", params("{'mapRunArn':'" + run + "'}"));
  EXPECT_EQ(ended["maxConcurrency"], 3);
  EXPECT_EQ(ended["toleratedFailureCount"], 4);
  EXPECT_EQ(ended["toleratedFailurePercentage"], 2.5);
}

TEST_F(MapRuns, OfExpressChildrenNameThemAsSuch) {
  auto definition = kDistributed;
  ok("CreateStateMachine",
     creation("M", definition.replace(definition.find("STANDARD"), 8, "EXPRESS")));
  ok("StartExecution",
     params("{'stateMachineArn':'arn:aws:states:eu-west-3:123456789012:stateMachine:M',"
            "'name':'E','input':'[1]'}"));
  const auto children = ok("ListExecutions", params("{'mapRunArn':'" + arn() + "'}"))["executions"];
  ASSERT_EQ(children.size(), 1U);
  const auto child = children.at(0)["executionArn"].get<std::string>();
  EXPECT_THAT(child, testing::StartsWith("arn:aws:states:eu-west-3:123456789012:express:M/l:" +
                                         children.at(0)["name"].get<std::string>() + ":"));
  const auto described = ok("DescribeExecution", params("{'executionArn':'" + child + "'}"));
  EXPECT_EQ(described["executionArn"], child);
  EXPECT_EQ(described["name"], children.at(0)["name"]);
  EXPECT_THAT(error("GetExecutionHistory", params("{'executionArn':'" + child + "'}")),
              testing::HasSubstr("Resource type not valid in this context: express"));
}

TEST_F(MapRuns, HaveChildrenThatAreListedByThem) {
  begin();
  const auto run = arn();
  const auto children = ok("ListExecutions", params("{'mapRunArn':'" + run + "'}"))["executions"];
  ASSERT_EQ(children.size(), 2U);
  EXPECT_EQ(children.at(0)["mapRunArn"], run);
  EXPECT_EQ(children.at(0)["itemCount"], 1);
  const auto child =
      ok("DescribeExecution",
         params("{'executionArn':'" + children.at(0)["executionArn"].get<std::string>() + "'}"));
  EXPECT_EQ(child["mapRunArn"], run);
  const auto running = ok("ListExecutions", params("{'mapRunArn':'" + run +
                                                   "','statusFilter':'SUCCEEDED'}"))["executions"];
  EXPECT_TRUE(running.empty());
}

TEST_F(MapRuns, HaveChildrenOfAStateMachineWithALabel) {
  begin();
  const std::string machine = "arn:aws:states:eu-west-3:123456789012:stateMachine:M/l";
  const auto described =
      ok("DescribeStateMachine", params("{'stateMachineArn':'" + machine + "'}"));
  EXPECT_EQ(described["stateMachineArn"], machine);
  EXPECT_EQ(described["label"], "l");
  EXPECT_EQ(described["type"], "STANDARD");
  EXPECT_THAT(described["definition"].get<std::string>(), testing::HasSubstr("\"T\""));
  for (const auto* action : {"StartExecution", "DeleteStateMachine", "UpdateStateMachine"}) {
    EXPECT_EQ(error(action, params("{'stateMachineArn':'" + machine + "','definition':'{}'}")),
              "ValidationException: The ARN of a state machine must not have the label of a Map "
              "state: '" +
                  machine + "'")
        << action;
  }
}

TEST_F(MapRuns, AreOfTheMapThatTheMachineHasNow) {
  ok("CreateStateMachine", creation("M", kDistributed));
  const std::string owner = "arn:aws:states:eu-west-3:123456789012:stateMachine:M";
  const auto asked = params("{'stateMachineArn':'" + owner + "/l'}");
  EXPECT_THAT(ok("DescribeStateMachine", asked)["definition"].get<std::string>(),
              testing::HasSubstr("\"T\""));  // Nothing has run.
  ok("UpdateStateMachine", with(params("{'stateMachineArn':'" + owner + "'}"), "definition",
                                replace_all(kDistributed, "\"T\"", "\"U\"")));
  EXPECT_THAT(ok("DescribeStateMachine", asked)["definition"].get<std::string>(),
              testing::HasSubstr("\"U\""));
  ok("UpdateStateMachine", with(params("{'stateMachineArn':'" + owner + "'}"), "definition",
                                replace_all(kDistributed, "\"Label\":\"l\",", "")));
  EXPECT_EQ(error("DescribeStateMachine", asked),
            "StateMachineDoesNotExist: State Machine Does Not Exist: '" + owner + "/l'");
}

struct Refusal {
  const char* name;
  const char* action;
  std::string params;
  std::string error;
};
class MapRunRefusal : public StatesUnderTest, public testing::WithParamInterface<Refusal> {};

TEST_P(MapRunRefusal, IsWordedLikeAws) {
  const auto& c = GetParam();
  EXPECT_EQ(error(c.action, params(c.params)), c.error);
}

const std::string kUnknownRun = "arn:aws:states:eu-west-3:123456789012:mapRun:M/l:x";
INSTANTIATE_TEST_SUITE_P(
    Aws, MapRunRefusal,
    testing::Values(
        Refusal{"DescribeUnknown", "DescribeMapRun", "{'mapRunArn':'" + kUnknownRun + "'}",
                "ResourceNotFound: Map Run Does Not Exist: '" + kUnknownRun + "'"},
        Refusal{"DescribeAnotherKind", "DescribeMapRun", "{'mapRunArn':'" + kParent + "'}",
                "InvalidArn: Invalid Arn: 'Resource type not valid in this context: execution'"},
        Refusal{"UpdateUnknown", "UpdateMapRun",
                "{'mapRunArn':'" + kUnknownRun + "','maxConcurrency':1}",
                "ResourceNotFound: Map Run Does Not Exist: '" + kUnknownRun + "'"},
        Refusal{"UpdateOfNothing", "UpdateMapRun", "{'mapRunArn':'" + kUnknownRun + "'}",
                "ValidationException: Must specify at least one limit to be updated"},
        Refusal{"UpdateOutOfRange", "UpdateMapRun",
                "{'mapRunArn':'" + kUnknownRun + "','toleratedFailurePercentage':100.5}",
                "ValidationException: 1 validation error detected: Value '100.5' at "
                "'toleratedFailurePercentage' failed to satisfy constraint: Member must have value "
                "less than or equal to 100"},
        Refusal{"ListOfUnknown", "ListMapRuns", "{'executionArn':'" + kParent + "'}",
                "ExecutionDoesNotExist: Execution Does Not Exist: '" + kParent + "'"},
        Refusal{"ListExecutionsOfUnknown", "ListExecutions", "{'mapRunArn':'" + kUnknownRun + "'}",
                "ResourceNotFound: Map Run Does Not Exist: '" + kUnknownRun + "'"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace sfn::api
