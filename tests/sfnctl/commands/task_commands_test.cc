// activity and task: what is about those who carry tasks out.
#include "sfnctl/command_fixture.h"

namespace sfn::sfnctl {
namespace {

using testing::HasSubstr;

constexpr const char* kActivity = "arn:aws:states:us-east-1:123456789012:activity:approve";

class TaskCommands : public CommandTest {
 protected:
  void know_activity() {
    daemon.answer("AWSStepFunctions.ListActivities",
                  {{"activities", Json::array({{{"activityArn", kActivity},
                                                {"name", "approve"},
                                                {"creationDate", 1795370400.5}}})}});
  }
};

TEST_F(TaskCommands, ActivityIsCreated) {
  daemon.answer("AWSStepFunctions.CreateActivity",
                {{"activityArn", kActivity}, {"creationDate", 1795370400.5}});
  const auto ran = sfnctl({"activity", "create", "approve"});
  EXPECT_EQ(ran.code, ExitCode::Done);
  EXPECT_EQ(ran.out, std::string(kActivity) + "\n");
  EXPECT_EQ(daemon.only("AWSStepFunctions.CreateActivity").json(), (Json{{"name", "approve"}}));
}

TEST_F(TaskCommands, ActivitiesAreListed) {
  know_activity();
  EXPECT_EQ(sfnctl({"activity", "list"}).out,
            "NAME     CREATED              REGION\n"
            "approve  2026-11-22 18:00:00  us-east-1\n");
  EXPECT_EQ((*parse_json(sfnctl({"activity", "list", "-o", "json"}).out))["activities"][0]["name"],
            "approve");
}

TEST_F(TaskCommands, ActivityIsFoundByItsName) {
  know_activity();
  daemon.answer("AWSStepFunctions.DescribeActivity",
                {{"activityArn", kActivity}, {"name", "approve"}, {"creationDate", 1795370400.5}});
  EXPECT_THAT(sfnctl({"activity", "describe", "approve"}).out, HasSubstr("Activity"));
  daemon.answer("AWSStepFunctions.DeleteActivity", Json::object());
  EXPECT_EQ(sfnctl({"activity", "delete", "approve"}).code, ExitCode::Done);
  EXPECT_EQ(daemon.only("AWSStepFunctions.DeleteActivity").json(),
            (Json{{"activityArn", kActivity}}));
  const auto unknown = sfnctl({"activity", "delete", "aprove"});
  EXPECT_EQ(unknown.code, ExitCode::Misused);
  EXPECT_THAT(unknown.err, HasSubstr("no activity is called \"aprove\""));
}

TEST_F(TaskCommands, ActivityWantsANameOrNone) {
  EXPECT_THAT(sfnctl({"activity", "create"}).err, HasSubstr("activity create needs a NAME"));
  EXPECT_THAT(sfnctl({"activity", "list", "x"}).err, HasSubstr("activity list takes no name"));
  EXPECT_THAT(sfnctl({"activity", "make", "x"}).err, HasSubstr("ACTION must be one of create"));
}

TEST_F(TaskCommands, ATaskIsWaitedForAndTaken) {
  know_activity();
  daemon.answer("AWSStepFunctions.GetActivityTask", Json::object());
  daemon.answer("AWSStepFunctions.GetActivityTask", {{"taskToken", "T"}, {"input", "[1]"}});
  const auto ran = sfnctl({"activity", "poll", "approve", "--worker", "w", "-o", "json"});
  EXPECT_EQ(ran.code, ExitCode::Done);
  EXPECT_EQ(*parse_json(ran.out), (Json{{"taskToken", "T"}, {"input", "[1]"}}));
  const auto polls = daemon.seen("AWSStepFunctions.GetActivityTask");
  ASSERT_EQ(polls.size(), 2U);
  EXPECT_EQ(polls[1].json(), (Json{{"activityArn", kActivity}, {"workerName", "w"}}));
}

TEST_F(TaskCommands, APollEndsWithItsTime) {
  know_activity();
  Answer never;
  never.hold_open = true;
  daemon.answer("AWSStepFunctions.GetActivityTask", never);
  EXPECT_EQ(sfnctl({"activity", "poll", "approve", "--timeout", "1s"}).code, ExitCode::TimedOut);
  EXPECT_THAT(sfnctl({"activity", "list", "--timeout", "1s"}).err,
              HasSubstr("--timeout goes with poll, not with list"));
}

TEST_F(TaskCommands, TaskIsEndedByItsToken) {
  daemon.answer("AWSStepFunctions.SendTaskSuccess", Json::object());
  const auto ran = sfnctl({"task", "success", "T", "--result", R"({"a":1})"});
  EXPECT_EQ(ran.code, ExitCode::Done);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(daemon.only("AWSStepFunctions.SendTaskSuccess").json(),
            (Json{{"taskToken", "T"}, {"output", R"({"a":1})"}}));
  EXPECT_EQ(sfnctl({"task", "success", "T", "-o", "json"}).out, "{}\n");
}

TEST_F(TaskCommands, TaskFailsWithWhatIsGiven) {
  daemon.answer("AWSStepFunctions.SendTaskFailure", Json::object());
  EXPECT_EQ(sfnctl({"task", "failure", "T", "--error", "E"}).code, ExitCode::Done);
  EXPECT_EQ(daemon.only("AWSStepFunctions.SendTaskFailure").json(),
            (Json{{"taskToken", "T"}, {"error", "E"}}));
}

TEST_F(TaskCommands, TaskBeats) {
  daemon.answer("AWSStepFunctions.SendTaskHeartbeat",
                aws_error("TaskTimedOut", "Provided task does not exist anymore"));
  const auto ran = sfnctl({"task", "heartbeat", "T"});
  EXPECT_EQ(ran.code, ExitCode::Refused);
  EXPECT_THAT(ran.err, HasSubstr("Provided task does not exist anymore"));
}

TEST_F(TaskCommands, TaskLosesNoOption) {
  EXPECT_THAT(sfnctl({"task", "success", "T", "--error", "E"}).err,
              HasSubstr("--error goes with failure, not with success"));
  EXPECT_THAT(sfnctl({"task", "heartbeat", "T", "--result", "1"}).err,
              HasSubstr("--result goes with success, not with heartbeat"));
}

}  // namespace
}  // namespace sfn::sfnctl
