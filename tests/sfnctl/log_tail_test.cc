#include "sfnctl/log_tail.h"

#include <gtest/gtest.h>

namespace sfn::sfnctl {
namespace {

using Way = Overlap::Way;

TEST(Overlap, ALineThatComesBothWaysIsNewOnce) {
  Overlap overlap;
  EXPECT_TRUE(overlap.is_new(Way::Read, "a"));
  EXPECT_FALSE(overlap.is_new(Way::Live, "a"));
  EXPECT_TRUE(overlap.is_new(Way::Live, "b"));
  EXPECT_FALSE(overlap.is_new(Way::Read, "b"));
}

TEST(Overlap, EqualLinesThatWereLoggedTwiceAreBothNew) {
  Overlap overlap;
  EXPECT_TRUE(overlap.is_new(Way::Read, "a"));
  EXPECT_TRUE(overlap.is_new(Way::Read, "a"));
  EXPECT_FALSE(overlap.is_new(Way::Live, "a"));
  EXPECT_FALSE(overlap.is_new(Way::Live, "a"));
  EXPECT_TRUE(overlap.is_new(Way::Live, "a"));
}

TEST(Overlap, ReadingAgainPrintsNothingAgain) {
  Overlap overlap;
  EXPECT_TRUE(overlap.is_new(Way::Read, "a"));
  EXPECT_TRUE(overlap.is_new(Way::Live, "b"));
  overlap.read_again();
  EXPECT_FALSE(overlap.is_new(Way::Read, "a"));
  EXPECT_FALSE(overlap.is_new(Way::Read, "b"));
  EXPECT_TRUE(overlap.is_new(Way::Read, "c"));
}

}  // namespace
}  // namespace sfn::sfnctl
