#include "base/regular_expression.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sfn {
namespace {

using Options = RegularExpression::Options;

bool matches(std::string_view pattern, std::string_view subject, const Options& options = {}) {
  std::int64_t steps = 1'000'000;
  return RegularExpression::compile(pattern, options)->matches_whole(subject, steps).value();
}

TEST(RegularExpression, MatchesTheWholeSubject) {
  EXPECT_TRUE(matches("a.c", "abc"));
  EXPECT_FALSE(matches("a.c", "abcd"));
  EXPECT_FALSE(matches("a.c", "xabc"));
  EXPECT_TRUE(matches("", ""));
  EXPECT_TRUE(matches("a|ab", "ab"));
  EXPECT_TRUE(matches(R"((\w+)-\1)", "ab-ab"));
  EXPECT_TRUE(matches("(?=.*1)[a-z0-9]+", "abc1"));
}

TEST(RegularExpression, ReadsCharactersNotBytes) {
  EXPECT_TRUE(matches("a.c", "añc"));
  EXPECT_TRUE(matches("Ñ", "ñ", {.ignore_case = true}));
}

TEST(RegularExpression, HasOptions) {
  EXPECT_FALSE(matches("A", "a"));
  EXPECT_TRUE(matches("A", "a", {.ignore_case = true}));
  EXPECT_FALSE(matches("a.b", "a\nb"));
  EXPECT_TRUE(matches("a.b", "a\nb", {.dot_all = true}));
  EXPECT_FALSE(matches("a$\n^b", "a\nb"));
  EXPECT_TRUE(matches("a$\n^b", "a\nb", {.multiline = true}));
  EXPECT_TRUE(matches("a b # c", "ab", {.extended = true}));
}

TEST(RegularExpression, SaysWhatIsWrongWithIt) {
  EXPECT_EQ(RegularExpression::compile("a(", {}).error(),
            (Error{"InvalidRegularExpression",
                   "missing closing parenthesis (at byte 2 of the regular expression)"}));
  EXPECT_FALSE(RegularExpression::compile(std::string(5'000, 'a'), {}));
  EXPECT_FALSE(RegularExpression::compile(std::string(200, '(') + std::string(200, ')'), {}));
  EXPECT_FALSE(RegularExpression::compile("((a{1000}){1000}){1000}", {}));
}

// What takes exponential or quadratic time elsewhere ends here, whatever the subject.
TEST(RegularExpression, KeepsToItsBudget) {
  const std::string as(100'000, 'a');
  for (const char* pattern :
       {"(a+)+b", "(a*)*b", "(a|aa)+b", ".*.*.*x", "(.+)\\1+b", "(?:(?=.*x)?.)*b", "(?>a*)*ab"}) {
    std::int64_t steps = 1'000'000;
    const auto verdict = RegularExpression::compile(pattern, {})->matches_whole(as, steps);
    EXPECT_TRUE(!verdict || !*verdict) << pattern;
    EXPECT_EQ(!verdict, steps < 0) << pattern;
  }
}

TEST(RegularExpression, CostsLittleWhereItIsSimple) {
  std::int64_t steps = 20'000;
  const auto pattern = *RegularExpression::compile("a*b?[a-z]+", {});
  EXPECT_EQ(pattern.matches_whole(std::string(100'000, 'a'), steps), true);
  EXPECT_GT(steps, 0);
}

}  // namespace
}  // namespace sfn
