#include "tasks/activity_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "history/task_token.h"
#include "support/simulated_clock.h"
#include "support/test_loop.h"

namespace sfn::tasks {
namespace {

using history::WorkKind;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string kActivity = "arn:aws:states:us-east-1:123456789012:activity:A";
const std::string kExecution = "arn:aws:states:us-east-1:123456789012:execution:M:E";
const std::string kSecret = "0123456789abcdef0123456789abcdef";

/// Polls and what became of them. Starts are decided when the test says so.
struct ActivityQueueTest : testing::Test {
  struct Polled {
    bool is_there = true;
    ActivityQueue::PollId id = 0;
    std::vector<std::string> answers = {};  ///< Inputs, and `-` for none.
    std::string token = {};
    std::function<void(bool)> written = {};
  };
  using PolledPtr = std::shared_ptr<Polled>;

  static history::WorkId work(int visit, WorkKind kind) { return {VisitId{visit}, 0, kind}; }

  /// The task of this visit is offered.
  void offer(int visit, const std::string& activity = kActivity) {
    queue.start(request(visit, WorkKind::Offer, activity));
    loop.run();
  }
  TaskRequest request(int visit, WorkKind kind, const std::string& activity = kActivity) {
    TaskRequest request{};
    request.execution = ExecutionId{1};
    request.work = work(visit, kind);
    request.execution_arn = kExecution;
    request.task.resource = activity;
    request.task.parameters = Payload::trusted(std::to_string(visit));
    request.task.token = kSecret;
    request.task.offered = true;
    return request;
  }

  PolledPtr poll(const std::string& worker = "", const std::string& activity = kActivity) {
    auto polled = std::make_shared<Polled>();
    const auto id = queue.poll(
        activity,
        {.worker = worker,
         .is_there = [polled] { return polled->is_there; },
         .answer =
             [polled](const std::optional<ActivityTask>& task, std::function<void(bool)> written) {
               polled->answers.push_back(task ? task->input.text() : "-");
               if (task) polled->token = task->token;
               polled->written = std::move(written);
             }});
    EXPECT_TRUE(id);
    polled->id = id ? *id : 0;
    loop.run();
    return polled;
  }

  /// The oldest start that was reported is decided, and durable: the visit, or 0 where it was not
  /// wanted any more.
  int decide() {
    EXPECT_FALSE(starting.empty());
    if (starting.empty()) return -1;
    const auto start = std::move(starting.front());
    starting.erase(starting.begin());
    const bool wanted = start.still_wanted();
    const auto visit = static_cast<int>(raw(start.work.visit));
    if (wanted) queue.go_ahead(request(visit, WorkKind::Callback));
    loop.run();
    return wanted ? visit : 0;
  }

  void advance(seconds by) {
    clock.set(clock.now() + by);
    while (clock.wake_due()) loop.run();
  }

