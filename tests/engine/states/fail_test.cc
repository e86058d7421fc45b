#include "engine/support/outcome_case.h"

namespace sfn::engine {
namespace {

class Fail : public testing::TestWithParam<OutcomeCase> {};

TEST_P(Fail, EndsWith) { expect_outcome(GetParam()); }

const auto kFailRules = std::vector<OutcomeCase>{
    {"ErrorAndCause", machine_of(R"("Type":"Fail","Error":"E","Cause":"because")"), "{}",
     "E: because"},
    {"NothingWhereNothingIsSaid", machine_of(R"("Type":"Fail")"), "{}", "-: -"},
    {"TheTextsThatItsPathsFind",
     machine_of(R"("Type":"Fail","ErrorPath":"$.e","CausePath":"$$.Execution.Name")"),
     R"({"e":"Oops"})", "Oops: E"},
    {"TheTextsThatItsFunctionsGive",
     machine_of(R"j("Type":"Fail","ErrorPath":"States.Format('{}!', $.e)",)j"
                R"j("CausePath":"States.JsonToString($$.Execution.Input)")j"),
     R"({"e":"Oops"})", R"(Oops!: {"e":"Oops"})"},
    {"AnErrorOfItsOwnWhereAFunctionGivesNoText",
     machine_of(R"j("Type":"Fail","CausePath":"States.Array()")j"), "{}",
     failure("The field 'CausePath' must be a string, but 'States.Array()' refers to []")},
    {"AVariable",
     machine_of(R"("Type":"Pass","Assign":{"e":"Oops"},"Next":"T")",
                R"("T":{"Type":"Fail","ErrorPath":"$e"})"),
     "{}", "Oops: -"},
    {"AnErrorOfItsOwnWhereErrorPathFindsNothing", machine_of(R"("Type":"Fail","ErrorPath":"$.e")"),
     R"({"a":1})",
     failure("The JSONPath '$.e' specified for the field 'ErrorPath' could not be found in the "
             "input '{\"a\":1}'")},
    {"AnErrorOfItsOwnWhereCausePathFindsNothing",
     machine_of(R"("Type":"Fail","Error":"E","CausePath":"$.c")"), "{}",
     failure("The JSONPath '$.c' specified for the field 'CausePath' could not be found in the "
             "input '{}'")},
    {"AnErrorOfItsOwnWhereAPathFindsNoText", machine_of(R"("Type":"Fail","ErrorPath":"$.e")"),
     R"({"e":7})", failure("The field 'ErrorPath' must be a string, but '$.e' refers to 7")},
};
INSTANTIATE_TEST_SUITE_P(States, Fail, testing::ValuesIn(kFailRules), kNameOfCase);

TEST(Fail, LeavesOutWhatItWasNotGiven) {
  World world(machine_of(R"("Type":"Fail","Cause":"c")"));
  world.run("{}", always("1"));
  EXPECT_EQ(to_text(world.events("ExecutionFailed").at(0).at("executionFailedEventDetails")),
            R"({"cause":"c"})");
}

TEST(Fail, BoundsTheTextsThatComeFromData) {
  World world(machine_of(R"("Type":"Fail","ErrorPath":"$.e","CausePath":"$.c")"));
  world.run(to_text({{"e", std::string(300, 'e')}, {"c", std::string(40'000, 'c')}}), always("1"));
  EXPECT_EQ(world.outcome(), std::string(limits::kErrorCharactersMax, 'e') + ": " +
                                 std::string(limits::kCauseCharactersMax, 'c'));
}

}  // namespace
}  // namespace sfn::engine
