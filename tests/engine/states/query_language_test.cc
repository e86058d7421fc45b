// States in JSONata: those with nothing to evaluate run, the others fail where they are entered.
#include "engine/support/outcome_case.h"

namespace sfn::engine {
namespace {

std::string jsonata(const std::string& members) {
  return machine_of(R"("QueryLanguage":"JSONata",)" + members, R"("E":{"Type":"Pass","End":true})");
}

std::string not_yet(const std::string& location) {
  return failure("The field '" + location +
                 "' has to be evaluated as JSONata, which is not supported by this version of sfn "
                 "yet.");
}

class Jsonata : public testing::TestWithParam<OutcomeCase> {};

TEST_P(Jsonata, Gives) { expect_outcome(GetParam()); }

const auto kCases = std::vector<OutcomeCase>{
    {"TheInputOfAPass", jsonata(R"("Type":"Pass","Next":"E")"), R"({"a":1})", R"({"a":1})"},
    {"TheResultOfATask",
     jsonata(R"("Type":"Task","Resource":"FUNCTION","Arguments":{"b":2},"Next":"E")"), R"({"a":1})",
     R"({"b":2})",
     [](const history::TaskWork& task) { return history::TaskSuccess{task.parameters}; }},
    {"ConstantsOfAVariable",
     R"({"StartAt":"S","States":{"S":{"QueryLanguage":"JSONata","Type":"Pass","Assign":{"x":[1]},)"
     R"("Next":"E"},"E":{"Type":"Pass","InputPath":"$x","End":true}}})",
     "{}", "[1]"},
    {"AnErrorForAnOutput", jsonata(R"("Type":"Pass","Output":"{% 1 %}","Next":"E")"), "{}",
     not_yet("Output")},
    {"AnErrorForACondition",
     jsonata(R"("Type":"Choice","Choices":[{"Condition":"{% true %}","Next":"E"}])"), "{}",
     not_yet("Choices[0]/Condition")},
    {"AnErrorForACatcherThatIsNotNeeded",
     jsonata(R"("Type":"Task","Resource":"FUNCTION","Next":"E","Catch":[{"ErrorEquals":["E"],)"
             R"("Output":{},"Next":"E"}])"),
     "{}", not_yet("Catch[0]/Output")},
};
INSTANTIATE_TEST_SUITE_P(State, Jsonata, testing::ValuesIn(kCases), kNameOfCase);

}  // namespace
}  // namespace sfn::engine
