#include "base/json_positions.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace sfn {
namespace {

std::string text_at(const std::string& text, std::string_view location) {
  const auto place = JsonPositions(text).find(location);
  return place ? text.substr(place->value.begin, place->value.end - place->value.begin) : "nowhere";
}

TEST(JsonPositions, FindValuesByTheirLocation) {
  const std::string text = R"( {"a": [1, {"b": "x\"y"}, -2.5e3 ], "c":{} , "d" : null} )";
  EXPECT_EQ(text_at(text, "/"), text.substr(1, text.size() - 2));
  EXPECT_EQ(text_at(text, "/a"), R"([1, {"b": "x\"y"}, -2.5e3 ])");
  EXPECT_EQ(text_at(text, "/a[0]"), "1");
  EXPECT_EQ(text_at(text, "/a[1]/b"), R"("x\"y")");
  EXPECT_EQ(text_at(text, "/a[2]"), "-2.5e3");
  EXPECT_EQ(text_at(text, "/c"), "{}");
  EXPECT_EQ(text_at(text, "/d"), "null");
  for (const char* location :
       {"", "/x", "/a[3]", "/a[-1]", "/a[1", "/a[1]x", "/a/b", "a", "/d/e"}) {
    EXPECT_EQ(text_at(text, location), *location == 0 ? text_at(text, "/") : "nowhere") << location;
  }
}

TEST(JsonPositions, FindNamesThatLookLikeLocations) {
  const std::string text = R"({"a/b":{"c[0]":1},"a":{"b":{"d":2}},"":{"":3},"x\ny":4,"é":5})";
  EXPECT_EQ(text_at(text, "/a/b/c[0]"), "1");
  EXPECT_EQ(text_at(text, "/a/b/d"), "2");
  EXPECT_EQ(text_at(text, "//"), "3");
  EXPECT_EQ(text_at(text, "/x\ny"), "4");
  EXPECT_EQ(text_at(text, "/é"), "5");
}

TEST(JsonPositions, TellNamesFromValues) {
  const std::string text = R"({"a":{"bc":[7]}})";
  const JsonPositions positions(text);
  EXPECT_EQ(positions.find("/a/bc"), (JsonPositions::Place{{6, 10}, {11, 14}, true}));
  EXPECT_EQ(positions.find("/a/bc[0]"), (JsonPositions::Place{{}, {12, 13}, false}));
  EXPECT_EQ(positions.find_member("/a", "bc"), positions.find("/a/bc"));
  EXPECT_EQ(positions.find_member("/a", "b"), std::nullopt);
  EXPECT_EQ(positions.find_member("/a/bc", "0"), std::nullopt);
}

TEST(JsonPositions, OfAMemberGivenTwiceHaveTheLast) {
  EXPECT_EQ(text_at(R"({"a":1,"a":2})", "/a"), "2");
}

TEST(JsonPositions, TellWhichMembersLaterOnesStandFor) {
  const std::string text = R"({"a":{"b":1,"\u0062":2,"b":3},"b":[{"b":4},{"b":5}],"a":6})";
  std::vector<std::string> values;
  for (const auto& place : JsonPositions(text).overridden()) {
    values.push_back(text.substr(place.value.begin, place.value.end - place.value.begin));
  }
  EXPECT_EQ(values, (std::vector<std::string>{R"({"b":1,"\u0062":2,"b":3})", "1", "2"}));
}

TEST(JsonPositions, KeepWhatIsReadOfABrokenText) {
  EXPECT_EQ(text_at(R"({"a":1,"b":[2,)", "/b[0]"), "2");
  for (const char* text : {"", "}", "]]", "\"", "\"\\", "{\"a", "{\"a\":", ",:,", "{]}", "[1]2"}) {
    JsonPositions positions(text);
    EXPECT_EQ(positions.find("/nowhere"), std::nullopt) << text;
  }
}

TEST(JsonPositions, OfADeepAndOfALargeTextAreFound) {
  constexpr std::size_t kDepth = 200'000;
  std::string deep;
  std::string location;
  for (std::size_t i = 0; i < kDepth; ++i) {
    deep += '[';
    location += "[0]";
  }
  EXPECT_EQ(text_at(deep + "1", location), "1");

  std::string large = "{";
  for (int i = 0; i < 50'000; ++i)
    large += "\"k" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  EXPECT_EQ(text_at(large + "\"x\":0}", "/k49999"), "49999");
}

TEST(TextLines, CountCharacters) {
  const TextLines lines("äb\r\n\n  c");
  EXPECT_EQ(lines.position_of(0), (TextPosition{1, 1}));
  EXPECT_EQ(lines.position_of(2), (TextPosition{1, 2}));
  EXPECT_EQ(lines.position_of(5), (TextPosition{2, 1}));
  EXPECT_EQ(lines.position_of(8), (TextPosition{3, 3}));
  EXPECT_EQ(lines.position_of(9), (TextPosition{3, 4}));
  EXPECT_EQ(lines.line(1), "äb");
  EXPECT_EQ(lines.line(2), "");
  EXPECT_EQ(lines.line(3), "  c");
}

}  // namespace
}  // namespace sfn
