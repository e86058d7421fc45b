#include "engine/support/outcome_case.h"

namespace sfn::engine {
namespace {

std::string pass(std::string_view fields, std::string_view further = "") {
  return machine_of(fmt::format(R"("Type":"Pass",{},{})",
                                further.empty() ? R"("End":true)" : R"("Next":"T")", fields),
                    further);
}

class InputOutput : public testing::TestWithParam<OutcomeCase> {};

TEST_P(InputOutput, Gives) { expect_outcome(GetParam()); }

const auto kPaths = std::vector<OutcomeCase>{
    {"InputPathSelects", pass(R"("InputPath":"$.a.b")"), R"({"a":{"b":[1]}})", "[1]"},
    {"InputPathSelectsManyAsAnArray", pass(R"("InputPath":"$.a[*].b")"),
     R"({"a":[{"b":1},{"c":2},{"b":3}]})", "[1,3]"},
    {"InputPathThatMayFindManyFindsNone", pass(R"("InputPath":"$.a[?(@.b==9)]")"),
     R"({"a":[{"b":1}]})", "[]"},
    {"InputPathIntoTheContext", pass(R"("InputPath":"$$.Execution.Name")"), "{}", R"("E")"},
    {"InputPathOfAVariable",
     machine_of(R"("Type":"Pass","Assign":{"v":{"a":1}},"Next":"T")",
                R"("T":{"Type":"Pass","InputPath":"$v.a","End":true})"),
     "{}", "1"},
    {"InputPathNull", pass(R"("InputPath":null)"), R"({"a":1})", "{}"},
    {"InputPathFindsNothing", pass(R"("InputPath":"$.x")"), R"({"a":1})",
     failure("Invalid path '$.x' : No results for path: $['x']")},
    {"InputPathFindsNothingOnTheWay", pass(R"("InputPath":"$.x.y")"), R"({"a":1})",
     failure("Invalid path '$.x.y' : Missing property in path $['x']")},
    {"OutputPathSelects", pass(R"("OutputPath":"$.a")"), R"({"a":7})", "7"},
    {"OutputPathNull", pass(R"("OutputPath":null)"), R"({"a":7})", "{}"},
    {"OutputPathIntoTheContext", pass(R"("OutputPath":"$$.State.Name")"), "{}", R"("S")"},
    {"OutputPathFindsNothing", pass(R"("OutputPath":"$.x")"), "{}",
     failure("Invalid path '$.x' : No results for path: $['x']")},
};
INSTANTIATE_TEST_SUITE_P(Paths, InputOutput, testing::ValuesIn(kPaths), kNameOfCase);

const auto kTemplates = std::vector<OutcomeCase>{
    {"OfConstants", pass(R"("Parameters":{"a":[1,{"b":null}]})"), "{}", R"({"a":[1,{"b":null}]})"},
    {"OfNothing", pass(R"("Parameters":{})"), "1", "{}"},
    {"OfAllThatAPathMayStartIn",
     machine_of(R"("Type":"Pass","Assign":{"v":[1,2]},"Next":"T")",
                R"("T":{"Type":"Pass","End":true,"Parameters":
                        {"all.$":"$","part.$":"$.a","state.$":"$$.State.Name","v.$":"$v",
                         "one.$":"$v[1]"}})"),
     R"({"a":1})", R"({"all":{"a":1},"part":1,"state":"T","v":[1,2],"one":2})"},
    {"InsideObjectsAndArrays", pass(R"("Parameters":{"a":{"b":[{"c.$":"$.x"},"$.x"]}})"),
     R"({"x":1})", R"({"a":{"b":[{"c":1},"$.x"]}})"},
    {"InTheirOrder", pass(R"("Parameters":{"z.$":"$.x","a":1,"m.$":"$.x"})"), R"({"x":0})",
     R"({"z":0,"a":1,"m":0})"},
    {"OfTheEffectiveInput", pass(R"("InputPath":"$.a","Parameters":{"b.$":"$.b"})"),
     R"({"a":{"b":1}})", R"({"b":1})"},
    {"OfManyThatArePerhapsNone", pass(R"("Parameters":{"b.$":"$..x"})"), "{}", R"({"b":[]})"},
    {"WhichFindNoVariable",
     machine_of(R"("Type":"Choice","Default":"T",
                   "Choices":[{"Variable":"$","IsNull":true,"Assign":{"v":1},"Next":"T"}])",
                R"("T":{"Type":"Pass","End":true,"Parameters":{"a.$":"$v"}})"),
     "{}",
     failure_in("T", 4,
                "The JSONPath '$v' specified for the field 'a.$' could not be found in the input "
                "'{}'")},
};
INSTANTIATE_TEST_SUITE_P(Templates, InputOutput, testing::ValuesIn(kTemplates), kNameOfCase);

