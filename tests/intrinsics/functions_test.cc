// What each function gives, by rows: an expression over a document, and its value or its error.
#include <gtest/gtest.h>

#include "intrinsics/support.h"

namespace sfn::intrinsics {
namespace {

constexpr const char* kDocument = R"({
  "name": "Ann", "empty": "", "blank": " \n", "template": "<{}|{}>", "escapes": "\\{}",
  "numbers": [1, 2, 2, 1.0, 3], "objects": [{"a": 1, "b": 2}, {"b": 2, "a": 1}, {"a": 2}],
  "nothing": [], "deep": {"a": {"b": [1, {"c": "x"}, null, true]}, "n": 1.5},
  "one": {"a": 1, "b": {"x": 1}}, "two": {"b": {"y": 2}, "c": 3},
  "odd name": "with blanks", "csv": "1,2;3", "wide": "añbñc", "big": 3000000000, "null": null,
  "users": [{"name": "(,", "age": 1}, {"name": "b", "age": 2}]
})";

struct Case {
  std::string name;
  std::string expression;
  std::string value;  ///< JSON text.
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.expression; }

class Gives : public testing::TestWithParam<Case> {};

TEST_P(Gives, TheValue) {
  DocumentEnvironment environment(*parse_json(kDocument));
  const auto expression = Expression::parse(GetParam().expression);
  ASSERT_TRUE(expression) << expression.error().cause;
  const auto value = expression->evaluate(environment);
  ASSERT_TRUE(value) << value.error().cause;
  EXPECT_EQ(to_text(*value), GetParam().value);
}

const auto kArrays = std::vector<Case>{
    {"Array", "States.Array('a', 1, true, null, $.name, $.nothing)",
     R"(["a",1,true,null,"Ann",[]])"},
    {"ArrayOfNothing", "States.Array()", "[]"},
    {"Partition", "States.ArrayPartition($.numbers, 2)", "[[1,2],[2,1.0],[3]]"},
    {"PartitionOfNothing", "States.ArrayPartition($.nothing, 4)", "[]"},
    {"PartitionRoundsTheSize", "States.ArrayPartition($.numbers, 2.5)", "[[1,2,2],[1.0,3]]"},
    {"Contains", "States.ArrayContains($.numbers, 3)", "true"},
    {"ContainsNot", "States.ArrayContains($.numbers, '3')", "false"},
    {"ContainsByValue", "States.ArrayContains($.objects, $.objects[1])", "true"},
    {"Range", "States.ArrayRange(1, 9, 2)", "[1,3,5,7,9]"},
    {"RangeThatMissesItsEnd", "States.ArrayRange(0, 10, 3)", "[0,3,6,9]"},
    {"RangeDownwards", "States.ArrayRange(3, -3, -3)", "[3,0,-3]"},
    {"RangeThatLeadsAway", "States.ArrayRange(1, 9, -1)", "[]"},
    {"RangeRounds", "States.ArrayRange(0.5, 2.4, 1.2)", "[1,2]"},
    {"GetItem", "States.ArrayGetItem($.numbers, 4)", "3"},
    {"Length", "States.ArrayLength($.numbers)", "5"},
    {"LengthOfAnIndefinitePath", "States.ArrayLength($..nope)", "0"},
    {"UniqueKeepsTheFirst", "States.ArrayUnique($.numbers)", "[1,2,3]"},
    {"UniqueByValue", "States.ArrayUnique($.objects)", R"([{"a":1,"b":2},{"a":2}])"},
};
INSTANTIATE_TEST_SUITE_P(Arrays, Gives, testing::ValuesIn(kArrays),
                         [](const auto& test) { return test.param.name; });

