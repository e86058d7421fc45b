// What a path finds, by rows: document, path, and what is found or why nothing is.
#include "jsonpath/path.h"

#include <gtest/gtest.h>

namespace sfn::jsonpath {
namespace {

constexpr const char* kShop = R"({
  "store": {
    "book": [
      {"title": "Sayings", "price": 8.95, "tags": ["old", "short"]},
      {"title": "Sword", "price": 12.99, "isbn": null},
      {"title": "Moby", "price": 8.99, "tags": []}
    ],
    "open": true,
    "naïve name": {"délivrée": 1}
  },
  "limit": 9,
  "numbers": [3, 1, 2],
  "delivery-partner": "UPS",
  "none": null,
  "text": "abc",
  "it's": "quoted"
})";

struct FindCase {
  std::string name;
  std::string path;
  std::string found;  ///< JSON text.
};

void PrintTo(const FindCase& c, std::ostream* out) { *out << c.path; }

class Finds : public testing::TestWithParam<FindCase> {};

TEST_P(Finds, TheValue) {
  const auto document = *parse_json(kShop);
  const auto path = Path::parse(GetParam().path);
  ASSERT_TRUE(path) << path.error().cause;
  Budget budget;
  const auto match = path->find(document, budget);
  ASSERT_TRUE(match) << match.error().cause;
  EXPECT_EQ(to_text(match->value()), GetParam().found);
}

