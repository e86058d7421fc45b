// The functions that Step Functions adds.
#include <gtest/gtest.h>

#include "jsonata/answer.h"

namespace sfn::jsonata {
namespace {

struct StepFunctionCall {
  std::string name;
  std::string expression;
  std::string expected;
};

void PrintTo(const StepFunctionCall& row, std::ostream* out) { *out << row.expression; }

const auto kStepFunctionCalls = std::vector<StepFunctionCall>{
    {"Partition", "$partition([1..5], 2)", "[[1,2],[3,4],[5]]"},
    {"PartitionTruncates", "$partition([1..3], 2.9)", "[[1,2],[3]]"},
    {"PartitionByNothing", "$partition([1..3], 0)", "nothing"},
    {"PartitionOfNone", "$partition([], 2)", "nothing"},
    {"Range", "$range(1, 10, 3)", "[1,4,7,10]"},
    {"RangeDown", "$range(3, 1, -1)", "[3,2,1]"},
    {"RangeOfOne", "$range(4, 4, 1)", "4"},
    {"RangeTheWrongWay", "$range(1, 3, -1)", "nothing"},
    {"RangeWithoutStep", "$range(1, 3)", "nothing"},
    {"RangeAtTheLimit", "$count($range(1, 360145, 1))", "360145"},
    {"RangeBeyondTheLimit", "$count($range(1, 360146, 1))", "!"},
    {"HashMd5", "$hash('input data', 'MD5')", "\"812f45842bc6d66ee14572ce20db8e86\""},
    {"HashSha1", "$hash('input data', 'SHA-1')", "\"aaff4a450a104cd177d28d18d74485e8cae074b7\""},
    {"HashSha256", "$hash('input data', 'SHA-256')",
     "\"b4a697a057313163aee33cd8d40c66e9f0f177e00cac2de32475ffff6169c3e3\""},
    {"HashOfAnObject", "$hash({'a':1}, 'MD5') = $hash('{\"a\":1}', 'MD5')", "true"},
    {"HashUnknown", "$hash('a', 'CRC')", "!D3137"},
    {"RandomWithSeedRepeats", "$random(5) = $random(5)", "true"},
    {"RandomSeedsDiffer", "$random(5) = $random(6)", "false"},
    {"RandomInRange", "($r := $random(); $r >= 0 and $r < 1)", "true"},
    {"UuidVersion",
     "$contains($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)",
     "true"},
    {"UuidsDiffer", "$uuid() = $uuid()", "false"},
    {"Parse", "$parse('{\"a\":[1,null]}')", "{\"a\":[1,null]}"},
    {"ParseFails", "$parse('{')", "!D3137"},
    {"ParseOfNothing", "$parse(nope)", "nothing"},
};

class StepFunctionsRows : public testing::TestWithParam<StepFunctionCall> {};

TEST_P(StepFunctionsRows, Answer) {
  EXPECT_EQ(answer({GetParam().expression, {}, Dialect::step_functions()}), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Functions, StepFunctionsRows, testing::ValuesIn(kStepFunctionCalls),
                         [](const auto& test) { return test.param.name; });

TEST(StepFunctions, UuidHasAllBitsOfTheEntropyButItsMarks) {
  const auto parsed = Expression::parse("$uuid()", Dialect::step_functions());
  const auto uuid_of = [&](std::uint64_t bits) {
    const Environment environment{.entropy = [bits] { return bits; }};
    const auto found = std::get<Expression>(parsed).evaluate(Value(), environment);
    return std::string(std::get<Outcome>(found).value().text());
  };
  EXPECT_EQ(uuid_of(~std::uint64_t{0}), "ffffffff-ffff-4fff-bfff-ffffffffffff");
  EXPECT_EQ(uuid_of(0), "00000000-0000-4000-8000-000000000000");
}

}  // namespace
}  // namespace sfn::jsonata
