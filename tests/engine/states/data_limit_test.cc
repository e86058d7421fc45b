#include "engine/states/data_limit.h"

#include "engine/support/outcome_case.h"

namespace sfn::engine {
namespace {

struct ExtentCase {
  const char* name;
  const char* text;
  std::size_t depth;
};
void PrintTo(const ExtentCase& c, std::ostream* out) { *out << c.text; }

class DocumentExtent : public testing::TestWithParam<ExtentCase> {};

TEST_P(DocumentExtent, IsOfTheText) {
  const auto extent = extent_of(Payload::trusted(GetParam().text));
  EXPECT_EQ(extent.bytes, std::string_view(GetParam().text).size());
  EXPECT_EQ(extent.depth, GetParam().depth);
}

const auto kExtents = std::vector<ExtentCase>{
    {"OfANumber", "12", 0},
    {"OfAnEmptyObject", "{}", 1},
    {"OfWhatNestsDeepest", R"([[1],{"a":[[2]]},[3]])", 4},
    {"OfBracketsInATextAlone", R"("[[{")", 0},
    {"OfATextThatEndsInABackslash", R"(["\\",["\""]])", 2},
};
INSTANTIATE_TEST_SUITE_P(States, DocumentExtent, testing::ValuesIn(kExtents), kNameOfCase);

constexpr const char* kTooLarge =
    "States.DataLimitExceeded: The state/task 'S' returned a result with a size exceeding the "
    "maximum number of bytes service limit.";
constexpr const char* kTooDeep =
    "States.DataLimitExceeded: The state/task 'S' returned a result nested more than 10 levels "
    "deep.";

// Bounds of 100 bytes and 10 levels.
class DataLimit : public testing::TestWithParam<OutcomeCase> {};

TEST_P(DataLimit, Holds) {
  World world(GetParam().definition, {.payload_bytes = 100, .payload_depth = 10});
  world.run(GetParam().input, GetParam().answer);
  EXPECT_EQ(world.outcome(), GetParam().outcome);
}

std::string state(std::string_view fields) {
  return machine_of(fmt::format("{},{}", fields, R"("End":true)"));
}
std::string limited_task(std::string_view fields) {
  return state(fmt::format(R"("Type":"Task","Resource":"FUNCTION"{})", fields));
}

const std::string kLong = to_text(std::string(60, 'x'));
const std::string kDeep = std::string(10, '[') + std::string(10, ']');

const auto kDataLimitRules = std::vector<OutcomeCase>{
    {"ForAnOutputOfTheSizeItself", state(R"("Type":"Pass","Result":1)"), kLong, "1"},
    {"ForAnOutputThatAddsToItsInput",
     state(R"("Type":"Pass","Parameters":{"a.$":"$.a"},"ResultPath":"$.b")"),
     fmt::format(R"({{"a":{}}})", kLong), kTooLarge},
    {"ForTheInputOfATask", limited_task(R"(,"Parameters":{"a.$":"$","b.$":"$"})"), kLong,
     kTooLarge},
    {"ForTheInputOfATaskThatAPathMultiplies", limited_task(R"(,"InputPath":"$..*")"),
     R"([[[["xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"]]]])", kTooLarge},
    {"ForAVariable", state(R"("Type":"Pass","Assign":{"a.$":"$","b.$":"$"})"), kLong, kTooLarge},
    {"ForTheInputOfAnIteration",
     state(R"("Type":"Map","ItemSelector":{"a.$":"$[0]","b.$":"$[0]"},"ItemProcessor":{
              "StartAt":"A","States":{"A":{"Type":"Succeed"}}})"),
     fmt::format("[{}]", kLong), kTooLarge},
    {"ForWhatACatcherMakes",
     machine_of(R"("Type":"Task","Resource":"FUNCTION","End":true,
                   "Catch":[{"ErrorEquals":["E"],"ResultPath":"$.e","Next":"T"}])",
                R"("T":{"Type":"Succeed"})"),
     fmt::format(R"({{"a":{}}})", kLong), kTooLarge, fails("E", "a cause of some length")},
    {"NotForAResultThatIsDiscarded", limited_task(R"(,"ResultPath":null)"), kLong, kLong,
     always(kLong)},
    {"ForAnAnswerTooDeep", limited_task(""), "{}",
     fmt::format("States.DataLimitExceeded: The state/task '{}' returned a result nested more than "
                 "10 levels deep.",
                 kFunctionArn),
     always("[" + kDeep + "]")},
    {"NotForAnAnswerOfTheDepthItself", limited_task(""), "{}", kDeep, always(kDeep)},
    {"ForATemplateTooDeep", state(R"("Type":"Pass","Parameters":{"a.$":"$"})"), kDeep, kTooDeep},
    {"ForAPlaceTooDeep", state(R"("Type":"Pass","Result":[],"ResultPath":"$.a.b.c.d.e.f.g.h.i.j")"),
     "{}", kTooDeep},
    {"ForTheOutputsOfBranchesTooDeep", state(R"("Type":"Parallel","Branches":[
              {"StartAt":"A","States":{"A":{"Type":"Succeed"}}}])"),
     kDeep, kTooDeep},
    {"ForTheOutputsOfIterationsTooDeep",
     state(R"("Type":"Map","ItemSelector":{"a":{"a.$":"$$.Map.Item.Value"}},"ItemProcessor":{
              "StartAt":"A","States":{"A":{"Type":"Succeed"}}})"),
     "[[[[[[[[[0]]]]]]]]]", kTooDeep},
    {"ByAnErrorThatCanBeCaught",
     machine_of(R"("Type":"Task","Resource":"FUNCTION","End":true,
                   "Catch":[{"ErrorEquals":["States.DataLimitExceeded"],"ResultPath":null,"Next":"T"}])",
                R"("T":{"Type":"Succeed"})"),
     "1", "1", always("[" + kDeep + "]")},
};
INSTANTIATE_TEST_SUITE_P(States, DataLimit, testing::ValuesIn(kDataLimitRules), kNameOfCase);

TEST(DataLimit, EndsALoopThatNestsItsOwnOutput) {
  World world(machine_of(
      R"("Type":"Pass","Parameters":{"again.$":"$"},"Next":"C")",
      R"("C":{"Type":"Choice","Choices":[{"Variable":"$","IsNull":true,"Next":"E"}],"Default":"S"},
         "E":{"Type":"Succeed"})"));
  world.run("{}", always("1"));
  EXPECT_EQ(world.outcome(),
            "States.DataLimitExceeded: The state/task 'S' returned a result nested more than 1000 "
            "levels deep.");
  World resumed(machine_of(R"("Type":"Succeed")"));
  resumed.resume(world.rows());
  EXPECT_EQ(resumed.execution(), world.execution());
}

// 20 states, each of which names its input ten times over, would make 10^20 bytes.
TEST(DataLimit, StopsATemplateBeforeItHasGrown) {
  std::string many;
  for (int i = 0; i < 20'000; ++i) many += fmt::format(R"({}"m{}.$":"$")", i == 0 ? "" : ",", i);
  World world(state(fmt::format(R"("Type":"Pass","Parameters":{{{}}})", many)));
  world.run(to_text(std::string(200'000, 'x')), always("1"));
  EXPECT_EQ(world.outcome(), kTooLarge);
}

}  // namespace
}  // namespace sfn::engine
