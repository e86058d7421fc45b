#include "tasks/task_router.h"

#include "support/simulated_clock.h"
#include "tasks/support/function_test.h"
#include "tasks/support/gate.h"

namespace sfn::tasks {
namespace {

using history::TaskFailure;
using history::TaskOutcome;
using history::TaskSuccess;
using testing::HasSubstr;

constexpr char kArn[] = "arn:aws:lambda:eu-west-3:123456789012:function:fn";
constexpr char kInvoke[] = "arn:aws:states:::lambda:invoke";

constexpr history::WorkId kTask{VisitId{1}, 0, history::WorkKind::Task};
constexpr history::WorkId kOffer{VisitId{1}, 0, history::WorkKind::Offer};

struct TaskRouterTest : FunctionTest {
  std::string trace_header;
  std::shared_ptr<FunctionSpec> spec = python("def handler(event, context):\n    return event\n");
  std::vector<TaskOutcome> outcomes;
  std::vector<history::WorkId> reported;
  std::vector<history::WorkId> starting;
  std::vector<std::string> accepted;
  std::optional<Error> refusal;
  support::SimulatedClock clock;
  ActivityQueue activities{[this](auto turn) { loop.post(std::move(turn)); }, clock,
                           [this](const TaskStarting& begins) { starting.push_back(begins.work); }};
  std::unique_ptr<TaskRouter> router;

  void start(const std::string& resource, Json parameters, const history::WorkId& work = kTask) {
    if (!router) router = std::make_unique<TaskRouter>(loop, services());
    TaskRequest request{};
    request.work = work;
    request.task = {resource, Payload(std::move(parameters)), "the-id", "State", ""};
    request.trace_header = trace_header;
    request.region = "eu-west-3";
    request.account = "123456789012";
    router->start(std::move(request));
    EXPECT_TRUE(outcomes.empty()) << "reported from within start()";
    EXPECT_TRUE(starting.empty()) << "starting within start()";
  }
  void offer(const std::string& resource, Json parameters) {
    start(resource, std::move(parameters), kOffer);
  }
  void await_start() {
    run_until(loop, [this] { return !starting.empty(); });
    EXPECT_THAT(starting, testing::ElementsAre(kOffer));
  }
  void go_ahead() {
    TaskRequest request{};
    request.work = kTask;
    router->go_ahead(std::move(request));
  }
  void await_end() {
    run_until(loop, [this] { return !outcomes.empty(); });
  }
  TaskOutcome outcome(const std::string& resource, Json parameters) {
    start(resource, std::move(parameters));
    run_until(loop, [this] { return !outcomes.empty(); });
    return outcomes.empty() ? TaskOutcome() : outcomes.front();
  }

