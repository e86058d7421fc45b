// The fields of JSONata states: what their expressions know, what comes of them, and how they fail.
#include <gmock/gmock.h>

#include "engine/support/outcome_case.h"

namespace sfn::engine {
namespace {

std::string jsonata(std::string_view members) {
  return machine_of(R"("QueryLanguage":"JSONata",)" + std::string(members),
                    where_named("E", R"("Type":"Pass","End":true)", members));
}

std::string evaluating_pass(std::string_view output) {
  return jsonata(fmt::format(R"("Type":"Pass","Output":{},"End":true)", output));
}

std::string query_failure(std::string_view cause) {
  return failure(cause, "States.QueryEvaluationError");
}

std::string of_expression(std::string_view expression, std::string_view field,
                          std::string_view what) {
  return query_failure(fmt::format("The JSONata expression '{}' specified for the field '{}' {}",
                                   expression, field, what));
}

class Evaluates : public testing::TestWithParam<OutcomeCase> {};
TEST_P(Evaluates, AsAws) { expect_outcome(GetParam()); }

const auto kOutputs = std::vector<OutcomeCase>{
    {"Input", evaluating_pass(R"("{% $states.input.a %}")"), R"({"a":[1,{"b":2}]})",
     R"([1,{"b":2}])"},
    {"Context", evaluating_pass(R"("{% $states.context.State.Name %}")"), "{}", R"("S")"},
    {"WholeOfStates", evaluating_pass(R"("{% $keys($states) %}")"), "{}", R"(["input","context"])"},
    {"Nested", evaluating_pass(R"({"a":["{% 1 + 1 %}",true,{"b":"{% 'x' %}"}],"c":"{ % no % }"})"),
     "{}", R"({"a":[2,true,{"b":"x"}],"c":"{ % no % }"})"},
    {"Null", evaluating_pass(R"("{% null %}")"), "{}", "null"},
    {"ASequenceOfOneIsItsItem", evaluating_pass(R"("{% $states.input.a[b=1] %}")"),
     R"({"a":[{"b":1},{}]})", R"({"b":1})"},
    {"WhatIsNotFinite", evaluating_pass(R"("{% [1/0, -1/0] %}")"), "{}",
     R"(["Infinity","-Infinity"])"},
    {"LargeNumbers", evaluating_pass(R"("{% [1e20, 1e21, 0.1 + 0.2] %}")"), "{}",
     "[100000000000000000000,1e+21,0.30000000000000004]"},
    {"HalvesOfSurrogatePairs", evaluating_pass(R"("{% $split('😀', '')[0] %}")"), "{}",
     "\"\uFFFD\uFFFD\uFFFD\""},
    {"FunctionsOfAws",
     evaluating_pass(R"("{% [$range(1, 5, 2), $count($partition([1,2,3], 2))] %}")"), "{}",
     "[1,3,5,2]"},
    {"TheTimeOfTheDecision", evaluating_pass(R"("{% $millis() %}")"), "{}", "1700000000000"},
    {"OneValueForTheWholeExpression", evaluating_pass(R"("{% $now() = $now() %}")"), "{}", "true"},
    {"RandomTheSameForTheSameSeed", evaluating_pass(R"("{% $random(7) = $random(7) %}")"), "{}",
     "true"},
    {"ThrownError", evaluating_pass(R"("{% 'a' + 1 %}")"), "{}",
     of_expression("'a' + 1", "Output",
                   "threw an error during evaluation. T2001: The left side of the \"+\" operator "
                   "must evaluate to a number")},
    {"Nothing", evaluating_pass(R"({"a":[1,"{% $none %}"]})"), "{}",
     of_expression("$none", "Output/a[1]", "returned nothing (undefined).")},
    {"AFunction", evaluating_pass(R"("{% $sum %}")"), "{}",
     of_expression("$sum", "Output", "returned an unsupported result type.")},
    {"NoEval", evaluating_pass(R"("{% $eval('1') %}")"), "{}",
     of_expression("$eval('1')", "Output",
                   "threw an error during evaluation. T1006: Attempted to invoke a non-function")},
    {"TooDeep", evaluating_pass(R"("{% ($f := function($n){ 1 + $f($n) }; $f(1)) %}")"), "{}",
     of_expression("($f := function($n){ 1 + $f($n) }; $f(1))", "Output",
                   "threw an error during evaluation: Stack overflow error: Check for "
                   "non-terminating recursive function. Consider rewriting as tail-recursive. "
                   "Depth=101 max=100")},
    {"TooLong", evaluating_pass(R"("{% ($f := function(){ $f() }; $f()) %}")"), "{}",
     of_expression("($f := function(){ $f() }; $f())", "Output",
                   "threw an error during evaluation: Expression evaluation timeout")},
    {"TooLongToPrint",
     evaluating_pass(
         R"("{% ($f := function($s, $n){ $n = 0 ? $s : $f([[$s], [$s]], $n - 1) }; $f(1, 30)) %}")"),
     "{}",
     of_expression("($f := function($s, $n){ $n = 0 ? $s : $f([[$s], [$s]], $n - 1) }; $f(1, 30))",
                   "Output",
                   "threw an error during evaluation: Expression evaluation memory limit exceeded: "
                   "Check for excessive memory usage")},
    {"TooMuch", evaluating_pass(R"("{% $pad('', 100000000, 'abc') %}")"), "{}",
     of_expression("$pad('', 100000000, 'abc')", "Output",
                   "threw an error during evaluation: Expression evaluation memory limit exceeded: "
                   "Check for excessive memory usage")},
    {"LargerThanAPayload", evaluating_pass(R"("{% $pad('', 300000) %}")"), "{}",
     "States.DataLimitExceeded: The state/task 'S' returned a result with a size exceeding the "
     "maximum number of bytes service limit."},
};
INSTANTIATE_TEST_SUITE_P(Output, Evaluates, testing::ValuesIn(kOutputs), kNameOfCase);

const World::Answer kGivesItsParametersBack = [](const history::TaskWork& task) {
  return history::TaskSuccess{task.parameters};
};

const auto kStates = std::vector<OutcomeCase>{
    {"VariablesAsOfTheStatesEntry",
     R"({"QueryLanguage":"JSONata","StartAt":"A","States":{)"
     R"("A":{"Type":"Pass","Assign":{"x":1},"Next":"B"},)"
     R"("B":{"Type":"Pass","Assign":{"x":"{% $x + 1 %}"},"Output":"{% [$x] %}","Next":"C"},)"
     R"("C":{"Type":"Pass","Output":"{% $append($states.input, $x) %}","End":true}}})",
     "{}", "[1,2]"},
    {"TaskResult",
     jsonata(R"("Type":"Task","Resource":"FUNCTION","Arguments":{"n":"{% $states.input.a + 1 %}"},)"
             R"("Output":"{% [$states.input.a, $states.result.n] %}","End":true)"),
     R"({"a":1})", "[1,2]", kGivesItsParametersBack},
    {"CatcherOutput",
     jsonata(R"("Type":"Task","Resource":"FUNCTION","End":true,"Catch":[{"ErrorEquals":["X"],)"
             R"("Next":"E"},{"ErrorEquals":["F"],"Output":"{% $states.errorOutput.Error %}",)"
             R"("Next":"E"}])"),
     "{}", R"("F")", fails("F")},
    {"CatcherWithoutOutput",
     jsonata(R"("Type":"Task","Resource":"FUNCTION","End":true,"Catch":[{"ErrorEquals":["F"],)"
             R"("Next":"E"}])"),
     R"({"a":1})", R"({"Error":"F","Cause":"cause"})", fails("F")},
    {"AFailedEvaluationIsCaught",
     jsonata(R"("Type":"Task","Resource":"FUNCTION","Arguments":"{% $none %}","End":true,)"
             R"("Catch":[{"ErrorEquals":["States.QueryEvaluationError"],"Output":"caught",)"
             R"("Next":"E"}])"),
     "{}", R"("caught")"},
    {"Condition",
     jsonata(R"("Type":"Choice","Choices":[{"Condition":"{% $states.input.n > 5 %}","Next":"E",)"
             R"("Output":"many"},{"Condition":true,"Output":"{% 'few' %}","Next":"E"}])"),
     R"({"n":1})", R"("few")"},
    {"ConditionOfAnotherType",
     jsonata(R"("Type":"Choice","Choices":[{"Condition":false,"Next":"E"},)"
             R"({"Condition":"{% 'yes' %}","Next":"E"}])"),
     "{}",
     of_expression("'yes'", "Choices[1]/Condition",
                   "returned an unexpected result type. Expected 'boolean', but was 'string' for "
                   "value: \"yes\"")},
    {"WaitForATextThatIsNoTime", jsonata(R"("Type":"Wait","Timestamp":"{% 'soon' %}","End":true)"),
     "{}",
     query_failure("The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time "
                   "format string: soon")},
    {"WaitForAFraction", jsonata(R"("Type":"Wait","Seconds":"{% 1.5 %}","End":true)"), "{}",
     query_failure("The field 'Seconds' must be an integer of at least 0, but was: 1.5")},
    {"FailTexts", jsonata(R"("Type":"Fail","Error":"{% 'E' & 1 %}","Cause":"why")"), "{}",
     "E1: why"},
    {"MapItems",
     jsonata(
         R"("Type":"Map","Items":"{% [1..3] %}","ItemSelector":{"v":)"
         R"("{% $states.context.Map.Item.Value * $states.input.f %}"},"MaxConcurrency":"{% 2 %}",)"
         R"("ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","InputPath":"$.v",)"
         R"("End":true}}},"Output":"{% $sum($states.result) %}","End":true)"),
     R"({"f":10})", "60"},
    {"MapOverAConstantObject",
     jsonata(R"("Type":"Map","Items":{"a":1},"ItemProcessor":{"StartAt":"I","States":)"
             R"({"I":{"Type":"Pass","End":true}}},"End":true)"),
     "{}",
     query_failure("The field 'Items' has an unexpected type. Expected 'array', but was 'object' "
                   "for value: {\"a\":1}")},
    {"ParallelArguments",
     jsonata(R"("Type":"Parallel","Arguments":{"a":"{% $states.input.n * 2 %}"},"Branches":)"
             R"([{"StartAt":"I","States":{"I":{"Type":"Pass","InputPath":"$.a","End":true}}}],)"
             R"("Output":"{% $states.result[0] + 1 %}","End":true)"),
     R"({"n":4})", "9"},
};
INSTANTIATE_TEST_SUITE_P(State, Evaluates, testing::ValuesIn(kStates), kNameOfCase);

// The machine with a task that has ended, within the budget of a turn.
class InATurn {
 public:
  explicit InATurn(std::string_view output)
      : world_(jsonata(fmt::format(
            R"("Type":"Task","Resource":"FUNCTION","Output":"{{% {} %}}","End":true)", output))) {
    world_.start();
  }

