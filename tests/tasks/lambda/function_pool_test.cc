#include "tasks/lambda/function_pool.h"

#include "base/text.h"
#include "tasks/support/function_test.h"
#include "tasks/support/gate.h"

namespace sfn::tasks {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

struct FunctionPoolTest : FunctionTest {};

constexpr char kCountCalls[] = R"(
import os
calls = 0
def handler(event, context):
    global calls
    calls += 1
    return [os.getpid(), calls]
)";

// Waits at the gate that the event names.
constexpr char kWaitAtGate[] = R"(
import os
def handler(event, context):
    with open(event["gate"], "rb", buffering=0) as gate:
        gate.read(1)
    return os.getpid()
)";

TEST_F(FunctionPoolTest, KeepsAProcessWarm) {
  const auto spec = python(kCountCalls);
  const Json first = *parse_json(invoke(spec).payload);
  const Json second = *parse_json(invoke(spec).payload);
  EXPECT_EQ(first[0], second[0]);
  EXPECT_EQ(second[1], 2);
  EXPECT_EQ(pool().processes(), 1U);
}

TEST_F(FunctionPoolTest, RunsAsManyProcessesAsItMayAndQueuesTheRest) {
  options.concurrency = 2;
  Gate gate(directory.file("gate"));
  const auto spec = python(kWaitAtGate);
  std::vector<Pending> calls;
  for (int i = 0; i < 5; ++i) calls.push_back(begin(spec, {{"gate", gate.path()}}));
  EXPECT_EQ(pool().processes(), 2U);
  EXPECT_EQ(pool().waiting(), 3U);

  gate.open(5);
  for (const auto& call : calls) await(call);
  EXPECT_EQ(pool().processes(), 2U);
  EXPECT_EQ(pool().waiting(), 0U);
}

TEST_F(FunctionPoolTest, ServesWaitingCallsInTheirOrder) {
  options.concurrency = 1;
  const auto spec = python("def handler(event, context):\n    return event\n");
  std::vector<int> order;
  for (int i = 0; i < 4; ++i) {
    Invocation invocation;
    invocation.request_id = std::to_string(i);
    pool().invoke(spec, invocation, [&order, i](const auto&) { order.push_back(i); });
  }
  run_until(loop, [&] { return order.size() == 4; });
  EXPECT_THAT(order, ElementsAre(0, 1, 2, 3));
}

TEST_F(FunctionPoolTest, RefusesWhatTheQueueCannotHold) {
  options.concurrency = 1;
  options.queue_max = 1;
  Gate gate(directory.file("gate"));
  const auto spec = python(kWaitAtGate);
  const Json event{{"gate", gate.path()}};
  const auto running = begin(spec, event);
  const auto waiting = begin(spec, event);
  const auto refused = begin(spec, event);
  EXPECT_FALSE(refused.done()) << "an answer from within invoke()";
  await(refused);
  EXPECT_EQ(refused.answer->value().error(), (Error{"TooManyRequestsException", "Rate Exceeded."}));
  EXPECT_FALSE(running.done());
  gate.open(2);
  await(waiting);
}

TEST_F(FunctionPoolTest, TakesBackACallThatWaits) {
  options.concurrency = 1;
  Gate gate(directory.file("gate"));
  const auto spec = python(kWaitAtGate);
  const auto running = begin(spec, {{"gate", gate.path()}});
  const auto waiting = begin(spec, {{"gate", gate.path()}});
  pool().cancel(waiting.ticket);
  EXPECT_EQ(pool().waiting(), 0U);
  gate.open();
  await(running);
  EXPECT_FALSE(waiting.done());
}

TEST_F(FunctionPoolTest, LetsACancelledCallRunAndDropsItsAnswer) {
  Gate gate(directory.file("gate"));
  const auto spec = python(kWaitAtGate);
  const auto cancelled = begin(spec, {{"gate", gate.path()}});
  pool().cancel(cancelled.ticket);
  gate.open(2);
  const auto next = begin(spec, {{"gate", gate.path()}});
  await(next);
  run_until(loop, [&] {
    return std::count_if(log.begin(), log.end(), [](const auto& event) {
             return starts_with(event.message, "REPORT RequestId: request-1\t");
           }) == 1;
  });
  EXPECT_FALSE(cancelled.done());
}

TEST_F(FunctionPoolTest, ReplacesTheProcessesOfAnOldRevision) {
  const auto old_code = python("def handler(event, context):\n    return 'old'\n");
  const auto new_code = python("def handler(event, context):\n    return 'new'\n");
  EXPECT_EQ(invoke(old_code).payload, "\"old\"");
  EXPECT_EQ(invoke(new_code).payload, "\"new\"");
  run_until(loop, [&] { return pool().processes() == 1; });
}

TEST_F(FunctionPoolTest, LetsACallFinishOnTheRevisionThatItStartedOn) {
  Gate gate(directory.file("gate"));
  const auto old_code = python(kWaitAtGate);
  const auto call = begin(old_code, {{"gate", gate.path()}});
  EXPECT_EQ(invoke(python("def handler(event, context):\n    return 'new'\n")).payload, "\"new\"");
  EXPECT_FALSE(call.done());
  gate.open();
  await(call);
  EXPECT_FALSE(call.result().failed());
  run_until(loop, [&] { return pool().processes() == 1; });
}