std::string result_to(std::string_view path) {
  return pass(fmt::format(R"("Result":9,"ResultPath":"{}")", path));
}

const auto kResultPaths = std::vector<OutcomeCase>{
    {"ReplacesAMember", result_to("$.a"), R"({"a":1,"b":2})", R"({"a":9,"b":2})"},
    {"AddsAMemberAtTheEnd", result_to("$.c"), R"({"a":1})", R"({"a":1,"c":9})"},
    {"MakesTheObjectsInBetween", result_to("$.x.y.z"), R"({"a":1})",
     R"({"a":1,"x":{"y":{"z":9}}})"},
    {"KeepsWhatStandsBeside", result_to("$.x.y"), R"({"x":{"k":1}})", R"({"x":{"k":1,"y":9}})"},
    {"ReplacesAnElement", result_to("$.a[1]"), R"({"a":[1,2,3]})", R"({"a":[1,9,3]})"},
    {"GoesThroughAnElement", result_to("$.a[0].b"), R"({"a":[{}]})", R"({"a":[{"b":9}]})"},
    {"TakesNamesInBrackets", result_to("$['a b']"), "{}", R"({"a b":9})"},
    {"PastTheEndOfAnArray", result_to("$.a[3]"), R"({"a":[1]})",
     failure(R"(Unable to apply step "$.a[3]" to input {"a":[1]})",
             "States.ResultPathMatchFailure")},
    {"ThroughANumber", result_to("$.a.b"), R"({"a":1})",
     failure(R"(Unable to apply step "$.a.b" to input {"a":1})", "States.ResultPathMatchFailure")},
    {"IntoAnInputThatIsNoObject", result_to("$.a"), R"("text")",
     failure(R"(Unable to apply step "$.a" to input "text")", "States.ResultPathMatchFailure")},
};
INSTANTIATE_TEST_SUITE_P(ResultPath, InputOutput, testing::ValuesIn(kResultPaths), kNameOfCase);

const auto kVariables = std::vector<OutcomeCase>{
    {"AreConstants",
     pass(R"("Assign":{"a":1,"b":[true]})",
          R"("T":{"Type":"Pass","End":true,"Parameters":{"a.$":"$a","b.$":"$b[0]"}})"),
     "{}", R"({"a":1,"b":true})"},
    {"KeepTheirOldValueWhileNewOnesAreMade",
     pass(R"("Assign":{"a":1,"b":2})",
          R"("T":{"Type":"Pass","Assign":{"a.$":"$b","b.$":"$a"},"Next":"U"},
             "U":{"Type":"Pass","End":true,"Parameters":{"a.$":"$a","b.$":"$b"}})"),
     "{}", R"({"a":2,"b":1})"},
    {"AreSeenFromTheNextStateOn",
     pass(R"("Assign":{"a":1})", R"("T":{"Type":"Pass","Assign":{"a":2},"End":true,
                                         "Parameters":{"a.$":"$a"}})"),
     "{}", R"({"a":1})"},
    {"DoNotTouchTheOutput", pass(R"("Assign":{"a":1})"), R"({"x":1})", R"({"x":1})"},
    {"OfABranchEndWithIt",
     machine_of(R"("Type":"Parallel","Next":"T","Branches":[{"StartAt":"A","States":{
                      "A":{"Type":"Pass","Assign":{"inner":1},"Next":"B"},
                      "B":{"Type":"Pass","End":true,"Parameters":{"i.$":"$inner"}}}}])",
                R"("T":{"Type":"Choice","Default":"U",
                        "Choices":[{"Variable":"$inner","IsPresent":true,"Next":"U"}],
                        "Assign":{"gone":true}},
                   "U":{"Type":"Pass","End":true,"Parameters":{"in.$":"$","gone.$":"$gone"}})"),
     "{}", R"({"in":[{"i":1}],"gone":true})"},
    {"AroundABranchAreSeenInside",
     pass(R"("Assign":{"outer":1})",
          R"("T":{"Type":"Parallel","End":true,"Branches":[{"StartAt":"A","States":{
               "A":{"Type":"Map","InputPath":"$.items","End":true,"ItemProcessor":{
                 "StartAt":"B","States":{
                   "B":{"Type":"Pass","End":true,"Parameters":{"o.$":"$outer"}}}}}}}]})"),
     R"({"items":[1,2]})", R"([[{"o":1},{"o":1}]])"},
    {"AreAnErrorWhereAPathFindsNothing", pass(R"("Assign":{"a.$":"$.x"})"), "{}",
     failure("The JSONPath '$.x' specified for the field 'a.$' could not be found in the input "
             "'{}'")},
};
INSTANTIATE_TEST_SUITE_P(Variables, InputOutput, testing::ValuesIn(kVariables), kNameOfCase);

