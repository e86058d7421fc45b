// start, wait, history, describe, list, stop, purge, backup: what is about executions.
#include <filesystem>

#include "sfnctl/command_fixture.h"

namespace sfn::sfnctl {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string kEvents = std::string(kExecutionPath) + "events";
const std::string kExecutionStream = "GET /_sfn/v1/stream";
const std::string kDescribeExecution = "AWSStepFunctions.DescribeExecution";
const std::string kStart = "AWSStepFunctions.StartExecution";
const std::string kHint = "sfnctl wait orders/first";

class ExecutionCommands : public CommandTest {
 protected:
  void know_started() {
    know_machine();
    daemon.answer(kStart, {{"executionArn", kExecution}, {"startDate", 1795370400.5}});
  }
  void know_history(const std::string& status) {
    daemon.answer(kEvents,
                  {{"status", status},
                   {"events", Json::array({{{"id", 1},
                                            {"previousEventId", 0},
                                            {"type", "ExecutionStarted"},
                                            {"timestamp", 1795370400.5}},
                                           {{"id", 2},
                                            {"previousEventId", 0},
                                            {"type", "PassStateEntered"},
                                            {"timestamp", 1795370400.5},
                                            {"stateEnteredEventDetails", {{"name", "Greet"}}}},
                                           {{"id", 3},
                                            {"previousEventId", 2},
                                            {"type", "PassStateExited"},
                                            {"timestamp", 1795370400.75},
                                            {"stateExitedEventDetails", {{"name", "Greet"}}}}})}});
  }
  void know_execution(const Json& more) {
    Json execution = {{"executionArn", kExecution},
                      {"stateMachineArn", kMachine},
                      {"name", "first"},
                      {"startDate", 1795370400.5},
                      {"input", "{}"}};
    execution.update(more);
    daemon.answer(kDescribeExecution, execution);
  }
  void know_succeeded() {
    know_history("SUCCEEDED");
    know_execution(
        {{"status", "SUCCEEDED"}, {"stopDate", 1795370401.75}, {"output", "{\"a\":[1,2]}"}});
  }
};

TEST_F(ExecutionCommands, StartPrintsTheArn) {
  know_started();
  const auto ran = sfnctl({"start", "orders", "--input", "{\"a\": 1}", "--name", "first"});
  EXPECT_EQ(ran.code, ExitCode::Done);
  EXPECT_EQ(ran.out, std::string(kExecution) + "\n");
  EXPECT_EQ(ran.err, "Started. See it through: " + kHint + "\n");
  const auto request = daemon.only(kStart);
  EXPECT_EQ(request.json(),
            Json({{"stateMachineArn", kMachine}, {"input", "{\"a\": 1}"}, {"name", "first"}}));
  EXPECT_EQ(request.headers.at("content-type"), "application/x-amz-json-1.0");
  EXPECT_EQ(request.headers.at("x-amz-date"), "20261122T180000Z");
}

TEST_F(ExecutionCommands, WhatIsSuggestedKeepsToTheRegionAskedFor) {
  know_started();
  EXPECT_THAT(sfnctl({"start", "orders", "--region", "us-east-1"}).err,
              HasSubstr(kHint + " --region us-east-1\n"));
}

TEST_F(ExecutionCommands, StartForProgramsPrintsNothingElse) {
  know_started();
  const auto text = sfnctl({"start", "orders", "-o", "text"});
  EXPECT_EQ(text.out + text.err, std::string(kExecution) + "\n");
  const auto json = sfnctl({"start", "orders", "-o", "json"});
  EXPECT_EQ((*parse_json(json.out))["executionArn"], kExecution);
  EXPECT_EQ(json.err, "");
}

TEST_F(ExecutionCommands, StartAndWaitShowsStatesAndPrintsTheOutput) {
  know_started();
  know_succeeded();
  const auto ran = sfnctl({"start", "orders", "--wait"});
  EXPECT_EQ(ran.code, ExitCode::Done);
  EXPECT_EQ(ran.out, "{\n  \"a\": [\n    1,\n    2\n  ]\n}\n");
  EXPECT_EQ(ran.err,
            "Started orders/first\n"
            "  Greet                           0.25 s\n"
            "SUCCEEDED after 1.25 s\n");
}

TEST_F(ExecutionCommands, AFailedExecutionExitsWithItsError) {
  know_started();
  know_history("FAILED");
  know_execution({{"status", "FAILED"},
                  {"stopDate", 1795370401.5},
                  {"error", "TypeError"},
                  {"cause", "not a number"}});
  const auto ran = sfnctl({"start", "orders", "-w"});
  EXPECT_EQ(ran.code, ExitCode::Failed);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, HasSubstr("\nFAILED after 1.00 s: TypeError: not a number\n"));
}

