// Purge, backup and log lines.
#include <fstream>

#include "api/own/own_api_under_test.h"
#include "support/temporary_directory.h"

namespace sfn::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class OwnHousekeepingTest : public OwnApiUnderTest {};

// ---- purge

TEST_F(OwnHousekeepingTest, PurgeRemovesWhatEndedBefore) {
  const auto machine = deploy("M", kTask);
  start(machine, "running");
  stop(start(machine, "old"));
  clock.set(clock.now() + seconds(60));
  stop(start(machine, "new"));
  const auto answer = post("purge", R"({"stoppedBefore":"2023-11-14T22:13:50Z"})");
  EXPECT_EQ(to_text(answer.body), R"({"purged":1})");
  EXPECT_THAT(all(get("executions").body["executions"], "name"), ElementsAre("new", "running"));
}

TEST_F(OwnHousekeepingTest, PurgeKeepsToOneMachineWhereAsked) {
  const auto one = deploy("One", kPass);
  const auto two = deploy("Two", kPass);
  start(one, "a");
  start(two, "b");
  const auto answer =
      post("purge", R"({"stoppedBefore":"2026-01-01T00:00:00Z","stateMachineArn":")" + two + "\"}");
  EXPECT_EQ(answer.body["purged"], 1);
  EXPECT_THAT(all(get("executions").body["executions"], "name"), ElementsAre("a"));
}

TEST_F(OwnHousekeepingTest, PurgeMustSayHowOld) {
  EXPECT_THAT(post("purge", "{}").body["message"].get<std::string>(),
              HasSubstr("'stoppedBefore' is missing"));
  EXPECT_EQ(post("purge", R"({"stoppedBefore":"soon"})").status, 400);
  EXPECT_EQ(post("purge", R"({"stoppedBefore":5})").status, 400);
  EXPECT_EQ(post("purge", "[]").status, 400);
  EXPECT_EQ(post("purge", "{").status, 400);
  const auto unknown = state_machine_arn(kParis, "None");
  EXPECT_EQ(post("purge",
                 R"({"stoppedBefore":"2026-01-01T00:00:00Z","stateMachineArn":")" + unknown + "\"}")
                .status,
            404);
}

// ---- backup

TEST_F(OwnHousekeepingTest, BackupTellsWhereTheCopyIsAndHowLarge) {
  // The simulated store makes no file: this one stands for its copy.
  const support::TemporaryDirectory directory;
  std::ofstream(directory.file("copy.db")) << "12345";
  const auto body = R"({"path":")" + directory.file("copy.db") + "\"}";
  const auto answer = post("backup", body);
  EXPECT_EQ(answer.body["path"], directory.file("copy.db"));
  EXPECT_EQ(answer.body["bytes"], 5);
  const auto again = post("backup", body);
  EXPECT_EQ(again.status, 400);
  EXPECT_EQ(again.body["__type"], "BackupFailed");
}

TEST_F(OwnHousekeepingTest, BackupTakesAbsolutePathsAlone) {
  const auto answer = post("backup", R"({"path":"copy.db"})");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.body["message"], "'path' must be absolute, got 'copy.db'");
}

// ---- log lines

TEST_F(OwnHousekeepingTest, LogLinesAreFoundByExecutionAndByRequest) {
  log("one", "arn:x", "r-1");
  log("two", "arn:y", "r-2");
  log("three", "arn:x", "r-3");
  const auto page = get("logs?executionArn=arn:x").body;
  EXPECT_THAT(all(page["events"], "message"), ElementsAre("one", "three"));
  const auto expected = *parse_json(R"({
      "timestamp": "2023-11-14T22:13:20.000Z", "message": "one", "region": "eu-west-3",
      "logGroup": "/aws/lambda/F", "logStream": "2026/11/22/[$LATEST]a", "requestId": "r-1", "executionArn": "arn:x",
      "state": "T", "attempt": 1})");
  EXPECT_TRUE(same_json(page["events"][0], expected)) << to_text(page["events"][0]);
  EXPECT_THAT(all(get("logs?requestId=r-2").body["events"], "message"), ElementsAre("two"));
  EXPECT_THAT(all(get("logs?requestId=r-9").body["events"], "message"), IsEmpty());
}

TEST_F(OwnHousekeepingTest, LogLinesComeInPages) {
  for (const auto* message : {"one", "two", "three"}) log(message, "arn:x");
  const auto first = get("logs?executionArn=arn:x&limit=2").body;
  EXPECT_THAT(all(first["events"], "message"), ElementsAre("one", "two"));
  const auto token = replace_all(first["nextToken"].get<std::string>(), "=", "%3D");
  const auto second = get("logs?executionArn=arn:x&limit=2&nextToken=" + token).body;
  EXPECT_THAT(all(second["events"], "message"), ElementsAre("three"));
  EXPECT_FALSE(second.contains("nextToken"));
}

TEST_F(OwnHousekeepingTest, LogLinesNeedOneCause) {
  EXPECT_EQ(get("logs").status, 400);
  EXPECT_EQ(get("logs?executionArn=a&requestId=b").status, 400);
}

}  // namespace
}  // namespace sfn::api
