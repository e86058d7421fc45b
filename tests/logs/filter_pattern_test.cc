#include "logs/filter_pattern.h"

#include <gmock/gmock.h>

#include "logs/wildcard.h"

namespace sfn::logs {
namespace {

struct MatchCase {
  std::string name;
  std::string pattern;
  std::string message;
  bool matches;
};

const std::string kRecord =
    R"({"level":"error","code":503,"ok":false,"user":{"name":"Ada Lovelace"},"tags":["a","b"],"n":null})";

const auto kMatchCases = std::vector<MatchCase>{
    {"EmptyMatchesAll", "", "anything", true},
    {"BlankMatchesAll", "  ", "anything", true},
    {"Term", "ERROR", "an ERROR here", true},
    {"CaseMatters", "ERROR", "an error here", false},
    {"BothTerms", "ERROR disk", "disk ERROR", true},
    {"OneTermIsNotEnough", "ERROR disk", "ERROR", false},
    {"Phrase", R"("bad request")", "a bad request", true},
    {"PhraseInOrder", R"("bad request")", "request bad", false},
    {"PhraseWithQuotes", R"("say \"no\"")", R"(say "no")", true},
    {"Excluded", "ERROR -Timeout", "ERROR Timeout", false},
    {"NotExcluded", "ERROR -Timeout", "ERROR disk", true},
    {"OnlyExcluded", "-Timeout", "ERROR disk", true},
    {"ExcludedPhrase", R"(-"bad request")", "a bad request", false},
    {"AnyOptional", "?ERROR ?WARN", "WARN x", true},
    {"NoOptional", "?ERROR ?WARN", "INFO x", false},
    {"OptionalIsIgnoredBesideRequired", "?ERROR disk", "disk", true},
    {"JsonText", R"({ $.level = "error" })", kRecord, true},
    {"JsonBareText", "{ $.level = error }", kRecord, true},
    {"JsonOtherText", R"({ $.level = "warn" })", kRecord, false},
    {"JsonTextIsWhole", R"({ $.level = "err" })", kRecord, false},
    {"JsonWildcard", R"({ $.user.name = "Ada*" })", kRecord, true},
    {"JsonNotEqual", R"({ $.level != "warn" })", kRecord, true},
    {"JsonNumber", "{ $.code = 503 }", kRecord, true},
    {"JsonNumberIsNoText", R"({ $.level = 503 })", kRecord, false},
    {"JsonLess", "{ $.code < 503 }", kRecord, false},
    {"JsonLessOrEqual", "{ $.code <= 503 }", kRecord, true},
    {"JsonGreater", "{ $.code > 5.0e2 }", kRecord, true},
    {"JsonAnd", R"({ $.level = "error" && $.code = 1 })", kRecord, false},
    {"JsonOr", R"({ $.code = 1 || $.level = "error" })", kRecord, true},
    {"JsonAndBindsTighter", R"({ $.code = 503 || $.code = 1 && $.code = 2 })", kRecord, true},
    {"JsonParentheses", R"({ ($.code = 503 || $.code = 1) && $.code = 2 })", kRecord, false},
    {"JsonElement", R"({ $.tags[1] = "b" })", kRecord, true},
    {"JsonElementNotThere", R"({ $.tags[2] = "b" })", kRecord, false},
    {"JsonIsFalse", "{ $.ok IS FALSE }", kRecord, true},
    {"JsonIsTrue", "{ $.ok IS TRUE }", kRecord, false},
    {"JsonIsNull", "{ $.n IS NULL }", kRecord, true},
    {"JsonExists", "{ $.n EXISTS }", kRecord, true},
    {"JsonNotExists", "{ $.absent NOT EXISTS }", kRecord, true},
    {"JsonAbsentIsNotUnequal", R"({ $.absent != "x" })", kRecord, false},
    {"JsonOnPlainText", R"({ $.level = "error" })", "level error", false},
    {"JsonOnBrokenJson", R"({ $.level = "error" })", R"({"level":"error")", false},
};

class FilterPatternMatches : public testing::TestWithParam<MatchCase> {};

TEST_P(FilterPatternMatches, Decides) {
  const auto pattern = FilterPattern::parse(GetParam().pattern);
  ASSERT_TRUE(pattern) << pattern.error().cause;
  EXPECT_EQ(pattern->matches(GetParam().message), GetParam().matches);
}
INSTANTIATE_TEST_SUITE_P(Logs, FilterPatternMatches, testing::ValuesIn(kMatchCases),
                         [](const auto& test) { return test.param.name; });

struct RefusedCase {
  std::string name;
  std::string pattern;
  std::string cause;
};

const auto kRefusedCases = std::vector<RefusedCase>{
    {"OpenQuote", R"("bad)", "a quotation mark is not closed"},
    {"SpaceDelimited", "[ip, user]", "space-delimited patterns"},
    {"Regex", "%ERR.*%", "regular expressions"},
    {"OpenBrace", "{ $.a = 1", "expected '}' at character 10"},
    {"NoSelector", "{ a = 1 }", "expected '$' at character 3, found 'a = 1 }'"},
    {"NoOperator", "{ $.a }", "expected =, !="},
    {"NoValue", "{ $.a = }", "expected a number or a text"},
    {"OrderOfTexts", R"({ $.a < "b" })", "expected a number after <"},
    {"BadIndex", "{ $.a[x] = 1 }", "expected an element's number in brackets"},
    {"HalfTest", "{ $.a NOT }", "expected EXISTS after NOT"},
    {"Trailing", "{ $.a = 1 } x", "expected nothing after the closing brace"},
    {"TooDeep", "{" + std::string(33, '(') + "$.a = 1" + std::string(33, ')') + "}",
     "at most 32 nested parentheses"},
};

class FilterPatternRefuses : public testing::TestWithParam<RefusedCase> {};

TEST_P(FilterPatternRefuses, AndSaysWhy) {
  const auto pattern = FilterPattern::parse(GetParam().pattern);
  ASSERT_FALSE(pattern);
  EXPECT_EQ(pattern.error().name, "InvalidParameterException");
  EXPECT_THAT(pattern.error().cause, testing::HasSubstr(GetParam().cause));
}
INSTANTIATE_TEST_SUITE_P(Logs, FilterPatternRefuses, testing::ValuesIn(kRefusedCases),
                         [](const auto& test) { return test.param.name; });

TEST(Wildcard, StarsStandForAnyCharacters) {
  EXPECT_TRUE(matches_wildcard("abcbc", "a*bc"));
  EXPECT_TRUE(matches_wildcard("", "*"));
  EXPECT_TRUE(matches_wildcard("abc", "*a**c*"));
  EXPECT_FALSE(matches_wildcard("abc", "a*b"));
  EXPECT_FALSE(matches_wildcard("abc", ""));
}

}  // namespace
}  // namespace sfn::logs