const auto kFinds = std::vector<FindCase>{
    {"Member", "$.limit", "9"},
    {"MemberOfAMember", "$.store.open", "true"},
    {"NameWithAHyphen", "$.delivery-partner", R"("UPS")"},
    {"SingleQuotes", "$['store']['open']", "true"},
    {"DoubleQuotes", "$[\"limit\"]", "9"},
    {"BlanksInBrackets", "$[ 'limit' ]", "9"},
    {"NamesBeyondAscii", "$.store['naïve name'].délivrée", "1"},
    {"EscapedQuote", R"($['it\'s'])", R"("quoted")"},
    {"OtherQuoteNeedsNoEscape", R"($["it's"])", R"("quoted")"},
    {"NullIsAValue", "$.none", "null"},
    {"Index", "$.numbers[0]", "3"},
    {"NegativeIndex", "$.numbers[-1]", "2"},
    {"IndexThenMember", "$.store.book[1].title", R"("Sword")"},
    {"UnionOfIndices", "$.numbers[0,2]", "[3,2]"},
    {"UnionOfNames", "$.store.book[0]['title','price']", R"(["Sayings",8.95])"},
    {"UnionLeavesOutWhatIsMissing", "$['limit','nope']", "[9]"},
    {"Slice", "$.numbers[0:2]", "[3,1]"},
    {"SliceFrom", "$.numbers[1:]", "[1,2]"},
    {"SliceTo", "$.numbers[:1]", "[3]"},
    {"SliceFromTheEnd", "$.numbers[-2:]", "[1,2]"},
    {"SliceToBeforeTheEnd", "$.numbers[:-1]", "[3,1]"},
    {"SlicePastTheEnd", "$.numbers[1:99]", "[1,2]"},
    {"SliceOfNothing", "$.numbers[2:1]", "[]"},
    {"Wildcard", "$.numbers[*]", "[3,1,2]"},
    {"WildcardOverMembers", "$.store['naïve name'].*", "[1]"},
    {"WildcardThenMember", "$.store.book[*].title", R"(["Sayings","Sword","Moby"])"},
    {"WildcardThenMemberThatSomeLack", "$.store.book[*].isbn", "[null]"},
    {"WildcardOnAScalar", "$.limit[*]", "[]"},
    {"Descent", "$..price", "[8.95,12.99,8.99]"},
    {"DescentFindsNothing", "$..nope", "[]"},
    {"DescentToAnIndex", "$..[0]",
     R"([{"title":"Sayings","price":8.95,"tags":["old","short"]},)"
     R"("old",3])"},
    {"DescentThenStep", "$.store..tags[0]", R"(["old"])"},
    {"DescentToAll", "$.store.book[0]..*", R"(["Sayings",8.95,["old","short"],"old","short"])"},
    {"FilterByNumber", "$.store.book[?(@.price < 9)].title", R"(["Sayings","Moby"])"},
    {"FilterByText", "$.store.book[?(@.title == 'Sword')].price", "[12.99]"},
    {"FilterWithoutBlanks", "$.store.book[?(@.price>9)].price", "[12.99]"},
    {"FilterAgainstTheDocument", "$.store.book[?(@.price <= $.limit)].title",
     R"(["Sayings","Moby"])"},
    {"FilterByExistence", "$.store.book[?(@.isbn)].title", R"(["Sword"])"},
    {"FilterByAbsence", "$.store.book[?(!@.isbn)].title", R"(["Sayings","Moby"])"},
    {"FilterByNull", "$.store.book[?(@.isbn == null)].title", R"(["Sword"])"},
    {"FilterAnd", "$.store.book[?(@.price < 9 && @.title != 'Moby')].title", R"(["Sayings"])"},
    {"FilterOr", "$.store.book[?(@.price > 12 || @.title == 'Moby')].title", R"(["Sword","Moby"])"},
    {"AndBindsCloserThanOr",
     "$.store.book[?(@.title == 'Sword' || @.price < 9 && @.title == 'Moby')].title",
     R"(["Sword","Moby"])"},
    {"Parentheses",
     "$.store.book[?((@.title == 'Sword' || @.price < 9) && !(@.title == 'Moby'))].title",
     R"(["Sayings","Sword"])"},
    {"FilterOnScalars", "$.numbers[?(@ >= 2)]", "[3,2]"},
    {"FilterIn", "$.store.book[?(@.title in ['Moby', \"Sword\"])].title", R"(["Sword","Moby"])"},
    {"FilterNotIn", "$.numbers[?(@ nin [1, 3])]", "[2]"},
    {"FilterContains", "$.store.book[?(@.tags contains 'old')].title", R"(["Sayings"])"},
    {"FilterContainsText", "$.store.book[?(@.title contains 'ob')].title", R"(["Moby"])"},
    {"FilterSize", "$.store.book[?(@.tags size 2)].title", R"(["Sayings"])"},
    {"FilterEmpty", "$.store.book[?(@.tags empty true)].title", R"(["Moby"])"},
    {"FilterByFunction", "$.store.book[?(@.tags.length() > 1)].title", R"(["Sayings"])"},
    {"FilterAnyOf", "$.store.book[?(@.tags anyof ['short'])].title", R"(["Sayings"])"},
    {"FilterTestsAnObjectItself", "$.store[?(@.open == true)].open", "[true]"},
    {"FilterInADescent", "$..[?(@.price > 9)].title", R"(["Sword"])"},
    {"FilterOfNothing", "$.store.book[?(@.price > 99)]", "[]"},
    {"ANumberEqualsItsText", "$.numbers[?(@ == '2')]", "[2]"},
    {"ButIsNotOfTheSameType", "$.numbers[?(@ === '2')]", "[]"},
    {"TypesThatDifferHaveNoOrder", "$.store.book[?(@.title > 1)]", "[]"},
    {"Length", "$.numbers.length()", "3"},
    {"SizeOfAnObject", "$.store.size()", "3"},
    {"Min", "$.numbers.min()", "1.0"},
    {"Max", "$.numbers.max()", "3.0"},
    {"Average", "$.numbers.avg()", "2.0"},
    {"Sum", "$..price.sum()", "30.93"},
    {"Keys", "$.store.keys()", R"(["book","open","naïve name"])"},
    {"LengthOfText", "$.text.length()", "null"},
    {"LengthOfAnArgument", "$.length($.numbers)", "3"},
    {"StandardDeviation", "$.numbers.stddev()", "0.8164965809277263"},
    {"SumOfElementsAndArguments", "$.numbers.sum(4, $.limit)", "19.0"},
    {"MaxOfArgumentsAlone", "$.max($.numbers, 2.5)", "3.0"},
    {"Concat", "$.concat($.text, '-', $.delivery-partner)", R"("abc-UPS")"},
    {"ConcatOfElements", "$.store.book[*].title.concat('!')", R"("SayingsSwordMoby!")"},
    {"ConcatLeavesOutWhatIsNoText", "$.numbers.concat($.nope, 1)", R"("")"},
    {"Append", "$.numbers.append(9, $.store.open)", "[3,1,2,9,true]"},
    {"First", "$.numbers.first()", "3"},
    {"Last", "$.store.book[*].title.last()", R"("Moby")"},
    {"IndexOf", "$.numbers.index(1)", "1"},
    {"IndexOfFromTheEnd", "$.numbers.index(-1)", "2"},
    {"DotBeforeBrackets", "$.store.['book'].[0].title", R"("Sayings")"},
    {"FilterByPattern", "$.store.book[?(@.title =~ /S.*/)].title", R"(["Sayings","Sword"])"},
    {"APatternMatchesTheWhole", "$.store.book[?(@.title =~ /S/)].title", "[]"},
    {"APatternWithFlags", "$.store.book[?(@.title =~ /s[WX].+ # x/ix)].title", R"(["Sword"])"},
    {"APatternWithASlash", R"($[?(@.text =~ /abc|\/[)]'\/.*/)].limit)", "[9]"},
    {"APatternOfANumber", "$.numbers[?(@ =~ /[12]/)]", "[1,2]"},
    {"APatternOfAnyElement", "$.store.book[?(@.tags =~ /old|new/)].title", R"(["Sayings"])"},
    {"APatternOfWhatIsMissing", "$.store.book[?(@.nope =~ /.*/)]", "[]"},
    {"FilterByAnObject", R"($..[?(@ == {"délivrée": 1})])", R"([{"délivrée":1}])"},
    {"OperatorsInCapitals", "$.numbers[?(@ IN [1, 2])]", "[1,2]"},
};
INSTANTIATE_TEST_SUITE_P(Jsonpath, Finds, testing::ValuesIn(kFinds),
                         [](const auto& test) { return test.param.name; });

struct MissCase {
  std::string name;
  std::string path;
  std::string cause;
};

void PrintTo(const MissCase& c, std::ostream* out) { *out << c.path; }

class FindsNothing : public testing::TestWithParam<MissCase> {};

TEST_P(FindsNothing, AndSaysWhere) {
  const auto document = *parse_json(kShop);
  Budget budget;
  const auto match = Path::parse(GetParam().path)->find(document, budget);
  ASSERT_FALSE(match);
  EXPECT_EQ(match.error(), (Error{"PathNotFound", GetParam().cause}));
}

const auto kMisses = std::vector<MissCase>{
    {"LastMember", "$.store.nope", "No results for path: $['store']['nope']"},
    {"MemberOnTheWay", "$.no.such.path", "Missing property in path $['no']"},
    {"MemberOnTheWayFurtherDown", "$.store.no.such", "Missing property in path $['store']['no']"},
    {"Index", "$.numbers[7]", "No results for path: $['numbers'][7]"},
    {"NegativeIndex", "$.numbers[-4]", "No results for path: $['numbers'][-4]"},
    {"IndexOnTheWay", "$.store.book[7].title",
     "No results for path: $['store']['book'][7]['title']"},
    {"MemberOfAText", "$.text.length",
     "Expected to find an object with property ['length'] in path $['text'] but found 'string'"},
    {"MemberOfNull", "$.none.x",
     "Expected to find an object with property ['x'] in path $['none'] but found 'null'"},
    {"IndexOfAnObject", "$.store[0]",
     "Expected to find an array for index [0] in path $['store'] but found 'object'"},
    {"AggregateOfNothing", "$.store.min()",
     "Expected an array that holds what the function asks for"},
    {"ElementOfNothing", "$.store.first()",
     "Expected an array that holds what the function asks for"},
    {"ElementPastTheEnd", "$.numbers.index(3)",
     "Expected an array that holds what the function asks for"},
};
INSTANTIATE_TEST_SUITE_P(Jsonpath, FindsNothing, testing::ValuesIn(kMisses),
                         [](const auto& test) { return test.param.name; });

// Recorded from AWS: a backslash before the other kind of quote belongs to the name.
TEST(Path, KeepsABackslashThatEscapesNothing) {
  const Json document = {{R"(Test\""Name")", 1}};
  Budget budget;
  const auto path = Path::parse(R"($['Test\""Name"'])");
  ASSERT_TRUE(path);
  EXPECT_TRUE(path->find(document, budget));
}

TEST(Path, ADefiniteMatchBorrowsFromTheDocument) {
  const auto document = *parse_json(kShop);
  Budget budget;
  const auto match = Path::parse("$.store.book")->find(document, budget);
  EXPECT_EQ(&match->value(), &document["store"]["book"]);
}

TEST(Path, WithoutTextIsTheWhole) {
  const Json document = 5;
  Budget budget;
  EXPECT_EQ(Path().text(), "$");
  EXPECT_EQ(Path(), *Path::parse("$"));
  EXPECT_EQ(Path().find(document, budget)->value(), 5);
}

struct KindCase {
  std::string path;
  Path::Root root;
  std::string variable;
  bool is_root;
  bool definite;
  bool reference;
};

TEST(Path, KnowsItsKind) {
  const auto cases = std::vector<KindCase>{
      {"$", Path::Root::Data, "", true, true, true},
      {"$$", Path::Root::Context, "", true, true, true},
      {"$$.Map.Item.Value", Path::Root::Context, "", false, true, true},
      {"$x", Path::Root::Variable, "x", true, true, true},
      {"$größe_2[0].a", Path::Root::Variable, "größe_2", false, true, true},
      {"$.a['b'][0]", Path::Root::Data, "", false, true, true},
      {"$.a[*]", Path::Root::Data, "", false, false, false},
      {"$.a[0,1]", Path::Root::Data, "", false, false, false},
      {"$['a','b']", Path::Root::Data, "", false, false, false},
      {"$.a[1:]", Path::Root::Data, "", false, false, false},
      {"$..a", Path::Root::Data, "", false, false, false},
      {"$.a[?(@.b)]", Path::Root::Data, "", false, false, false},
      {"$.a.length()", Path::Root::Data, "", false, true, false},
      {"$.length()", Path::Root::Data, "", false, true, false},
  };
  for (const auto& c : cases) {
    const auto path = Path::parse(c.path);
    ASSERT_TRUE(path) << c.path << ": " << path.error().cause;
    EXPECT_EQ(path->root(), c.root) << c.path;
    EXPECT_EQ(path->variable(), c.variable) << c.path;
    EXPECT_EQ(path->is_root(), c.is_root) << c.path;
    EXPECT_EQ(path->is_definite(), c.definite) << c.path;
    EXPECT_EQ(path->is_reference(), c.reference) << c.path;
  }
}

TEST(Budget, EndsAnEvaluationThatTouchesTooMuch) {
  Json document = Json::array();
  for (int i = 0; i < 1'000; ++i) document.push_back(i);
  Budget budget{500};
  const auto match = Path::parse("$[*]")->find(document, budget);
  ASSERT_FALSE(match);
  EXPECT_EQ(match.error().name, "StepsExceeded");
}

TEST(Budget, CountsWhatRepeatedUnionsMultiply) {
  std::string path = "$";
  for (int i = 0; i < 40; ++i) path += ".a['b','b','b','b']";
  Json document = Json::object();
  for (int i = 0; i < 40; ++i) document = Json{{"a", Json{{"b", document}}}};
  Budget budget;
  EXPECT_EQ(Path::parse(path)->find(document, budget).error().name, "StepsExceeded");
}

TEST(Budget, CountsWhatADescentCopies) {
  Json document = 1;
  for (int i = 0; i < 900; ++i) document = Json{{"a", document}};
  Budget budget{100'000};
  EXPECT_EQ(Path::parse("$..a")->find(document, budget).error().name, "StepsExceeded");
}

// A pattern that backtracks without end costs what is left of the budget, and no more.
TEST(Path, AnExpensivePatternEndsTheEvaluation) {
  Json document = Json::array({std::string(5'000, 'a')});
  for (const char* path :
       {"$[?(@ =~ /(a+)+b/)]", "$[?(@ =~ /(.*)*.*x/)]", "$[?(@ =~ /(a|aa)+$b/)]"}) {
    Budget budget;
    const auto match = Path::parse(path)->find(document, budget);
    ASSERT_FALSE(match) << path;
    EXPECT_EQ(match.error().name, "StepsExceeded") << path;
  }
}

// ---- the path at the front of a text

TEST(PathAtTheFront, EndsBeforeWhatIsNoPartOfIt) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"$", "$"},
      {"$, 1", "$"},
      {"$.a, $.b)", "$.a"},
      {"$.a )", "$.a"},
      {"$x.y[0])", "$x.y[0]"},
      {"$$.State.Name,", "$$.State.Name"},
      {"$['a, b)'].c)", "$['a, b)'].c"},
      {"$[?(@.a == ',)' || @.b =~ /[,)]/)].c, 2", "$[?(@.a == ',)' || @.b =~ /[,)]/)].c"},
      {"$.a.concat($.b, 'c)'), 1", "$.a.concat($.b, 'c)')"},
  };
  for (const auto& [text, path] : rows) {
    const auto parsed = Path::parse_front(text);
    ASSERT_TRUE(std::holds_alternative<Path::Front>(parsed)) << text;
    const auto& front = std::get<Path::Front>(parsed);
    EXPECT_EQ(front.path.text(), path);
    EXPECT_EQ(front.bytes, path.size()) << text;
  }
}

TEST(PathAtTheFront, IsRefusedAtAPlace) {
  const auto parsed = Path::parse_front("$.a[x], 1");
  ASSERT_TRUE(std::holds_alternative<SyntaxError>(parsed));
  EXPECT_EQ(std::get<SyntaxError>(parsed).offset, 4u);
}

}  // namespace
}  // namespace sfn::jsonpath
