#include "engine/states/choice_condition.h"

#include <gtest/gtest.h>

#include "engine/support/definitions.h"
#include "engine/support/world.h"

namespace sfn::engine {
namespace {

struct ConditionCase {
  const char* name;
  const char* condition;
  const char* input;
  const char* verdict;  // `true`, `false` or the cause of an error.
};
void PrintTo(const ConditionCase& c, std::ostream* out) { *out << c.condition; }

// The verdict, as the engine comes to it: a Choice leads to T where the condition holds.
std::string verdict_of(const ConditionCase& c) {
  std::string rule = c.condition;
  rule.insert(rule.size() - 1, R"(,"Next":"T")");
  World world(machine_of(
      fmt::format(R"("Type":"Choice","Choices":[{}],"Default":"F")", rule),
      R"("T":{"Type":"Pass","Result":true,"End":true},"F":{"Type":"Pass","Result":false,"End":true})"));
  world.start(c.input);
  const auto outcome = world.outcome();
  const auto cause = outcome.find("#2). ");
  return cause == std::string::npos ? outcome : outcome.substr(cause + 5);
}

class Condition : public testing::TestWithParam<ConditionCase> {};

TEST_P(Condition, Holds) { EXPECT_EQ(verdict_of(GetParam()), GetParam().verdict); }

const auto kComparisons = std::vector<ConditionCase>{
    {"StringEquals", R"({"Variable":"$","StringEquals":"a"})", R"("a")", "true"},
    {"StringEqualsAnother", R"({"Variable":"$","StringEquals":"a"})", R"("A")", "false"},
    {"StringEqualsANumber", R"({"Variable":"$","StringEquals":"1"})", "1", "false"},
    {"StringLessThan", R"({"Variable":"$","StringLessThan":"b"})", R"("a")", "true"},
    {"StringLessThanItself", R"({"Variable":"$","StringLessThan":"a"})", R"("a")", "false"},
    {"StringLessThanEquals", R"({"Variable":"$","StringLessThanEquals":"a"})", R"("a")", "true"},
    {"StringGreaterThan", R"({"Variable":"$","StringGreaterThan":"a"})", R"("ab")", "true"},
    {"StringGreaterThanEquals", R"({"Variable":"$","StringGreaterThanEquals":"b"})", R"("a")",
     "false"},
    {"NumericEquals", R"({"Variable":"$","NumericEquals":1})", "1.0", "true"},
    {"NumericEqualsAText", R"({"Variable":"$","NumericEquals":1})", R"("1")", "false"},
    {"NumericLessThan", R"({"Variable":"$","NumericLessThan":-1})", "-1.5", "true"},
    {"NumericLessThanEquals", R"({"Variable":"$","NumericLessThanEquals":2})", "2", "true"},
    {"NumericGreaterThan", R"({"Variable":"$","NumericGreaterThan":2})", "2", "false"},
    {"NumericGreaterThanEquals", R"({"Variable":"$","NumericGreaterThanEquals":2})", "2", "true"},
    {"NumericBeyondADouble", R"({"Variable":"$","NumericGreaterThan":9007199254740992})",
     "9007199254740993", "true"},
    {"NumericBeyondALong", R"({"Variable":"$","NumericGreaterThan":9223372036854775807})",
     "18446744073709551615", "true"},
    {"BooleanEquals", R"({"Variable":"$","BooleanEquals":true})", "true", "true"},
    {"BooleanEqualsAnother", R"({"Variable":"$","BooleanEquals":false})", "true", "false"},
    {"BooleanEqualsAText", R"({"Variable":"$","BooleanEquals":true})", R"("true")", "false"},
    {"TimestampEqualsAcrossZones", R"({"Variable":"$","TimestampEquals":"2024-01-01T12:00:00Z"})",
     R"("2024-01-01T13:00:00+01:00")", "true"},
    {"TimestampLessThan", R"({"Variable":"$","TimestampLessThan":"2024-01-01T12:00:00Z"})",
     R"("2024-01-01T12:30:00+01:00")", "true"},
    {"TimestampLessThanEquals",
     R"({"Variable":"$","TimestampLessThanEquals":"2024-01-01T12:00:00Z"})",
     R"("2024-01-01T12:00:00.000Z")", "true"},
    {"TimestampLessThanByANanosecond",
     R"({"Variable":"$","TimestampLessThan":"2024-01-01T12:00:00.123000002Z"})",
     R"("2024-01-01T13:00:00.123000001+01:00")", "true"},
    {"TimestampEqualsWithZerosAtTheEnd",
     R"({"Variable":"$","TimestampEquals":"2024-01-01T12:00:00.1234Z"})",
     R"("2024-01-01T12:00:00.123400Z")", "true"},
    {"TimestampEqualsNotQuite", R"({"Variable":"$","TimestampEquals":"2024-01-01T12:00:00.1234Z"})",
     R"("2024-01-01T12:00:00.12341Z")", "false"},
    {"TimestampGreaterThan", R"({"Variable":"$","TimestampGreaterThan":"2024-01-01T12:00:00Z"})",
     R"("2024-01-01T12:00:00.001Z")", "true"},
    {"TimestampGreaterThanEquals",
     R"({"Variable":"$","TimestampGreaterThanEquals":"2024-01-01T12:00:00Z"})",
     R"("2024-01-01T11:59:59Z")", "false"},
    {"TimestampOfATextThatIsNone", R"({"Variable":"$","TimestampLessThan":"2024-01-01T12:00:00Z"})",
     R"("2023-01-01")", "false"},
    {"NullIsNoNumber", R"({"Variable":"$.a","NumericLessThan":1})", R"({"a":null})", "false"},
    {"AMissingVariable", R"({"Variable":"$.a.b","NumericEquals":1})", "{}",
     "Invalid path '$.a.b': The choice state's condition path references an invalid value."},
};
INSTANTIATE_TEST_SUITE_P(Comparisons, Condition, testing::ValuesIn(kComparisons),
                         [](const auto& test) { return test.param.name; });

const auto kPathForms = std::vector<ConditionCase>{
    {"String", R"({"Variable":"$.a","StringEqualsPath":"$.b"})", R"({"a":"x","b":"x"})", "true"},
    {"StringWithANumber", R"({"Variable":"$.a","StringEqualsPath":"$.b"})", R"({"a":"1","b":1})",
     "false"},
    {"Numeric", R"({"Variable":"$.a","NumericLessThanPath":"$.b"})", R"({"a":1,"b":1.5})", "true"},
    {"Boolean", R"({"Variable":"$.a","BooleanEqualsPath":"$.b"})", R"({"a":false,"b":false})",
     "true"},
    {"Timestamp", R"({"Variable":"$.a","TimestampGreaterThanPath":"$.b"})",
     R"({"a":"2024-01-02T00:00:00Z","b":"2024-01-01T00:00:00Z"})", "true"},
    {"Context", R"({"Variable":"$.a","StringEqualsPath":"$$.State.Name"})", R"({"a":"S"})", "true"},
    {"ContextAsVariable", R"({"Variable":"$$.Execution.Input.a","NumericEquals":1})", R"({"a":1})",
     "true"},
    {"Missing", R"({"Variable":"$.a","NumericEqualsPath":"$.b"})", R"({"a":1})",
     "Invalid path '$.b': The choice state's condition path references an invalid value."},
};
INSTANTIATE_TEST_SUITE_P(PathForms, Condition, testing::ValuesIn(kPathForms),
                         [](const auto& test) { return test.param.name; });

const auto kTypeTests = std::vector<ConditionCase>{
    {"IsNull", R"({"Variable":"$.a","IsNull":true})", R"({"a":null})", "true"},
    {"IsNullOfAValue", R"({"Variable":"$.a","IsNull":true})", R"({"a":0})", "false"},
    {"IsNotNull", R"({"Variable":"$.a","IsNull":false})", R"({"a":0})", "true"},
    {"IsNullOfNothing", R"({"Variable":"$.a","IsNull":true})", "{}",
     "Invalid path '$.a': The choice state's condition path references an invalid value."},
    {"IsPresent", R"({"Variable":"$.a","IsPresent":true})", R"({"a":1})", "true"},
    {"IsPresentOfNull", R"({"Variable":"$.a","IsPresent":true})", R"({"a":null})", "true"},
    {"IsPresentOfNothing", R"({"Variable":"$.a","IsPresent":true})", "{}", "false"},
    {"IsNotPresent", R"({"Variable":"$.a.b","IsPresent":false})", "{}", "true"},
    {"IsPresentPastAnArray", R"({"Variable":"$[2]","IsPresent":true})", "[1,2]", "false"},
    {"IsNumeric", R"({"Variable":"$","IsNumeric":true})", "1.5", "true"},
    {"IsNumericOfAText", R"({"Variable":"$","IsNumeric":true})", R"("1.5")", "false"},
    {"IsString", R"({"Variable":"$","IsString":true})", R"("")", "true"},
    {"IsStringOfANumber", R"({"Variable":"$","IsString":false})", "1", "true"},
    {"IsBoolean", R"({"Variable":"$","IsBoolean":true})", "false", "true"},
    {"IsBooleanOfNull", R"({"Variable":"$","IsBoolean":true})", "null", "false"},
    {"IsTimestamp", R"({"Variable":"$","IsTimestamp":true})", R"("2024-01-01T00:00:00-08:00")",
     "true"},
    {"IsTimestampInLowerCase", R"({"Variable":"$","IsTimestamp":true})",
     R"("2024-01-01t00:00:00z")", "false"},
    {"IsTimestampOfANumber", R"({"Variable":"$","IsTimestamp":true})", "1700000000", "false"},
};
INSTANTIATE_TEST_SUITE_P(TypeTests, Condition, testing::ValuesIn(kTypeTests),
                         [](const auto& test) { return test.param.name; });

// `$.x` is missing: whoever looks at it fails.
const auto kJunctions = std::vector<ConditionCase>{
    {"And", R"({"And":[{"Variable":"$.a","IsPresent":true},{"Variable":"$.a","IsNumeric":true}]})",
     R"({"a":1})", "true"},
    {"AndOfOneFalse",
     R"({"And":[{"Variable":"$.a","IsNumeric":true},{"Variable":"$.a","IsNull":true}]})",
     R"({"a":1})", "false"},
    {"AndStopsAtTheFirstFalse",
     R"({"And":[{"Variable":"$.x","IsPresent":true},{"Variable":"$.x","NumericEquals":1}]})", "{}",
     "false"},
    {"AndLooksOnAfterTrue",
     R"({"And":[{"Variable":"$.x","IsPresent":false},{"Variable":"$.x","NumericEquals":1}]})", "{}",
     "Invalid path '$.x': The choice state's condition path references an invalid value."},
    {"Or", R"({"Or":[{"Variable":"$.a","IsNull":true},{"Variable":"$.a","IsNumeric":true}]})",
     R"({"a":1})", "true"},
    {"OrOfNone", R"({"Or":[{"Variable":"$.a","IsNull":true},{"Variable":"$.a","IsString":true}]})",
     R"({"a":1})", "false"},
    {"OrStopsAtTheFirstTrue",
     R"({"Or":[{"Variable":"$.x","IsPresent":false},{"Variable":"$.x","NumericEquals":1}]})", "{}",
     "true"},
    {"Not", R"({"Not":{"Variable":"$","IsNull":true}})", "1", "true"},
    {"NotOfAnError", R"({"Not":{"Variable":"$.x","IsNull":true}})", "{}",
     "Invalid path '$.x': The choice state's condition path references an invalid value."},
    {"Nested",
     R"({"Not":{"Or":[{"Variable":"$","NumericLessThan":0},
                      {"And":[{"Variable":"$","NumericGreaterThan":5},
                              {"Not":{"Variable":"$","NumericEquals":7}}]}]}})",
     "7", "true"},
};
INSTANTIATE_TEST_SUITE_P(Junctions, Condition, testing::ValuesIn(kJunctions),
                         [](const auto& test) { return test.param.name; });