 private:
  TaskServices services() {
    return {pool(),
            activities,
            Bindings(),
            [this](const std::string& name, const Place&, auto found) {
              if (name == kArn || name == "fn") return found(FunctionSpecPtr(spec));
              found(Error{"ResourceNotFoundException", "Function not found: " + name});
            },
            [this](auto, const Invocation& invocation, auto done) {
              accepted.push_back(invocation.request_id);
              done(refusal ? Result<void>(*refusal) : Result<void>());
            },
            [this](ExecutionId, history::WorkId work, TaskOutcome outcome) {
              reported.push_back(work);
              outcomes.push_back(std::move(outcome));
            },
            [this](const TaskStarting& begins) { starting.push_back(begins.work); }};
  }
};

TEST_F(TaskRouterTest, GivesTheResultOfAFunctionCalledByItsArn) {
  EXPECT_EQ(std::get<TaskSuccess>(outcome(kArn, {{"a", 0.0}})).output.text(), R"({"a":0.0})");
}

TEST_F(TaskRouterTest, WrapsTheResultOfInvoke) {
  const auto ended = outcome(kInvoke, {{"FunctionName", "fn"}, {"Payload", {{"a", 1}}}});
  const Json& answer = std::get<TaskSuccess>(ended).output.value();
  EXPECT_EQ(answer["Payload"], (Json{{"a", 1}}));
  EXPECT_EQ(answer["ExecutedVersion"], "$LATEST");
}

TEST_F(TaskRouterTest, FailsWithTheFunctionsError) {
  spec = python("def handler(event, context):\n    raise KeyError('k')\n");
  const auto failure = std::get<TaskFailure>(outcome(kArn, Json::object()));
  EXPECT_EQ(failure.error, "KeyError");
  EXPECT_EQ(parse_json(*failure.cause)->at("errorMessage"), "'k'");
}

TEST_F(TaskRouterTest, FailsWhenThereIsNoSuchFunction) {
  const auto failure = std::get<TaskFailure>(outcome(kInvoke, {{"FunctionName", "other"}}));
  EXPECT_EQ(failure.error, "Lambda.ResourceNotFoundException");
  EXPECT_THAT(*failure.cause, HasSubstr("Function not found: other (Service: AWSLambda; "));
}

TEST_F(TaskRouterTest, FailsOnBadParameters) {
  EXPECT_EQ(std::get<TaskFailure>(outcome(kInvoke, Json::object())).error, "States.Runtime");
}

TEST_F(TaskRouterTest, NamesAnIntegrationThatIsNotServed) {
  const auto failure =
      std::get<TaskFailure>(outcome("arn:aws:states:::sqs:sendMessage", Json::object()));
  EXPECT_EQ(failure.error, "States.Runtime");
  EXPECT_THAT(*failure.cause,
              HasSubstr("'arn:aws:states:::sqs:sendMessage' is an integration that this version"));
}

TEST_F(TaskRouterTest, HandsAnEventOverAndSucceedsOnceItIsTaken) {
  const auto ended = outcome(kInvoke, {{"FunctionName", "fn"}, {"InvocationType", "Event"}});
  EXPECT_EQ(std::get<TaskSuccess>(ended).output.value()["StatusCode"], 202);
  EXPECT_THAT(accepted, testing::ElementsAre("the-id"));
  EXPECT_EQ(pool().processes(), 0U);
}

TEST_F(TaskRouterTest, FailsWhenAnEventIsRefused) {
  refusal = Error{"TooManyRequestsException", "Rate Exceeded."};
  const auto ended = outcome(kInvoke, {{"FunctionName", "fn"}, {"InvocationType", "Event"}});
  EXPECT_EQ(std::get<TaskFailure>(ended).error, "Lambda.TooManyRequestsException");
}

TEST_F(TaskRouterTest, RunsNothingOnADryRun) {
  const auto ended = outcome(kInvoke, {{"FunctionName", "fn"}, {"InvocationType", "DryRun"}});
  EXPECT_EQ(std::get<TaskSuccess>(ended).output.value()["StatusCode"], 204);
  EXPECT_EQ(pool().processes(), 0U);
}

TEST_F(TaskRouterTest, ReadsALargeResultOffTheLoop) {
  spec = python("def handler(event, context):\n    return ['x' * 300000]\n");
  EXPECT_EQ(std::get<TaskSuccess>(outcome(kArn, nullptr)).output.text().size(), 300'004U);
}

TEST_F(TaskRouterTest, DoesNotReportACancelledAttempt) {
  Gate gate(directory.file("gate"));
  spec = python("def handler(event, context):\n    open(event, 'rb', buffering=0).read(1)\n");
  start(kArn, gate.path());
  router->cancel(ExecutionId{}, {VisitId{1}, 0, history::WorkKind::Task});
  gate.open();
  run_until(loop, [this] { return !log.empty() && log.back().message.substr(0, 6) == "REPORT"; });
  run_what_is_ready(loop);
  EXPECT_TRUE(outcomes.empty());
}

TEST_F(TaskRouterTest, HandsTheTraceDown) {
  trace_header = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";
  spec = python(
      "import os\ndef handler(event, context):\n"
      "    return os.environ['_X_AMZN_TRACE_ID']\n");
  EXPECT_EQ(std::get<TaskSuccess>(outcome(kArn, nullptr)).output.value(), trace_header);
}

TEST_F(TaskRouterTest, HandsNoTraceDownThatIsNoHeader) {
  trace_header = "Root=1\r\nX: y";
  spec = python(
      "import os\ndef handler(event, context):\n"
      "    return os.environ['_X_AMZN_TRACE_ID'][:7]\n");
  EXPECT_EQ(std::get<TaskSuccess>(outcome(kArn, nullptr)).output.value(), "Root=1-");
}

// ---- offers

TEST_F(TaskRouterTest, CallsWhatIsOfferedWhenItMayGoAhead) {
  offer(kArn, 7);
  await_start();
  run_for(milliseconds(20));
  EXPECT_TRUE(outcomes.empty());
  go_ahead();
  await_end();
  EXPECT_EQ(std::get<TaskSuccess>(outcomes.at(0)).output.value(), 7);
  EXPECT_THAT(reported, testing::ElementsAre(kTask));
}

TEST_F(TaskRouterTest, FailsAnOfferOfAFunctionThatIsNotThere) {
  offer(kInvoke, {{"FunctionName", "other"}});
  await_end();
  EXPECT_EQ(std::get<TaskFailure>(outcomes.at(0)).error, "Lambda.ResourceNotFoundException");
  EXPECT_THAT(reported, testing::ElementsAre(kOffer));
  EXPECT_TRUE(starting.empty());
}

TEST_F(TaskRouterTest, HandsAnOfferedEventOverWhenItMayGoAhead) {
  offer(kInvoke, {{"FunctionName", "fn"}, {"InvocationType", "Event"}});
  await_start();
  EXPECT_TRUE(accepted.empty());
  go_ahead();
  await_end();
  EXPECT_THAT(accepted, testing::ElementsAre("the-id"));
  EXPECT_THAT(reported, testing::ElementsAre(kTask));
}

TEST_F(TaskRouterTest, NeverCallsWhatWasWithdrawn) {
  options.concurrency = 1;
  offer(kArn, 7);
  await_start();
  router->cancel(ExecutionId{}, kOffer);
  const auto next = begin(spec);  // The process is free for it.
  await(next);
  EXPECT_TRUE(outcomes.empty());
}

TEST_F(TaskRouterTest, NeverCallsWhatWasWithdrawnBeforeItsProcessWasReady) {
  options.concurrency = 1;
  offer(kArn, 7);
  router->cancel(ExecutionId{}, kOffer);
  const auto next = begin(spec);
  await(next);
  run_what_is_ready(loop);
  EXPECT_TRUE(starting.empty());
  EXPECT_TRUE(outcomes.empty());
}

TEST_F(TaskRouterTest, DoesNotReportWhatWentAheadAndWasCancelled) {
  Gate gate(directory.file("gate"));
  spec = python("def handler(event, context):\n    open(event, 'rb', buffering=0).read(1)\n");
  offer(kArn, gate.path());
  await_start();
  go_ahead();
  router->cancel(ExecutionId{}, kTask);
  gate.open();
  run_until(loop, [this] { return !log.empty() && log.back().message.substr(0, 6) == "REPORT"; });
  run_what_is_ready(loop);
  EXPECT_TRUE(outcomes.empty());
}

// A process that dies while its call waits for leave: as what it has ended is being decided.
TEST_F(TaskRouterTest, KeepsTheEndOfWhatIsStartingUntilItIsKnownAsATask) {
  spec = bootstrap(kAsksAndDies);
  offer(kArn, 7);
  await_start();
  run_until(loop, [this] { return pool().processes() == 0; });
  run_what_is_ready(loop);
  EXPECT_TRUE(outcomes.empty());
  go_ahead();
  EXPECT_TRUE(outcomes.empty()) << "reported from within go_ahead()";
  await_end();
  EXPECT_EQ(std::get<TaskFailure>(outcomes.at(0)).error, "Runtime.ExitError");
  EXPECT_THAT(reported, testing::ElementsAre(kTask));
}

TEST_F(TaskRouterTest, DoesNotReportAFailureThatWasCancelledAtOnce) {
  start("arn:aws:states:::sqs:sendMessage", Json::object());
  router->cancel(ExecutionId{}, {VisitId{1}, 0, history::WorkKind::Task});
  run_what_is_ready(loop);
  EXPECT_TRUE(outcomes.empty());
}

}  // namespace
}  // namespace sfn::tasks
