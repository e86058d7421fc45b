// JavaScript's regular expressions.
#include "jsonata/regex.h"

#include <gtest/gtest.h>

namespace sfn::jsonata {
namespace {

struct Pattern {
  std::string name;
  std::string pattern;
  std::string subject;
  std::string matched;  ///< "-" where nothing is.
  std::string flags = {};
};
void PrintTo(const Pattern& row, std::ostream* out) { *out << row.pattern; }

const auto kPatterns = std::vector<Pattern>{
    {"BlanksOfUnicode", R"(a\sb)", "a\u00a0b", "a\u00a0b"},
    {"BlanksInAClass", R"(a[\s]b)", "a\u2003b", "a\u2003b"},
    {"NoBlank", R"(a\Sb)", "a\u00a0b", "-"},
    {"DotAndLineEnds", "a.b", "a\u2028b", "-"},
    {"DotAndCharacters", "^.$", "😀", "😀"},
    {"DollarIsTheVeryEnd", "a$", "a\n", "-"},
    {"LinesWithM", "^b$", "a\nb\nc", "b", "m"},
    {"IgnoreCase", "É", "é", "é", "i"},
    {"EmptyClass", "a[]", "a", "-"},
    {"AnyClass", "a[^]b", "a\nb", "a\nb"},
    {"UnicodeEscape", R"(\u00e9)", "é", "é"},
    {"PairEscape", R"(\ud83d\ude00)", "😀", "😀"},
    {"HexEscape", R"(\x41)", "A", "A"},
    {"ControlEscape", R"(\cJ)", "\n", "\n"},
    {"VerticalTab", R"(\v)", "\v", "\v"},
    {"LettersThatMeanMoreElsewhere", R"(\h\R\K\A\z\e)", "hRKAze", "hRKAze"},
    {"BackReference", R"((a)\1)", "aa", "aa"},
    {"BackReferenceToNothing", R"((?:(x)|b)\1c)", "bc", "bc"},
    {"OctalWithoutGroups", R"(\101)", "A", "A"},
    {"NamedGroup", R"((?<x>a)\k<x>)", "aa", "aa"},
    {"LookAhead", "a(?=b)", "ab", "a"},
    {"LookBehind", "(?<=a)b", "ab", "b"},
    {"NegativeLookBehind", "(?<!a)b", "ab", "-"},
    {"Lazy", "a+?", "aaa", "a"},
    {"BraceThatIsNone", "a{x}", "a{x}", "a{x}"},
    {"BraceFromNothing", "a{,2}", "a{,2}", "a{,2}"},
    {"ClassWithBracket", "[[:a]", "[", "["},
    {"ClassOfDigits", R"([\d-x]+)", "1-x", "1-x"},
    {"WordBoundary", R"(\bb)", "a b", "b"},
    {"BackspaceInAClass", R"([\b])", "\b", "\b"},
    {"RepeatedMultibyte", "é{2}", "éé", "éé"},
    {"SlashInside", R"(a\/b)", "a/b", "a/b"},
};

class RegexRows : public testing::TestWithParam<Pattern> {};

TEST_P(RegexRows, Match) {
  const auto compiled = Regex::compile(GetParam().pattern, GetParam().flags);
  ASSERT_TRUE(std::holds_alternative<Regex>(compiled)) << std::get<std::string>(compiled);
  std::int64_t steps = 10'000;
  RegexMatch match;
  const bool found = std::get<Regex>(compiled).search(GetParam().subject, 0, steps, match);
  EXPECT_EQ(found ? GetParam().subject.substr(match[0].begin, match[0].end - match[0].begin) : "-",
            GetParam().matched);
  EXPECT_GT(steps, 0);
}

INSTANTIATE_TEST_SUITE_P(All, RegexRows, testing::ValuesIn(kPatterns),
                         [](const auto& test) { return test.param.name; });

TEST(RegexErrors, AreToldInJavaScriptsWords) {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"(", "Unterminated group"},   {")", "Unmatched ')'"},
      {"*", "Nothing to repeat"},    {"a**", "Nothing to repeat"},
      {"a++", "Nothing to repeat"},  {"[a", "Unterminated character class"},
      {"(?R)", "Invalid group"},     {"(*FAIL)", "Nothing to repeat"},
      {"\\", "\\ at end of pattern"}};
  for (const auto& [pattern, message] : rows) {
    const auto compiled = Regex::compile(pattern, "");
    ASSERT_TRUE(std::holds_alternative<std::string>(compiled)) << pattern;
    EXPECT_EQ(std::get<std::string>(compiled), message) << pattern;
  }
}

TEST(RegexSteps, GrowWithTheWork) {
  const auto steps_for = [](const std::string& pattern, std::size_t size) {
    const auto compiled = Regex::compile(pattern, "");
    std::int64_t steps = 100'000'000;
    const std::int64_t before = steps;
    RegexMatch match;
    std::get<Regex>(compiled).search(std::string(size, 'a'), 0, steps, match);
    return before - steps;
  };
  EXPECT_LT(steps_for("b", 32'000), 2'000);
  EXPECT_GT(steps_for("a*[bc]", 2'000), 1'000'000 / 64);
  EXPECT_GT(steps_for("(a+)+[bc]", 22), 1'000'000);
}

}  // namespace
}  // namespace sfn::jsonata
