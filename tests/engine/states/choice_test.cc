#include "engine/support/outcome_case.h"

namespace sfn::engine {
namespace {

constexpr const char* kEnds =
    R"("A":{"Type":"Pass","End":true,"Parameters":{"at":"A","v.$":"$v","in.$":"$"}},
       "B":{"Type":"Pass","End":true,"Parameters":{"at":"B","v.$":"$v","in.$":"$"}})";

// S sets $v to 0, C chooses between A and B, which tell where they are.
std::string choice(std::string_view fields) {
  return machine_of(R"("Type":"Pass","Assign":{"v":0},"Next":"C")",
                    fmt::format(R"("C":{{"Type":"Choice",{}}},{})", fields, kEnds));
}

class Choice : public testing::TestWithParam<OutcomeCase> {};

TEST_P(Choice, LeadsTo) { expect_outcome(GetParam()); }

const auto kChoiceRules = std::vector<OutcomeCase>{
    {"TheFirstRuleThatHolds", choice(R"("Choices":[{"Variable":"$","NumericEquals":1,"Next":"A"},
                          {"Variable":"$","NumericLessThan":9,"Next":"B"}],"Default":"B")"),
     "1", R"({"at":"A","v":0,"in":1})"},
    {"ALaterRule", choice(R"("Choices":[{"Variable":"$","NumericEquals":1,"Next":"A"},
                          {"Variable":"$","NumericLessThan":9,"Next":"B"}])"),
     "2", R"({"at":"B","v":0,"in":2})"},
    {"TheDefault",
     choice(R"("Choices":[{"Variable":"$","NumericEquals":1,"Next":"A"}],"Default":"B")"), "2",
     R"({"at":"B","v":0,"in":2})"},
    {"AnErrorWhereNoRuleHolds", choice(R"("Choices":[{"Variable":"$","NumericEquals":1,"Next":"A"},
                          {"Variable":"$","NumericEquals":3,"Next":"B"}])"),
     "2",
     failure_in("C", 4,
                "Failed to transition out of the state. The state does not point to a next "
                "state.")},
    {"AnErrorWhereAVariableIsMissing",
     choice(R"("Choices":[{"Variable":"$.x","NumericEquals":1,"Next":"A"}],"Default":"B")"), "{}",
     failure_in("C", 4,
                "Invalid path '$.x': The choice state's condition path references an invalid "
                "value.")},
    {"NoErrorBehindARuleThatHolds",
     choice(R"("Choices":[{"Variable":"$","IsPresent":true,"Next":"A"},
                          {"Variable":"$.x","NumericEquals":1,"Next":"B"}])"),
     "{}", R"({"at":"A","v":0,"in":{}})"},
    {"WhatItsPathsSelect", choice(R"("InputPath":"$.a","OutputPath":"$.b","Default":"B",
               "Choices":[{"Variable":"$.b","NumericEquals":2,"Next":"A"}])"),
     R"({"a":{"b":2}})", R"({"at":"A","v":0,"in":2})"},
    {"TheVariablesOfTheRuleAlone", choice(R"("Assign":{"v":"state"},"Default":"B",
               "Choices":[{"Variable":"$.x","NumericEquals":1,"Assign":{"v.$":"$.x"},"Next":"A"}])"),
     R"({"x":1})", R"({"at":"A","v":1,"in":{"x":1}})"},
    {"NoVariablesWhereTheRuleHasNone", choice(R"("Assign":{"v":"state"},"Default":"B",
               "Choices":[{"Variable":"$","NumericEquals":1,"Next":"A"}])"),
     "1", R"({"at":"A","v":0,"in":1})"},
    {"TheVariablesOfTheStateByDefault", choice(R"("Assign":{"v":"state"},"Default":"B",
               "Choices":[{"Variable":"$","NumericEquals":1,"Assign":{"v":"rule"},"Next":"A"}])"),
     "2", R"({"at":"B","v":"state","in":2})"},
};
INSTANTIATE_TEST_SUITE_P(States, Choice, testing::ValuesIn(kChoiceRules), kNameOfCase);

}  // namespace
}  // namespace sfn::engine
