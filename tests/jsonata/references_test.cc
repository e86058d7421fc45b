// What an expression refers to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "jsonata/expression.h"

namespace sfn::jsonata {
namespace {

struct Reading {
  std::string name;
  std::string expression;
  std::string variables;
  std::string context;
};
void PrintTo(const Reading& row, std::ostream* out) { *out << row.expression; }

const auto kReadings = std::vector<Reading>{
    {"Variables", "$a + $b.c & $a", "a b", ""},
    {"Builtins", "$sum($states.input.x)", "states", ""},
    {"Names", "a.b + c", "", "a c"},
    {"Context", "$ + $$.x", "", "$ $$"},
    {"Predicates", "$x[a = $y and $ = 1]", "x y", ""},
    {"Steps", "$x.(a + $.b)", "x", ""},
    {"SortTerms", "$x^(a, >$y)", "x y", ""},
    {"Groups", "$x{k: v}", "x", ""},
    {"Objects", "$x.{'k': v}", "x", ""},
    {"Blocks", "($a := 1; $a + $b)", "b", ""},
    {"AfterTheBlock", "(($a := 1); $a)", "a", ""},
    {"BeforeItIsBound", "($c := $a; $a := 1; $c)", "a", ""},
    {"Parameters", "function($x){ $x + $y }", "y", ""},
    {"Recursion", "($f := function($n){ $f($n) }; $f(1))", "", ""},
    {"FocusAndIndex", "$x.a@$f#$i.($f + $i + $z)", "x z", ""},
    {"Wildcards", "* + **.a", "", "* **"},
    {"Transform", "$x ~> |a|{'b': $y}|", "x y", ""},
    {"CallOfAName", "foo(1)", "", "foo"},
    {"Overridden", "($sum := 1; $sum)", "", ""},
};

class JsonataReferences : public testing::TestWithParam<Reading> {};

TEST_P(JsonataReferences, AreFound) {
  const auto parsed = Expression::parse(GetParam().expression);
  ASSERT_TRUE(std::holds_alternative<Expression>(parsed)) << std::get<Error>(parsed).text();
  const References found = std::get<Expression>(parsed).references();
  std::vector<std::string> context;
  for (const auto& reference : found.context) context.push_back(reference.name);
  EXPECT_EQ(join(found.variables, " "), GetParam().variables);
  EXPECT_EQ(join(context, " "), GetParam().context);
}

TEST(JsonataVariableUses, TellWhatOfAVariableIsMeant) {
  const auto parsed = Expression::parse(
      "$states.input.a & $states.(b) & $states[0].c & $f($states) & $x.result & $x");
  std::vector<std::string> uses;
  for (const auto& use : std::get<Expression>(parsed).references().uses) {
    uses.push_back(use.variable + "/" + use.member);
  }
  EXPECT_THAT(uses, testing::ElementsAre("states/input", "states/", "states/", "f/", "states/",
                                         "x/result", "x/"));
}

INSTANTIATE_TEST_SUITE_P(All, JsonataReferences, testing::ValuesIn(kReadings),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace sfn::jsonata