TEST_F(ExecutionCommands, WaitForProgramsPrintsTheOutcome) {
  know_succeeded();
  EXPECT_EQ(sfnctl({"wait", kExecution, "-o", "text"}).out, "{\"a\":[1,2]}\n");
  const auto json = *parse_json(sfnctl({"wait", kExecution, "-o", "json"}).out);
  EXPECT_EQ(json["status"], "SUCCEEDED");
  EXPECT_EQ(json["output"], "{\"a\":[1,2]}");
}

TEST_F(ExecutionCommands, WaitingEndsAtTheTimeoutAndSaysThatTheExecutionGoesOn) {
  know_history("RUNNING");
  daemon.answer(kExecutionStream, stream_answer({}, true));
  const auto ran = sfnctl({"wait", kExecution, "--timeout", "50ms"});
  EXPECT_EQ(ran.code, ExitCode::TimedOut);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("the time ran out"), HasSubstr(kHint)));
  EXPECT_EQ(daemon.seen("AWSStepFunctions.StopExecution").size(), 0U);
}

TEST_F(ExecutionCommands, CtrlCEndsTheWaitingAndStopsNothing) {
  know_history("RUNNING");
  auto stream = stream_answer({}, true);
  stream.after = [this] { interrupt.raise(); };
  daemon.answer(kExecutionStream, stream);
  const auto ran = sfnctl({"wait", kExecution});
  EXPECT_EQ(ran.code, ExitCode::Interrupted);
  EXPECT_THAT(ran.err, HasSubstr(kHint));
  EXPECT_EQ(daemon.seen("AWSStepFunctions.StopExecution").size(), 0U);
}

TEST_F(ExecutionCommands, ARefusalExitsWithTheDaemonsCode) {
  know_machine();
  daemon.answer(kStart, aws_error("ExecutionAlreadyExists", "Execution Already Exists: 'x'"));
  const auto ran = sfnctl({"start", "orders", "--name", "first"});
  EXPECT_EQ(ran.code, ExitCode::Refused);
  EXPECT_EQ(ran.err, "sfnctl: ExecutionAlreadyExists: Execution Already Exists: 'x'\n");
}

TEST_F(ExecutionCommands, AMissingDaemonExitsWithAHint) {
  environment.variables["SFN_ENDPOINT"] = "http://127.0.0.1:1";
  const auto ran = sfnctl({"list"});
  EXPECT_EQ(ran.code, ExitCode::Refused);
  EXPECT_THAT(ran.err, AllOf(StartsWith("sfnctl: no daemon answers at http://127.0.0.1:1: nothing "
                                        "listens there\n"),
                             HasSubstr("sfnd --data-dir"), HasSubstr("SFN_ENDPOINT")));
}

TEST_F(ExecutionCommands, AnotherServerIsToldFromADaemon) {
  daemon.answer("GET /_sfn/v1/executions", Answer{404, {}, "<html>Not Found</html>"});
  EXPECT_THAT(sfnctl({"list"}).err, HasSubstr("is it sfnd that listens there?"));
  FakeDaemon page;
  page.answer("GET /_sfn/v1/executions", Answer{200, {}, "<html></html>"});
  EXPECT_THAT(sfnctl({"list", "--endpoint", page.endpoint()}).err, HasSubstr("no JSON"));
}

