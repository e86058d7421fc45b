#include "engine/support/outcome_case.h"

namespace sfn::engine {
namespace {

// The context object as the one state of a machine sees it, or as the state `at` does.
constexpr const char* kWhole = R"("Parameters":{"c.$":"$$"},"OutputPath":"$.c")";

std::string told_by(std::string_view type) {
  return machine_of(fmt::format(R"("Type":"{}","End":true,{})", type, kWhole));
}

TEST(ContextObject, TellsOfTheExecutionItsMachineAndItsState) {
  World world(told_by("Pass"));
  world.run(R"({"a":1})", always("1"));
  EXPECT_EQ(world.outcome(),
            R"({"Execution":{"Id":"arn:aws:states:eu-west-3:123456789012:execution:M:E",)"
            R"("Input":{"a":1},"StartTime":"2023-11-14T22:13:20Z","Name":"E",)"
            R"("RoleArn":"arn:aws:iam::123456789012:role/R","RedriveCount":0},)"
            R"("StateMachine":{"Id":"arn:aws:states:eu-west-3:123456789012:stateMachine:M",)"
            R"("Name":"M"},"State":{"Name":"S","EnteredTime":"2023-11-14T22:13:20Z"}})");
}

class ContextObject : public testing::TestWithParam<OutcomeCase> {};

TEST_P(ContextObject, Tells) { expect_outcome(GetParam()); }

// The answer of the task is what it was called with.
const World::Answer kEchoTask = [](const history::TaskWork& task) {
  return history::TaskSuccess{task.parameters};
};

const auto kContextObjectRules = std::vector<OutcomeCase>{
    {"TheRetriesOfATask", machine_of(R"("Type":"Task","Resource":"FUNCTION","End":true,
                   "Parameters":{"n.$":"$$.State.RetryCount"},
                   "Retry":[{"ErrorEquals":["Oops"]}])"),
     "{}", R"({"n":2})", in_turn({fails("Oops"), fails("Oops"), kEchoTask})},
    {"NoRetriesOfAPass",
     machine_of(R"("Type":"Pass","End":true,"Parameters":{"n.$":"$$.State.RetryCount"})"), "{}",
     failure("The JSONPath '$$.State.RetryCount' specified for the field 'n.$' could not be found "
             "in the input '{}'")},
    {"WhenTheStateWasEntered",
     machine_of(R"("Type":"Wait","Seconds":90,"Next":"T")",
                R"("T":{"Type":"Pass","End":true,"InputPath":"$$.State.EnteredTime"})"),
     "{}", R"("2023-11-14T22:14:50Z")"},
    {"WhenTheExecutionStarted",
     machine_of(R"("Type":"Wait","Seconds":90,"Next":"T")",
                R"("T":{"Type":"Pass","End":true,"InputPath":"$$.Execution.StartTime"})"),
     "{}", R"("2023-11-14T22:13:20Z")"},
    {"TheItemThatIsPrepared",
     machine_of(R"("Type":"Map","End":true,"ItemSelector":{"i.$":"$$.Map.Item.Index",
                   "v.$":"$$.Map.Item.Value","all.$":"$"},"ItemProcessor":{
                   "StartAt":"A","States":{"A":{"Type":"Succeed"}}})"),
     R"(["x","y"])", R"([{"i":0,"v":"x","all":["x","y"]},{"i":1,"v":"y","all":["x","y"]}])"},
    {"TheItemOfTheIterationAround",
     machine_of(R"("Type":"Map","End":true,"ItemProcessor":{"StartAt":"P","States":{
                   "P":{"Type":"Parallel","End":true,"Branches":[{"StartAt":"A","States":{
                     "A":{"Type":"Pass","End":true,"InputPath":"$$.Map.Item"}}}]}}})"),
     "[7,8]", R"([[{"Index":0,"Value":7}],[{"Index":1,"Value":8}]])"},
    {"TheInnermostItem",
     machine_of(R"("Type":"Map","End":true,"ItemProcessor":{"StartAt":"M","States":{
                   "M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"A","States":{
                     "A":{"Type":"Pass","End":true,"InputPath":"$$.Map.Item.Value"}}}}}})"),
     "[[1],[2,3]]", "[[1],[2,3]]"},
    {"TheOuterItemToTheInnerMapItself",
     machine_of(R"("Type":"Map","End":true,"ItemProcessor":{"StartAt":"M","States":{
                   "M":{"Type":"Map","ItemsPath":"$$.Map.Item.Value","End":true,
                        "ResultSelector":{"of.$":"$$.Map.Item.Value","r.$":"$"},
                        "ItemProcessor":{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}}}})"),
     "[[1]]", R"([{"of":[1],"r":[1]}])"},
    {"NoItemOutsideOfAMap", machine_of(R"("Type":"Pass","End":true,"InputPath":"$$.Map.Item")"),
     "{}", failure("Invalid path '$$.Map.Item' : Missing property in path $['Map']")},
};
INSTANTIATE_TEST_SUITE_P(States, ContextObject, testing::ValuesIn(kContextObjectRules),
                         kNameOfCase);

}  // namespace
}  // namespace sfn::engine
