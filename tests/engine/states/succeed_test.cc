#include "engine/support/outcome_case.h"

namespace sfn::engine {
namespace {

class Succeed : public testing::TestWithParam<OutcomeCase> {};

TEST_P(Succeed, Gives) { expect_outcome(GetParam()); }

const auto kSucceedRules = std::vector<OutcomeCase>{
    {"ItsInput", machine_of(R"("Type":"Succeed")"), R"({"a":1})", R"({"a":1})"},
    {"WhatItsPathsSelect", machine_of(R"("Type":"Succeed","InputPath":"$.a","OutputPath":"$.b")"),
     R"({"a":{"b":2}})", "2"},
    {"AnErrorWhereAPathFindsNothing", machine_of(R"("Type":"Succeed","InputPath":"$.x")"), "{}",
     failure("Invalid path '$.x' : No results for path: $['x']")},
    {"TheEndOfItsBranchAlone",
     machine_of(R"("Type":"Parallel","Next":"T","Branches":[
                   {"StartAt":"A","States":{"A":{"Type":"Succeed"}}}])",
                R"("T":{"Type":"Pass","End":true,"Parameters":{"after.$":"$"}})"),
     "1", R"({"after":[1]})"},
};
INSTANTIATE_TEST_SUITE_P(States, Succeed, testing::ValuesIn(kSucceedRules), kNameOfCase);

}  // namespace
}  // namespace sfn::engine
