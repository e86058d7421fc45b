// Expressions in any query language: which it is, what it gives, and what is wrong with it where.
#include "sfnctl/query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace sfn::sfnctl {
namespace {

struct QueryCase {
  const char* name;
  std::string expression;
  std::string given;       ///< The answer as JSON, or `! ` and the message.
  std::string wrong = {};  ///< The part of the expression that is.
};
void PrintTo(const QueryCase& c, std::ostream* out) { *out << c.name; }

QueryWorld world() {
  return {*Payload::parse(R"({"a":{"b":[1,2,3]},"s":"x","big":12345678901234567890})"),
          {{"n", *Payload::parse("5")}, {"o", *Payload::parse(R"({"k":[7]})")}},
          from_epoch_ms(1'700'000'000'000),
          [] { return std::uint64_t{7}; }};
}

const auto kQueries = std::vector<QueryCase>{
    {"Jsonata", "$sum($states.input.a.b)", "6"},
    {"Delimited", "{% $n + 1 %}", "6"},
    {"TheContextIsTheInput", "a.b[0] & s", R"("1x")"},
    {"VariableOfJsonata", "$o.k", "[7]"},
    {"TheTime", "$millis()", "1700000000000"},
    {"FunctionOfAws", "$range(1, 3, 1)", "[1,2,3]"},
    {"Nothing", "$states.input.none", "! The expression returned nothing (undefined)."},
    {"AFunction", "$sum", "! The expression returned a function, which is no JSON."},
    {"WithoutItsEnd", "{% $sum([1,2", "! The expression begins with {% and does not end with %}"},
    {"WithoutItsEndAtAll", " {% 1 ", "! The expression begins with {% and does not end with %}"},
    {"NoUtf8", "\"\xff\"", "! S0201: The expression is not UTF-8"},
    {"AsDeepAsInAState", "($f := function($n){ $n = 0 ? 0 : 1 + $f($n - 1) }; $f(90))",
     "! U1001: Stack overflow error"},
    {"AsMuchAsInAState", "$length($pad('', 7000001, 'x'))",
     "! Expression evaluation memory limit exceeded"},
    {"NoJsonata", "{% 1 + %}", "! S0207: Unexpected end of expression"},
    {"ThrownBelowAnOperator", "1 + 'é' + 2",
     "! T2002: The right side of the \"+\" operator must evaluate to a number", "+"},
    {"Path", "$.a.b[1]", "2"},
    {"PathOfMany", "$.a.b[*]", "[1,2,3]"},
    {"WholeInput", "$", R"({"a":{"b":[1,2,3]},"s":"x","big":12345678901234567890})"},
    {"PathThatFindsNothing", "$.c", "! No results for path: $['c']", ".c"},
    {"PathThatGoesThroughNothing", " $.a.none.c ", "! Missing property in path $['a']['none']",
     ".none"},
    {"PathThatGoesThroughNoObject", "$['s']['.'].b", "!", "['.']"},
    {"PathToNoElement", "$.a.b[9]", "! No results for path: $['a']['b'][9]", "[9]"},
    {"NoPath", "$.a[", "!", ""},
    {"Context", "$$.Execution.Id", "! There is no context object outside of an execution", "$$"},
    {"Function", "States.Format('{}-{}', $.s, $n)", R"("x-5")"},
    {"FunctionBetweenBlanks", "  States.Format('{}', $n)  ", R"("5")"},
    {"PathBetweenBlanks", "  $.a.b[1]  ", "2"},
    {"FunctionWithoutItsVariable", "States.Format('{}', $v)",
     "! The variable 'v' has no value: give it one by --var v=JSON", "$v"},
    {"FunctionThatFails", " States.Array('States.MathAdd($.s,1)', States.MathAdd($.s,1))",
     "! The function 'States.MathAdd($.s,1)' had the following error: argument 1 must be a number",
     "States.MathAdd($.s,1)"},
    {"FunctionOfAPathThatFindsNothing", "States.Array('é', $.s, $.a.z)",
     "! No results for path: $['a']['z']", "$.a.z"},
    {"NoFunction", "States.Nope(1)", "!", "S"},
    {"NoFunctionBetweenBlanks", "  States.Nope(1) ", "!", "S"},
};

class Query : public testing::TestWithParam<QueryCase> {};

TEST_P(Query, Gives) {
  const auto& [name, expression, given, wrong] = GetParam();
  const auto evaluated = evaluate_query(query_language_of(expression), expression, world());
  if (const auto* const answer = std::get_if<QueryAnswer>(&evaluated)) {
    EXPECT_EQ(answer->json, given);
    return;
  }
  const auto& fault = std::get<QueryFault>(evaluated);
  EXPECT_THAT("! " + fault.message, testing::StartsWith(given));
  if (wrong.empty()) return;
  ASSERT_TRUE(fault.span) << fault.message;
  EXPECT_EQ(expression.substr(fault.span->begin, fault.span->end - fault.span->begin), wrong);
}

INSTANTIATE_TEST_SUITE_P(All, Query, testing::ValuesIn(kQueries),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(QueryLanguages, AreToldByTheirLook) {
  const auto is = [](QueryLanguage language, std::initializer_list<std::string_view> texts) {
    for (const auto text : texts) EXPECT_EQ(query_language_of(text), language) << text;
  };
  is(QueryLanguage::Intrinsic, {"States.UUID()", " States.Format('{}', $.a)"});
  is(QueryLanguage::JsonPath, {"$", "$.a", "$[0]", "$$.Execution", " $.a"});
  is(QueryLanguage::Jsonata, {"$sum(a)", "$a.b", "a.b", "{% $.a %}", "1", "States.x", ""});
}

TEST(QueryAdvice, TellsWhatAStateHasNot) {
  const auto evaluated = evaluate_query(QueryLanguage::Jsonata, "a.b[$ > 1] & s & s", world());
  EXPECT_THAT(std::get<QueryAnswer>(evaluated).advice,
              testing::ElementsAre("in a state machine 'a' means nothing: write $states.input.a",
                                   "in a state machine 's' means nothing: write $states.input.s"));
}

TEST(QueryAdvice, TellsWhatAStateHasNotWhereItFails) {
  const auto advice_of = [](std::string_view expression) {
    return std::get<QueryFault>(evaluate_query(QueryLanguage::Jsonata, expression, world())).advice;
  };
  const auto advice = "in a state machine 'foo' means nothing: write $states.input.foo";
  EXPECT_THAT(advice_of("{% foo %}"), testing::ElementsAre(advice));
  EXPECT_THAT(advice_of("{% 'x' + foo %}"), testing::ElementsAre(advice));
}

TEST(QueryAdvice, TellsWhatIsNewerThanTheService) {
  const auto evaluated = evaluate_query(QueryLanguage::Jsonata, "$states.input.none ?? 7", world());
  EXPECT_EQ(std::get<QueryAnswer>(evaluated).json, "7");
  EXPECT_THAT(std::get<QueryAnswer>(evaluated).advice,
              testing::ElementsAre(testing::HasSubstr("has no operator")));
}

}  // namespace
}  // namespace sfn::sfnctl
