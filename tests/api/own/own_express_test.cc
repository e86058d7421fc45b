// EXPRESS executions in sfn's own API, which AWS's does not show: readable, and said not to be
// kept.
#include "api/own/own_api_under_test.h"

namespace sfn::api {
namespace {

using testing::ElementsAre;

class OwnExpressTest : public OwnApiUnderTest {
 protected:
  std::string path(const std::string& arn, const std::string& tail = "") {
    return "executions/" + percent_encode(arn) + tail;
  }
};

TEST_F(OwnExpressTest, AreListedAsNotKept) {
  const auto arn = start(deploy("X", kPass, kParis, "EXPRESS"), "e");
  start(deploy("S", kPass), "s");
  const auto page = get("executions").body;
  EXPECT_THAT(all(page["executions"], "name"), ElementsAre("s", "e"));
  EXPECT_FALSE(page["executions"][0].contains("kept"));
  EXPECT_EQ(page["executions"][1]["kept"], false);
  EXPECT_EQ(page["executions"][1]["executionArn"], arn);
  EXPECT_EQ(page["counts"]["succeeded"], 2);
}

TEST_F(OwnExpressTest, AreDescribed) {
  const auto arn = start(deploy("X", kPass, kParis, "EXPRESS"), "e", R"({"a":1})");
  const auto shown = get(path(arn)).body;
  EXPECT_EQ(shown["executionArn"], arn);
  EXPECT_EQ(shown["status"], "SUCCEEDED");
  EXPECT_EQ(shown["output"], R"({"a":1})");
  EXPECT_EQ(shown["startDate"], "2023-11-14T22:13:20.000Z");
  EXPECT_EQ(shown["kept"], false);
  EXPECT_FALSE(shown.contains("redriveCount"));
}

TEST_F(OwnExpressTest, StoredOnesAreDescribedLikewise) {
  const auto shown = get(path(start(deploy("S", kPass), "s"))).body;
  EXPECT_EQ(shown["status"], "SUCCEEDED");
  EXPECT_EQ(shown["redriveCount"], 0);
  EXPECT_FALSE(shown.contains("kept"));
}

TEST_F(OwnExpressTest, WhatIsNotThereIsNotDescribed) {
  deploy("X", kPass, kParis, "EXPRESS");
  EXPECT_EQ(get(path("arn:aws:states:eu-west-3:123456789012:express:X:e:r")).body["__type"],
            "ExecutionDoesNotExist");
  EXPECT_EQ(get(path("arn:aws:states:eu-west-3:123456789012:express:X:e")).body["__type"],
            "InvalidArn");
  EXPECT_EQ(get(path("e")).body["__type"], "InvalidArn");
}

TEST_F(OwnExpressTest, TheirHistoryIsRead) {
  const auto arn = start(deploy("X", kPass, kParis, "EXPRESS"), "e");
  const auto page = get(path(arn, "/events")).body;
  EXPECT_THAT(all(page["events"], "type"), ElementsAre("ExecutionStarted", "PassStateEntered",
                                                       "PassStateExited", "ExecutionSucceeded"));
  EXPECT_EQ(page["status"], "SUCCEEDED");
}

TEST_F(OwnExpressTest, TheyAreFollowed) {
  const auto arn = start(deploy("X", kTask, kParis, "EXPRESS"), "e");
  const auto client = stream("stream?types=execution,history&executionArn=" + percent_encode(arn));
  told(*client, 5);
  host.succeed(last_task);
  EXPECT_THAT(told(*client, 9),
              ElementsAre("execution RUNNING", "history 1", "history 2", "history 3", "history 4",
                          "history 5", "history 6", "history 7", "execution SUCCEEDED"));
}

TEST_F(OwnExpressTest, WhatTheyWaitForIsShown) {
  const auto arn = start(deploy("X", kTask, kParis, "EXPRESS"), "e");
  EXPECT_THAT(all(get(path(arn, "/outstanding")).body["outstanding"], "kind"),
              testing::UnorderedElementsAre("task", "taskDeadline", "executionDeadline"));
}

}  // namespace
}  // namespace sfn::api
