// Texts that are no paths, and where each goes wrong.
#include <gtest/gtest.h>

#include "jsonpath/path.h"

namespace sfn::jsonpath {
namespace {

TEST(PathSyntax, ErrorsSayColumnAndReason) {
  const auto cases = std::vector<std::pair<std::string, std::string>>{
      {"", "column 1: expected '$', found the end"},
      {"a.b", "column 1: expected '$', found 'a'"},
      {"$.", "column 3: expected a name, found the end"},
      {"$..", "column 4: expected a name, found the end"},
      {"$.a..", "column 6: expected a name, found the end"},
      {"$.a.", "column 5: expected a name, found the end"},
      {"$...a", "column 4: expected a name, found '.'"},
      {"$.my name", "column 3: a name with blanks needs brackets and quotes: ['my name']"},
      {"$ ", "column 2: unexpected ' '"},
      {"$-x", "column 2: unexpected '-'"},
      {"$_x", "column 2: unexpected '_'"},
      {"$.größe]", "column 8: unexpected ']'"},
      {"$[", "column 3: expected an array index, found ''"},
      {"$[]", "column 3: expected an array index, found ''"},
      {"$[a]", "column 3: expected an array index, found 'a'"},
      {"$[1", "column 4: expected ']', found the end"},
      {"$[1.5]", "column 3: expected an array index, found '1.5'"},
      {"$[99999999999999999999]",
       "column 3: expected an array index, found '99999999999999999999'"},
      {"$[1:2:3]", "column 6: a slice has no step: [from:to]"},
      {"$['a", "column 3: the quote ' is not closed"},
      {"$['a'", "column 6: expected ']', found the end"},
      {"$['a', 1]", "column 8: expected a quoted name, found '1'"},
      {"$[?@.a]", "column 4: expected '(', found '@'"},
      {"$[?()]", "column 5: expected a value, found ')'"},
      {"$[?(@.a ==)]", "column 11: expected a value, found ')'"},
      {"$[?(@.a == nope)]", "column 12: 'nope' is no value"},
      {"$[?(@.a && )]", "column 12: expected a value, found ')'"},
      {"$[?(@.a]", "column 8: expected ')', found ']'"},
      {"$[?(1)]", "column 6: expected an operator, found ')'"},
      {"$[?(@.a =~ x)]", "column 12: expected '/', found 'x'"},
      {"$[?(@.a =~ /x)]", "column 12: the regular expression is not closed"},
      {"$[?(@.a =~ /(/)]",
       "column 12: missing closing parenthesis (at byte 1 of the regular expression)"},
      {"$[?(@.a =~ /x/g)]", "column 15: expected ')', found 'g'"},
      {"$[?(@.a == {)]", "column 12: the brace { is not closed"},
      {"$[?(@.a == {1})]", "column 12: '{1}' is no JSON object"},
      {"$[?(@.a in [@.b])]", "column 16: expected a constant, found a path"},
      {"$.a.nope('x')",
       "column 9: the function 'nope()' is not supported; those are length, size, keys, min, max, "
       "avg, stddev, sum, concat, append, first, last, index"},
      {"$.a.keys(1)", "column 9: the function 'keys()' does not take 1 arguments"},
      {"$.a.index()", "column 10: the function 'index()' does not take 0 arguments"},
      {"$.a.concat($.b c)", "column 16: expected ')', found 'c'"},
      {"$.a.length().b", "column 13: unexpected '.'"},
      {"$.[", "column 4: expected an array index, found ''"},
      {"$..length()", "column 10: a function cannot follow '..'"},
  };
  for (const auto& [text, cause] : cases) {
    const auto path = Path::parse(text);
    ASSERT_FALSE(path) << text;
    EXPECT_EQ(path.error(), (Error{"InvalidPath", cause})) << text;
  }
}

TEST(PathSyntax, HasBounds) {
  const auto repeat = [](const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
  };
  EXPECT_FALSE(Path::parse("$" + repeat("[", 100'000)));
  EXPECT_FALSE(Path::parse("$[?(" + repeat("(", 100'000)));
  EXPECT_FALSE(Path::parse("$[?(" + repeat("!", 100'000)));
  EXPECT_FALSE(Path::parse("$" + repeat("[?(@", 100'000)));
  EXPECT_FALSE(Path::parse("$[?(@ in " + repeat("[", 100'000)));
  EXPECT_FALSE(Path::parse("$" + repeat(".a", 100'000)));
  EXPECT_TRUE(Path::parse("$" + repeat(".a", 1'000)));
  EXPECT_TRUE(Path::parse("$[?(" + repeat("(", 40) + "@.a" + repeat(")", 40) + ")]"));
}

}  // namespace
}  // namespace sfn::jsonpath
