#include "loop/loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
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
  run_until(loop, [&] { return fired && runs > 1; });
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

TEST(Loop, TellsOfALongTurnAndWhatItWasBusyWith) {
  using namespace std::chrono_literals;
  Loop loop;
  std::vector<LongTurn> told;
  loop.on_long_turn(20ms, [&](const LongTurn& turn) { told.push_back(turn); });
  const auto spend = [&](std::chrono::milliseconds time) {
    loop.post(
        [&loop, time] {
          loop.about("a test");
          spin_for(time);
          loop.post([&loop] { loop.post([&loop] { loop.stop(); }); });
        },
        "spinning");
    loop.run();
  };
  for (const auto time : {30ms, 10ms, 40ms, 20ms}) spend(time);
  ASSERT_GE(told.size(), 1u);
  EXPECT_EQ(told[0].longest.kind, "spinning");
  EXPECT_EQ(told[0].longest.about, "a test");
  EXPECT_GE(told[0].longest.took, 20ms);
  EXPECT_GE(told[0].took.wall, told[0].longest.took);
  EXPECT_GE(loop.longest_callbacks().at("spinning"), 40ms);
  // A busy machine may make any of them long, but only what beats the last one is told.
  const auto shorter = [](const auto& a, const auto& b) { return a.took.wall < b.took.wall; };
  EXPECT_TRUE(std::is_sorted(told.begin(), told.end(), shorter));
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
