#include "base/json_error.h"

#include <gtest/gtest.h>

#include <variant>

namespace sfn {
namespace {

struct Case {
  const char* name;
  const char* text;
  const char* what;
  const char* where;
};

const Case kCases[] = {
    {"BareWord", "not a definition",
     "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', "
     "'true' or 'false')",
     "line: 1, column: 4"},
    {"BareWordInside", "{\n \"a\": True}",
     "Unrecognized token 'True': was expecting (JSON String, Number, Array, Object or token "
     "'null', 'true' or 'false')",
     "line: 2, column: 11"},
    {"OpenObject", "{\"a\":1",
     "Unexpected end-of-input: expected close marker for Object (start marker at [Source: "
     "(String)\"{\"a\":1\"; line: 1, column: 1])",
     "line: 1, column: 7"},
    {"OpenArray", "[[1],",
     "Unexpected end-of-input: expected close marker for Array (start marker at [Source: "
     "(String)\"[[1],\"; line: 1, column: 1])",
     "line: 1, column: 6"},
    {"OpenText", "\"a", "Unexpected end-of-input: was expecting closing quote for a string value",
     "line: 1, column: 3"},
    {"SingleQuotes", "{'a':1}",
     "Unexpected character (''' (code 39)): was expecting double-quote to start field name",
     "line: 1, column: 3"},
    {"CommaAtTheEnd", "{\"a\":1,}",
     "Unexpected character ('}' (code 125)): was expecting double-quote to start field name",
     "line: 1, column: 9"},
    {"NoColon", "{\"a\" 1}",
     "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value",
     "line: 1, column: 7"},
    {"NoValue", "{\"a\":}",
     "Unexpected character ('}' (code 125)): expected a valid value (JSON String, Number, Array, "
     "Object or token 'null', 'true' or 'false')",
     "line: 1, column: 7"},
    {"NoCommaInObject", "{\"a\":1 \"b\":2}",
     "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries",
     "line: 1, column: 9"},
    {"NoCommaInArray", "[null {}]",
     "Unexpected character ('{' (code 123)): was expecting comma to separate Array entries",
     "line: 1, column: 8"},
    {"OurOwnWords", "[01]", "while parsing array - unexpected number literal; expected ']'",
     "line: 1, column: 3"},
};

class JsonErrors : public testing::TestWithParam<Case> {};

TEST_P(JsonErrors, IsToldInTheWordsOfTheService) {
  const auto& [name, text, what, where] = GetParam();
  const auto parsed = parse_json_located(text);
  ASSERT_TRUE(std::holds_alternative<JsonError>(parsed));
  const auto finding = in_service_words(text, std::get<JsonError>(parsed));
  EXPECT_EQ(finding.what, what);
  EXPECT_EQ(finding.location, std::string("[Source: (String)\"") + text + "\"; " + where + "]");
  EXPECT_EQ(finding.text(), finding.what + "\n at " + finding.location);
}

INSTANTIATE_TEST_SUITE_P(Cases, JsonErrors, testing::ValuesIn(kCases),
                         [](const auto& test) { return test.param.name; });

TEST(JsonErrorWords, WhatOnlyWeRefuseIsToldInOurWords) {
  const auto parsed = parse_json_located("[[[[", {.depth = 3});
  const auto finding = in_service_words("[[[[", std::get<JsonError>(parsed));
  EXPECT_EQ(finding.what, "nested more than 3 levels deep");
}

TEST(JsonErrorWords, ALongTextIsCut) {
  const std::string text = "nope" + std::string(600, 'x');
  const auto finding = in_service_words(text, std::get<JsonError>(parse_json_located(text)));
  EXPECT_EQ(finding.what.find(text), std::string::npos);
  EXPECT_NE(finding.location.find("\"[truncated 104 chars]; line: 1, column: 605]"),
            std::string::npos);
}

}  // namespace
}  // namespace sfn
