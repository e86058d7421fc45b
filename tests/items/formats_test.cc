// Each format, a rule a row: what is in the file, how it is asked for, which items come of it.
#include <gmock/gmock.h>

#include "items/item_reader.h"
#include "items/support/memory_store.h"
#include "items/support/reading.h"

namespace sfn::items {
namespace {

struct FormatCase {
  std::string name;
  std::string config;  ///< ReaderConfig.
  std::string content;
  std::vector<std::string> items;
  std::string error = "";
};

void PrintTo(const FormatCase& row, std::ostream* out) { *out << row.name; }

class Format : public testing::TestWithParam<FormatCase> {};

TEST_P(Format, Gives) {
  const FormatCase& row = GetParam();
  MemoryStore store;
  store.buckets["data"]["file"] = row.content;
  const auto config = parse_item_reader(*parse_json(
      R"({"Resource":"arn:aws:states:::s3:getObject","Parameters":{"Bucket":"data","Key":"file"},)"
      R"("ReaderConfig":)" +
      row.config + "}"));
  const Reading expected{row.items, row.error};
  if (!config) {
    EXPECT_EQ((Reading{{}, config.error().cause}), expected);
    return;
  }
  EXPECT_EQ(read_all(store, *config), expected);
  // In pages of one, out of a store that gives a byte at a time, unless that takes too long.
  const std::size_t piece = row.content.size() < 1'000'000 ? 1 : 1'021;
  store.piece = [piece] { return piece; };
  EXPECT_EQ(read_all(store, *config, {.items = 1, .bytes = 1'000'000}), expected);
}

std::string name_of(const testing::TestParamInfo<FormatCase>& test) { return test.param.name; }

const std::string kCsv = R"({"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW"})";

std::string csv(const std::string& more) { return R"({"InputType":"CSV",)" + more + "}"; }

const auto kCsvCases = std::vector<FormatCase>{
    {"RowsAreObjects", kCsv, "a,b\n1,2\n3,4\n", {R"({"a":"1","b":"2"})", R"({"a":"3","b":"4"})"}},
    {"LastLineWithoutEnd", kCsv, "a,b\n1,2", {R"({"a":"1","b":"2"})"}},
    {"LinesEndWithCrLf", kCsv, "a,b\r\n1,2\r\n", {R"({"a":"1","b":"2"})"}},
    {"LinesEndWithCr", kCsv, "a,b\r1,2\r", {R"({"a":"1","b":"2"})"}},
    {"MissingFieldsAreEmpty", kCsv, "a,b,c\n1\n", {R"({"a":"1","b":"","c":""})"}},
    {"SurplusFieldsAreDropped",
     kCsv,
     "a,b\n1,2,3,4\n5,6,7",
     {R"({"a":"1","b":"2"})", R"({"a":"5","b":"6"})"}},
    {"EmptyHeader", kCsv, "a,,c\n1,2,3\n", {R"({"a":"1","":"2","c":"3"})"}},
    {"DuplicateHeaders", kCsv, "a,b,a\n1,2,3\n", {}, "CSV headers cannot contain duplicates."},
    {"QuotedFields",
     kCsv,
     "a,b\n\"x,y\",\"say \"\"hi\"\"\"\n",
     {R"({"a":"x,y","b":"say \"hi\""})"}},
    {"LineBreaksInQuotes",
     kCsv,
     "a,b\n\"1\n2\r\n3\",x\ny,z",
     {R"({"a":"1\n2\r\n3","b":"x"})", R"({"a":"y","b":"z"})"}},
    {"QuotedHeader", kCsv, "\"a,1\",\"b\"\"\"\n1,2\n", {R"({"a,1":"1","b\"":"2"})"}},
    {"EmptyQuotedField", kCsv, "a\n\"\"\nx\n", {R"({"a":""})", R"({"a":"x"})"}},
    {"QuotesWithinAPlainField", kCsv, "a\n5\" pipe\n", {R"({"a":"5\" pipe"})"}},
    {"BlanksAreKept", kCsv, "a, b\n 1 ,2 \n", {R"({"a":" 1 "," b":"2 "})"}},
    {"EmptyLinesArePassedOver", kCsv, "\n\na\n\n1\n\r\n\n2\n\n", {R"({"a":"1"})", R"({"a":"2"})"}},
    {"Utf8AndControls",
     kCsv,
     "ä\n\xF0\x9F\x98\x80\t\x01\\\n",
     {"{\"ä\":\"\xF0\x9F\x98\x80\\t\\u0001\\\\\"}"}},
    {"BytesThatAreNotUtf8", kCsv, "a\n\xFF\n", {"{\"a\":\"\xEF\xBF\xBD\"}"}},
    {"ByteOrderMark",
     kCsv,
     "\xEF\xBB\xBF"
     "a\n1\n",
     {R"({"a":"1"})"}},
    {"NoRows", kCsv, "a,b\n", {}},
    {"EmptyFile", kCsv, "", {}},
    {"FirstRowIsTheDefault", R"({"InputType":"CSV"})", "a\n1\n", {R"({"a":"1"})"}},
    {"GivenHeaders",
     csv(R"("CSVHeaderLocation":"GIVEN","CSVHeaders":["x","y"])"),
     "1,2\n3\n",
     {R"({"x":"1","y":"2"})", R"({"x":"3","y":""})"}},
    {"GivenDuplicates",
     csv(R"("CSVHeaderLocation":"GIVEN","CSVHeaders":["x","x"])"),
     "1,2\n",
     {},
     "CSV headers cannot contain duplicates."},
    {"GivenButNone",
     csv(R"("CSVHeaderLocation":"GIVEN")"),
     "1\n",
     {},
     "CSVHeaderLocation GIVEN must come with CSVHeaders."},
    {"DelimiterComma", csv(R"("CSVDelimiter":"COMMA")"), "a,b\n1,2", {R"({"a":"1","b":"2"})"}},
    {"DelimiterPipe", csv(R"("CSVDelimiter":"PIPE")"), "a|b\n1|2,3", {R"({"a":"1","b":"2,3"})"}},
    {"DelimiterSemicolon",
     csv(R"("CSVDelimiter":"SEMICOLON")"),
     "a;b\n1;2",
     {R"({"a":"1","b":"2"})"}},
    {"DelimiterSpace",
     csv(R"("CSVDelimiter":"SPACE")"),
     "a b c\n1  3",
     {R"({"a":"1","b":"","c":"3"})"}},
    {"DelimiterTab", csv(R"("CSVDelimiter":"TAB")"), "a\tb\n1\t2", {R"({"a":"1","b":"2"})"}},
    {"DelimiterUnknown",
     csv(R"("CSVDelimiter":"COLON")"),
     "",
     {},
     "CSVDelimiter must be one of COMMA, PIPE, SEMICOLON, SPACE, TAB, got \"COLON\""},
    {"TextAfterAQuotedField",
     kCsv,
     "a,b\n1,2\n\"x\"y,2\n",
     {R"({"a":"1","b":"2"})"},
     "Line 3 of S3://data/file: expected a delimiter or the line's end after a quoted field"},
    {"QuoteWithoutEnd",
     kCsv,
     "a,b\n1,\"x\ny",
     {},
     "Line 2 of S3://data/file: the file ends within a field that begins with a quote"},
    {"HeadersTooLong",
     kCsv,
     std::string(10'241, 'a') + "\n1\n",
     {},
     "Line 1 of S3://data/file: the CSV headers exceed 10240 bytes"},
    {"HeadersAsLongAsMayBe",
     kCsv,
     std::string(10'240, 'a') + "\n1\n",
     {"{\"" + std::string(10'240, 'a') + "\":\"1\"}"}},
    {"RowAsLargeAsMayBe",
     kCsv,
     "a\n" + std::string(262'144 - 8, 'x'),
     {"{\"a\":\"" + std::string(262'144 - 8, 'x') + "\"}"}},
    {"RowTooLarge",
     kCsv,
     "a\nx\n" + std::string(262'144 - 7, 'x'),
     {R"({"a":"x"})"},
     "The item with index 1, of S3://data/file, has 262145 bytes; an item has at most 262144."},
    {"RowFarTooLarge",
     kCsv,
     "a\nx\n" + std::string(3'000'000, 'x'),
     {R"({"a":"x"})"},
     "Line 3 of S3://data/file: a row has more than 2097152 bytes"},
    {"MaxItems", csv(R"("MaxItems":2)"), "a\n1\n2\n3\n", {R"({"a":"1"})", R"({"a":"2"})"}},
    {"MaxItemsZeroIsNoLimit",
     csv(R"("MaxItems":0)"),
     "a\n1\n2\n",
     {R"({"a":"1"})", R"({"a":"2"})"}},
    {"MaxItemsBeyondTheCap", csv(R"("MaxItems":100000001)"), "a\n1\n", {R"({"a":"1"})"}},
    {"MaxItemsNegative", csv(R"("MaxItems":-1)"), "a\n1\n", {}, "field MaxItems must be positive"},
};
INSTANTIATE_TEST_SUITE_P(Csv, Format, testing::ValuesIn(kCsvCases), name_of);

const std::string kJson = R"({"InputType":"JSON"})";

std::string at(const std::string& pointer) {
  return R"({"InputType":"JSON","ItemsPointer":")" + pointer + "\"}";
}

const auto kJsonCases = std::vector<FormatCase>{
    {"ArrayElements",
     kJson,
     R"([1, "two", {"three" : 3}, [4, 5], null, true, 0.0])",
     {"1", "\"two\"", R"({"three":3})", "[4,5]", "null", "true", "0.0"}},
    {"EmptyArray", kJson, " [ ] ", {}},
    {"LineBreaks", kJson, "\n[\n  {\n \"a\": \"]\\\"}\"\n  }\n,\n2\n]\n", {R"({"a":"]\"}"})", "2"}},
    {"ObjectMembers", kJson, R"({"a": [1, 2], "b\n" : {"c": 3}})", {"a=[1,2]", "b\n={\"c\":3}"}},
    {"EmptyObject", kJson, "{}", {}},
    {"ByteOrderMark", kJson, "\xEF\xBB\xBF[1]", {"1"}},
    {"String", kJson, "\"text\"", {}, "Attempting to map over non-iterable node."},
    {"Number", kJson, "12", {}, "Attempting to map over non-iterable node."},
    {"Null", kJson, "null", {}, "Attempting to map over non-iterable node."},
    {"EmptyFile",
     kJson,
     "",
     {},
     "Line 1 of S3://data/file: expected a value, found the end of the file"},
    {"NotJson",
     kJson,
     "abc",
     {},
     "Line 1 of S3://data/file: while parsing value - invalid literal; last read: 'a'"},
    {"TextAfterTheDocument",
     kJson,
     "[1]\n x",
     {"1"},
     "Line 2 of S3://data/file: expected nothing after the document, found 'x'"},
    {"MissingComma",
     kJson,
     "[1\n2]",
     {"1"},
     "Line 2 of S3://data/file: expected ',' or ']', found '2'"},
    {"CommaAtTheEnd",
     kJson,
     "[1,]",
     {"1"},
     "Line 1 of S3://data/file: expected a value, found ']'"},
    {"CommaInFront", kJson, "[,1]", {}, "Line 1 of S3://data/file: expected a value, found ','"},
    {"EndsEarly",
     kJson,
     "[1,\n{\"a\":\n 2",
     {"1"},
     "Line 3 of S3://data/file: the file ends within the value that begins on line 2"},
    {"EndsBetween",
     kJson,
     "[1,",
     {"1"},
     "Line 1 of S3://data/file: expected a value, found the end of the file"},
    {"WrongBracket",
     kJson,
     "[1,[2}]",
     {"1"},
     "Line 1 of S3://data/file: expected the bracket that was opened last, found '}'"},
    {"MistakeWithinAnItem",
     kJson,
     "[1,\n{\"a\":\n tru}]",
     {"1"},
     "Line 3 of S3://data/file: while parsing value - invalid literal; last read: '\"a\":<U+000A> "
     "tru}'"},
    {"NoColon", kJson, R"({"a" 1})", {}, "Line 1 of S3://data/file: expected ':', found '1'"},
    {"NoName",
     kJson,
     R"({1:2})",
     {},
     "Line 1 of S3://data/file: expected a member's name, found '1'"},
    {"PointerToAnArray",
     at("/a/b"),
     R"({"x":[1,{"a":2}],"a":{"c":"\"","b":[1,2],"d":3},"a":4} trailing)",
     {"1", "2"}},
    {"PointerToAnElement", at("/1/0"), "[[1],[[2, 3]],[4]]", {"2", "3"}},
    {"PointerToAnObject", at("/a"), R"({"a":{"x":1}})", {"x=1"}},
    {"PointerWithEscapes", at("/a~1b~0c/~01"), R"({"a/b~c":{"~1":[7]}})", {"7"}},
    {"PointerToTheEmptyName", at("/"), R"({"":[7]})", {"7"}},
    {"PointerToAScalar", at("/a"), R"({"a":5})", {}, "Attempting to map over non-iterable node."},
    {"PointerToNothing",
     at("/b"),
     R"({"a":5})",
     {},
     "ItemsPointer /b does not reference a node of S3://data/file."},
    {"PointerBeyondTheEnd",
     at("/2"),
     "[[1],[2]]",
     {},
     "ItemsPointer /2 does not reference a node of S3://data/file."},
    {"PointerInAnEmptyArray",
     at("/0"),
     "[]",
     {},
     "ItemsPointer /0 does not reference a node of S3://data/file."},
    {"PointerIntoAScalar",
     at("/a/b"),
     R"({"a":5})",
     {},
     "ItemsPointer /a/b does not reference a node of S3://data/file."},
    {"PointerWithZeroInFront",
     at("/00"),
     "[[1]]",
     {},
     "ItemsPointer /00 does not reference a node of S3://data/file."},
    {"PointerWithoutSlash",
     at("a"),
     "[]",
     {},
     "ItemsPointer must be a JSON pointer, which begins with \"/\", got \"a\""},
    {"PointerTooLong",
     at("/" + std::string(1'999, 'a')),
     "[]",
     {},
     "ItemsPointer must have less than 2000 characters."},
    {"PointerBehindTooMuch",
     at("/b"),
     R"({"a":")" + std::string(16'777'216, 'x') + R"(","b":[1]})",
     {},
     "Line 1 of S3://data/file: the node of ItemsPointer does not begin within the first 16777216 "
     "bytes"},
    {"ItemAsLargeAsMayBe",
     kJson,
     "[\"" + std::string(262'142, 'x') + "\"]",
     {"\"" + std::string(262'142, 'x') + "\""}},
    {"ItemTooLarge",
     kJson,
     "[1,\"" + std::string(262'143, 'x') + "\"]",
     {"1"},
     "The item with index 1, of S3://data/file, has 262145 bytes; an item has at most 262144."},
    {"BlanksDoNotCount", kJson, "[[1," + std::string(400'000, ' ') + "2]]", {"[1,2]"}},
    {"MaxItems", R"({"InputType":"JSON","MaxItems":1})", "[1,2]", {"1"}},
    {"MaxItemsNoInteger",
     R"({"InputType":"JSON","MaxItems":1.5})",
     "[1,2]",
     {},
     "MaxItems must be an integer, got 1.5"},
};
INSTANTIATE_TEST_SUITE_P(Json, Format, testing::ValuesIn(kJsonCases), name_of);

const std::string kJsonLines = R"({"InputType":"JSONL"})";

const auto kJsonLinesCases = std::vector<FormatCase>{
    {"ALineAnItem", kJsonLines, "{\"a\": 1}\n[2, 3]\n\"x\"\n", {R"({"a":1})", "[2,3]", "\"x\""}},
    {"LastLineWithoutEnd", kJsonLines, "1\n2", {"1", "2"}},
    {"CrLf", kJsonLines, "1\r\n2\r\n", {"1", "2"}},
    {"BlankLines", kJsonLines, "\n1\n  \n\r\n2\n\n", {"1", "2"}},
    {"EmptyFile", kJsonLines, "", {}},
    {"Mistake",
     kJsonLines,
     "1\n\n{\"a\":}\n4",
     {"1"},
     "Line 3 of S3://data/file: while parsing value - unexpected '}'; expected '[', '{', or a "
     "literal"},
    {"TwoOnALine",
     kJsonLines,
     "1 2\n",
     {},
     "Line 1 of S3://data/file: while parsing value - unexpected number literal; expected end of "
     "input"},
    {"LineFarTooLong",
     kJsonLines,
     "1\n" + std::string(2'097'153, ' ') + "2",
     {"1"},
     "Line 2 of S3://data/file: an item has more than 2097152 bytes"},
};
INSTANTIATE_TEST_SUITE_P(JsonLines, Format, testing::ValuesIn(kJsonLinesCases), name_of);

const auto kOtherCases = std::vector<FormatCase>{
    {"Parquet",
     R"({"InputType":"PARQUET"})",
     "PAR1",
     {},
     "Parquet files cannot be read here: sfn has no reader for InputType PARQUET. Convert the file "
     "to JSONL or CSV."},
    {"NoInputType", "{}", "[]", {}, "ReaderConfig must have an InputType."},
    {"UnknownInputType",
     R"({"InputType":"XML"})",
     "[]",
     {},
     "InputType must be one of CSV, JSON, JSONL, PARQUET, MANIFEST, got \"XML\""},
    {"InputTypeNoText", R"({"InputType":5})", "[]", {}, "InputType must be a string, got 5"},
};
INSTANTIATE_TEST_SUITE_P(Other, Format, testing::ValuesIn(kOtherCases), name_of);

}  // namespace
}  // namespace sfn::items