  support::TestLoop loop;
  support::SimulatedClock clock;
  std::vector<TaskStarting> starting;
  ActivityQueue queue{[this](std::function<void()> turn) { loop.post(std::move(turn)); }, clock,
                      [this](TaskStarting start) { starting.push_back(std::move(start)); }};
};

TEST_F(ActivityQueueTest, HandsATaskToTheWorkerThatWaits) {
  const auto worker = poll("w");
  offer(7);
  ASSERT_EQ(starting.size(), 1U);
  EXPECT_EQ(starting[0].worker, "w");
  EXPECT_THAT(worker->answers, IsEmpty()) << "before its start is durable";
  EXPECT_EQ(decide(), 7);
  EXPECT_THAT(worker->answers, ElementsAre("7"));
  EXPECT_EQ(history::parse_task_token(worker->token),
            (history::TaskToken{kExecution, work(7, WorkKind::Callback), kSecret}));
}

TEST_F(ActivityQueueTest, HandsATaskThatWaitsToTheNextWorker) {
  offer(7);
  EXPECT_THAT(starting, IsEmpty());
  const auto worker = poll();
  EXPECT_EQ(decide(), 7);
  EXPECT_THAT(worker->answers, ElementsAre("7"));
}

TEST_F(ActivityQueueTest, ServesInOrder) {
  offer(1);
  offer(2);
  const auto a = poll();
  const auto b = poll();
  const auto c = poll();
  EXPECT_EQ(decide(), 1);
  EXPECT_EQ(decide(), 2);
  offer(3);
  EXPECT_EQ(decide(), 3);
  EXPECT_THAT(a->answers, ElementsAre("1"));
  EXPECT_THAT(b->answers, ElementsAre("2"));
  EXPECT_THAT(c->answers, ElementsAre("3"));
}

TEST_F(ActivityQueueTest, KeepsActivitiesApart) {
  const auto worker = poll("", kActivity + "2");
  offer(1);
  EXPECT_THAT(starting, IsEmpty());
  offer(2, kActivity + "2");
  EXPECT_EQ(decide(), 2);
  EXPECT_THAT(worker->answers, ElementsAre("2"));
}

TEST_F(ActivityQueueTest, EndsAPollAfterItsTime) {
  const auto early = poll();
  advance(seconds(30));
  const auto late = poll();
  advance(seconds(24));
  EXPECT_THAT(early->answers, IsEmpty());
  advance(seconds(1));
  EXPECT_THAT(early->answers, ElementsAre("-"));
  EXPECT_THAT(late->answers, IsEmpty());
  advance(seconds(30));
  EXPECT_THAT(late->answers, ElementsAre("-"));
  offer(1);
  EXPECT_THAT(starting, IsEmpty());
}

TEST_F(ActivityQueueTest, DoesNotEndAPollThatIsAboutToGetATask) {
  const auto worker = poll();
  offer(1);
  advance(seconds(60));
  EXPECT_THAT(worker->answers, IsEmpty());
  EXPECT_EQ(decide(), 1);
  EXPECT_THAT(worker->answers, ElementsAre("1"));
}

TEST_F(ActivityQueueTest, PassesOverAWorkerThatHasGone) {
  const auto gone = poll();
  gone->is_there = false;
  queue.hang_up(gone->id);
  const auto silently_gone = poll();
  silently_gone->is_there = false;
  const auto worker = poll();
  offer(1);
  EXPECT_EQ(decide(), 1);
  EXPECT_THAT(worker->answers, ElementsAre("1"));
  EXPECT_THAT(gone->answers, IsEmpty());
  EXPECT_THAT(silently_gone->answers, IsEmpty());
}

TEST_F(ActivityQueueTest, DecidesNoStartForAWorkerThatHasGoneMeanwhile) {
  const auto gone = poll("gone");
  offer(1);
  offer(2);
  gone->is_there = false;
  queue.hang_up(gone->id);
  EXPECT_EQ(decide(), 0);
  const auto worker = poll("w");
  ASSERT_EQ(starting.size(), 1U);
  EXPECT_EQ(starting[0].worker, "w");
  EXPECT_EQ(decide(), 1) << "it is back at the head";
  EXPECT_THAT(worker->answers, ElementsAre("1"));
}

TEST_F(ActivityQueueTest, GivesATaskWhoseAnswerWasNotWrittenToTheNextWorkerWithoutAnotherStart) {
  const auto cut_off = poll();
  offer(1);
  offer(2);
  EXPECT_EQ(decide(), 1);
  cut_off->written(false);
  loop.run();
  const auto worker = poll();
  EXPECT_THAT(starting, IsEmpty());
  EXPECT_THAT(worker->answers, ElementsAre("1"));
  EXPECT_EQ(worker->token, cut_off->token);
  worker->written(true);
  poll();
  EXPECT_EQ(decide(), 2);
}

TEST_F(ActivityQueueTest, GivesATaskWhoseWorkerHasGoneSinceItsStartToTheNext) {
  const auto gone = poll();
  offer(1);
  EXPECT_TRUE(starting.at(0).still_wanted());
  gone->is_there = false;
  queue.go_ahead(request(1, WorkKind::Callback));
  loop.run();
  const auto worker = poll();
  EXPECT_THAT(gone->answers, IsEmpty());
  EXPECT_THAT(worker->answers, ElementsAre("1"));
}

TEST_F(ActivityQueueTest, IsDoneWithATaskThatWasWritten) {
  const auto worker = poll();
  offer(1);
  EXPECT_EQ(decide(), 1);
  worker->written(true);
  const auto next = poll();
  EXPECT_THAT(next->answers, IsEmpty());
  queue.cancel(ExecutionId{1}, work(1, WorkKind::Callback));  // Its time is over: no error.
}

TEST_F(ActivityQueueTest, DropsATaskThatIsCancelledWhileItWaits) {
  offer(1);
  offer(2);
  queue.cancel(ExecutionId{1}, work(1, WorkKind::Offer));
  poll();
  EXPECT_EQ(decide(), 2);
}

TEST_F(ActivityQueueTest, DropsAStartedTaskThatIsCancelledWhileItWaitsForAnotherWorker) {
  const auto cut_off = poll();
  offer(1);
  EXPECT_EQ(decide(), 1);
  cut_off->written(false);
  queue.cancel(ExecutionId{1}, work(1, WorkKind::Callback));
  loop.run();
  EXPECT_THAT(poll()->answers, IsEmpty());
}

TEST_F(ActivityQueueTest, LetsTheWorkerOfATaskThatIsCancelledWaitOnInFront) {
  const auto first = poll("first");
  const auto second = poll("second");
  offer(1);
  queue.cancel(ExecutionId{1}, work(1, WorkKind::Offer));
  EXPECT_EQ(decide(), 0);
  offer(2);
  EXPECT_EQ(starting.at(0).worker, "first");
  EXPECT_EQ(decide(), 2);
  EXPECT_THAT(first->answers, ElementsAre("2"));
  EXPECT_THAT(second->answers, IsEmpty());
}

TEST_F(ActivityQueueTest, TakesAThousandPollersOfAnActivity) {
  for (std::size_t i = 0; i < ActivityQueue::kPollersMax; ++i) poll();
  const auto refused = queue.poll(kActivity, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(),
            (Error{"ActivityWorkerLimitExceeded",
                   "The maximum number of workers concurrently polling for activity tasks has been "
                   "reached."}));
  poll("", kActivity + "2");
  for (int i = 1; i <= 40; ++i) offer(i);
  for (int i = 1; i <= 40; ++i) EXPECT_EQ(decide(), i);
}

TEST_F(ActivityQueueTest, SendsEverybodyAwayWhenItIsClosed) {
  const auto waits = poll();
  offer(1);
  const auto waits_on = poll();
  queue.close();
  EXPECT_THAT(waits->answers, ElementsAre("-"));
  EXPECT_THAT(waits_on->answers, ElementsAre("-"));
  EXPECT_THAT(poll()->answers, ElementsAre("-"));
  EXPECT_EQ(decide(), 0);
}

}  // namespace
}  // namespace sfn::tasks
