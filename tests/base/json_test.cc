#include "base/json.h"

#include <gtest/gtest.h>

#include "base/payload.h"

namespace sfn {
namespace {

TEST(Json, KeepsTheOrderOfMembers) {
  const auto json = parse_json(R"({"b":1,"a":2,"c":{"z":0,"y":0}})");
  ASSERT_TRUE(json);
  EXPECT_EQ(to_text(*json), R"({"b":1,"a":2,"c":{"z":0,"y":0}})");
}

TEST(Json, FindsMembersOfLargeObjects) {
  Json object = Json::object();
  for (int i = 0; i < 5'000; ++i) object["k" + std::to_string(i)] = i;
  object.erase("k7");
  EXPECT_EQ(object.size(), 4'999U);
  EXPECT_EQ(find_member(object, "k7"), nullptr);
  for (int i = 8; i < 5'000; i += 17) EXPECT_EQ(object.at("k" + std::to_string(i)), i);
  EXPECT_EQ(object.begin().key(), "k0");
}

TEST(Json, OfEqualNamesTheLastValueWins) {
  EXPECT_EQ(to_text(*parse_json(R"({"a":1,"b":2,"a":3})")), R"({"a":3,"b":2})");
}

TEST(Json, NumbersKeepTheirKind) {
  for (const char* text : {"0.0", "0", "-1", "150.5", "9223372036854775807", "1.0"}) {
    EXPECT_EQ(to_text(*parse_json(text)), text);
  }
}

TEST(Json, AnErrorSaysWhere) {
  const auto parsed = parse_json_located("{\n  \"a\": nope\n}");
  const auto* error = std::get_if<JsonError>(&parsed);
  ASSERT_NE(error, nullptr);
  EXPECT_EQ(error->line, 2U);
  EXPECT_EQ(error->column, 9U) << error->text();
}

TEST(Json, DeepNestingIsRefused) {
  EXPECT_FALSE(parse_json(std::string(100'000, '[')));
  EXPECT_FALSE(parse_json(std::string(1'001, '[') + std::string(1'001, ']')));
  const std::string deep = std::string(1'000, '[') + std::string(1'000, ']');
  const auto json = parse_json(deep);
  ASSERT_TRUE(json);
  const Json copy = *json;
  EXPECT_TRUE(same_json(copy, *json));
  EXPECT_EQ(to_text(copy), deep);
}

TEST(Json, SameIgnoresTheOrderOfMembersButNotOfElements) {
  EXPECT_TRUE(
      same_json(*parse_json(R"({"a":1,"b":[1,2]})"), *parse_json(R"({"b":[1.0,2],"a":1})")));
  EXPECT_FALSE(same_json(*parse_json("[1,2]"), *parse_json("[2,1]")));
}

TEST(Json, BytesThatAreNotUtf8AreRefused) { EXPECT_FALSE(parse_json("\"\xff\"")); }

TEST(Payload, KeepsItsTextAsItCame) {
  const auto payload = Payload::parse("[1,  2]");
  ASSERT_TRUE(payload);
  EXPECT_EQ(payload->text(), "[1,  2]");
  EXPECT_EQ(payload->value().size(), 2U);
}

TEST(Payload, MakesTextFromAValue) {
  EXPECT_EQ(Payload(Json{{"a", 1}}).text(), R"({"a":1})");
  EXPECT_EQ(Payload().text(), "{}");
}

TEST(Payload, ATrustedTextIsParsedWhenAskedFor) {
  const auto payload = Payload::trusted(R"({"a":[true]})");
  EXPECT_FALSE(payload.is_parsed());
  EXPECT_EQ(payload.value().at("a").at(0), true);
  EXPECT_TRUE(payload.is_parsed());
  EXPECT_TRUE(Payload(Json(1)).is_parsed());
}

}  // namespace
}  // namespace sfn
