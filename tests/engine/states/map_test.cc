#include "engine/support/outcome_case.h"

namespace sfn::engine {
namespace {

using history::TaskSuccess;
using history::TaskWork;

// A Map over one state A.
std::string map(std::string_view item_state, std::string_view fields = "",
                std::string_view further = "") {
  return machine_of(
      fmt::format(
          R"("Type":"Map","ItemProcessor":{{"StartAt":"A","States":{{"A":{{{},"End":true}}}}}}
                     {}{}{})",
          item_state, fields.empty() ? "" : ",", fields,
          further.empty() ? R"(,"End":true)" : R"(,"Next":"T")"),
      further);
}

constexpr const char* kIteratedTask = R"("Type":"Task","Resource":"FUNCTION")";
constexpr const char* kIteratedPass = R"("Type":"Pass")";

// Answers with what it was called with; fails on an item `"bad"`.
const World::Answer kEcho = [](const TaskWork& task) -> history::TaskOutcome {
  if (task.parameters.text() == R"("bad")") return history::TaskFailure{"E", "bad item"};
  return TaskSuccess{task.parameters};
};

class Map : public testing::TestWithParam<OutcomeCase> {};

TEST_P(Map, Gives) { expect_outcome(GetParam()); }

const auto kMapRules = std::vector<OutcomeCase>{
    {"TheOutputsInTheOrderOfTheItems", map(R"("Type":"Wait","SecondsPath":"$")"), "[3,1,2]",
     "[3,1,2]"},
    {"NothingForNoItems", map(kIteratedTask), "[]", "[]", kEcho},
    {"TheOutputsOfTheItemsAtItsPath", map(kIteratedPass, R"("InputPath":"$.a","ItemsPath":"$.b")"),
     R"({"a":{"b":[1,2]}})", "[1,2]"},
    {"TheOutputsOfItemsInAVariable",
     machine_of(R"("Type":"Pass","Assign":{"v":[1]},"Next":"M")",
                R"("M":{"Type":"Map","ItemsPath":"$v","End":true,"ItemProcessor":{"StartAt":"A",
                        "States":{"A":{"Type":"Succeed"}}}})"),
     "{}", "[1]"},
    {"WhatItemSelectorMakesOfTheItems",
     map(kIteratedPass,
         R"("ItemsPath":"$.i","ItemSelector":{"v.$":"$$.Map.Item.Value","k.$":"$.k"})"),
     R"({"i":[1,2],"k":"c"})", R"([{"v":1,"k":"c"},{"v":2,"k":"c"}])"},
    {"WhatParametersMakeOfTheItems",
     map(kIteratedPass, R"("Parameters":{"v.$":"$$.Map.Item.Value"})"), "[1]", R"([{"v":1}])"},
    {"WhatResultSelectorMakesOfTheOutputs",
     map(kIteratedPass,
         R"("ItemsPath":"$.i","ResultSelector":{"first.$":"$[0]"},"ResultPath":"$.r")"),
     R"({"i":[7,8]})", R"({"i":[7,8],"r":{"first":7}})"},
    {"VariablesFromTheOutputs",
     map(kIteratedPass, R"("Assign":{"v.$":"$[1]"})",
         R"("T":{"Type":"Pass","End":true,"Parameters":{"v.$":"$v"}})"),
     "[1,2]", R"({"v":2})"},
    {"ListsOfListsFromAMapInside",
     map(R"("Type":"Map","ItemProcessor":{"StartAt":"B","States":{"B":{"Type":"Succeed"}}})"),
     "[[1,2],[],[3]]", "[[1,2],[],[3]]"},
    {"AnErrorForItemsThatAreNoArray", map(kIteratedPass, R"("ItemsPath":"$.a")"),
     R"({"a":{"b":1}})", failure("Reference path \"$.a\" must point to array.")},
    {"AnErrorForNoItems", map(kIteratedPass, R"("ItemsPath":"$.a")"), "{}",
     failure("Invalid path '$.a' : No results for path: $['a']")},
    {"AnErrorForAConcurrencyThatIsNoNumber",
     map(kIteratedPass, R"("ItemsPath":"$.i","MaxConcurrencyPath":"$.c")"),
     R"({"i":[1],"c":"NoNumber"})",
     failure("The MaxConcurrencyPath field refers to value \"NoNumber\" which is not a valid "
             "integer: $.c")},
    {"AnErrorForAConcurrencyThatIsAnObject",
     map(kIteratedPass, R"("ItemsPath":"$.i","MaxConcurrencyPath":"$.c")"), R"({"i":[1],"c":{}})",
     failure("The MaxConcurrencyPath field refers to value \"{}\" which is not a valid integer: "
             "$.c")},
    {"AnErrorForAnItemThatItsSelectorCannotUse",
     map(kIteratedPass, R"("ItemSelector":{"v.$":"$$.Map.Item.Value.x"})"), R"([{"x":1},{"y":2}])",
     failure("The JSONPath '$$.Map.Item.Value.x' specified for the field 'v.$' could not be found "
             "in the input '[{\"x\":1},{\"y\":2}]'")},
    {"TheErrorOfItsFirstFailure", map(kIteratedTask), R"([1,"bad",3])", "E: bad item", kEcho},
    {"TheErrorThatItsCatcherMade",
     map(kIteratedTask, R"("Catch":[{"ErrorEquals":["E"],"Next":"T"}])",
         R"("T":{"Type":"Succeed"})"),
     R"(["bad"])", R"({"Error":"E","Cause":"bad item"})", kEcho},
    {"AResultAfterARetry", map(kIteratedTask, R"("Retry":[{"ErrorEquals":["E"]}])"), "[1,2]",
     "[1,2]", in_turn({kEcho, fails("E"), kEcho})},
    {"AResultAfterARetryOfAMapInside",
     map(R"("Type":"Map","Retry":[{"ErrorEquals":["E"]}],"ItemProcessor":{"StartAt":"B","States":{
            "B":{"Type":"Task","Resource":"FUNCTION","End":true}}})"),
     "[[1,2],[3]]", "[[1,2],[3]]", in_turn({kEcho, fails("E"), kEcho})},
};
INSTANTIATE_TEST_SUITE_P(States, Map, testing::ValuesIn(kMapRules), kNameOfCase);

