// JavaScript's regular expressions.
#include "jsonata/regex.h"

#include <gtest/gtest.h>

#include <algorithm>

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
    {"BeginningOfAllMatches", "ab(c)", "ab abc", "abc"},
    {"BeginningThatIsNowhere", "abc", "ab", "-"},
    {"BeginningInAnotherCase", "aB[c]", "xAbC", "AbC", "i"},
    {"BeginningOfOneChoice", "ab|cd", "cd", "cd"},
    {"BeginningOfChoicesInAGroup", "a(?:b|c)", "ba ac", "ac"},
    {"BeginningThatMayBeMissing", "aé?b", "ab", "ab"},
    {"BeginningThatMayBeMissingAtAll", "é*b", "b", "b"},
    {"BeginningWithABraceThatIsNone", "a{x}", "aa{x}", "a{x}"},
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

  std::string choices = "a";
  for (int i = 0; i < 1'000; ++i) choices = "x|" + choices;
  EXPECT_GT(steps_for("(?:" + choices + ")*[bc]", 100), 100'000);
}

struct Searched {
  bool found = false;
  std::vector<std::pair<std::size_t, std::size_t>> spans = {};
  std::int64_t steps = 0;
  friend bool operator==(const Searched&, const Searched&) = default;
};

Searched search(const Regex& regex, const std::string& subject, std::int64_t budget) {
  Searched searched{.steps = budget};
  RegexMatch match;
  searched.found = regex.search(subject, 0, searched.steps, match);
  if (searched.steps < 0) return {.steps = -1};
  for (const auto& span : match) searched.spans.emplace_back(span.begin, span.end);
  return searched;
}

TEST(RegexSteps, AreTheSameInMachineCode) {
  std::string words;
  for (int i = 0; i < 100; ++i) words += "word" + std::to_string(i) + " of José, aaab\r\n";
  for (const std::string pattern :
       {R"((\w+)\s(José))", "(a|b|ab)*c", "(a+)+b$", R"(\d{2,}?\D)", R"((\w)\1+b)", "^$",
        "(?<=a)b(?!b)", R"((?:(x)|\w)+\s\1c)", R"([^a]*?99.*b)", "word(?=9)(.+)*",
        "((((a*)*)*)*)*c", R"((?:\w\s?){3,5},)", "x*", "zebra[0-9]+x"}) {
    for (const std::int64_t budget : {100, 10'000, 1'000'000}) {
      const Regex regex = std::get<Regex>(Regex::compile(pattern, "m"));
      const Searched interpreted = search(regex, words, budget);
      for (std::int64_t spent = 0; spent <= Regex::kInterpretedStepsMax;) {
        const std::int64_t left = search(regex, words, 1'000'000).steps;
        spent += std::max<std::int64_t>(1, 1'000'000 - left);
      }
      EXPECT_EQ(search(regex, words, budget), interpreted) << pattern << " within " << budget;
    }
  }
}

}  // namespace
}  // namespace sfn::jsonata
