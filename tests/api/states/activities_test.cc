#include "api/states/states_under_test.h"

namespace sfn::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kActivity = "arn:aws:states:eu-west-3:123456789012:activity:A";
const std::string kOfActivity =
    R"({"StartAt":"T","States":{"T":{"Type":"Task","End":true,)"
    R"("Resource":"arn:aws:states:eu-west-3:123456789012:activity:A"}}})";

class Activities : public StatesUnderTest {
 protected:
  static Json of_activity(const std::string& arn = kActivity) {
    Json asked = Json::object();
    asked["activityArn"] = arn;
    return asked;
  }
  std::string create_activity(const std::string& name = "A") {
    return ok("CreateActivity", {{"name", name}})["activityArn"];
  }
  std::shared_ptr<Asker> poll(const std::string& worker = "") {
    auto asked = of_activity();
    if (!worker.empty()) asked["workerName"] = worker;
    return ask_as_caller("GetActivityTask", asked);
  }
  /// An execution whose only state is a task of the activity; its ARN.
  std::string start_one(const std::string& input = "{}") {
    if (machine_.empty()) machine_ = create("M", kOfActivity);
    return ok("StartExecution", with(of_machine(machine_), "input", input))["executionArn"];
  }
  std::string status(const std::string& execution) {
    return ok("DescribeExecution", of_execution(execution))["status"];
  }

 private:
  std::string machine_;
};

// ---- the catalogue

TEST_F(Activities, AreCreatedOnce) {
  EXPECT_EQ(to_text(ok("CreateActivity", {{"name", "A"}})),
            R"({"activityArn":")" + kActivity + R"(","creationDate":1700000000.0})");
  advance(seconds(5));
  EXPECT_EQ(ok("CreateActivity", {{"name", "A"}})["creationDate"], 1700000000.0);
  EXPECT_EQ(to_text(ok("DescribeActivity", of_activity())),
            R"({"activityArn":")" + kActivity + R"(","name":"A","creationDate":1700000000.0,)" +
                R"("encryptionConfiguration":{"type":"AWS_OWNED_KEY"}})");
}

TEST_F(Activities, AreDeletedWithoutACheck) {
  EXPECT_EQ(to_text(ok("DeleteActivity", of_activity())), "{}");
  create_activity();
  ok("DeleteActivity", of_activity());
  EXPECT_EQ(error("DescribeActivity", of_activity()),
            "ActivityDoesNotExist: Activity Does Not Exist: '" + kActivity + "'");
}

TEST_F(Activities, AreListedPageByPage) {
  for (const auto* name : {"C", "A", "B"}) create_activity(name);
  place.region = "us-east-1";
  create_activity("D");
  place.region = "eu-west-3";
  const auto first = ok("ListActivities", {{"maxResults", 2}});
  EXPECT_THAT(all(first["activities"], "name"), ElementsAre("A", "B"));
  const auto second = ok("ListActivities", {{"nextToken", first["nextToken"]}});
  EXPECT_EQ(to_text(second["activities"]),
            R"([{"activityArn":"arn:aws:states:eu-west-3:123456789012:activity:C","name":"C",)"
            R"("creationDate":1700000000.0}])");
  EXPECT_FALSE(second.contains("nextToken"));
  EXPECT_EQ(error("ListActivities", {{"nextToken", "x"}}),
            "InvalidToken: Invalid Token: 'Invalid token'");
}

TEST_F(Activities, SurviveAsTheyAre) {
  ok("CreateActivity", params("{'name':'A','tags':[{'key':'k','value':'v'}]}"));
  EXPECT_EQ(world.store.load_catalogue().resources.size(), 1U);
  EXPECT_EQ(to_text(ok("ListTagsForResource", {{"resourceArn", kActivity}})),
            R"({"tags":[{"key":"k","value":"v"}]})");
}

struct RefusalCase {
  const char* name;
  const char* action;
  std::string params;
  std::string error;
};
void PrintTo(const RefusalCase& c, std::ostream* out) { *out << c.action << " " << c.params; }