struct ConcurrencyCase {
  const char* name;
  const char* fields;
  int items;
  int at_once;
};
void PrintTo(const ConcurrencyCase& c, std::ostream* out) { *out << c.fields; }

class MapConcurrency : public testing::TestWithParam<ConcurrencyCase> {};

TEST_P(MapConcurrency, IsNeverExceededAndAlwaysUsed) {
  const ConcurrencyCase& c = GetParam();
  Json input = {{"i", Json::array()}, {"c", 2}, {"text", "2"}};
  for (int i = 0; i < c.items; ++i) input["i"].push_back(i);
  World world(map(kIteratedTask, fmt::format(R"("ItemsPath":"$.i"{})", c.fields)));
  world.start(to_text(input));
  for (int left = c.items; left > 0; --left) {
    ASSERT_EQ(static_cast<int>(world.execution().outstanding.size()), std::min(left, c.at_once));
    ASSERT_TRUE(world.play_one(kEcho));
  }
  EXPECT_EQ(world.outcome(), to_text(input["i"]));
}

const auto kConcurrency = std::vector<ConcurrencyCase>{
    {"One", R"(,"MaxConcurrency":1)", 5, 1},
    {"Three", R"(,"MaxConcurrency":3)", 10, 3},
    {"MoreThanItems", R"(,"MaxConcurrency":9)", 4, 4},
    {"AsMuchAsThereIs", "", 100, 40},
    {"NeverMoreThanThereIs", R"(,"MaxConcurrency":1000)", 100, 40},
    {"AtAPath", R"(,"MaxConcurrencyPath":"$.c")", 5, 2},
    {"AtAPathAsAText", R"(,"MaxConcurrencyPath":"$.text")", 5, 2},
};
INSTANTIATE_TEST_SUITE_P(States, MapConcurrency, testing::ValuesIn(kConcurrency), kNameOfCase);