TEST_F(ExecutionCommands, MisuseIsFoundBeforeTheDaemonIsAsked) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"start", "orders", "--input", "{"},
                                             {"start", "orders", "--timeout", "5s"},
                                             {"start", "orders", "--wait", "--timeout", "soon"},
                                             {"wait", "orders"},
                                             {"list", "--limit", "0"},
                                             {"list", "-o", "xml"},
                                             {"history", "@last", "--follow", "--reverse"},
                                             {"purge"}}) {
    const auto ran = sfnctl(words);
    EXPECT_EQ(ran.code, ExitCode::Misused) << words[0];
    EXPECT_THAT(ran.err, StartsWith("sfnctl: "));
    EXPECT_EQ(ran.out, "");
  }
  EXPECT_TRUE(daemon.seen(kStart).empty());
}

TEST_F(ExecutionCommands, HistoryIsATable) {
  know_history("SUCCEEDED");
  const auto ran = sfnctl({"history", kExecution});
  EXPECT_EQ(ran.code, ExitCode::Done);
  EXPECT_EQ(ran.out,
            "ID  TIME                     EVENT             DETAIL\n"
            " 1  2026-11-22 18:00:00.500  ExecutionStarted\n"
            " 2  2026-11-22 18:00:00.500  PassStateEntered  Greet\n"
            " 3  2026-11-22 18:00:00.750  PassStateExited   Greet\n");
}

TEST_F(ExecutionCommands, HistoryReadsPagesUpToItsLimit) {
  daemon.answer(kEvents, {{"events", Json::array({{{"id", 9}}, {{"id", 8}}})}, {"nextId", 7}});
  daemon.answer(kEvents, {{"events", Json::array({{{"id", 7}}})}, {"nextId", 6}});
  const auto ran = sfnctl({"history", kExecution, "--reverse", "--limit", "3", "-o", "json"});
  EXPECT_EQ((*parse_json(ran.out))["events"].size(), 3U);
  EXPECT_EQ(daemon.seen(kEvents)[0].query, "limit=3&reverse=true");
  EXPECT_EQ(daemon.seen(kEvents)[1].query, "from=7&limit=1&reverse=true");
}

TEST_F(ExecutionCommands, FollowedHistoryIsOneLineAnEvent) {
  know_history("SUCCEEDED");
  EXPECT_EQ(sfnctl({"history", kExecution, "-f"}).out,
            "    1  2026-11-22 18:00:00.500  ExecutionStarted             \n"
            "    2  2026-11-22 18:00:00.500  PassStateEntered             Greet\n"
            "    3  2026-11-22 18:00:00.750  PassStateExited              Greet\n");
  EXPECT_EQ(sfnctl({"history", kExecution, "-f", "-o", "text"}).out,
            "1\t2026-11-22T18:00:00.500Z\tExecutionStarted\t\n"
            "2\t2026-11-22T18:00:00.500Z\tPassStateEntered\tGreet\n"
            "3\t2026-11-22T18:00:00.750Z\tPassStateExited\tGreet\n");
  EXPECT_THAT(sfnctl({"history", kExecution, "-f", "-o", "json"}).out,
              StartsWith("{\"id\":1,\"previousEventId\":0,\"type\":\"ExecutionStarted\""));
}

TEST_F(ExecutionCommands, DescribeTellsWhatARunningExecutionWaitsFor) {
  know_execution({{"status", "RUNNING"}});
  daemon.answer(
      std::string(kExecutionPath) + "outstanding",
      {{"status", "RUNNING"},
       {"outstanding",
        Json::array(
            {{{"kind", "task"},
              {"state", "Check"},
              {"attempt", 2},
              {"requestId", "r-1"},
              {"resource", kFunction}},
             {{"kind", "wait"}, {"state", "Cool"}, {"due", "2026-11-22T18:05:00.000Z"}}})}});
  const auto ran = sfnctl({"describe", kExecution});
  EXPECT_EQ(ran.code, ExitCode::Done);
  EXPECT_THAT(ran.out, HasSubstr("Status         RUNNING\n"));
  EXPECT_THAT(ran.out, HasSubstr("\nWaiting for:\n"
                                 "STATE  WAITS FOR                                       UNTIL\n"
                                 "Check  function ValidateInput, attempt 2, request r-1\n"
                                 "Cool   the time to go on                               "
                                 "2026-11-22 18:05:00 (in 5 min)\n"));
}