const auto kEncodings = std::vector<Case>{
    {"Encode", "States.Base64Encode('Data to encode')", R"("RGF0YSB0byBlbmNvZGU=")"},
    {"EncodeNothing", "States.Base64Encode('')", R"("")"},
    {"Decode", "States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", R"("Data to encode")"},
    {"DecodePassesOverLineEnds", "States.Base64Decode('RGF0\r\nYQ==')", R"("Data")"},
    {"DecodeReplacesWhatIsNotUtf8", "States.Base64Decode('/w==')", R"("�")"},
    {"Md5", "States.Hash('input data', 'MD5')", R"("812f45842bc6d66ee14572ce20db8e86")"},
    {"Sha1", "States.Hash('input data', 'SHA-1')", R"("aaff4a450a104cd177d28d18d74485e8cae074b7")"},
    {"Sha256", "States.Hash('input data', 'SHA-256')",
     R"("b4a697a057313163aee33cd8d40c66e9f0f177e00cac2de32475ffff6169c3e3")"},
    {"Sha384", "States.Hash('input data', 'SHA-384')",
     R"("d28a7d5cf25a74f11a50a18452b75e04bb3d70c9dd0510d6123aa008c756511b87525bdc835ebb27e1fb9e9374a15562")"},
    {"Sha512", "States.Hash('input data', 'SHA-512')",
     R"("6ce4adb348546d4f449c4d25aad9a7c9cb711d9e91982d3f0b29ca2f3f47d4ce2deba23bf2954f0f1d593fc50283731a533d30d425402d4f91316d871303aac4")"},
    {"HashOfAValueIsThatOfItsText", "States.Hash($.objects[2], 'MD5')",
     R"("aab457e0ec244f477ee0c097b94a2728")"},
};
INSTANTIATE_TEST_SUITE_P(Encodings, Gives, testing::ValuesIn(kEncodings),
                         [](const auto& test) { return test.param.name; });