class RefusedOfActivities : public Activities, public testing::WithParamInterface<RefusalCase> {};

TEST_P(RefusedOfActivities, InTheServicesWords) {
  const auto asker = ask_as_caller(GetParam().action, params(GetParam().params));
  ASSERT_EQ(asker->answers.size(), 1U);
  ASSERT_FALSE(asker->answers[0]);
  const auto& error = asker->answers[0].error();
  EXPECT_THAT(error.name + ": " + error.cause, HasSubstr(GetParam().error));
}

const auto kRefusals = std::vector<RefusalCase>{
    {"NoName", "CreateActivity", "{}",
     "ValidationException: 1 validation error detected: Value null at 'name' failed to satisfy "
     "constraint: Member must not be null"},
    {"NameTooLong", "CreateActivity", "{'name':'" + std::string(81, 'x') + "'}",
     "Member must have length less than or equal to 80"},
    {"BadName", "CreateActivity", "{'name':'a b'}", "InvalidName: Invalid Name: 'a b'"},
    {"AKey", "CreateActivity",
     "{'name':'A','encryptionConfiguration':{'type':'CUSTOMER_MANAGED_KMS_KEY','kmsKeyId':'k'}}",
     "InvalidEncryptionConfiguration: "},
    {"NoArn", "DescribeActivity", "{'activityArn':'no_an_activity_arn'}",
     "InvalidArn: Invalid Arn: 'Invalid ARN prefix: no_an_activity_arn'"},
    {"AnArnOfAnotherKind", "DeleteActivity",
     "{'activityArn':'arn:aws:states:eu-west-3:123456789012:stateMachine:M'}",
     "InvalidArn: Invalid Arn: 'Resource type not valid in this context: statemachine'"},
    {"APollOfNothing", "GetActivityTask", "{'activityArn':'" + kActivity + "'}",
     "ActivityDoesNotExist: Activity Does Not Exist: '" + kActivity + "'"},
    {"AWorkerWithoutAName", "GetActivityTask",
     "{'activityArn':'" + kActivity + "','workerName':''}",
     "Member must have length greater than or equal to 1"},
    {"TagsOfNothing", "TagResource", "{'resourceArn':'" + kActivity + "','tags':[]}",
     "ResourceNotFound: Resource not found: '" + kActivity + "'"},
    {"TagsOfAnExecution", "ListTagsForResource",
     "{'resourceArn':'arn:aws:states:eu-west-3:123456789012:execution:M:E'}",
     "InvalidArn: Invalid Arn: 'Resource type not valid in this context: execution'"},
    {"NoTags", "TagResource", "{'resourceArn':'" + kActivity + "'}",
     "Value null at 'tags' failed to satisfy constraint: Member must not be null"},
    {"TagWithoutAKey", "TagResource", "{'resourceArn':'" + kActivity + "','tags':[{'value':'x'}]}",
     "ValidationException: 1 validation error detected: "
     "Value null at 'tags.1.member.key' failed to satisfy constraint: Member must not be null"},
    {"NoKeys", "UntagResource", "{'resourceArn':'" + kActivity + "'}",
     "Value null at 'tagKeys' failed to satisfy constraint: Member must not be null"},
};
INSTANTIATE_TEST_SUITE_P(Api, RefusedOfActivities, testing::ValuesIn(kRefusals),
                         [](const auto& test) { return test.param.name; });

// ---- tags