TEST_F(ExecutionCommands, DescribeTellsWhatAnExecutionThatHasEndedHasToStop) {
  know_execution({{"status", "ABORTED"}});
  const std::string child = "arn:aws:states:us-east-1:123456789012:execution:child:one";
  daemon.answer(
      std::string(kExecutionPath) + "outstanding",
      {{"status", "ABORTED"},
       {"outstanding", Json::array({{{"kind", "stopChild"}, {"state", "S"}, {"childArn", child}},
                                    {{"kind", "stopChild"}, {"state", "T"}},
                                    {{"kind", "child"}, {"state", "U"}, {"childArn", child}}})}});
  EXPECT_THAT(sfnctl({"describe", kExecution}).out,
              HasSubstr("\nWaiting for:\n"
                        "STATE  WAITS FOR                                      UNTIL\n"
                        "S      the stop of child/one\n"
                        "T      the stop of the execution that it has started\n"
                        "U      the end of child/one\n"));
}

TEST_F(ExecutionCommands, DescribeShowsTheTaskTokensThatAreOut) {
  know_execution({{"status", "RUNNING"}});
  daemon.answer(
      std::string(kExecutionPath) + "outstanding",
      {{"status", "RUNNING"},
       {"outstanding",
        Json::array({{{"kind", "callback"},
                      {"state", "Ask"},
                      {"attempt", 1},
                      {"resource", "arn:aws:states:::lambda:invoke.waitForTaskToken"},
                      {"taskToken", "the-token"}},
                     {{"kind", "offer"},
                      {"state", "Sign"},
                      {"attempt", 1},
                      {"resource", "arn:aws:states:us-east-1:123456789012:activity:sign"}}})}});
  const auto out = sfnctl({"describe", kExecution}).out;
  EXPECT_THAT(out, HasSubstr("Ask    its task token (lambda:invoke)"));
  EXPECT_THAT(out, HasSubstr("Sign   a worker of activity sign, not begun yet"));
  EXPECT_THAT(out, HasSubstr("\nTask token of Ask:\nthe-token\n"));
}

TEST_F(ExecutionCommands, DescribeAsJsonAddsTheOutstandingWork) {
  know_execution({{"status", "FAILED"}, {"error", "E"}, {"cause", "C"}});
  daemon.answer(std::string(kExecutionPath) + "outstanding",
                {{"status", "FAILED"}, {"outstanding", Json::array()}});
  const auto json = *parse_json(sfnctl({"describe", kExecution, "-o", "json"}).out);
  EXPECT_EQ(json["cause"], "C");
  EXPECT_EQ(json["outstanding"], Json::array());
  EXPECT_THAT(sfnctl({"describe", kExecution, "-o", "text"}).out, HasSubstr("Error\tE: C\n"));
  EXPECT_THAT(sfnctl({"describe", kExecution}).out, Not(HasSubstr("Waiting for")));
}

TEST_F(ExecutionCommands, DescribeForProgramsGivesBareValues) {
  in_time_zone("UTC-2");
  know_execution({{"status", "SUCCEEDED"}, {"stopDate", 1795370462.75}});
  daemon.answer(std::string(kExecutionPath) + "outstanding", {{"outstanding", Json::array()}});
  EXPECT_THAT(sfnctl({"describe", kExecution, "-o", "text"}).out,
              HasSubstr("Started\t2026-11-22T18:00:00.500Z\nEnded\t2026-11-22T18:01:02.750Z\n"
                        "Took\t62.250\n"));
  EXPECT_THAT(sfnctl({"describe", kExecution}).out,
              HasSubstr("Started        2026-11-22 20:00:00\n"));
}

