// Texts that are not JSON, or JSON that means harm: each is refused in a short sentence with its
// place, or read within its limits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "base/payload.h"

namespace sfn {
namespace {

using testing::HasSubstr;

struct Refused {
  std::string name;
  std::string text;
  std::size_t line;
  std::size_t column;
  std::string message;
};

void PrintTo(const Refused& c, std::ostream* out) { *out << c.name; }

using namespace std::string_literals;

const auto kRefused = std::vector<Refused>{
    {"Nothing", "", 1, 1, "unexpected end of input"},
    {"Blanks", " \n ", 2, 2, "unexpected end of input"},
    {"Word", "{\n  \"a\": nope\n}", 2, 9, "invalid literal"},
    {"SingleQuotes", "{'a':1}", 1, 2, "invalid literal"},
    {"CommaAtTheEnd", "[1,\n]", 2, 1, "unexpected ']'"},
    {"NoColon", "{\"a\" 1}", 1, 6, "expected ':'"},
    {"TwoDocuments", "{}\n{}", 2, 1, "expected end of input"},
    {"Comment", "/**/1", 1, 1, "invalid literal"},
    {"LeadingZero", "[01]", 1, 3, "unexpected number literal"},
    {"NotClosed", "[1, 2", 1, 6, "unexpected end of input"},
    {"TextNotClosed", "\"abc", 1, 5, "missing closing quote"},
    {"ControlCharacterInText", "\"a\nb\"", 1, 3, "control character U+000A (LF) must be escaped"},
    {"NulInText", "\"a\0b\""s, 1, 3, "control character U+0000 (NUL) must be escaped"},
    {"NulAfterDocument", "{}\0"s, 1, 3, "unexpected NUL byte after the JSON text"},
    {"AnythingAfterNul", "{}\0{ garbage"s, 1, 3, "unexpected NUL byte after the JSON text"},
    {"ByteOrderMark", "\xEF\xBB\xBF{}", 1, 1, "unexpected byte order mark (EF BB BF)"},
    {"ByteOrderMarkWithin", "[\xEF\xBB\xBF]", 1, 2, "invalid literal"},
    {"Utf16", "{\0}\0"s, 1, 2, "unexpected end of input"},
    {"NotUtf8", "\"\xff\"", 1, 2, "invalid string: ill-formed UTF-8 byte"},
    {"OverlongUtf8", "\"\xC0\xAF\"", 1, 2, "ill-formed UTF-8 byte"},
    {"SurrogateInUtf8", "\"\xED\xA0\x80\"", 1, 3, "ill-formed UTF-8 byte"},
    {"CodePointCutOff", "\"\xF0\x9F\x98\"", 1, 5, "ill-formed UTF-8 byte"},
    {"HighSurrogateAlone", R"("\ud800")", 1, 8, "must be followed by U+DC00..U+DFFF"},
    {"HighSurrogateTwice", R"("\ud800\ud800")", 1, 13, "must be followed by U+DC00..U+DFFF"},
    {"LowSurrogateAlone", R"("\udc00")", 1, 7, "must follow U+D800..U+DBFF"},
    {"NumberOutOfRange", "[1,-1e400]", 1, 9, "number overflow parsing '-1e400'"},
    {"NumberOfAThousandDigits", std::string(1'000, '7'), 1, 1'000, "number overflow parsing '777"},
    {"ManyOpenBrackets", std::string(100'000, '['), 1, 1, "nested more than 1000 levels deep"},
};

class HostileJson : public testing::TestWithParam<Refused> {};

TEST_P(HostileJson, IsRefusedWithItsPlace) {
  const auto parsed = parse_json_located(GetParam().text);
  const auto* error = std::get_if<JsonError>(&parsed);
  ASSERT_NE(error, nullptr);
  EXPECT_EQ(error->line, GetParam().line) << error->text();
  EXPECT_EQ(error->column, GetParam().column) << error->text();
  EXPECT_THAT(error->message, HasSubstr(GetParam().message));
  EXPECT_LT(error->message.size(), 200U);
  EXPECT_FALSE(Payload::parse(GetParam().text));
}

INSTANTIATE_TEST_SUITE_P(Base, HostileJson, testing::ValuesIn(kRefused),
                         [](const auto& test) { return test.param.name; });

TEST(HostileJsonThatIsRead, MayHaveManyMembers) {
  std::string text = "{";
  for (int i = 0; i < 26'000; ++i)
    text += "\"k" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  const auto json = parse_json(text + "\"last\":true}");
  ASSERT_TRUE(json);
  EXPECT_EQ(json->size(), 26'001U);
  EXPECT_EQ(*find_member(*json, "k25999"), 25'999);
}

TEST(HostileJsonThatIsRead, MayHaveAMemberTwentySixThousandTimes) {
  std::string text = "{";
  for (int i = 0; i < 26'000; ++i) text += "\"k\":[" + std::to_string(i) + "],";
  EXPECT_EQ(to_text(*parse_json(text + "\"k\":\"last\"}")), R"({"k":"last"})");
}

TEST(HostileJsonThatIsRead, MayHaveNumbersThatOnlyADoubleHolds) {
  EXPECT_EQ(parse_json(std::string(300, '7'))->type(), Json::value_t::number_float);
  EXPECT_EQ(to_text(*parse_json("0." + std::string(1'000, '3'))), "0.3333333333333333");
}

TEST(HostileJsonThatIsRead, MayHaveNulAndOddCharactersEscaped) {
  const auto json = parse_json(R"(["\u0000","\ud83d\ude00","\ufeff"])");
  ASSERT_TRUE(json);
  EXPECT_EQ(json->at(0), std::string(1, '\0'));
  EXPECT_EQ(json->at(1), "\xF0\x9F\x98\x80");
  EXPECT_EQ(to_text(*json), "[\"\\u0000\",\"\xF0\x9F\x98\x80\",\"\xEF\xBB\xBF\"]");
}

TEST(HostileJsonThatIsRead, HasALimitOfValues) {
  EXPECT_TRUE(parse_json("[1,2]", {.values = 3}));
  EXPECT_EQ(parse_json("[1,2,3]", {.values = 3}).error().cause,
            "line 1, column 1: more than 3 values");
}

}  // namespace
}  // namespace sfn