TEST_F(FunctionPoolTest, EndsTheProcessesOfARetiredFunction) {
  const auto spec = python(kCountCalls);
  invoke(spec);
  pool().retire(spec->arn);
  run_until(loop, [&] { return pool().processes() == 0; });
}

TEST_F(FunctionPoolTest, EndsIdleProcesses) {
  options.idle_timeout = milliseconds(1);
  invoke(python(kCountCalls));
  run_until(loop, [&] { return pool().processes() == 0; });
}

TEST_F(FunctionPoolTest, EndsAProcessThatOutstaysItsTimeout) {
  Gate gate(directory.file("gate"));
  auto spec = python(kWaitAtGate);
  spec->timeout = seconds(1);
  const auto result = invoke(spec, {{"gate", gate.path()}});
  EXPECT_EQ(result.function_error, "Unhandled");
  EXPECT_EQ(result.error_type, "Sandbox.Timedout");
  EXPECT_EQ(result.payload,
            R"({"errorType":"Sandbox.Timedout","errorMessage":"RequestId: request-1 Error: )"
            R"(Task timed out after 1.00 seconds"})");
  EXPECT_THAT(messages().at(1), MatchesRegex("....-..-..T.*Z request-1 Task timed out .*"));
  EXPECT_THAT(messages().back(), HasSubstr("\tStatus: timeout"));
  run_until(loop, [&] { return pool().processes() == 0; });
}

TEST_F(FunctionPoolTest, HearsNothingWhileReadingIsPaused) {
  const auto spec = python("def handler(event, context):\n    return 1\n");
  invoke(spec);
  pool().pause_reading();
  const auto call = begin(spec);
  const auto other = begin(spec);  // In a process that is started meanwhile.
  run_for(milliseconds(100));
  EXPECT_FALSE(call.done());
  EXPECT_FALSE(other.done());
  pool().resume_reading();
  await(call);
  await(other);
}

TEST_F(FunctionPoolTest, DoesNotBlameAFunctionForNotBeingHeard) {
  auto spec = python("def handler(event, context):\n    return 1\n");
  spec->timeout = seconds(1);
  invoke(spec);
  pool().pause_reading();
  const auto call = begin(spec);
  run_for(milliseconds(1'100));
  pool().resume_reading();
  await(call);
  EXPECT_FALSE(call.result().failed());
}

TEST_F(FunctionPoolTest, FailsTheCallOfAProcessThatDies) {
  const auto code =
      python("import os\ndef handler(event, context):\n    os._exit(event['code'])\n");
  EXPECT_EQ(invoke(code, {{"code", 3}}).payload,
            R"({"errorType":"Runtime.ExitError","errorMessage":"RequestId: request-1 Error: )"
            R"(Runtime exited with error: exit status 3"})");
  EXPECT_EQ(invoke(code, {{"code", 0}}).payload,
            R"({"errorType":"Runtime.ExitError","errorMessage":"RequestId: request-2 Error: )"
            R"(Runtime exited without providing a reason"})");
}

TEST_F(FunctionPoolTest, NamesTheSignalThatEndedAProcess) {
  const auto spec = python(
      "import os, signal\ndef handler(event, context):\n    os.kill(os.getpid(), "
      "signal.SIGKILL)\n");
  const auto result = invoke(spec);
  EXPECT_EQ(result.error_type, "Runtime.ExitError");
  EXPECT_THAT(result.payload, HasSubstr("Runtime exited with error: signal: killed"));
  EXPECT_THAT(messages().back(), HasSubstr("\tStatus: error\tError Type: Runtime.ExitError"));
}

TEST_F(FunctionPoolTest, SurvivesItsFunctionsDeath) {
  const auto spec = python(
      "import os\ndef handler(event, context):\n    os._exit(1) if event['die'] else None\n");
  EXPECT_TRUE(invoke(spec, {{"die", true}}).failed());
  EXPECT_EQ(invoke(spec, {{"die", false}}).payload, "null");
}

TEST_F(FunctionPoolTest, FailsACallWhoseFunctionDoesNotLoadInTime) {
  options.init_timeout = milliseconds(50);
  const auto result = invoke(bootstrap("#!/bin/sh\nexec sleep 1000\n"));
  EXPECT_EQ(result.error_type, "Sandbox.Timedout");
  EXPECT_THAT(result.payload, HasSubstr("the function was not loaded within 0.05 seconds"));
}

TEST_F(FunctionPoolTest, SaysThatABootstrapIsMissing) {
  const auto result = invoke(function("other", "", "provided.al2", "none"));
  EXPECT_EQ(result.error_type, "Runtime.InvalidEntrypoint");
  EXPECT_THAT(result.payload, HasSubstr("Couldn't find valid bootstrap(s): ["));
}