TEST_F(ExecutionCommands, DescribeKeepsEachValueOnItsLine) {
  know_execution({{"status", "SUCCEEDED"}, {"input", "{\n \"a\": 1\n}\n"}});
  daemon.answer(std::string(kExecutionPath) + "outstanding", {{"outstanding", Json::array()}});
  EXPECT_THAT(sfnctl({"describe", kExecution}).out,
              HasSubstr("Input          {  \"a\": 1 }\nState machine"));
  EXPECT_THAT(sfnctl({"describe", kExecution, "-o", "text"}).out,
              HasSubstr("Input\t{  \"a\": 1 }\nState machine"));
}

TEST_F(ExecutionCommands, DescribeShowsAStateMachineToo) {
  know_machine();
  daemon.answer("AWSStepFunctions.DescribeStateMachine",
                {{"name", "orders"}, {"status", "ACTIVE"}, {"definition", "{\"StartAt\": \"A\"}"}});
  EXPECT_THAT(sfnctl({"describe", "orders"}).out, HasSubstr("\n\n{\"StartAt\": \"A\"}\n"));
}

class Lists : public ExecutionCommands {
 protected:
  void know_executions(const Json& more) {
    Json page = {{"executions", Json::array({{{"executionArn", kExecution},
                                              {"name", "first"},
                                              {"region", "us-east-1"},
                                              {"status", "FAILED"},
                                              {"startDate", "2026-11-22T17:00:00.000Z"},
                                              {"stopDate", "2026-11-22T17:00:30.000Z"}}})}};
    page.update(more);
    daemon.answer("GET /_sfn/v1/executions", page);
  }
};

TEST_F(Lists, ExecutionsAreATableWithTheNamesThatOtherCommandsTake) {
  know_executions(Json::object());
  const auto ran = sfnctl({"list", "orders", "--status", "FAILED", "--since", "2h"});
  EXPECT_EQ(ran.out,
            "EXECUTION     STATUS  STARTED                TOOK  REGION\n"
            "orders/first  FAILED  2026-11-22 17:00:00  30.0 s  us-east-1\n");
  EXPECT_EQ(daemon.only("GET /_sfn/v1/executions").query,
            "stateMachine=orders&status=FAILED&startedAfter=2026-11-22T16%3A00%3A00.000Z&limit=50");
}

TEST_F(Lists, AreBareValuesForPrograms) {
  in_time_zone("UTC-2");
  know_executions(Json::object());
  EXPECT_EQ(sfnctl({"list", "-o", "text"}).out,
            "orders/first\tFAILED\t2026-11-22T17:00:00.000Z\t30.000\tus-east-1\n");
  EXPECT_THAT(sfnctl({"list"}).out, HasSubstr("2026-11-22 19:00:00  30.0 s"));
}

TEST_F(Lists, SayThatThereIsMore) {
  know_executions({{"nextToken", "t"}});
  EXPECT_THAT(sfnctl({"list", "--limit", "1"}).err, HasSubstr("These are the newest 1; --limit"));
  EXPECT_THAT(sfnctl({"list", "--limit", "1", "-o", "text"}).err, HasSubstr("--limit shows more"));
}

TEST_F(Lists, JoinPages) {
  know_executions({{"nextToken", "t"}});
  know_executions({{"counts", {{"failed", 2}}}});
  const auto json = *parse_json(sfnctl({"list", "-o", "json"}).out);
  EXPECT_EQ(json["executions"].size(), 2U);
  EXPECT_EQ(json["counts"]["failed"], 2);
  EXPECT_THAT(daemon.seen("GET /_sfn/v1/executions")[1].query, HasSubstr("nextToken=t"));
}

