// States in JSONata that have nothing to evaluate.
#include "engine/support/outcome_case.h"

namespace sfn::engine {
namespace {

std::string jsonata(const std::string& members) {
  return machine_of(R"("QueryLanguage":"JSONata",)" + members, R"("E":{"Type":"Pass","End":true})");
}

class JsonataConstants : public testing::TestWithParam<OutcomeCase> {};

TEST_P(JsonataConstants, Give) { expect_outcome(GetParam()); }

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
};
INSTANTIATE_TEST_SUITE_P(State, JsonataConstants, testing::ValuesIn(kCases), kNameOfCase);

}  // namespace
}  // namespace sfn::engine
