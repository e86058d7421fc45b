// What decisions cost, and what becomes of those that cost too much.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "engine/support/definitions.h"
#include "engine/support/world.h"

namespace sfn::engine {
namespace {

using history::WorkKind;

constexpr const char* kTaskState = R"("Type":"Task","Resource":"FUNCTION","Next":"T")";

// A task, and then the state T with these fields.
std::string after_a_task(std::string_view fields, std::string_view more = "") {
  return machine_of(kTaskState,
                    fmt::format(R"("T":{{{}}}{}{})", fields, more.empty() ? "" : ",", more));
}

std::string large_document(std::size_t members) {
  std::string text = "{";
  for (std::size_t i = 0; i < members; ++i) text += fmt::format(R"("member{:05}":{},)", i, i);
  return text + R"("a":1})";
}

std::string nested_document(std::size_t levels) {
  std::string text = "1";
  for (std::size_t i = 0; i < levels; ++i) text = R"({"a":)" + text + "}";
  return text;
}

Command answer_to(const World& world, std::string_view output) {
  return TaskEnded{world.execution().outstanding.begin()->first,
                   history::TaskSuccess{*Payload::parse(std::string(output))}};
}

Facts facts_of(const World& world) {
  return {world.now(), [] { return std::uint64_t{7}; }};
}

// What is left undone of the command with so much for all of its steps.
Result<Events> run_with(const World& world, Execution& execution, const Command& command,
                        const Budget& budget) {
  return run(world.machine(), execution, command, facts_of(world), {.budget = budget});
}

bool is_put_off(const Execution& execution) {
  return !execution.outstanding.empty() &&
         execution.outstanding.begin()->first.kind == WorkKind::Continue;
}

TEST(Budget, RefusesACommandWhoseFirstStepCostsMore) {
  World world(after_a_task(R"("Type":"Succeed")"));
  world.start();
  Execution execution = world.execution();
  const auto refused = run_with(world, execution, answer_to(world, "1"), {1, Meter::kUnlimited});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().name, "OverBudget");
  EXPECT_TRUE(execution == world.execution());
}

TEST(Budget, PutsOffTheStepsThatCostMoreThanIsLeft) {
  World world(after_a_task(R"("Type":"Succeed")"));
  world.start();
  Execution execution = world.execution();
  ASSERT_TRUE(run_with(world, execution, answer_to(world, "1"), {Meter::kUnlimited, 7}));
  EXPECT_TRUE(execution.is_running());
  EXPECT_TRUE(is_put_off(execution));
}

TEST(Budget, ChangesNothingThatIsDecidedWithinIt) {
  World world(after_a_task(R"("Type":"Pass","Next":"U")", R"("U":{"Type":"Succeed"})"));
  world.start();
  const auto command = answer_to(world, "1");
  Execution bounded = world.execution();
  Execution unbounded = world.execution();
  const auto few = run_with(world, bounded, command, kTurnBudget);
  const auto many = run_with(world, unbounded, command, {});
  EXPECT_EQ(*few, *many);
  EXPECT_TRUE(bounded == unbounded);
}

TEST(Budget, NeverRefusesToStartOrToStop) {
  constexpr Bounds kNothing{.budget = {0, 0}};
  World world(after_a_task(R"("Type":"Succeed")"), kNothing);
  world.start();
  EXPECT_EQ(world.outstanding(), "0.1.continue");
  Execution execution = world.execution();
  EXPECT_TRUE(run_with(world, execution, StopExecution{{"E", "C"}}, kNothing.budget));
  EXPECT_EQ(execution.status, Status::Aborted);
}

// ---- what costs

struct Dear {
  std::string name;
  std::string definition;  ///< Of what follows the task.
  std::string output;      ///< Of the task.
};
std::ostream& operator<<(std::ostream& out, const Dear& dear) { return out << dear.name; }

std::string choices(int count) {
  std::string rules;
  for (int i = 0; i < count; ++i) {
    rules += R"({"Variable":"$.a","NumericEquals":2,"Next":"E"},)";
  }
  rules.pop_back();
  return after_a_task(fmt::format(R"("Type":"Choice","Default":"E","Choices":[{}])", rules),
                      R"("E":{"Type":"Succeed"})");
}

std::string branches(int count) {
  std::string all;
  for (int i = 0; i < count; ++i) {
    all +=
        fmt::format(R"({{"StartAt":"B{0}","States":{{"B{0}":{{"Type":"Pass","End":true}}}}}},)", i);
  }
  all.pop_back();
  return after_a_task(fmt::format(R"("Type":"Parallel","End":true,"Branches":[{}])", all));
}

std::string pass_state(std::string_view fields) {
  return after_a_task(fmt::format(R"("Type":"Pass","End":true,{})", fields));
}

// Each costs more than a turn has, and next to nothing with the output `{"a":[1]}`.
const auto kDear = std::vector<Dear>{
    {"APathIntoALargeDocument", pass_state(R"("InputPath":"$.a")"), large_document(10'000)},
    {"AResultPutIntoOne", pass_state(R"("Result":1,"ResultPath":"$.r")"), large_document(10'000)},
    {"ATemplateThatTakesFromIt", pass_state(R"("Parameters":{"x.$":"$.a"})"),
     large_document(10'000)},
    {"AConditionOverIt",
     after_a_task(R"("Type":"Choice","Choices":[{"Variable":"$.a","IsPresent":true,"Next":"E"}])",
                  R"("E":{"Type":"Succeed"})"),
     large_document(10'000)},
    {"AVariableAssignedFromIt", pass_state(R"("Assign":{"x.$":"$.a"})"), large_document(10'000)},
    {"AnInputThatIsReplaced", pass_state(R"("Result":1)"), large_document(10'000)},
    {"ManyValuesFound", pass_state(R"("InputPath":"$..*")"),
     fmt::format(R"({{"a":[{}1]}})",
                 [] {
                   std::string elements;
                   for (int i = 0; i < 30'000; ++i) elements += "1,";
                   return elements;
                 }())},
    {"AValueFoundWithAllThatItHolds", pass_state(R"("InputPath":"$..*")"), nested_document(200)},
    {"ItemsOfAMap",
     after_a_task(R"("Type":"Map","ItemsPath":"$.a","End":true,"ItemProcessor":{"StartAt":"I",
                     "States":{"I":{"Type":"Pass","End":true}}})"),
     fmt::format(R"({{"a":["{}"]}})", std::string(150'000, 'x'))},
};

class Cost : public testing::TestWithParam<Dear> {};

TEST_P(Cost, IsChargedForWhatIsTouched) {
  World world(GetParam().definition);
  world.start();
  Execution small = world.execution();
  ASSERT_TRUE(run_with(world, small, answer_to(world, R"({"a":[1]})"), kTurnBudget));
  EXPECT_FALSE(is_put_off(small));
  Execution large = world.execution();
  ASSERT_TRUE(run_with(world, large, answer_to(world, GetParam().output), kTurnBudget));
  EXPECT_TRUE(is_put_off(large));
  // What is put off is the step that no turn of the loop can take.
  const WorkDue go_on{large.outstanding.begin()->first};
  const auto refused = run_with(world, large, go_on, kTurnBudget);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().name, "OverBudget");
  EXPECT_TRUE(run_with(world, large, go_on, kThreadBudget));
  EXPECT_TRUE(large.status == Status::Succeeded) << "on a thread";
}
INSTANTIATE_TEST_SUITE_P(Engine, Cost, testing::ValuesIn(kDear),
                         [](const auto& test) { return test.param.name; });

TEST(CostOfItems, IsChargedOnceForAWholeMap) {
  constexpr int kItems = 30;
  World world(
      after_a_task(R"("Type":"Map","MaxConcurrency":1,"End":true,"ItemProcessor":{"StartAt":"I",
                      "States":{"I":{"Type":"Pass","End":true}}})"));
  world.start();
  std::string items;
  for (int i = 0; i < kItems; ++i) items += '"' + std::string(5'000, 'x') + "\",";
  items.back() = ']';
  Execution execution = world.execution();
  Meter all(Meter::kUnlimited);
  all.charge_bytes(items.size());
  const auto once = Meter::kUnlimited - all.left();
  ASSERT_TRUE(run_with(world, execution, answer_to(world, "[" + items),
                       {Meter::kUnlimited, once * kItems / 2}));
  EXPECT_EQ(execution.status, Status::Succeeded);
}

struct Wide {
  std::string name;
  std::string (*definition)(int);
};
std::ostream& operator<<(std::ostream& out, const Wide& wide) { return out << wide.name; }

class CostOfWidth : public testing::TestWithParam<Wide> {};

TEST_P(CostOfWidth, GrowsWithTheDefinition) {
  for (const int width : {2, 5'000}) {
    World world(GetParam().definition(width));
    world.start();
    Execution execution = world.execution();
    ASSERT_TRUE(run_with(world, execution, answer_to(world, R"({"a":1})"), kTurnBudget));
    EXPECT_EQ(is_put_off(execution), width > 2) << width;
  }
}
INSTANTIATE_TEST_SUITE_P(Engine, CostOfWidth,
                         testing::Values(Wide{"Choices", choices}, Wide{"Branches", branches}),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace sfn::engine
