// The list of executions, their events and what they wait for.
#include "api/own/own_api_under_test.h"

namespace sfn::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class OwnExecutionsTest : public OwnApiUnderTest {
 protected:
  std::vector<std::string> names(const std::string& query) {
    const auto answer = get("executions" + query);
    EXPECT_EQ(answer.status, 200) << to_text(answer.body);
    return all(answer.body["executions"], "name");
  }

  std::string path(const std::string& arn, const std::string& tail) {
    return "executions/" + percent_encode(arn) + "/" + tail;
  }
};

TEST_F(OwnExecutionsTest, AreListedOverAllMachinesNewestFirst) {
  const auto orders = deploy("Orders", kTask);
  const auto bills = deploy("Bills", kPass, kOregon);
  start(orders, "order-1");
  start(bills, "bill-1");
  start(orders, "order-2");
  const auto page = get("executions").body;
  EXPECT_THAT(all(page["executions"], "name"), ElementsAre("order-2", "bill-1", "order-1"));
  const auto expected = *parse_json(R"({
      "executionArn": "arn:aws:states:us-west-2:123456789012:execution:Bills:bill-1",
      "stateMachineArn": "arn:aws:states:us-west-2:123456789012:stateMachine:Bills",
      "stateMachine": "Bills", "name": "bill-1", "region": "us-west-2", "status": "SUCCEEDED",
      "startDate": "2023-11-14T22:13:20.000Z", "stopDate": "2023-11-14T22:13:20.000Z"})");
  EXPECT_TRUE(same_json(page["executions"][1], expected)) << to_text(page["executions"][1]);
  EXPECT_FALSE(page["executions"][0].contains("stopDate"));
  EXPECT_EQ(page["counts"]["running"], 2);
  EXPECT_EQ(page["counts"]["succeeded"], 1);
  EXPECT_FALSE(page.contains("nextToken"));
}

TEST_F(OwnExecutionsTest, AreNarrowed) {
  const auto here = deploy("M", kTask);
  const auto there = deploy("M", kTask, kOregon);
  const auto other = deploy("N", kTask);
  start(here, "order-1");
  stop(start(there, "order-2"));
  clock.set(clock.now() + seconds(10));
  start(other, "bill-3");
  EXPECT_THAT(names("?stateMachineArn=" + percent_encode(here)), ElementsAre("order-1"));
  EXPECT_THAT(names("?stateMachine=M"), ElementsAre("order-2", "order-1"));
  EXPECT_THAT(names("?stateMachine=M&region=us-west-2"), ElementsAre("order-2"));
  EXPECT_THAT(names("?region=eu-west-3"), ElementsAre("bill-3", "order-1"));
  EXPECT_THAT(names("?region=nowhere"), IsEmpty());
  EXPECT_THAT(names("?name=order"), ElementsAre("order-2", "order-1"));
  EXPECT_THAT(names("?status=ABORTED"), ElementsAre("order-2"));
  EXPECT_THAT(names("?startedAfter=2023-11-14T22:13:30Z"), ElementsAre("bill-3"));
  EXPECT_THAT(names("?startedBefore=2023-11-14T22:13:30Z"), ElementsAre("order-2", "order-1"));
  EXPECT_THAT(names("?name=&status="), ElementsAre("bill-3", "order-2", "order-1"));
}

TEST_F(OwnExecutionsTest, OfADeletedMachineStay) {
  const auto machine = deploy("M", kTask);
  start(machine, "a");
  bool removed = false;
  runtime.commits().reply_after(runtime.catalogue().remove_machine(machine),
                                [&removed](bool was_there) { removed = was_there; });
  run_until(loop, [&] { return removed; });
  EXPECT_THAT(names("?stateMachine=M&region=eu-west-3"), ElementsAre("a"));
  EXPECT_THAT(names("?stateMachineArn=" + percent_encode(machine)), ElementsAre("a"));
}

