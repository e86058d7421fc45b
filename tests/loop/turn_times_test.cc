#include "loop/turn_times.h"

#include <gtest/gtest.h>

namespace sfn::loop {
namespace {

using namespace std::chrono_literals;

TEST(TurnTimes, KeepTheLongestByEachClock) {
  TurnTimes times;
  times.add(1s, {.wall = 5ms, .cpu = 1ms});
  times.add(2s, {.wall = 2ms, .cpu = 2ms});
  EXPECT_EQ(times.ever().wall, 5ms);
  EXPECT_EQ(times.ever().cpu, 2ms);
  EXPECT_EQ(times.of_late(3s).wall, 5ms);
}

TEST(TurnTimes, OfLateReachBackOneIntervalAtLeastAndTwoAtMost) {
  TurnTimes times;
  times.add(59s, {.wall = 5ms, .cpu = 5ms});
  EXPECT_EQ(times.of_late(119s).wall, 5ms);
  EXPECT_EQ(times.of_late(120s).wall, 0ms);
  EXPECT_EQ(times.ever().wall, 5ms);
}

TEST(TurnTimes, OfLateForgetWhatLiesBehindARest) {
  TurnTimes times;
  times.add(59s, {.wall = 5ms, .cpu = 5ms});
  times.add(3'600s, {.wall = 1ms, .cpu = 1ms});
  EXPECT_EQ(times.of_late(3'600s).wall, 1ms);
}

}  // namespace
}  // namespace sfn::loop