TEST_F(Lists, OfNothingSayWhetherTheMachineExists) {
  daemon.answer("GET /_sfn/v1/executions", {{"executions", Json::array()}});
  know_machine();
  const auto none = sfnctl({"list", "orders"});
  EXPECT_EQ(none.code, ExitCode::Done);
  EXPECT_EQ(none.out + none.err, "No executions.\n");
  EXPECT_EQ(sfnctl({"list", "order"}).code, ExitCode::Misused);
}

TEST_F(ExecutionCommands, StopPassesOnErrorAndCause) {
  daemon.answer("AWSStepFunctions.StopExecution", {{"stopDate", 1}});
  const auto ran = sfnctl({"stop", kExecution, "--error", "E", "--cause", "why"});
  EXPECT_EQ(ran.code, ExitCode::Done);
  EXPECT_EQ(ran.out, "orders/first\n");
  EXPECT_EQ(daemon.only("AWSStepFunctions.StopExecution").json(),
            Json({{"executionArn", kExecution}, {"error", "E"}, {"cause", "why"}}));
}

class Stop : public ExecutionCommands {
 protected:
  std::string says(const Json& before, const Json& after) {
    daemon.answer("AWSStepFunctions.StopExecution", {{"stopDate", 1}});
    daemon.answer(kDescribeExecution, before);
    daemon.answer(kDescribeExecution, after);
    return sfnctl({"stop", kExecution}).err;
  }
};

TEST_F(Stop, TellsThatItStopped) {
  EXPECT_EQ(says({{"status", "RUNNING"}}, {{"status", "ABORTED"}, {"stopDate", 1795370401.5}}),
            "Stopped.\n");
}

TEST_F(Stop, TellsThatTheExecutionHadBeenAborted) {
  const Json aborted = {{"status", "ABORTED"}, {"stopDate", 1795370401.5}};
  EXPECT_EQ(says(aborted, aborted), "It had already been aborted at 2026-11-22 18:00:01.\n");
}

TEST_F(Stop, TellsThatTheExecutionHadEnded) {
  const Json ended = {{"status", "SUCCEEDED"}, {"stopDate", 1795370401.5}};
  EXPECT_EQ(says(ended, ended), "It had already ended: SUCCEEDED at 2026-11-22 18:00:01.\n");
}

TEST_F(Stop, TellsThatTheExecutionEndedFirst) {
  EXPECT_EQ(says({{"status", "RUNNING"}}, {{"status", "FAILED"}}),
            "It had already ended: FAILED.\n");
}

TEST_F(Stop, ForProgramsSaysNothing) {
  daemon.answer("AWSStepFunctions.StopExecution", {{"stopDate", 1}});
  EXPECT_EQ(sfnctl({"stop", kExecution, "-o", "text"}).err, "");
  EXPECT_TRUE(daemon.seen(kDescribeExecution).empty());
}

TEST_F(ExecutionCommands, PurgeCountsBackFromNow) {
  know_machine();
  daemon.answer("POST /_sfn/v1/purge", {{"purged", 12}});
  const auto ran = sfnctl({"purge", "orders", "--older-than", "1d"});
  EXPECT_EQ(ran.out, "12\n");
  EXPECT_EQ(daemon.only("POST /_sfn/v1/purge").json(),
            Json({{"stoppedBefore", "2026-11-21T18:00:00.000Z"}, {"stateMachineArn", kMachine}}));
}

TEST_F(ExecutionCommands, BackupGivesTheDaemonAWholePath) {
  daemon.answer("POST /_sfn/v1/backup", {{"path", "/x/copy.db"}, {"bytes", 2048}});
  const auto ran = sfnctl({"backup", "some/../copy.db"});
  EXPECT_EQ(ran.out, "/x/copy.db\n");
  EXPECT_EQ(ran.err, "2.0 KiB written.\n");
  const auto path = daemon.only("POST /_sfn/v1/backup").json()["path"].get<std::string>();
  EXPECT_EQ(path, (std::filesystem::current_path() / "copy.db").string());
}

}  // namespace
}  // namespace sfn::sfnctl