TEST_F(OwnExecutionsTest, ComeInPagesWithTheCountsOfAll) {
  const auto machine = deploy("M", kTask);
  for (const auto* name : {"a", "b", "c"}) start(machine, name);
  stop(start(machine, "d"));
  const auto first = get("executions?limit=2&status=RUNNING").body;
  EXPECT_THAT(all(first["executions"], "name"), ElementsAre("c", "b"));
  EXPECT_EQ(first["counts"]["aborted"], 1) << "counts are of every status";
  const auto token = replace_all(first["nextToken"].get<std::string>(), "=", "%3D");
  const auto second = get("executions?limit=2&status=RUNNING&nextToken=" + token).body;
  EXPECT_THAT(all(second["executions"], "name"), ElementsAre("a"));
  EXPECT_EQ(second["counts"]["running"], 3) << "and of every page";
  EXPECT_FALSE(second.contains("nextToken"));
  const auto other = get("executions?limit=2&nextToken=" + token);
  EXPECT_EQ(other.body["__type"], "InvalidToken") << "it belongs to another listing";
}

TEST_F(OwnExecutionsTest, AskedForWronglyAreRefused) {
  const auto unknown = percent_encode(state_machine_arn(kParis, "None"));
  EXPECT_EQ(get("executions?stateMachineArn=" + unknown).status, 404);
  EXPECT_EQ(get("executions?stateMachineArn=M").status, 400);
  EXPECT_EQ(get("executions?status=DONE").status, 400);
  EXPECT_EQ(get("executions?startedAfter=yesterday").status, 400);
  EXPECT_EQ(get("executions?limit=1001").status, 400);
}

TEST_F(OwnExecutionsTest, AreNotListedBeforeTheyAreDurable) {
  const auto machine = deploy("M", kTask);
  store.hold_commits();
  runtime.start({.machine_arn = machine, .name = "a", .input = {}, .idempotency_key = {}},
                [](const Result<runtime::Started>&) {});
  EXPECT_THAT(names(""), IsEmpty());
  store.release_commits();
  run_what_is_ready(loop);
  EXPECT_THAT(names(""), ElementsAre("a"));
}

// ---- events

TEST_F(OwnExecutionsTest, TellTheirEventsFromAnyIdInBothDirections) {
  const auto arn = start(deploy("M", kPass), "a");
  const auto whole = get(path(arn, "events")).body;
  EXPECT_THAT(all(whole["events"], "type"), ElementsAre("ExecutionStarted", "PassStateEntered",
                                                        "PassStateExited", "ExecutionSucceeded"));
  EXPECT_EQ(whole["status"], "SUCCEEDED");
  EXPECT_FALSE(whole.contains("nextId"));
  const auto middle = get(path(arn, "events?from=2&limit=2")).body;
  EXPECT_THAT(all(middle["events"], "id"), ElementsAre("2", "3"));
  EXPECT_EQ(middle["nextId"], 4);
  const auto back = get(path(arn, "events?reverse=true&from=3&limit=2")).body;
  EXPECT_THAT(all(back["events"], "id"), ElementsAre("3", "2"));
  EXPECT_EQ(back["nextId"], 1);
}

TEST_F(OwnExecutionsTest, ThatDoNotExistHaveNeitherEventsNorWork) {
  deploy("M", kTask);
  const auto arn = execution_arn(kParis, "M", "none");
  for (const auto* tail : {"events", "outstanding"}) {
    const auto answer = get(path(arn, tail));
    EXPECT_EQ(answer.status, 404) << tail;
    EXPECT_EQ(answer.body["__type"], "ExecutionDoesNotExist");
    EXPECT_EQ(get(path("none", tail)).body["__type"], "InvalidArn");
  }
}

// ---- outstanding work

