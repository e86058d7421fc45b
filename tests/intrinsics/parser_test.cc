// What is refused, and at which column.
#include <gtest/gtest.h>

#include "intrinsics/support.h"

namespace sfn::intrinsics {
namespace {

TEST(IntrinsicSyntax, IsRefusedAtAColumn) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"", "column 1: there is no intrinsic function ''"},
      {"States.Nope()", "column 1: there is no intrinsic function 'States.Nope'"},
      {"States.format('')", "column 1: there is no intrinsic function 'States.format'"},
      {"States.UUID", "column 12: expected '(', found the end"},
      {"States.UUID(", "column 13: expected an argument, found the end"},
      {"States.UUID() x", "column 15: unexpected 'x'"},
      {"States.UUID(1)", "column 1: the number of arguments of States.UUID must be none, but is 1"},
      {"States.Format()",
       "column 1: the number of arguments of States.Format must be at least 1, but is 0"},
      {"States.MathRandom(1)",
       "column 1: the number of arguments of States.MathRandom must be 2 or 3, but is 1"},
      {"States.Array(States.Hash('a'))",
       "column 14: the number of arguments of States.Hash must be 2, but is 1"},
      {"States.Array(1 2)", "column 16: expected ')', found '2'"},
      {"States.Array(1,)", "column 16: expected an argument, found ')'"},
      {"States.Array(abc)", "column 14: 'abc' is no argument"},
      {"States.Array(01)", "column 14: '01' is no argument"},
      {"States.Array(\"a\")", "column 14: '\"a\"' is no argument"},
      {"States.Array([1])", "column 14: '[1]' is no argument"},
      {"States.Array('a)", "column 14: the quote ' is not closed"},
      {R"(States.Array('é\n'))", "column 16: a backslash may stand before ', {, } and \\ alone"},
      {R"(States.Array('\)", "column 15: a backslash may stand before ', {, } and \\ alone"},
      {"States.Array($.a[)", "column 18: expected an array index, found ')'"},
      {"States.Array($.a'b')", "column 17: expected ')', found '''"},
  };
  for (const auto& [text, cause] : rows) {
    const auto parsed = Expression::parse(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error(), (Error{"InvalidIntrinsic", cause})) << text;
  }
}

std::string nested(int calls) {
  std::string text;
  for (int i = 0; i < calls; ++i) text += "States.Array(";
  return text + std::string(static_cast<std::size_t>(calls), ')');
}

TEST(IntrinsicSyntax, NestsTenCalls) {
  EXPECT_TRUE(Expression::parse(nested(10)));
  EXPECT_EQ(Expression::parse(nested(11)).error().cause,
            "column 131: calls nest at most 10 levels deep");
  EXPECT_EQ(Expression::parse(nested(100'000)).error().cause,
            "column 131: calls nest at most 10 levels deep");
}

TEST(IntrinsicSyntax, CountsOnlyCallsWithinCalls) {
  std::string text = "States.Array(" + nested(9);
  for (int i = 0; i < 20; ++i) text += ", " + nested(9);
  EXPECT_TRUE(Expression::parse(text + ")"));
}

TEST(IntrinsicSyntax, TellsTheTextAndThePaths) {
  const auto parsed = *Expression::parse("States.Array($.a, States.Format('{}', $x.y), $$.State)");
  EXPECT_EQ(parsed.text(), "States.Array($.a, States.Format('{}', $x.y), $$.State)");
  std::vector<std::string> paths;
  for (const auto& path : parsed.paths()) paths.push_back(path.text());
  EXPECT_EQ(paths, (std::vector<std::string>{"$.a", "$x.y", "$$.State"}));
  EXPECT_EQ(parsed.paths()[1].variable(), "x");
}

}  // namespace
}  // namespace sfn::intrinsics