// By UTF-16 code units: U+10000 is D800 DC00 there, and so comes before U+E000 and U+FF61.
const auto kOrder = std::vector<ConditionCase>{
    {"ASurrogatePairBeforeThePrivateUse", R"({"Variable":"$","StringLessThan":"\ue000"})",
     R"("\ud800\udc00")", "true"},
    {"ASurrogatePairBeforeTheLastOfTheBasicPlane", R"({"Variable":"$","StringLessThan":"\uffee"})",
     R"("\udbff\udfff")", "true"},
    {"ASurrogatePairAfterHangul", R"({"Variable":"$","StringGreaterThan":"\ud7a3"})",
     R"("\ud800\udc00")", "true"},
    {"PairsAmongThemselves", R"({"Variable":"$","StringLessThan":"\ud83d\ude01"})",
     R"("\ud83d\ude00")", "true"},
    {"APrefixFirst", R"({"Variable":"$","StringLessThan":"aé"})", R"("a")", "true"},
    {"UpperCaseFirst", R"({"Variable":"$","StringLessThan":"a"})", R"("Z")", "true"},
    {"WithinThePrivateUse", R"({"Variable":"$","StringLessThan":"\uf000"})", R"("\ue000")", "true"},
};
INSTANTIATE_TEST_SUITE_P(Utf16Order, Condition, testing::ValuesIn(kOrder),
                         [](const auto& test) { return test.param.name; });