TEST_F(OwnExecutionsTest, SayWhichCallTheyWaitFor) {
  const auto arn = start(deploy("M", kTask), "a");
  const auto answer = get(path(arn, "outstanding")).body;
  EXPECT_EQ(answer["status"], "RUNNING");
  ASSERT_THAT(all(answer["outstanding"], "kind"), ElementsAre("taskDeadline", "task"));
  const auto deadline = *parse_json(R"({"kind": "taskDeadline", "state": "T", "attempt": 1,
                                        "due": "2023-11-14T22:14:20.000Z"})");
  EXPECT_TRUE(same_json(answer["outstanding"][0], deadline)) << to_text(answer["outstanding"]);
  const auto& task = answer["outstanding"][1];
  EXPECT_EQ(task["state"], "T");
  EXPECT_EQ(task["attempt"], 1);
  EXPECT_EQ(task["resource"], kFunction);
  EXPECT_EQ(task["requestId"], host.started.at(0).task.request_id);
  EXPECT_FALSE(task.contains("due"));
}

TEST_F(OwnExecutionsTest, SayWhichAttemptTheyWaitFor) {
  const auto arn = start(deploy("M", kTask), "a");
  host.fail(0, "Again");
  run_what_is_ready(loop);
  const auto answer = get(path(arn, "outstanding")).body;
  const auto retry = *parse_json(R"([{"kind": "retry", "state": "T", "attempt": 2,
                                      "due": "2023-11-14T22:13:21.000Z"}])");
  EXPECT_TRUE(same_json(answer["outstanding"], retry)) << to_text(answer);
}

TEST_F(OwnExecutionsTest, ShowTheTaskTokenThatTheyWaitFor) {
  const auto arn = start(
      deploy("M", R"({"StartAt":"T","States":{"T":{"Type":"Task","End":true,"HeartbeatSeconds":5,)"
                  R"("Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken",)"
                  R"("Parameters":{"FunctionName":"f","Payload.$":"$$.Task.Token"}}}})"),
      "a");
  const auto token = host.started.at(0).task.parameters.value().at("Payload");
  const auto call = get(path(arn, "outstanding")).body["outstanding"];
  ASSERT_THAT(all(call, "kind"), ElementsAre("task"));
  EXPECT_EQ(call[0]["taskToken"], token);
  host.succeed(0);
  run_what_is_ready(loop);
  const auto wait = get(path(arn, "outstanding")).body["outstanding"];
  ASSERT_THAT(all(wait, "kind"), ElementsAre("heartbeat", "callback"));
  EXPECT_EQ(wait[1]["taskToken"], token);
}

TEST_F(OwnExecutionsTest, SayUntilWhenTheySleep) {
  const auto arn = start(deploy("M", kWait), "a");
  const auto answer = get(path(arn, "outstanding")).body;
  const auto wait = *parse_json(R"([{"kind": "wait", "state": "W", "attempt": 1,
                                     "due": "2023-11-14T22:14:50.000Z"}])");
  EXPECT_TRUE(same_json(answer["outstanding"], wait)) << to_text(answer);
}

TEST_F(OwnExecutionsTest, ThatHaveEndedWaitForNothing) {
  const auto arn = start(deploy("M", kTask), "a");
  stop(arn);
  const auto answer = get(path(arn, "outstanding")).body;
  EXPECT_EQ(to_text(answer), R"({"status":"ABORTED","outstanding":[]})");
}

TEST_F(OwnExecutionsTest, SayWhatTheyWaitForOnlyOnceThatIsDurable) {
  const auto arn = start(deploy("M", kTask), "a");
  store.hold_commits();
  host.fail(0, "Again");
  run_what_is_ready(loop);
  TcpClient client(port);
  client.send("GET /_sfn/v1/" + path(arn, "outstanding") + " HTTP/1.0\r\n\r\n");
  run_what_is_ready(loop);
  run_what_is_ready(loop);
  EXPECT_EQ(client.received(), "");
  store.release_commits();
  run_until(loop, [&] { return client.ended(); });
  EXPECT_THAT(client.received(), HasSubstr("\"retry\""));
}

}  // namespace
}  // namespace sfn::api