const auto kJsonValues = std::vector<Case>{
    {"Parse", "States.StringToJson('[1,{\"a\":2.0}]')", R"([1,{"a":2.0}])"},
    {"ParseNothing", "States.StringToJson($.empty)", "null"},
    {"ParseBlanks", "States.StringToJson($.blank)", "null"},
    {"ParseMinusZero", "States.StringToJson('-0')", "0"},
    {"ParseAText", "States.StringToJson('\"a\"')", R"("a")"},
    {"Print", "States.JsonToString($.deep)",
     R"("{\"a\":{\"b\":[1,{\"c\":\"x\"},null,true]},\"n\":1.5}")"},
    {"PrintAText", "States.JsonToString($.name)", R"("\"Ann\"")"},
    {"MergeIsShallow", "States.JsonMerge($.one, $.two, false)", R"({"a":1,"b":{"y":2},"c":3})"},
};
INSTANTIATE_TEST_SUITE_P(JsonValues, Gives, testing::ValuesIn(kJsonValues),
                         [](const auto& test) { return test.param.name; });

const auto kMaths = std::vector<Case>{
    {"Add", "States.MathAdd(111, -1)", "110"},
    {"AddRoundsEachHalfUp", "States.MathAdd(1.5, 1.49)", "3"},
    {"AddRoundsWhatIsNextToAHalfDown", "States.MathAdd(0.49999999999999994, 0)", "0"},
    {"AddRoundsNegativeHalvesUp", "States.MathAdd(-2.5, -0.5)", "-2"},
    {"AddRoundsBeforeItAdds", "States.MathAdd(-0.5, 0.5)", "1"},
    {"RandomOfOne", "States.MathRandom(7, 8)", "7"},
    // As java.util.Random gives it: new Random(42).nextInt(100), of 64, and of more than 31 bits.
    {"RandomSeeded", "States.MathRandom(0, 100, 42)", "30"},
    {"RandomSeededElsewhere", "States.MathRandom(1000, 1100, 42)", "1030"},
    {"RandomSeededWithAPowerOfTwo", "States.MathRandom(0, 64, 42)", "46"},
    {"RandomSeededWide", "States.MathRandom(-2147483648, 2147483647, 42)", "-1170105035"},
};
INSTANTIATE_TEST_SUITE_P(Maths, Gives, testing::ValuesIn(kMaths),
                         [](const auto& test) { return test.param.name; });

const auto kStrings = std::vector<Case>{
    {"Format", "States.Format('Hello, {} and {}.', $.name, 'Bob')", R"("Hello, Ann and Bob.")"},
    {"FormatAlone", "States.Format('x')", R"("x")"},
    {"FormatScalars", "States.Format('{}{}{}{}', 1, 1.1, true, null)", R"("11.1truenull")"},
    {"FormatAsJava", "States.Format('{}', $.deep)", R"("{a={b=[1, {c=x}, null, true]}, n=1.5}")"},
    {"FormatNumbersAsJava",
     "States.Format('{} {} {} {} {}', 0.001, 9999999.5, 1e7, -123456789.123, 1e-4)",
     R"("0.001 9999999.5 1.0E7 -1.23456789123E8 1.0E-4")"},
    {"FormatZeros", "States.Format('{} {} {}', 0, 0.0, -0.0)", R"("0 0.0 -0.0")"},
    {"FormatEscapes", R"(States.Format('\{\} \'{}\' \\', 1))", R"("{} '1' \\")"},
    {"FormatWithHalfEscapes", R"(States.Format('\{}{\}{}', 1))", R"("{}{}1")"},
    {"FormatWithOneBrace", "States.Format('{ {} }', 1)", R"("{ 1 }")"},
    {"FormatFromAPath", "States.Format($.template, 1, 2)", R"("<1|2>")"},
    {"FormatFromAPathHasNoEscapes", "States.Format($.escapes, 1)", R"("\\1")"},
    {"FormatDoesNotLookAtItsArguments", "States.Format('{}-{}', '\\{\\}', 2)", R"("{}-2")"},
    {"Split", "States.StringSplit($.csv, ',;')", R"(["1","2","3"])"},
    {"SplitLeavesOutWhatIsEmpty", "States.StringSplit(',a,,b,', ',')", R"(["a","b"])"},
    {"SplitOfSeparatorsAlone", "States.StringSplit(',,,', ',')", "[]"},
    {"SplitOfNothing", "States.StringSplit('', ',')", "[]"},
    {"SplitAtNothing", "States.StringSplit('abc', '')", R"(["abc"])"},
    {"SplitAtCharactersNotBytes", "States.StringSplit($.wide, 'ñ')", R"(["a","b","c"])"},
};
INSTANTIATE_TEST_SUITE_P(Strings, Gives, testing::ValuesIn(kStrings),
                         [](const auto& test) { return test.param.name; });

const auto kArguments = std::vector<Case>{
    {"NestedCalls", "States.ArrayLength(States.StringSplit(States.Format('{}-{}', 'a', 'b'), '-'))",
     "2"},
    {"BlanksAreFree", "States.Array( 1 ,\n'a'\t, $.name )", R"([1,"a","Ann"])"},
    {"NumbersOfAllForms", "States.Array(-1, 1.50, 1e2)", "[-1,1.5,100.0]"},
    {"QuotedNames", "States.Array($['odd name'], $.numbers[-1])", R"(["with blanks",3])"},
    {"FiltersWithQuotesAndCommas", "States.ArrayLength($.users[?(@.name == '(,' || @.age > 1)])",
     "2"},
    {"FunctionsOfPaths", "States.Array($.numbers.length(), $.numbers.sum())", "[5,9.0]"},
};
INSTANTIATE_TEST_SUITE_P(Arguments, Gives, testing::ValuesIn(kArguments),
                         [](const auto& test) { return test.param.name; });

// ---- failures

struct FailCase {
  std::string name;
  std::string expression;
  std::string reason;
};

void PrintTo(const FailCase& c, std::ostream* out) { *out << c.expression; }

class Fails : public testing::TestWithParam<FailCase> {};

TEST_P(Fails, ForAReason) {
  DocumentEnvironment environment(*parse_json(kDocument));
  const auto expression = Expression::parse(GetParam().expression);
  ASSERT_TRUE(expression) << expression.error().cause;
  const auto value = expression->evaluate(environment);
  ASSERT_FALSE(value) << to_text(*value);
  EXPECT_EQ(value.error().name, "States.IntrinsicFailure");
  EXPECT_EQ(value.error().cause, fmt::format("The function '{}' had the following error: {}",
                                             GetParam().expression, GetParam().reason));
}

const auto kFailures = std::vector<FailCase>{
    {"NoArray", "States.ArrayLength($.name)", "argument 1 must be an array, but is a string"},
    {"NoText", "States.Base64Encode(1)", "argument 1 must be a string, but is a number"},
    {"NoNumber", "States.MathAdd(1, '2')", "argument 2 must be a number, but is a string"},
    {"NoObject", "States.JsonMerge($.one, null, false)",
     "argument 2 must be an object, but is null"},
    {"NumberTooLarge", "States.MathAdd($.big, 1)",
     "argument 1 must be a number from -2147483648 to 2147483647, but is 3000000000"},
    {"SumTooLarge", "States.MathAdd(2147483647, 1)",
     "the sum 2147483648 is not from -2147483648 to 2147483647"},
    {"ChunksOfNothing", "States.ArrayPartition($.numbers, 0)",
     "the chunk size must be greater than 0, but is 0"},
    {"RangeWithoutStep", "States.ArrayRange(1, 2, 0.4)", "the increment must not be 0"},
    {"RangeTooLong", "States.ArrayRange(0, 1000, 1)",
     "the array must have at most 1000 elements, but would have 1001"},
    {"IndexPastTheEnd", "States.ArrayGetItem($.numbers, 5)",
     "the index 5 is out of range: the array has 5 elements"},
    {"IndexBeforeTheStart", "States.ArrayGetItem($.numbers, -1)",
     "the index -1 is out of range: the array has 5 elements"},
    {"NoBase64", "States.Base64Decode('A')", "the data is not valid Base64"},
    {"UnknownAlgorithm", "States.Hash('a', 'sha-256')",
     "the algorithm must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512"},
    {"NoJson", "States.StringToJson('{a')",
     "the string is not valid JSON (line 1, column 2: while parsing object key - invalid "
     "literal; last read: '{a'; expected string literal)"},
    {"DeepMerge", "States.JsonMerge($.one, $.two, true)",
     "the third argument must be false: deep merges are not supported"},
    {"RandomOfNothing", "States.MathRandom(8, 8)",
     "the start must be less than the end, but 8 is not less than 8"},
    {"TooFewForTheTemplate", "States.Format('{} {}', 1)",
     "the number of arguments (1) does not match the occurrences of {} (2)"},
    {"TooManyForTheTemplate", "States.Format('', 1)",
     "the number of arguments (1) does not match the occurrences of {} (0)"},
};
INSTANTIATE_TEST_SUITE_P(Intrinsics, Fails, testing::ValuesIn(kFailures),
                         [](const auto& test) { return test.param.name; });

TEST(Intrinsics, FailWithTheInnermostCall) {
  DocumentEnvironment environment(*parse_json(kDocument));
  const auto value =
      Expression::parse("States.Array(1, States.ArrayLength( 'x' ))")->evaluate(environment);
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().cause,
            "The function 'States.ArrayLength( 'x' )' had the following error: argument 1 must be "
            "an array, but is a string");
}

