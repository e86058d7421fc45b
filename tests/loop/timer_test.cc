#include "loop/timer.h"

#include <gtest/gtest.h>

#include <memory>

#include "support/run_until.h"

namespace sfn::loop {
namespace {

using std::chrono::steady_clock;

TEST(Timer, FiresOnceAndNeverEarly) {
  Loop loop;
  Timer timer(loop);
  int fired = 0;
  const auto begin = steady_clock::now();
  timer.start(milliseconds(5), [&] { ++fired; });
  EXPECT_TRUE(timer.armed());
  run_until(loop, [&] { return fired > 0; });
  EXPECT_GE(steady_clock::now() - begin, milliseconds(4));  // Both clocks round down.
  EXPECT_FALSE(timer.armed());
}

TEST(Timer, IsNotEarlyWhenStartedLateInATurn) {
  Loop loop;
  Timer timer(loop);
  bool fired = false;
  steady_clock::time_point begin;
  loop.post([&] {
    const auto late = steady_clock::now() + milliseconds(20);
    while (steady_clock::now() < late) {
    }
    begin = steady_clock::now();
    timer.start(milliseconds(15), [&] { fired = true; });
  });
  run_until(loop, [&] { return fired; });
  EXPECT_GE(steady_clock::now() - begin, milliseconds(14));
}

TEST(Timer, FiresAtOnceForADelayBelowZeroButNotWithinStart) {
  Loop loop;
  Timer timer(loop);
  bool fired = false;
  timer.start(milliseconds(-1), [&] { fired = true; });
  EXPECT_FALSE(fired);
  run_until(loop, [&] { return fired; });
}

TEST(Timer, ForgetsWhatWasArmedWhenStartedAgain) {
  Loop loop;
  Timer timer(loop);
  bool first = false;
  bool second = false;
  timer.start(milliseconds(0), [&] { first = true; });
  timer.start(milliseconds(1), [&] { second = true; });
  run_until(loop, [&] { return second; });
  EXPECT_FALSE(first);
}

TEST(Timer, DoesNotFireOnceStoppedOrDestroyed) {
  Loop loop;
  Timer stopped(loop);
  auto destroyed = std::make_unique<Timer>(loop);
  stopped.start(milliseconds(0), [] { FAIL() << "fired after stop"; });
  destroyed->start(milliseconds(0), [] { FAIL() << "fired after destruction"; });
  stopped.stop();
  destroyed.reset();
  run_what_is_ready(loop);
}

TEST(Timer, MayDestroyItselfAsItFires) {
  Loop loop;
  auto timer = std::make_unique<Timer>(loop);
  const auto token = std::make_shared<int>();
  timer->start(milliseconds(0), [&timer, token] { timer.reset(); });
  run_until(loop, [&] { return timer == nullptr; });
  EXPECT_EQ(token.use_count(), 1);
}

TEST(Timer, MayStartItselfAsItFires) {
  Loop loop;
  Timer timer(loop);
  int fired = 0;
  timer.start(milliseconds(0), [&] {
    ++fired;
    timer.start(milliseconds(0), [&] { ++fired; });
  });
  run_until(loop, [&] { return fired == 2; });
}

TEST(Timer, LetsOthersHaveATurnThoughItKeepsStartingItself) {
  Loop loop;
  Timer timer(loop);
  std::function<void()> again = [&] { timer.start(milliseconds(0), again); };
  again();
  run_what_is_ready(loop);
}

TEST(Timer, ReleasesWhatItsFunctionHoldsWhenStopped) {
  Loop loop;
  Timer timer(loop);
  const auto token = std::make_shared<int>();
  timer.start(seconds(60), [token] {});
  timer.stop();
  EXPECT_EQ(token.use_count(), 1);
}

}  // namespace
}  // namespace sfn::loop