// ---- all variables together

// One of a branch, which is gone with it, then two at the top, the first of them assigned twice.
TEST(Variables, OfAnExecutionAreBoundedTogether) {
  const auto definition =
      machine_of(R"("Type":"Parallel","ResultPath":null,"Next":"A","Branches":[{"StartAt":"I",
                    "States":{"I":{"Type":"Pass","Assign":{"inner.$":"$"},"Next":"J"},
                              "J":{"Type":"Pass","End":true}}}])",
                 R"("A":{"Type":"Pass","Assign":{"a.$":"$"},"Next":"B"},
                    "B":{"Type":"Pass","Assign":{"a.$":"$"},"Next":"C"},
                    "C":{"Type":"Pass","Assign":{"b.$":"$"},"End":true})");
  const auto input = '"' + std::string(98, 'x') + '"';
  World within(definition, {.variables_bytes = 200});
  within.run(input, always("1"));
  EXPECT_EQ(within.outcome(), input);

  World past(definition, {.variables_bytes = 199});
  past.run(input, always("1"));
  EXPECT_EQ(past.outcome(),
            "States.DataLimitExceeded: The state/task 'C' assigned variables by which those of the "
            "execution exceed the maximum of 199 bytes.");
}

TEST(Variables, AreCountedWhileTheirScopeLasts) {
  World world(machine_of(R"("Type":"Pass","Assign":{"a":"12345678"},"Next":"P")",
                         R"("P":{"Type":"Parallel","Next":"W","Branches":[{"StartAt":"I","States":{
                      "I":{"Type":"Pass","Assign":{"inner":[1]},"Next":"J"},
                      "J":{"Type":"Wait","Seconds":1,"End":true}}}]},
                    "W":{"Type":"Wait","Seconds":1,"End":true})"));
  world.start();
  EXPECT_EQ(world.execution().variable_bytes, 13u);
  world.play_one(always("1"));
  EXPECT_EQ(world.execution().variable_bytes, 10u);
  world.play_one(always("1"));
  EXPECT_EQ(world.execution().variable_bytes, 0u);
}

const auto kTexts = std::vector<OutcomeCase>{
    {"OfAnInputThatPassesThrough", pass(R"("ResultPath":null)", R"("T":{"Type":"Succeed"})"),
     "{ \"a\": [ 1 ] }", "{ \"a\": [ 1 ] }"},
    {"OfAnAnswerThatPassesThrough",
     machine_of(R"("Type":"Task","Resource":"FUNCTION","Next":"T")", R"("T":{"Type":"Succeed"})"),
     "{}", "[1,  2]", always("[1,  2]")},
    {"OfTheOutputsOfBranches", machine_of(R"("Type":"Parallel","End":true,"Branches":[
                   {"StartAt":"A","States":{"A":{"Type":"Succeed"}}},
                   {"StartAt":"B","States":{"B":{"Type":"Succeed"}}}])"),
     "{ }", "[{ },{ }]"},
    {"NotOfAPartThatWasSelected", pass(R"("InputPath":"$.a")"), "{ \"a\": [ 1 ] }", "[1]"},
    {"NotOfAnInputThatWasAddedTo", result_to("$.b"), "{ \"a\": 1 }", R"({"a":1,"b":9})"},
};
INSTANTIATE_TEST_SUITE_P(KeepsTheText, InputOutput, testing::ValuesIn(kTexts), kNameOfCase);

TEST(InputOutput, ShowsTheVariablesOfAnExit) {
  World world(pass(R"("Assign":{"b.$":"$","a":"x"})"));
  world.run("[1]", always("1"));
  EXPECT_EQ(to_text(world.events("PassStateExited").at(0).at("stateExitedEventDetails")),
            R"({"name":"S","output":"[1]","outputDetails":{"truncated":false},)"
            R"("assignedVariables":{"a":"\"x\"","b":"[1]"},)"
            R"("assignedVariablesDetails":{"truncated":false}})");
}

}  // namespace
}  // namespace sfn::engine
