#include "jsonpath/identifier.h"

#include <gtest/gtest.h>

namespace sfn::jsonpath {
namespace {

TEST(Identifier, IsAUnicodeIdentifier) {
  for (const char* name : {"a", "aB9_", "größe", "变量", "данные", "x\u0301", "𝒳"}) {
    EXPECT_TRUE(is_identifier(name)) << name;
  }
  for (const char* name : {"", "9a", "_a", "a-b", "a.b", "a b", "-", "😀", "a😀", "€", "\xff"}) {
    EXPECT_FALSE(is_identifier(name)) << name;
  }
}

TEST(Identifier, EndsAtTheFirstOtherCharacter) {
  EXPECT_EQ(identifier_length("abc.d"), 3U);
  EXPECT_EQ(identifier_length("größe[0]"), 7U);
  EXPECT_EQ(identifier_length(".a"), 0U);
}

}  // namespace
}  // namespace sfn::jsonpath