struct PatternCase {
  const char* name;
  const char* pattern;
  const char* text;
  bool matches;
};
void PrintTo(const PatternCase& c, std::ostream* out) { *out << c.pattern << " ~ " << c.text; }

class Pattern : public testing::TestWithParam<PatternCase> {};

TEST_P(Pattern, Matches) {
  EXPECT_EQ(matches_pattern(GetParam().pattern, GetParam().text), GetParam().matches);
}

const auto kPatterns = std::vector<PatternCase>{
    {"Itself", "log", "log", true},
    {"NotAPartOfIt", "log", "logs", false},
    {"AnyRun", "log-*.txt", "log-2024.txt", true},
    {"AnEmptyRun", "log*", "log", true},
    {"TheEmptyText", "*", "", true},
    {"NothingButTheEmptyText", "", "a", false},
    {"SeveralRuns", "*a*b*", "xxaxxbxx", true},
    {"RunsInOrder", "*a*b*", "b a", false},
    {"TheLastOfSeveral", "*.txt", "a.txt.txt", true},
    {"ARunThatMustGrow", "a*ab", "aaab", true},
    {"AnEscapedStar", R"(a\*b)", "a*b", true},
    {"AnEscapedStarIsNoRun", R"(a\*b)", "axb", false},
    {"AnEscapedBackslash", R"(a\\b)", R"(a\b)", true},
    {"AStarAfterABackslash", R"(\\*)", R"(\xyz)", true},
    {"ABackslashAtTheEnd", "a\\", "a\\", true},
    {"WholeCharacters", "é*", "éa", true},
};
INSTANTIATE_TEST_SUITE_P(StringMatches, Pattern, testing::ValuesIn(kPatterns),
                         [](const auto& test) { return test.param.name; });

TEST(Pattern, TakesNoLongerForManyStars) {
  std::string pattern;
  for (int i = 0; i < 1'000; ++i) pattern += "a*";
  EXPECT_FALSE(matches_pattern(pattern + "b", std::string(100'000, 'a')));
}

TEST(Condition, OfAPatternIsFalseForWhatIsNoText) {
  EXPECT_EQ(verdict_of({"", R"({"Variable":"$","StringMatches":"1*"})", "12", ""}), "false");
}

}  // namespace
}  // namespace sfn::engine
