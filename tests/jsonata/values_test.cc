// Documents in and out.
#include <gtest/gtest.h>

#include <cmath>

#include "jsonata/answer.h"
#include "jsonata/json_text.h"
#include "jsonata/number_text.h"

namespace sfn::jsonata {
namespace {

std::string echoed(const std::string& json) { return answer("$", json); }

TEST(JsonataDocuments, KeepTheOrderOfMembers) {
  EXPECT_EQ(echoed(R"({"b":1,"a":2,"10":3,"9":4})"), R"({"b":1,"a":2,"10":3,"9":4})");
}

TEST(JsonataDocuments, OfMembersWithOneNameTheLastWins) {
  EXPECT_EQ(echoed(R"({"a":1,"b":2,"a":3})"), R"({"a":3,"b":2})");
}

TEST(JsonataDocuments, FindMembersInLargeObjects) {
  std::string json = "{";
  for (int i = 0; i < 1'000; ++i)
    json += (i > 0 ? ",\"k" : "\"k") + std::to_string(i) + "\":" + std::to_string(i);
  json += "}";
  EXPECT_EQ(answer("[k0, k12, k13, k999, $exists(k1000)]", json), "[0,12,13,999,false]");
  EXPECT_EQ(echoed(json), json);
}

TEST(JsonataDocuments, KeepTextsOfAllKinds) {
  const std::string json = R"(["a\"b\\c","\u0001\n","é😀","\ud800","😀"])";
  EXPECT_EQ(echoed(json), json);
  EXPECT_EQ(echoed(R"("\ud83d\ude00")"), "\"😀\"");
}

TEST(JsonataDocuments, AreRefusedWithAPlace) {
  for (const std::string text : {"", "{", "[1,]", "{\"a\" 1}", "01", "1.", "\"\\x\"", "\"\xff\"",
                                 "nul", "[1] 2", "1e999", "\"a\nb\""}) {
    const auto parsed = Document::parse(text);
    ASSERT_TRUE(std::holds_alternative<JsonError>(parsed)) << text;
    EXPECT_LE(std::get<JsonError>(parsed).offset, text.size()) << text;
  }
  const auto deep = Document::parse(std::string(2'000, '['));
  EXPECT_EQ(std::get<JsonError>(deep).message, "too deeply nested");
}

TEST(JsonataDocuments, GoThroughJsonAndBack) {
  const auto json = *parse_json(R"({"a":[1,-2.5,1e300,true,null,"x"],"b":{"c":{}}})");
  const Document document = Document::of(json);
  EXPECT_TRUE(same_json(json_of(document.value()), json));
}

TEST(JsonataNumbers, PrintAsInJavaScript) {
  const std::vector<std::pair<double, std::string>> rows{
      {0, "0"},
      {-0.0, "0"},
      {1, "1"},
      {-1.5, "-1.5"},
      {1e20, "100000000000000000000"},
      {1e21, "1e+21"},
      {123e-20, "1.23e-18"},
      {1e-6, "0.000001"},
      {1e-7, "1e-7"},
      {0.1 + 0.2, "0.30000000000000004"},
      {9007199254740993, "9007199254740992"},
      {5e-324, "5e-324"},
      {1.7976931348623157e308, "1.7976931348623157e+308"},
      {INFINITY, "Infinity"},
      {-INFINITY, "-Infinity"},
      {NAN, "NaN"}};
  for (const auto& [number, text] : rows) EXPECT_EQ(number_text(number), text);
}

TEST(JsonataNumbers, BeyondTwoToThe53BecomeTheNearestDouble) {
  EXPECT_EQ(echoed("[9007199254740993,12345678901234567890]"),
            "[9007199254740992,12345678901234567000]");
}

TEST(JsonataNumbers, ThatJsonCannotHaveLeaveAsTexts) {
  EXPECT_EQ(answer("[1/0, -1/0, 0/0]"), R"(["Infinity","-Infinity","NaN"])");
}

TEST(JsonataNumbers, RoundHalfUpAtFifteenDigits) {
  std::string text;
  append_rounded_number(text, 100000000000000.5);
  EXPECT_EQ(text, "100000000000001");
}

TEST(JsonataNumbers, HaveFixedPlaces) {
  EXPECT_EQ(fixed_text(2.5, 0), "3");
  EXPECT_EQ(fixed_text(-2.5, 0), "-3");
  EXPECT_EQ(fixed_text(1.005, 2), "1.00");
  EXPECT_EQ(fixed_text(0.125, 2), "0.13");
}

TEST(JsonataOutcome, OutlivesTheExpression) {
  std::variant<Outcome, Error> found = Error{};
  {
    const auto parsed = Expression::parse("{'a literal': ['text', $eval('\"made\"')]}");
    found = std::get<Expression>(parsed).evaluate(Value(), {});
  }
  EXPECT_EQ(std::get<std::string>(std::get<Outcome>(found).text()),
            R"({"a literal":["text","made"]})");
}

TEST(JsonataEnvironment, VariablesAreBorrowedAndTimeStandsStill) {
  const auto parsed = Expression::parse("[$x.a, $millis(), $now()]");
  const auto document = Document::parse(R"({"a":7})");
  const std::vector<Variable> variables{{"x", std::get<Document>(document).value()}};
  Environment environment;
  environment.variables = variables;
  environment.now = from_epoch_ms(1'000);
  const auto found = std::get<Expression>(parsed).evaluate(Value(), environment);
  EXPECT_EQ(std::get<std::string>(std::get<Outcome>(found).text()),
            R"([7,1000,"1970-01-01T00:00:01.000Z"])");
}

TEST(JsonataEnvironment, EntropyIsTheCallers) {
  const auto parsed = Expression::parse("[$random(), $shuffle([1..4])]");
  Environment environment;
  environment.entropy = [] { return std::uint64_t{1} << 63; };
  const auto first = std::get<Expression>(parsed).evaluate(Value(), environment);
  const auto text = std::get<std::string>(std::get<Outcome>(first).text());
  EXPECT_EQ(text.substr(0, 5), "[0.5,");
}

}  // namespace
}  // namespace sfn::jsonata