  bool is_put_off() {
    Execution execution = world_.execution();
    const Facts facts{world_.now(), [] { return std::uint64_t{7}; }};
    const auto events = run(world_.machine(), execution, ended(), facts, {.budget = kTurnBudget});
    return std::holds_alternative<history::StepsPutOff>(events->back());
  }
  /// With all the time there is.
  std::string outcome() {
    EXPECT_TRUE(world_.command(ended()));
    return world_.outcome();
  }

 private:
  Command ended() const {
    return TaskEnded{world_.execution().outstanding.begin()->first,
                     history::TaskSuccess{*Payload::parse("1")}};
  }

  World world_;
};

TEST(Evaluation, IsPutOffWhereItWouldHoldTheLoop) {
  InATurn shorter("$count([1..100].($ * 2))");
  EXPECT_FALSE(shorter.is_put_off());
  EXPECT_EQ(shorter.outcome(), "100");
  InATurn longer("$count([1..100000].($ * 2))");
  EXPECT_TRUE(longer.is_put_off());
  EXPECT_EQ(longer.outcome(), "100000");
}

TEST(Evaluation, ThatRunsAwayIsPutOffToo) {
  InATurn runaway("($f := function(){ $f() }; $f())");
  EXPECT_TRUE(runaway.is_put_off());
  EXPECT_THAT(runaway.outcome(), testing::HasSubstr("Expression evaluation timeout"));
  InATurn endless("($f := function($s, $n){ $n = 0 ? $s : $f([[$s], [$s]], $n - 1) }; $f([], 60))");
  EXPECT_TRUE(endless.is_put_off());
  EXPECT_THAT(endless.outcome(), testing::HasSubstr("threw an error during evaluation: "));
}

}  // namespace
}  // namespace sfn::engine
