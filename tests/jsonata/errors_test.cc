// What errors say, and where.
#include <gtest/gtest.h>

#include "jsonata/answer.h"

namespace sfn::jsonata {
namespace {

struct Complaint {
  std::string name;
  std::string expression;
  std::string text;
  std::string before;  ///< The expression up to the place of the error.
};

void PrintTo(const Complaint& test, std::ostream* out) { *out << test.expression; }

const auto kComplaints = std::vector<Complaint>{
    {"LeftIsNoNumber", "1 + ('a' + 2)",
     "T2001: The left side of the \"+\" operator must evaluate to a number", "1 + ('a' +"},
    {"RightIsNoNumber", "2 * true",
     "T2002: The right side of the \"*\" operator must evaluate to a number", "2 *"},
    {"TypesDiffer", "1 < 'a'",
     "T2009: The values 1 and \"a\" either side of operator \"<\" must be of the same data type",
     "1 <"},
    {"Signature", "$substring('a', 'b')",
     "T0410: Argument 2 of function \"substring\" does not match function signature",
     "$substring("},
    {"ItemsOfWrongType", "$sum(['a'])",
     "T0412: Argument 1 of function \"sum\" must be an array of \"numbers\"", "$sum("},
    {"NoFunction", "$nope(1)", "T1006: Attempted to invoke a non-function", "$nope("},
    {"ForgottenDollar", "sum([1])", "T1005: Attempted to invoke a non-function. Did you mean $sum?",
     "sum("},
    {"InATailCall", "(function(){ $min('a') })()",
     "T0412: Argument 1 of function \"min\" must be an array of \"numbers\"", "(function(){ $min("},
    {"OwnError", "$error('too bad')", "D3137: too bad", "$error("},
    {"UnexpectedToken", "1 2", "S0201: Syntax error: 2", "1 2"},
    {"Expected", "(1 2", "S0202: Expected \")\", got 2", "(1 2"},
    {"EndOfExpression", "[1, 2", "S0203: Expected \"]\" before end of expression", "[1, 2"},
    {"NothingThere", "1 +", "S0207: Unexpected end of expression", "1 +"},
    {"OpenString", "'abc", "S0101: String literal must be terminated by a matching quote", "'abc"},
    {"Escape", "'a\\qb'", "S0103: Unsupported escape sequence: \\\"q\"", "'a\\"},
    {"EscapeOfTheEnd", "'a\\", "S0103: Unsupported escape sequence: \\\"\"", "'a\\"},
    {"UnexpectedWord", "a true", "S0201: Syntax error: true", "a true"},
    {"UnexpectedName", "a b", "S0201: Syntax error: \"b\"", "a b"},
    {"SignatureOfItems", "function($x)<n<s>>{1}",
     "S0401: Type parameters can only be applied to functions and arrays", "function($x)<n<"},
    {"SignatureOfChoice", "function($x)<(a<n>)>{1}",
     "S0402: Choice groups containing parameterized types are not supported", "function($x)<("},
    {"PrefixOperator", "1 + > 2", "S0211: The symbol \">\" cannot be used as a unary operator",
     "1 + >"},
    {"RegularExpression", "$match('a', /(/)", "S0302: No terminating / in regular expression",
     "$match('a', /(/)"},
    {"BadRegularExpression", "$match('a', /a**/)",
     "S0303: Invalid regular expression: /a**/: Nothing to repeat", "$match('a', /a**/"},
    {"Number", "$number('x')", "D3030: Unable to cast value to a number: \"x\"", "$number("},
    {"Key", "{1: 2}", "T1003: Key in object structure must evaluate to a string; got: 1", "{"},
};

class JsonataComplaints : public testing::TestWithParam<Complaint> {};

TEST_P(JsonataComplaints, SayWhatIsWrongAndWhere) {
  const Error error = error_of({GetParam().expression});
  EXPECT_EQ(error.text(), GetParam().text);
  ASSERT_TRUE(error.offset.has_value());
  EXPECT_EQ(GetParam().expression.substr(0, *error.offset), GetParam().before);
}

INSTANTIATE_TEST_SUITE_P(Texts, JsonataComplaints, testing::ValuesIn(kComplaints),
                         [](const auto& test) { return test.param.name; });

TEST(JsonataErrors, LongValuesAreCutOff) {
  const std::string text = complaint({"$number($join([1..5000].('é')))"});
  EXPECT_LT(text.size(), 1'200U);
  EXPECT_NE(text.find("…"), std::string::npos);
}

TEST(JsonataErrors, LongRegularExpressionsAreCutOff) {
  const std::string text = complaint({"/a**" + std::string(3'000, 'x') + "/"});
  EXPECT_EQ(text.substr(0, 43), "S0303: Invalid regular expression: /a**xxxx");
  EXPECT_EQ(text.substr(text.find("…")), "…/: Nothing to repeat");
  EXPECT_LT(text.size(), 1'200U);
}

// ---- Dialects

TEST(JsonataDialect, StepFunctionsRefusesNewerOperatorsByName) {
  const auto states = Dialect::step_functions();
  EXPECT_EQ(complaint({"a ?? b", {}, states}), "S0204: Unknown operator: \"??\"");
  EXPECT_EQ(complaint({"a ?: b", {}, states}), "S0204: Unknown operator: \"?:\"");
  EXPECT_EQ(answer({"true ? 1 : 2", {}, states}), "1");
}

TEST(JsonataDialect, StepFunctionsHasNoEval) {
  EXPECT_EQ(complaint({"$eval('1')", {}, Dialect::step_functions()}),
            "T1006: Attempted to invoke a non-function");
  EXPECT_EQ(answer("$eval('1')"), "1");
}

TEST(JsonataDialect, TheFunctionsOfStepFunctionsAreItsOwn) {
  for (const std::string call :
       {"$partition([1], 1)", "$range(1, 2, 1)", "$uuid()", "$parse('1')", "$hash('a', 'MD5')"}) {
    EXPECT_EQ(answer(call), "!T1006") << call;
    EXPECT_EQ(complaint({call, {}, Dialect::step_functions()}), "") << call;
  }
}

}  // namespace
}  // namespace sfn::jsonata
