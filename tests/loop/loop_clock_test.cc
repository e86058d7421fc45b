#include "loop/loop_clock.h"

#include <gtest/gtest.h>

#include "support/run_until.h"

namespace sfn::loop {
namespace {

constexpr Timestamp kNow = from_epoch_ms(1'700'000'000'000);

// A wall clock that stands where the test sets it, over the loop's real timers.
struct LoopClockTest : testing::Test {
  Loop loop;
  Timestamp wall = kNow;
  LoopClock clock{loop, {.wall_clock = [this] { return wall; }, .recheck_after = milliseconds(2)}};
  int woken = 0;

  void arm(milliseconds delay) {
    clock.wake_at(kNow + delay, [this] { ++woken; });
  }
  void let_pass(milliseconds time) {
    bool passed = false;
    Timer timer(loop);
    timer.start(time, [&] { passed = true; });
    run_until(loop, [&] { return passed; });
  }
};

TEST_F(LoopClockTest, WakesOnceTheWallClockIsThere) {
  arm(milliseconds(3));
  let_pass(milliseconds(10));
  EXPECT_EQ(woken, 0) << "the monotonic clock went on, the wall clock did not";
  wall += milliseconds(3);
  run_until(loop, [&] { return woken > 0; });
  let_pass(milliseconds(5));
  EXPECT_EQ(woken, 1);
}

TEST_F(LoopClockTest, NoticesThatTheClockWasSetForward) {
  arm(seconds(3'600));
  let_pass(milliseconds(5));
  wall += seconds(3'600);
  run_until(loop, [&] { return woken == 1; });
}

TEST_F(LoopClockTest, WaitsOnWhenTheClockWasSetBack) {
  arm(milliseconds(1));
  wall -= seconds(60);
  let_pass(milliseconds(10));
  EXPECT_EQ(woken, 0);
  wall = kNow + milliseconds(1);
  run_until(loop, [&] { return woken == 1; });
}

TEST_F(LoopClockTest, WakesInALaterTurnForADueTimeThatIsPast) {
  arm(seconds(-1));
  EXPECT_EQ(woken, 0);
  run_until(loop, [&] { return woken == 1; });
}

TEST_F(LoopClockTest, WakesForTheEarliestMomentThereIs) {
  clock.wake_at(Timestamp::min(), [this] { ++woken; });
  run_until(loop, [&] { return woken == 1; });
}

TEST_F(LoopClockTest, KeepsOnlyTheLastWakeUp) {
  clock.wake_at(kNow, [] { FAIL() << "this one was replaced"; });
  arm(milliseconds(0));
  run_until(loop, [&] { return woken == 1; });
  let_pass(milliseconds(5));
  EXPECT_EQ(woken, 1);
}

TEST_F(LoopClockTest, TakesTheWakeUpBackForAnEmptyFunction) {
  arm(milliseconds(0));
  clock.wake_at(kNow, {});
  let_pass(milliseconds(5));
  EXPECT_EQ(woken, 0);
}

TEST_F(LoopClockTest, MayBeArmedAgainAsItWakes) {
  clock.wake_at(kNow, [this] { arm(milliseconds(0)); });
  run_until(loop, [&] { return woken == 1; });
}

TEST(LoopClock, ReadsTheSystemsClockByDefault) {
  Loop loop;
  const LoopClock clock(loop);
  EXPECT_LT(std::chrono::abs(std::chrono::system_clock::now() - clock.now()), seconds(5));
}

}  // namespace
}  // namespace sfn::loop
