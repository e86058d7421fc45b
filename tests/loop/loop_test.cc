#include "loop/loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

#include "support/run_until.h"

namespace sfn::loop {
namespace {

using testing::ElementsAre;

TEST(Loop, RunsUntilStoppedAndMayRunAgain) {
  Loop loop;
  int runs = 0;
  for (int i = 0; i < 2; ++i) {
    loop.post([&] {
      ++runs;
      loop.stop();
    });
    loop.run();
  }
  EXPECT_EQ(runs, 2);
}

TEST(Loop, RunsPostedTasksInOrderAndNotAtOnce) {
  Loop loop;
  std::vector<int> order;
  for (int i = 0; i < 3; ++i) loop.post([&order, i] { order.push_back(i); });
  EXPECT_TRUE(order.empty());
  run_until(loop, [&] { return !order.empty(); });
  EXPECT_THAT(order, ElementsAre(0, 1, 2));
}

TEST(Loop, LetsOthersHaveATurnBetweenWhatTasksPost) {
  Loop loop;
  int runs = 0;
  std::function<void()> again = [&] {
    ++runs;
    loop.post(again);
  };
  bool fired = false;
  Timer timer(loop);
  timer.start(milliseconds(5), [&] { fired = true; });
  loop.post(again);
  run_until(loop, [&] { return fired; });
  EXPECT_GT(runs, 1);
}

TEST(Loop, LosesNothingThatThreadsPost) {
  constexpr int kThreads = 4;
  constexpr int kTasks = 5'000;
  Loop loop;
  int runs = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int task = 0; task < kTasks; ++task) loop.post([&runs] { ++runs; });
    });
  }
  run_until(loop, [&] { return runs == kThreads * kTasks; });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(runs, kThreads * kTasks);
}

TEST(Loop, DropsWhatIsPostedWhenItIsDestroyed) {
  const auto token = std::make_shared<int>();
  {
    Loop loop;
    loop.post([token] { FAIL() << "ran"; });
  }
  EXPECT_EQ(token.use_count(), 1);
}

TEST(Loop, FreesATaskBeforeTheNextOneRuns) {
  Loop loop;
  auto token = std::make_shared<int>();
  std::weak_ptr<int> seen = token;
  loop.post([token = std::move(token)] {});
  loop.post([&] {
    EXPECT_TRUE(seen.expired());
    loop.stop();
  });
  loop.run();
}

void spin_for(std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < end) {
  }
}

TEST(Loop, CountsLongCallbacksAsLongTurns) {
  using namespace std::chrono_literals;
  Loop loop;
  loop.post([&] { loop.post([&] { loop.stop(); }); });
  loop.run();

  loop.post([&] {
    spin_for(20ms);
    loop.post([&] { loop.stop(); });
  });
  loop.run();
  EXPECT_GE(loop.longest_turn().wall, 20ms);
  EXPECT_GE(loop.longest_turn_of_late().wall, 20ms);
}

TEST(Loop, SpreadsLongTasksOverTurns) {
  using namespace std::chrono_literals;
  Loop loop;
  int ran = 0;
  std::vector<int> ran_at_the_end_of_turns;
  for (int i = 0; i < 3; ++i) {
    loop.post([&] {
      spin_for(5ms);
      ++ran;
    });
  }
  loop.run_until([&] {
    ran_at_the_end_of_turns.push_back(ran);
    return ran == 3;
  });
  EXPECT_THAT(ran_at_the_end_of_turns, testing::IsSupersetOf({1, 2, 3}));
}

TEST(Loop, DoesNotCountWaitingAsATurn) {
  using namespace std::chrono_literals;
  Loop loop;
  Timer timer(loop);
  timer.start(300ms, [&] { loop.post([&] { loop.stop(); }); });
  loop.run();
  EXPECT_LT(loop.longest_turn().wall, 250ms);
  EXPECT_LT(loop.longest_turn().cpu, 250ms);
}

}  // namespace
}  // namespace sfn::loop