TEST_F(Activities, HaveTagsAsMachinesDo) {
  create("M");
  for (const auto& arn :
       {create_activity(), std::string("arn:aws:states:eu-west-3:123456789012:stateMachine:M")}) {
    const Json resource = {{"resourceArn", arn}};
    EXPECT_EQ(to_text(ok("ListTagsForResource", resource)), R"({"tags":[]})");
    ok("TagResource",
       with(resource, "tags", params("[{'key':'a','value':'1'},{'key':'b','value':''}]")));
    ok("TagResource",
       with(resource, "tags", params("[{'key':'a','value':'2'},{'key':'c','value':'3'}]")));
    ok("UntagResource", with(resource, "tagKeys", params("['b','none']")));
    EXPECT_EQ(to_text(ok("ListTagsForResource", resource)),
              R"({"tags":[{"key":"a","value":"2"},{"key":"c","value":"3"}]})");
    Json many = Json::array();
    for (int i = 0; i < 49; ++i) many.push_back({{"key", std::to_string(i)}, {"value", ""}});
    EXPECT_EQ(error("TagResource", with(resource, "tags", many)),
              "TooManyTags: A resource may have 50 tags, this one has 51");
  }
  const auto machine = ok("DescribeStateMachine",
                          of_machine("arn:aws:states:eu-west-3:123456789012:stateMachine:M"));
  EXPECT_FALSE(machine.contains("revisionId")) << "tags are no revision";
}

// ---- GetActivityTask

TEST_F(Activities, GiveAWorkerItsTask) {
  create_activity();
  const auto worker = poll("w");
  EXPECT_THAT(worker->answers, IsEmpty());
  const auto execution = start_one(R"({"in":1})");
  ASSERT_EQ(worker->answers.size(), 1U);
  const auto task = *worker->answers[0];
  EXPECT_EQ(task["input"], R"({"in":1})");
  ok("SendTaskSuccess", {{"taskToken", task["taskToken"]}, {"output", "7"}});
  EXPECT_EQ(ok("DescribeExecution", of_execution(execution))["output"], "7");
}

TEST_F(Activities, AnswerAnEmptyPollWithNothing) {
  create_activity();
  const auto worker = poll();
  advance_polls(seconds(54));
  EXPECT_THAT(worker->answers, IsEmpty());
  advance_polls(seconds(1));
  ASSERT_EQ(worker->answers.size(), 1U);
  EXPECT_EQ(to_text(*worker->answers[0]), "{}");
}

TEST_F(Activities, TellNobodyOfATaskBeforeItsStartIsDurable) {
  create_activity();
  start_one();
  world.store.hold_commits();
  const auto worker = poll();
  EXPECT_THAT(worker->answers, IsEmpty());
  world.store.commit_next();
  settle();
  EXPECT_EQ(worker->answers.size(), 1U);
}

TEST_F(Activities, DoNotLoseATaskToAWorkerThatHangsUp) {
  create_activity();
  poll()->hang_up();
  const auto silent = poll();
  silent->there = false;
  const auto execution = start_one();
  EXPECT_THAT(silent->answers, IsEmpty());
  const auto worker = poll("w");
  EXPECT_EQ(worker->answers.size(), 1U);
  const auto history = ok("GetExecutionHistory", of_execution(execution));
  EXPECT_EQ(to_text(history["events"].back()["activityStartedEventDetails"]),
            R"({"workerName":"w"})");
}

TEST_F(Activities, GiveTheSameTaskAgainWhereItsAnswerWasNotWritten) {
  create_activity();
  const auto cut_off = poll();
  cut_off->written = false;
  const auto execution = start_one();
  const auto worker = poll("another");
  ASSERT_EQ(worker->answers.size(), 1U);
  EXPECT_EQ(to_text(*worker->answers[0]), to_text(*cut_off->answers[0]));
  const auto events = ok("GetExecutionHistory", of_execution(execution))["events"];
  EXPECT_THAT(all(events, "type"), ElementsAre("ExecutionStarted", "TaskStateEntered",
                                               "ActivityScheduled", "ActivityStarted"));
}

TEST_F(Activities, AreMissingWhereTheyWereDeleted) {
  create_activity();
  ok("DeleteActivity", of_activity());
  EXPECT_EQ(ok("DescribeExecution", of_execution(start_one()))["cause"],
            "An error occurred while executing the state 'T' (entered at the event id #2). The "
            "activity " +
                kActivity + " does not exist.");
}

// ---- SendTaskSuccess and its like

class Tokens : public Activities {
 protected:
  Tokens() {
    create_activity();
    execution = start_one();
    token = (*poll()->answers.at(0))["taskToken"];
  }
  Json of_token(Json more = Json::object()) const {
    Json asked = Json::object();
    asked["taskToken"] = token;
    asked.update(more);
    return asked;
  }