TEST(Map, NotesTheIterationsThatEndedBeforeASiblingFailed) {
  // In one command: item 1 ends, and item 2 fails before the Map has its turn again.
  World world(machine_of(
      R"("Type":"Map","End":true,"ItemProcessor":{"StartAt":"C","States":{
         "C":{"Type":"Choice","Default":"G","Choices":[{"Variable":"$","NumericEquals":2,"Next":"F"}]},
         "F":{"Type":"Fail","Error":"E"},"G":{"Type":"Succeed"}}})"));
  world.start("[1,2]");
  const auto history = world.history();
  EXPECT_EQ(history.substr(history.find("11<-9")),
            "11<-9 FailStateEntered F\n12<-10 SucceedStateExited G\n"
            "13<-12 MapIterationSucceeded S[0]\n14<-11 MapIterationFailed S[1]\n"
            "15<-11 MapStateFailed\n16<-15 ExecutionFailed\n");
}

// The third item is too large for its selector, which is found when the first has made room for it.
World with_an_item_too_large(std::string_view fields) {
  World world(map(kIteratedTask,
                  fmt::format(R"("MaxConcurrency":2,{},"ItemSelector":{{"a.$":"$$.Map.Item.Value",
                                 "b.$":"$$.Map.Item.Value"}})",
                              fields),
                  where_named("T", R"("Type":"Wait","Seconds":1,"End":true)", fields)),
              {.payload_bytes = 100});
  world.start(R"([1,2,"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"])");
  world.play_one(always("1"));
  return world;
}

TEST(Map, CutsTheIterationsThatRunWhereAnItemIsTooLarge) {
  const auto world = with_an_item_too_large(
      R"("Catch":[{"ErrorEquals":["States.DataLimitExceeded"],"ResultPath":null,"Next":"T"}])");
  EXPECT_EQ(world.outstanding(), "4.0.wait");
  EXPECT_EQ(world.execution().scopes.size(), 1u);
  const auto history = world.history();
  EXPECT_EQ(history.substr(history.find("MapIterationSucceeded")),
            "MapIterationSucceeded S[0]\n15<-14 TaskStateAborted\n"
            "16<-14 MapIterationAborted S[1]\n17<-14 MapStateExited S\n"
            "18<-17 WaitStateEntered T\n");
}

TEST(Map, CutsTheIterationsThatRunBeforeItIsTriedAgain) {
  const auto world =
      with_an_item_too_large(R"("Retry":[{"ErrorEquals":["States.DataLimitExceeded"]}])");
  EXPECT_EQ(world.outstanding(), "1.1.retry");
  EXPECT_EQ(world.execution().scopes.size(), 1u);
}

TEST(Map, DropsAllScopesOfAFailedAttempt) {
  World world(map(R"("Type":"Parallel","Branches":[{"StartAt":"B","States":{
                     "B":{"Type":"Task","Resource":"FUNCTION","End":true}}}])",
                  R"("Retry":[{"ErrorEquals":["E"]}])"));
  world.start("[1,2,3]");
  EXPECT_EQ(world.execution().scopes.size(), 7u);
  world.play_one(fails("E"));
  EXPECT_EQ(world.outstanding(), "1.1.retry");
  EXPECT_EQ(world.execution().scopes.size(), 1u);
  EXPECT_EQ(world.execution().visits.size(), 1u);
  world.play(kEcho);
  EXPECT_EQ(world.outcome(), "[[1],[2],[3]]");
}

TEST(Map, StartsTheNextIterationWithTheFirstThatEnds) {
  World world(map(kIteratedTask, R"("MaxConcurrency":2)"));
  world.start("[0,1,2]");
  const auto second = world.execution().outstanding.rbegin()->second;
  world.carry_out(second, kEcho);
  EXPECT_EQ(
      to_text(world.events("MapIterationStarted").back().at("mapIterationStartedEventDetails")),
      R"({"name":"S","index":2})");
  world.play(kEcho);
  EXPECT_EQ(world.outcome(), "[0,1,2]");
}

TEST(Map, FailsWhereItsOutputsAreTooLarge) {
  World world(map(kIteratedTask, R"("ResultPath":null)"), {.payload_bytes = 100});
  world.run("[1,2]", always(to_text(std::string(60, 'x'))));
  EXPECT_EQ(world.outcome(),
            "States.DataLimitExceeded: The state/task 'S' returned a result with a size exceeding "
            "the maximum number of bytes service limit.");
}

}  // namespace
}  // namespace sfn::engine
