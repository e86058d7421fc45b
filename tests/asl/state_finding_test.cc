// The rules of each state type: what breaks each, what is said of that, and where.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "asl/support.h"

namespace sfn::asl {
namespace {

using testing::ElementsAreArray;

class FindsInAState : public testing::TestWithParam<FindingCase> {};

TEST_P(FindsInAState, WhatIsWrongAndWhere) {
  EXPECT_THAT(findings(GetParam().definition, GetParam().type),
              ElementsAreArray(GetParam().findings));
}

constexpr const char* kSqs = R"("Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage)";

const auto kTasks = std::vector<FindingCase>{
    {"NoResource",
     ending(R"("Type":"Task")"),
     {"The field 'Resource' is required but was missing at /States/S"}},
    {"ResourceOfAnotherType",
     ending(R"("Type":"Task","Resource":1)"),
     {"Expected value of type [STRING] at /States/S/Resource"}},
    {"NoArn",
     ending(R"("Type":"Task","Resource":"lambda")"),
     {"Value is not a valid resource ARN at /States/S/Resource"}},
    {"ArnOfAnotherService",
     ending(R"("Type":"Task","Resource":"arn:aws:sqs:us-east-1:123456789012:q")"),
     {"Value is not a valid resource ARN at /States/S/Resource"}},
    {"IntegrationWithoutAction",
     ending(R"("Type":"Task","Resource":"arn:aws:states:::lambda")"),
     {"Value is not a valid resource ARN at /States/S/Resource"}},
    {"ActivityInExpress",
     ending(R"("Type":"Task","Resource":"arn:aws:states:us-east-1:123456789012:activity:a")"),
     {"Express state machine does not support Activity ARN at /States/S/Resource"},
     MachineType::Express},
    {"SyncInExpress",
     ending(std::string(kSqs) + R"(.sync")"),
     {"Express state machine does not support '.sync' service integration at /States/S/Resource"},
     MachineType::Express},
    {"CallbackInExpress",
     ending(std::string(kSqs) + R"(.waitForTaskToken")"),
     {"Express state machine does not support '.waitForTaskToken' service integration  at "
      "/States/S/Resource"},
     MachineType::Express},
    {"TimeoutTwice",
     ending(std::string(kSqs) + R"(","TimeoutSeconds":1,"TimeoutSecondsPath":"$.t")"),
     {"Only one of these fields is allowed: [TimeoutSeconds, TimeoutSecondsPath] at /States/S"}},
    {"TimeoutOfAnotherType",
     ending(std::string(kSqs) + R"(","TimeoutSeconds":"5")"),
     {"Value must be an integer from 1 to 99999999, got \"5\" at /States/S/TimeoutSeconds"}},
    {"TimeoutTooLarge",
     ending(std::string(kSqs) + R"(","TimeoutSeconds":18446744073709551615)"),
     {"Value must be an integer from 1 to 99999999, got 18446744073709551615 at "
      "/States/S/TimeoutSeconds"}},
    {"HeartbeatNotBelowTimeout",
     ending(std::string(kSqs) + R"(","TimeoutSeconds":5,"HeartbeatSeconds":5)"),
     {"'HeartbeatSeconds' must be smaller than 'TimeoutSeconds' at /States/S"}},
    {"InvokeWithoutFunction",
     ending(R"("Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":)"
            R"({"FunctionNme":"f","Payload.$":"$"})"),
     {"The field 'FunctionNme' is not supported by Step Functions at /States/S/Parameters",
      "The field 'FunctionName' is required but was missing at /States/S/Parameters"}},
    {"StartWithoutStateMachine",
     ending(R"("Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",)"
            R"("QueryLanguage":"JSONata","Arguments":{"Input":{"x":1}})"),
     {"The field 'StateMachineArn' is required but was missing at /States/S/Arguments"}},
    {"ParametersOfOthersAreNotKnown",
     ending(std::string(kSqs) + R"(","Parameters":{"Anything":1})"),
     {}},
    {"ArgumentsMayBeComputed",
     ending(R"("Type":"Task","Resource":"arn:aws:states:::lambda:invoke","QueryLanguage":)"
            R"("JSONata","Arguments":"{% $states.input %}")"),
     {}},
    {"CredentialsWithoutRole",
     ending(std::string(kSqs) + R"(","Credentials":{})"),
     {"The field 'RoleArn' is required but was missing at /States/S/Credentials"}},
    {"CredentialsOfAnotherType",
     ending(std::string(kSqs) + R"(","Credentials":{"RoleArn":5})"),
     {"Expected value of type [STRING] at /States/S/Credentials/RoleArn"}},
    {"TimeoutOfAParallel",
     ending(R"("Type":"Parallel","TimeoutSeconds":1,"Branches":[{"StartAt":"B","States":{"B":)"
            R"({"Type":"Succeed"}}}])"),
     {"Field 'TimeoutSeconds' is not supported at /States/S"}},
};
INSTANTIATE_TEST_SUITE_P(Task, FindsInAState, testing::ValuesIn(kTasks), name_of);

std::string handling(const std::string& members) {
  return ending(std::string(kSqs) + "\"," + members);
}

const auto kHandlers = std::vector<FindingCase>{
    {"NoArray", handling(R"("Retry":{})"), {"Expected value of type [ARRAY] at /States/S/Retry"}},
    {"NoErrorEquals",
     handling(R"("Retry":[{}])"),
     {"The field 'ErrorEquals' is required but was missing at /States/S/Retry[0]"}},
    {"EmptyErrorEquals",
     handling(R"("Retry":[{"ErrorEquals":[]}])"),
     {"Value cannot be empty at /States/S/Retry[0]/ErrorEquals"}},
    {"ErrorOfAnotherType",
     handling(R"("Retry":[{"ErrorEquals":["A",1]}])"),
     {"Expected value of type [STRING] at /States/S/Retry[0]/ErrorEquals[1]"}},
    {"AllNotAlone",
     handling(R"("Retry":[{"ErrorEquals":["A","States.ALL"]}])"),
     {"'States.ALL' must be the only name in 'ErrorEquals' at /States/S/Retry[0]/ErrorEquals"}},
    {"AllNotLast",
     handling(R"("Retry":[{"ErrorEquals":["States.ALL"]},{"ErrorEquals":["A"]}])"),
     {"'States.ALL' must be in the last entry of the list at /States/S/Retry[0]/ErrorEquals"}},
    {"IntervalSeconds",
     handling(R"("Retry":[{"ErrorEquals":["A"],"IntervalSeconds":0}])"),
     {"Value must be an integer from 1 to 99999999, got 0 at "
      "/States/S/Retry[0]/IntervalSeconds"}},
    {"MaxAttempts",
     handling(R"("Retry":[{"ErrorEquals":["A"],"MaxAttempts":1.5}])"),
     {"Value must be an integer from 0 to 99999999, got 1.5 at /States/S/Retry[0]/MaxAttempts"}},
    {"BackoffRate",
     handling(R"("Retry":[{"ErrorEquals":["A"],"BackoffRate":0.5}])"),
     {"Value must be a number of at least 1.0, got 0.5 at /States/S/Retry[0]/BackoffRate"}},
    {"MaxDelaySeconds",
     handling(R"("Retry":[{"ErrorEquals":["A"],"MaxDelaySeconds":31622400}])"),
     {"Value must be an integer from 1 to 31622399, got 31622400 at "
      "/States/S/Retry[0]/MaxDelaySeconds"}},
    {"JitterStrategy",
     handling(R"("Retry":[{"ErrorEquals":["A"],"JitterStrategy":"SOME"}])"),
     {"Value should be one of the following: [FULL, NONE] at /States/S/Retry[0]/JitterStrategy"}},
    {"UnknownFieldOfARetrier",
     handling(R"("Retry":[{"ErrorEquals":["A"],"Next":"S"}])"),
     {"Field 'Next' is not supported at /States/S/Retry[0]"}},
    {"CatcherWithoutNext",
     handling(R"("Catch":[{"ErrorEquals":["A"]}])"),
     {"The field 'Next' is required but was missing at /States/S/Catch[0]"}},
    {"CatcherToNoState",
     handling(R"("Catch":[{"ErrorEquals":["A"],"Next":"X"}])"),
     {"MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/S/Catch[0]/Next"}},
    {"JsonataFieldOfACatcher",
     handling(R"("Catch":[{"ErrorEquals":["A"],"Next":"S","Output":1}])"),
     {"The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the "
      "'JSONata' QueryLanguage at /States/S/Catch[0]"}},
};
INSTANTIATE_TEST_SUITE_P(Handler, FindsInAState, testing::ValuesIn(kHandlers), name_of);

const auto kWaits = std::vector<FindingCase>{
    {"Nothing",
     ending(R"("Type":"Wait")"),
     {"Exactly one of these fields is required: [Seconds, SecondsPath, Timestamp, TimestampPath] "
      "at /States/S"}},
    {"Two",
     ending(R"("Type":"Wait","Seconds":1,"Timestamp":"2016-03-14T01:59:00Z")"),
     {"Exactly one of these fields is required: [Seconds, SecondsPath, Timestamp, TimestampPath] "
      "at /States/S"}},
    {"NegativeSeconds",
     ending(R"("Type":"Wait","Seconds":-1)"),
     {"Value must be an integer from 0 to 99999999, got -1 at /States/S/Seconds"}},
    {"TimestampWithoutZone",
     ending(R"("Type":"Wait","Timestamp":"2016-12-05T21:29:29")"),
     {"String does not match RFC3339 timestamp at /States/S/Timestamp"}},
    {"TimestampAsAnExpression",
     ending(R"("Type":"Wait","Timestamp":"{% '2016-03-14T01:59:00Z' %}")"),
     {"String does not match RFC3339 timestamp at /States/S/Timestamp"}},
};
INSTANTIATE_TEST_SUITE_P(Wait, FindsInAState, testing::ValuesIn(kWaits), name_of);

const auto kFails = std::vector<FindingCase>{
    {"ErrorTwice",
     machine_of(R"({"Type":"Fail","Error":"E","ErrorPath":"$.e"})"),
     {"Only one of these fields is allowed: [Error, ErrorPath] at /States/S"}},
    {"CauseOfAnotherType",
     machine_of(R"({"Type":"Fail","Cause":1})"),
     {"Expected value of type [STRING] at /States/S/Cause"}},
    {"Intrinsic", machine_of(R"j({"Type":"Fail","CausePath":"States.Format('{}', $.a)"})j"), {}},
    {"WrongIntrinsic",
     machine_of(R"j({"Type":"Fail","CausePath":"States.Format("})j"),
     {"Value is not a valid intrinsic function call: column 15: expected an argument, found the "
      "end at /States/S/CausePath"}},
    {"CauseThatLooksLikeAPath",
     machine_of(R"({"Type":"Fail","Cause":"$.a"})"),
     {"NO_PATH: The value looks like a path, but 'Cause' is taken literally; 'CausePath' takes a "
      "path at /States/S/Cause"}},
};
INSTANTIATE_TEST_SUITE_P(Fail, FindsInAState, testing::ValuesIn(kFails), name_of);

std::string choice_of(const std::string& rule) {
  return R"({"StartAt":"S","States":{"S":{"Type":"Choice","Choices":[)" + rule +
         R"(]},"E":{"Type":"Succeed"}}})";
}

const auto kChoices = std::vector<FindingCase>{
    {"NoChoices",
     machine_of(R"({"Type":"Choice","Default":"S"})"),
     {"The field 'Choices' is required but was missing at /States/S"}},
    {"EmptyChoices",
     machine_of(R"({"Type":"Choice","Choices":[]})"),
     {"Value cannot be empty at /States/S/Choices"}},
    {"DefaultNamesNoState",
     R"({"StartAt":"S","States":{"S":{"Type":"Choice","Default":"X","Choices":[{"Variable":"$.a",)"
     R"("IsNull":true,"Next":"E"}]},"E":{"Type":"Succeed"}}})",
     {"MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/S/Default"}},
    {"RuleWithoutNext",
     choice_of(R"({"Variable":"$.a","IsNull":true})"),
     {"The field 'Next' is required but was missing at /States/S/Choices[0]"}},
    {"RuleWithoutCondition",
     choice_of(R"({"Next":"E"})"),
     {"Exactly one of these fields is required: [Variable, And, Or, Not] at "
      "/States/S/Choices[0]"}},
    {"RuleWithoutVariable",
     choice_of(R"({"StringEquals":"a","Next":"E"})"),
     {"Exactly one of these fields is required: [Variable, And, Or, Not] at "
      "/States/S/Choices[0]"}},
    {"VariableWithoutOperator",
     choice_of(R"({"Variable":"$.a","Next":"E"})"),
     {"A rule with 'Variable' requires a comparison operator at /States/S/Choices[0]"}},
    {"TwoOperators",
     choice_of(R"({"Variable":"$.a","IsNull":true,"StringEquals":"a","Next":"E"})"),
     {"Only one of these fields is allowed: [IsNull, StringEquals] at /States/S/Choices[0]"}},
    {"UnknownOperator",
     choice_of(R"({"Variable":"$.a","BooleanLessThan":true,"Next":"E"})"),
     {"A rule with 'Variable' requires a comparison operator at /States/S/Choices[0]",
      "Field 'BooleanLessThan' is not supported at /States/S/Choices[0]"}},
    {"VariableWithAWildcard",
     choice_of(R"({"Variable":"$.a[*]","IsNull":true,"Next":"E"})"),
     {"Value is not a Reference Path: '$.a[*]' may lead to more than one value, or calls a "
      "function at /States/S/Choices[0]/Variable"}},
    {"StringOfAnotherType",
     choice_of(R"({"Variable":"$.a","StringEquals":1,"Next":"E"})"),
     {"Expected value of type [STRING] at /States/S/Choices[0]/StringEquals"}},
    {"PatternOfAnotherType",
     choice_of(R"({"Variable":"$.a","StringMatches":1,"Next":"E"})"),
     {"Expected value of type [STRING] at /States/S/Choices[0]/StringMatches"}},
    {"NumberOfAnotherType",
     choice_of(R"({"Variable":"$.a","NumericEquals":"1","Next":"E"})"),
     {"Expected value of type [NUMBER] at /States/S/Choices[0]/NumericEquals"}},
    {"BooleanOfAnotherType",
     choice_of(R"({"Variable":"$.a","BooleanEquals":"true","Next":"E"})"),
     {"Expected value of type [BOOLEAN] at /States/S/Choices[0]/BooleanEquals"}},
    {"TestOfAnotherType",
     choice_of(R"({"Variable":"$.a","IsPresent":1,"Next":"E"})"),
     {"Expected value of type [BOOLEAN] at /States/S/Choices[0]/IsPresent"}},
    {"TimestampThatIsNone",
     choice_of(R"({"Variable":"$.a","TimestampEquals":"today","Next":"E"})"),
     {"String does not match RFC3339 timestamp at /States/S/Choices[0]/TimestampEquals"}},
    {"PathThatIsNone",
     choice_of(R"({"Variable":"$.a","StringEqualsPath":"b","Next":"E"})"),
     {"Value is not a valid JSONPath: column 1: expected '$', found 'b' at "
      "/States/S/Choices[0]/StringEqualsPath"}},
    {"NextOfANestedRule",
     choice_of(R"({"Not":{"Variable":"$.a","IsNull":true,"Next":"E"},"Next":"E"})"),
     {"Field 'Next' is not supported at /States/S/Choices[0]/Not"}},
    {"EmptyAnd",
     choice_of(R"({"And":[],"Next":"E"})"),
     {"Value cannot be empty at /States/S/Choices[0]/And"}},
    {"FaultInsideOr",
     choice_of(R"({"Or":[{"Variable":"$.a","IsNull":true},{"Not":{}}],"Next":"E"})"),
     {"Exactly one of these fields is required: [Variable, And, Or, Not] at "
      "/States/S/Choices[0]/Or[1]/Not"}},
    {"JsonataCondition",
     choice_of(R"({"Condition":true,"Next":"E"})"),
     {"Exactly one of these fields is required: [Variable, And, Or, Not] at /States/S/Choices[0]",
      "The QueryLanguage is set to 'JSONPath', but field 'Condition' is only supported for the "
      "'JSONata' QueryLanguage at /States/S/Choices[0]"}},
};
INSTANTIATE_TEST_SUITE_P(Choice, FindsInAState, testing::ValuesIn(kChoices), name_of);

std::string mapping(const std::string& members, const std::string& config = "") {
  return ending(R"("Type":"Map","ItemProcessor":{)" + config +
                R"("StartAt":"I","States":{"I":{"Type":"Succeed"}}})" + members);
}

const auto kContainers = std::vector<FindingCase>{
    {"NoBranches",
     ending(R"("Type":"Parallel")"),
     {"The field 'Branches' is required but was missing at /States/S"}},
    {"EmptyBranches",
     ending(R"("Type":"Parallel","Branches":[])"),
     {"Value cannot be empty at /States/S/Branches"}},
    {"BranchWithoutStates",
     ending(R"("Type":"Parallel","Branches":[{}])"),
     {"These fields are required: [States, StartAt] at /States/S/Branches[0]"}},
    {"UnknownFieldOfABranch",
     ending(R"("Type":"Parallel","Branches":[{"Comment":"c","QueryLanguage":"JSONPath",)"
            R"("StartAt":"B","States":{"B":{"Type":"Succeed"}}}])"),
     {"Field 'QueryLanguage' is not supported at /States/S/Branches[0]"}},
    {"NoProcessor",
     ending(R"("Type":"Map")"),
     {"Exactly one of these fields is required: [ItemProcessor, Iterator] at /States/S"}},
    {"SelectorTwice",
     mapping(R"(,"ItemSelector":{},"Parameters":{})"),
     {"Only one of these fields is allowed: [ItemSelector, Parameters] at /States/S"}},
    {"NegativeConcurrency",
     mapping(R"(,"MaxConcurrency":-1)"),
     {"Value must be an integer of at least 0, got -1 at /States/S/MaxConcurrency"}},
    {"UnknownMode",
     mapping("", R"("ProcessorConfig":{"Mode":"BOTH"},)"),
     {"Value should be one of the following: [INLINE, DISTRIBUTED] at "
      "/States/S/ItemProcessor/ProcessorConfig/Mode"}},
    {"FieldsOfDistributedMaps",
     mapping(R"(,"ItemReader":{},"Label":"x")"),
     {"Field 'ItemReader' is only supported for Map states in 'DISTRIBUTED' mode at /States/S",
      "Field 'Label' is only supported for Map states in 'DISTRIBUTED' mode at /States/S"}},
};
INSTANTIATE_TEST_SUITE_P(Container, FindsInAState, testing::ValuesIn(kContainers), name_of);

}  // namespace
}  // namespace sfn::asl
