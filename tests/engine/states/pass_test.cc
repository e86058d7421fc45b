#include "engine/support/outcome_case.h"

namespace sfn::engine {
namespace {

class Pass : public testing::TestWithParam<OutcomeCase> {};

TEST_P(Pass, Gives) { expect_outcome(GetParam()); }

const auto kPassRules = std::vector<OutcomeCase>{
    {"ItsInput", machine_of(R"("Type":"Pass","End":true)"), R"({"a":1})", R"({"a":1})"},
    {"ItsInputToTheLetter", machine_of(R"("Type":"Pass","End":true)"), "{ \"a\" : [1.0, 2] }",
     "{ \"a\" : [1.0, 2] }"},
    {"ItsResult", machine_of(R"("Type":"Pass","End":true,"Result":{"b":[2]})"), R"({"a":1})",
     R"({"b":[2]})"},
    {"AResultOfNull", machine_of(R"("Type":"Pass","End":true,"Result":null)"), R"({"a":1})",
     "null"},
    {"AResultWithPathsAsItStands", machine_of(R"("Type":"Pass","End":true,"Result":{"b.$":"$.a"})"),
     R"({"a":1})", R"({"b.$":"$.a"})"},
    {"ItsParameters", machine_of(R"("Type":"Pass","End":true,"Parameters":{"b.$":"$.a"})"),
     R"({"a":1})", R"({"b":1})"},
    {"TheResultRatherThanTheParameters",
     machine_of(R"("Type":"Pass","End":true,"Parameters":{"b":1},"Result":2)"), "{}", "2"},
    {"TheResultPutIntoItsInput",
     machine_of(R"("Type":"Pass","End":true,"Result":2,"ResultPath":"$.b")"), R"({"a":1})",
     R"({"a":1,"b":2})"},
    {"TheParametersPutIntoItsInput",
     machine_of(R"("Type":"Pass","End":true,"Parameters":{"c.$":"$.a"},"ResultPath":"$.b")"),
     R"({"a":1})", R"({"a":1,"b":{"c":1}})"},
    {"ItsInputWithoutTheResult",
     machine_of(R"("Type":"Pass","End":true,"Result":2,"ResultPath":null)"), R"({"a":1})",
     R"({"a":1})"},
    {"WhatInputPathSelectsPutIntoTheRawInput",
     machine_of(R"("Type":"Pass","End":true,"InputPath":"$.a","ResultPath":"$.b")"),
     R"({"a":1,"z":0})", R"({"a":1,"z":0,"b":1})"},
    {"AnErrorWhereParametersFindNothing",
     machine_of(R"("Type":"Pass","End":true,"Parameters":{"b.$":"$.x"})"), "{}",
     failure("The JSONPath '$.x' specified for the field 'b.$' could not be found in the input "
             "'{}'")},
    {"AnErrorWhereTheResultCannotBePlaced",
     machine_of(R"("Type":"Pass","End":true,"ResultPath":"$.a.b")"), R"({"a":1})",
     failure(R"(Unable to apply step "$.a.b" to input {"a":1})", "States.ResultPathMatchFailure")},
    {"VariablesFromItsResult",
     machine_of(R"("Type":"Pass","Result":{"b":2},"Assign":{"v.$":"$.b"},"Next":"T")",
                R"("T":{"Type":"Pass","End":true,"Parameters":{"v.$":"$v"}})"),
     R"({"b":1})", R"({"v":2})"},
};
INSTANTIATE_TEST_SUITE_P(States, Pass, testing::ValuesIn(kPassRules), kNameOfCase);

}  // namespace
}  // namespace sfn::engine
