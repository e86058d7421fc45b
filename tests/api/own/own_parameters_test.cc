#include <gmock/gmock.h>

#include "api/own/parameters.h"

namespace sfn::api {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Parameters, ReadsWhatIsGiven) {
  Parameters parameters({{"a", "x"},
                         {"n", "7"},
                         {"t", "2026-11-22T18:04:05+01:00"},
                         {"w", "up"},
                         {"l", "up,down"},
                         {"f", "true"}});
  EXPECT_EQ(parameters.text("a"), "x");
  EXPECT_EQ(parameters.integer("n", {1, 7}), 7);
  EXPECT_EQ(to_iso8601(*parameters.time("t")), "2026-11-22T17:04:05.000Z");
  EXPECT_EQ(parameters.word("w", {"up", "down"}), "up");
  EXPECT_THAT(parameters.words("l", {"up", "down"}), ElementsAre("up", "down"));
  EXPECT_TRUE(parameters.flag("f"));
  EXPECT_TRUE(parameters.verdict());
}

TEST(Parameters, TakesTheEmptyTextForNothing) {
  Parameters parameters({{"a", ""}, {"n", ""}, {"t", ""}, {"w", ""}, {"l", ""}, {"f", ""}});
  EXPECT_EQ(parameters.text("a"), std::nullopt);
  EXPECT_EQ(parameters.integer("n", {1, 7}), std::nullopt);
  EXPECT_EQ(parameters.time("t"), std::nullopt);
  EXPECT_EQ(parameters.word("w", {"up"}), std::nullopt);
  EXPECT_THAT(parameters.words("l", {"up"}), IsEmpty());
  EXPECT_FALSE(parameters.flag("f"));
  EXPECT_TRUE(parameters.verdict());
}

TEST(Parameters, TellsAllThatIsWrongAtOnce) {
  Parameters parameters({{"n", "x"}, {"t", "now"}, {"w", "left"}, {"stray", "1"}});
  parameters.required_text("a");
  parameters.integer("n", {1});
  parameters.time("t");
  parameters.word("w", {"up", "down"});
  EXPECT_EQ(parameters.verdict().error(),
            (Error{"ValidationException",
                   "'a' is missing; 'n' must be a whole number from 1 on, got 'x'; 't' must be a "
                   "time such as 2026-11-22T18:04:05Z, got 'now'; 'w' knows up, down, got 'left'; "
                   "there is no parameter 'stray'; there are a, n, t, w"}));
}

TEST(Parameters, AreTheTextsOfABody) {
  EXPECT_EQ(*parse_parameters(""), ParameterTexts());
  EXPECT_EQ(*parse_parameters(R"({"a":"x","b":null})"), (ParameterTexts{{"a", "x"}}));
  for (const auto* wrong : {"[]", "5", "{", R"({"a":1})", R"({"a":{}})"}) {
    EXPECT_EQ(parse_parameters(wrong).error().name, "ValidationException") << wrong;
  }
}

}  // namespace
}  // namespace sfn::api