  std::string execution;
  std::string token;
};

TEST_F(Tokens, AreGoodOnce) {
  EXPECT_EQ(to_text(ok("SendTaskHeartbeat", of_token())), "{}");
  EXPECT_EQ(to_text(ok("SendTaskSuccess", of_token({{"output", "{}"}}))), "{}");
  const std::string over = "TaskTimedOut: Task Timed Out: 'Provided task does not exist anymore'";
  EXPECT_EQ(error("SendTaskSuccess", of_token({{"output", "{}"}})), over);
  EXPECT_EQ(error("SendTaskFailure", of_token()), over);
  EXPECT_EQ(error("SendTaskHeartbeat", of_token()), over);
}

TEST_F(Tokens, FailATaskWithWhatIsGivenAndNothingElse) {
  ok("SendTaskFailure", of_token({{"cause", "why"}}));
  const auto described = ok("DescribeExecution", of_execution(execution));
  EXPECT_FALSE(described.contains("error"));
  EXPECT_EQ(described["cause"], "why");
}

TEST_F(Tokens, KeepAnOutputToTheLetter) {
  ok("SendTaskSuccess", of_token({{"output", "[ 0.0 ,1]"}}));
  EXPECT_EQ(ok("DescribeExecution", of_execution(execution))["output"], "[ 0.0 ,1]");
}

TEST_F(Tokens, TakeAnOutputOfTheFullSize) {
  const auto text = '"' + std::string(262'142, 'x') + '"';
  ok("SendTaskSuccess", of_token({{"output", text}}));
  EXPECT_EQ(status(execution), "SUCCEEDED");
}

TEST_F(Tokens, AreRefusedInTheServicesWords) {
  const std::string invalid = "InvalidToken: Invalid Token: 'Invalid token'";
  EXPECT_EQ(error("SendTaskHeartbeat", {{"taskToken", "x"}}), invalid);
  auto forged = token;
  forged.back() = forged.back() == 'A' ? 'Q' : 'A';
  EXPECT_EQ(error("SendTaskFailure", {{"taskToken", forged}}), invalid);
  EXPECT_THAT(error("SendTaskHeartbeat", Json::object()),
              HasSubstr("Value null at 'taskToken' failed to satisfy constraint: Member must not "
                        "be null"));
  EXPECT_THAT(error("SendTaskHeartbeat", {{"taskToken", std::string(2'049, 'x')}}),
              HasSubstr("Member must have length less than or equal to 2048"));
  EXPECT_THAT(error("SendTaskSuccess", of_token()), HasSubstr("Value null at 'output'"));
  EXPECT_THAT(error("SendTaskSuccess", of_token({{"output", "{"}})),
              HasSubstr("InvalidOutput: Invalid Output: '"));
  const std::string too_long =
      "ValidationException: 1 validation error detected: Value at 'output' failed to satisfy "
      "constraint: Member must have length less than or equal to 262144";
  EXPECT_EQ(error("SendTaskSuccess", of_token({{"output", std::string(262'145, '1')}})), too_long);
  std::string wide = "\"";
  for (int i = 0; i < 140'000; ++i) wide += "é";
  EXPECT_EQ(error("SendTaskSuccess", of_token({{"output", wide + '"'}})), too_long);
  EXPECT_THAT(error("SendTaskFailure", of_token({{"error", std::string(257, 'x')}})),
              HasSubstr("Member must have length less than or equal to 256"));
  EXPECT_THAT(error("SendTaskFailure", of_token({{"cause", std::string(32'769, 'x')}})),
              HasSubstr("Member must have length less than or equal to 32768"));
  EXPECT_EQ(status(execution), "RUNNING");
}

TEST_F(Tokens, OutliveTheirExecution) {
  ok("StopExecution", of_execution(execution));
  EXPECT_THAT(error("SendTaskHeartbeat", of_token()), HasSubstr("TaskTimedOut: "));
}

}  // namespace
}  // namespace sfn::api
