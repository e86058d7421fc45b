#include "base/fail_point.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>

namespace sfn {
namespace {

// Each arms in a process of its own: there is no way to disarm.
[[noreturn]] void pass(std::string_view armed, std::string_view passed, int times) {
  if (!arm_fail_point(armed)) std::_Exit(2);
  for (int i = 0; i < times; ++i) fail_point(passed);
  std::_Exit(0);
}

TEST(FailPointDeathTest, KillsAtThePassingThatWasAskedFor) {
  EXPECT_EXIT(pass("commit.after:3", "commit.after", 3), testing::KilledBySignal(SIGKILL), "");
}

TEST(FailPointDeathTest, IsPassedBeforeThat) {
  EXPECT_EXIT(pass("commit.after:3", "commit.after", 2), testing::ExitedWithCode(0), "");
}

TEST(FailPointDeathTest, OtherPointsDoNotCount) {
  EXPECT_EXIT(pass("commit.after:3", "commit.before", 9), testing::ExitedWithCode(0), "");
}

TEST(FailPoint, AWrongTextArmsNothing) {
  for (const auto* text : {"", "commit.after", ":1", "commit.after:", "commit.after:0", "x:-1"}) {
    EXPECT_FALSE(arm_fail_point(text)) << text;
  }
  fail_point("x");
}

}  // namespace
}  // namespace sfn