TEST_F(FunctionPoolTest, SaysWhyABootstrapCannotBeRun) {
  const auto result = invoke(function("bootstrap", "not a program", "provided", "none"));
  EXPECT_EQ(result.error_type, "Runtime.InvalidEntrypoint");
  EXPECT_THAT(result.payload, AllOf(HasSubstr("fork/exec "), HasSubstr("Permission denied")));
}

TEST_F(FunctionPoolTest, SaysThatThereIsNoInterpreter) {
  options.path = directory.path();
  const auto result = invoke(python(""));
  EXPECT_EQ(result.error_type, "Runtime.InvalidEntrypoint");
  EXPECT_THAT(result.payload, HasSubstr("python3.11 needs Python 3.8 or newer"));
}

TEST_F(FunctionPoolTest, RunsACustomBootstrap) {
  const auto spec = bootstrap(R"(#!/bin/bash
# The least runtime client there can be: HTTP by hand, one invocation.
exec 3<>"/dev/tcp/${AWS_LAMBDA_RUNTIME_API%:*}/${AWS_LAMBDA_RUNTIME_API#*:}"
printf 'GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: x\r\n\r\n' >&3
while IFS= read -r line <&3; do
  line=${line%$'\r'}
  [ -z "$line" ] && break
  case ${line,,} in lambda-runtime-aws-request-id:*) id=${line##* };; esac
done
read -r -N 2 event <&3  # Closing with something unread would reset the connection.
printf 'POST /2018-06-01/runtime/invocation/%s/response HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\ntrue' "$id" >&3
)");
  // It ends at once after its answer: the answer counts.
  EXPECT_EQ(invoke(spec).payload, "true") << testing::PrintToString(messages());
}

TEST_F(FunctionPoolTest, LogsAnInvocationInOrder) {
  const auto spec = python(R"(
import os, sys
print("loading")
def handler(event, context):
    print("to stdout")
    print("to stderr", file=sys.stderr)
    os.system("echo from a child")
    sys.stdout.write("without a line break")
)");
  const auto result = invoke(spec);
  ASSERT_EQ(log.size(), 8U);
  const auto lines = messages();
  EXPECT_EQ(lines[0], "loading");
  EXPECT_EQ(lines[1], "START RequestId: request-1 Version: $LATEST");
  EXPECT_THAT(std::vector(lines.begin() + 2, lines.begin() + 6),
              testing::UnorderedElementsAre("to stdout", "to stderr", "from a child",
                                            "without a line break"));
  EXPECT_EQ(lines[6], "END RequestId: request-1");
  EXPECT_THAT(lines[7],
              MatchesRegex("REPORT RequestId: request-1\tDuration: [0-9.]+ ms\tBilled Duration: "
                           "[0-9]+ ms\tMemory Size: 128 MB\tMax Memory Used: [1-9][0-9]* MB\tInit "
                           "Duration: [0-9.]+ ms"));
  EXPECT_THAT(result.log_tail, AllOf(StartsWith("loading\nSTART "), HasSubstr("\nEND ")));
}

TEST_F(FunctionPoolTest, TellsWhatCausedALogLine) {
  invoke(python("def handler(event, context):\n    print('x')\n"));
  for (const auto& event : log) {
    EXPECT_EQ(event.cause, (logs::Cause{"request-1", "arn:execution", "State", 2}));
    EXPECT_EQ(event.stream.group.name, "/aws/lambda/fn");
    EXPECT_EQ(event.stream.group.place, (Place{"eu-west-3", "123456789012"}));
    EXPECT_THAT(event.stream.name,
                MatchesRegex("[0-9]{4}/[0-9]{2}/[0-9]{2}/\\[\\$LATEST\\][0-9a-f]{32}"));
  }
}

TEST_F(FunctionPoolTest, SaysWhichInterpreterStandsInForAnother) {
  auto spec = python("def handler(event, context):\n    pass\n");
  spec->runtime = "python3.99";
  invoke(spec);
  EXPECT_THAT(messages().front(), StartsWith("Python 3.99 is not on this machine: running on 3."));
}

TEST_F(FunctionPoolTest, RefusesAResultThatIsTooLarge) {
  const auto spec = python(R"(
def handler(event, context):
    return b'"' + b"x" * event["size"] + b'"'
)");
  const auto result = invoke(spec, {{"size", 6'291'556}});
  EXPECT_EQ(result.error_type, "Function.ResponseSizeTooLarge");
  EXPECT_EQ(result.payload,
            R"({"errorType":"Function.ResponseSizeTooLarge","errorMessage":"Response payload size )"
            R"((6291558 bytes) exceeded maximum allowed payload size (6291556 bytes)."})");
  EXPECT_FALSE(invoke(spec, {{"size", 6'291'554}}).failed()) << "the process is of use no more";
  EXPECT_EQ(pool().processes(), 1U);
}

TEST_F(FunctionPoolTest, PassesPayloadsUnchanged) {
  const auto spec = python("def handler(event, context):\n    return event\n");
  EXPECT_EQ(invoke(spec, *parse_json(R"({"ü":[1,2.0,"\u0000",null]})")).payload,
            R"({"\u00fc": [1, 2.0, "\u0000", null]})");
}

}  // namespace
}  // namespace sfn::tasks
