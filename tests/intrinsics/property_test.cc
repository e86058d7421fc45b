// For any expression that parses: it gives a value or an error, and takes no more than it is given.
#include <gtest/gtest.h>

#include <array>
#include <random>

#include "intrinsics/support.h"

namespace sfn::intrinsics {
namespace {

constexpr std::array<const char*, 18> kNames = {
    "Array",        "ArrayContains", "ArrayGetItem", "ArrayLength", "ArrayPartition", "ArrayRange",
    "ArrayUnique",  "Base64Decode",  "Base64Encode", "Format",      "Hash",           "JsonMerge",
    "JsonToString", "MathAdd",       "MathRandom",   "StringSplit", "StringToJson",   "UUID"};

constexpr std::array<std::size_t, 18> kCounts = {3, 2, 2, 1, 2, 3, 1, 1, 1,
                                                 3, 2, 3, 1, 2, 2, 2, 1, 0};

constexpr std::array<const char*, 22> kLeaves = {
    "$",       "$.a",    "$.list",  "$.list[0]", "$..x",  "$.list[?(@.x > 1)]",
    "$.nope",  "$.text", "'{}-{}'", "'MD5'",     "'a,b'", "','",
    "'[1,2]'", "'QQ=='", "''",      "0",         "1",     "-3.5",
    "2e9",     "true",   "false",   "null"};

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  std::string call(int depth) {
    const auto which = pick(kNames.size());
    auto text = std::string("States.") + kNames[which] + "(";
    for (std::size_t i = 0; i < kCounts[which]; ++i) {
      if (i > 0) text += ", ";
      text += depth > 0 && pick(3) == 0 ? call(depth - 1) : kLeaves[pick(kLeaves.size())];
    }
    return text + ")";
  }

 private:
  std::size_t pick(std::size_t count) { return random_() % count; }
  std::mt19937_64 random_;
};

Json document() {
  return *parse_json(
      R"({"a":{"x":1,"y":[true,null]},"list":[{"x":1},{"x":2},3,"t"],"text":"añb,{}"})");
}

TEST(AnyIntrinsic, GivesAValueOrAnErrorWithinItsBudget) {
  for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
    const auto text = Generator(seed).call(9);
    const auto expression = Expression::parse(text);
    ASSERT_TRUE(expression) << "seed " << seed << ": " << text << ": " << expression.error().cause;
    DocumentEnvironment generous(document(), 1'000'000);
    const auto value = expression->evaluate(generous);
    if (!value) {
      EXPECT_FALSE(value.error().cause.empty()) << "seed " << seed << ": " << text;
      EXPECT_NE(value.error().name, "BytesExceeded") << "seed " << seed << ": " << text;
      continue;
    }
    const auto printed = parse_json(to_text(*value));
    EXPECT_TRUE(printed && same_json(*printed, *value)) << "seed " << seed << ": " << text;

    // One byte less than it took is not enough, and what it took is.
    const auto taken = 1'000'000 - generous.bytes_left;
    DocumentEnvironment exact(document(), taken);
    EXPECT_EQ(*expression->evaluate(exact), *value) << "seed " << seed << ": " << text;
    if (taken == 0) continue;
    DocumentEnvironment less(document(), taken - 1);
    const auto refused = expression->evaluate(less);
    ASSERT_FALSE(refused) << "seed " << seed << ": " << text;
    EXPECT_EQ(refused.error().name, "BytesExceeded") << "seed " << seed << ": " << text;
  }
}

// What is made on the way is charged for, so it cannot grow past the budget.
TEST(AnyIntrinsic, CannotGrowPastItsBudget) {
  Json document = Json::object();
  document["big"] = std::string(200'000, 'x');
  std::string text = "$.big";
  for (int i = 0; i < 10; ++i) {
    std::string call = "States.Array(" + text;
    for (int j = 0; j < 20; ++j) call += ", $.big";
    text = call + ")";
  }
  DocumentEnvironment environment(std::move(document), 8'000'000);
  EXPECT_EQ(Expression::parse(text)->evaluate(environment).error().name, "BytesExceeded");
}

}  // namespace
}  // namespace sfn::intrinsics