TEST(Intrinsics, NameTheFunctionAloneWhereTheCallIsLong) {
  DocumentEnvironment environment(Json::object());
  const auto call = "States.ArrayLength('" + std::string(1'000, 'x') + "')";
  EXPECT_EQ(Expression::parse(call)->evaluate(environment).error().cause,
            "The function 'States.ArrayLength' had the following error: argument 1 must be an "
            "array, but is a string");
}

TEST(Intrinsics, FailWithTheErrorOfAPath) {
  DocumentEnvironment environment(Json::object());
  EXPECT_EQ(Expression::parse("States.Array($.nope)")->evaluate(environment).error(),
            (Error{"States.Runtime", "$.nope"}));
}

TEST(Intrinsics, TakeTenThousandCharactersToEncodeDecodeAndHash) {
  for (const std::string_view call : {"States.Base64Encode($.data)", "States.Base64Decode($.data)",
                                      "States.Hash($.data, 'MD5')"}) {
    for (const std::size_t length : {10'000, 10'001}) {
      Json document = Json::object();
      document["data"] = std::string(length, 'A');
      DocumentEnvironment environment(std::move(document));
      EXPECT_EQ(Expression::parse(call)->evaluate(environment).has_value(), length == 10'000)
          << call << ' ' << length;
    }
  }
}

// ---- chance

TEST(Intrinsics, DrawUuidsFromTheEntropy) {
  DocumentEnvironment environment(Json::object());
  const auto expression = *Expression::parse("States.UUID()");
  const auto first = *expression.evaluate(environment);
  const auto second = *expression.evaluate(environment);
  EXPECT_NE(first, second);
  environment.next_entropy = 1;
  EXPECT_EQ(*expression.evaluate(environment), first);
  EXPECT_EQ(first.get<std::string>().size(), 36u);
}

TEST(Intrinsics, DrawNumbersWithinTheBoundsEndExcluded) {
  DocumentEnvironment environment(Json::object());
  const auto expression = *Expression::parse("States.MathRandom(-1, 2)");
  std::set<std::int64_t> drawn;
  for (int i = 0; i < 100; ++i)
    drawn.insert((*expression.evaluate(environment)).get<std::int64_t>());
  EXPECT_EQ(drawn, (std::set<std::int64_t>{-1, 0, 1}));
}

TEST(Intrinsics, DrawTheSameNumberFromASeed) {
  DocumentEnvironment environment(Json::object());
  const auto before = environment.next_entropy;
  const auto expression = *Expression::parse("States.MathRandom(0, 1000000, 5)");
  EXPECT_EQ(*expression.evaluate(environment), *expression.evaluate(environment));
  EXPECT_EQ(environment.next_entropy, before);
}

}  // namespace
}  // namespace sfn::intrinsics
