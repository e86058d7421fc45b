#include "base/boxed.h"

#include <gtest/gtest.h>

#include <string>

namespace sfn {
namespace {

TEST(Boxed, ACopyIsAValueOfItsOwn) {
  const Boxed<std::string> first(std::string("a"));
  Boxed<std::string> second = first;
  EXPECT_EQ(second, first);
  *second += "b";
  EXPECT_EQ(*first, "a");
  EXPECT_EQ(*second, "ab");
  EXPECT_NE(second, first);
  second = first;
  EXPECT_EQ(second, first);
}

TEST(Boxed, NothingIsEqualToNothingAlone) {
  const Boxed<std::string> nothing;
  Boxed<std::string> given(std::string{});
  EXPECT_FALSE(nothing);
  EXPECT_EQ(Boxed<std::string>(nothing), nothing);
  EXPECT_NE(given, nothing);
  given = {};
  EXPECT_EQ(given, nothing);
}

}  // namespace
}  // namespace sfn
