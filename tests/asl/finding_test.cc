// The rules that hold for every definition and every state: what breaks each, what is said of that,
// and where.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "asl/support.h"

namespace sfn::asl {
namespace {

using testing::ElementsAreArray;

class Finds : public testing::TestWithParam<FindingCase> {};

TEST_P(Finds, WhatIsWrongAndWhere) {
  EXPECT_THAT(findings(GetParam().definition, GetParam().type),
              ElementsAreArray(GetParam().findings));
}

const auto kDocuments = std::vector<FindingCase>{
    {"Empty", "", {"Definition must be a valid JSON object at null"}},
    {"Blank", " \n", {"Definition must be a valid JSON object at null"}},
    {"NoObject", "[]", {"Definition must be a valid JSON object at null"}},
    {"NoJson",
     "not a definition",
     {"INVALID_JSON_DESCRIPTION: Unrecognized token 'not': was expecting (JSON String, Number, "
      "Array, Object or token 'null', 'true' or 'false')\n at [Source: (String)\"not a "
      "definition\"; line: 1, column: 4] at [Source: (String)\"not a definition\"; line: 1, "
      "column: 4]"}},
    {"NoFields", "{}", {"These fields are required: [States, StartAt] at /"}},
    {"NoStartAt",
     R"({"States":{"S":{"Type":"Pass","End":true}}})",
     {"These fields are required: [StartAt] at /"}},
    {"NoStates", R"({"StartAt":"S"})", {"These fields are required: [States] at /"}},
    {"EmptyStates", R"({"StartAt":"S","States":{}})", {"Value cannot be empty at /States"}},
    {"StatesOfAnotherType",
     R"({"StartAt":"S","States":[]})",
     {"Expected value of type [OBJECT] at /States"}},
    {"StartAtOfAnotherType",
     R"({"StartAt":1,"States":{"S":{"Type":"Succeed"}}})",
     {"Expected value of type [STRING] at /StartAt"}},
    {"StartAtNamesNoState",
     R"({"StartAt":"X","States":{"S":{"Type":"Succeed"}}})",
     {"MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /StartAt"}},
    {"UnknownField",
     R"({"Start":"S","StartAt":"S","States":{"S":{"Type":"Succeed"}}})",
     {"Field 'Start' is not supported at /"}},
    {"Version",
     R"({"Version":"2.0","StartAt":"S","States":{"S":{"Type":"Succeed"}}})",
     {"Value should be one of the following: [1.0] at /Version"}},
    {"TimeoutSeconds",
     R"({"TimeoutSeconds":0,"StartAt":"S","States":{"S":{"Type":"Succeed"}}})",
     {"Value must be an integer from 1 to 99999999, got 0 at /TimeoutSeconds"}},
    {"QueryLanguage",
     R"({"QueryLanguage":"SQL","StartAt":"S","States":{"S":{"Type":"Succeed"}}})",
     {"Value should be one of the following: [JSONPath, JSONata] at /QueryLanguage"}},
    {"QueryLanguageOfAnotherType",
     R"({"QueryLanguage":1,"StartAt":"S","States":{"S":{"Type":"Succeed"}}})",
     {"Expected value of type [STRING] at /QueryLanguage"}},
    {"JsonpathInAJsonataMachine",
     R"({"StartAt":"S","States":{"S":{"Type":"Pass","QueryLanguage":"JSONPath","End":true}},)"
     R"("QueryLanguage":"JSONata"})",
     {"'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at "
      "/States/S"}},
};
INSTANTIATE_TEST_SUITE_P(Document, Finds, testing::ValuesIn(kDocuments), name_of);

const auto kStates = std::vector<FindingCase>{
    {"OfAnotherType", machine_of("1"), {"Expected value of type [OBJECT] at /States/S"}},
    {"NoType", machine_of("{}"), {"The field 'Type' is required but was missing at /States/S"}},
    {"UnknownType",
     ending(R"("Type":"Loop")"),
     {"The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, "
      "Choice, Parallel, Map] at /States/S/Type"}},
    {"UnknownField",
     ending(R"("Type":"Pass","Retry":[])"),
     {"Field 'Retry' is not supported at /States/S"}},
    {"NextOfASucceed",
     machine_of(R"({"Type":"Succeed","End":true})"),
     {"Field 'End' is not supported at /States/S"}},
    {"InputPathOfAFail",
     machine_of(R"({"Type":"Fail","InputPath":"$"})"),
     {"Field 'InputPath' is not supported at /States/S"}},
    {"JsonataField",
     ending(R"("Type":"Pass","Output":1)"),
     {"The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the "
      "'JSONata' QueryLanguage at /States/S"}},
    {"Comment",
     ending(R"("Type":"Pass","Comment":1)"),
     {"Expected value of type [STRING] at /States/S/Comment"}},
    {"NeitherNextNorEnd",
     machine_of(R"({"Type":"Pass"})"),
     {"Exactly one of these fields is required: [Next, End] at /States/S"}},
    {"EndFalse",
     machine_of(R"({"Type":"Pass","End":false})"),
     {"Exactly one of these fields is required: [Next, End] at /States/S"}},
    {"NextAndEnd",
     ending(R"("Type":"Pass","Next":"S")"),
     {"Only one of these fields is allowed: [Next, End] at /States/S"}},
    {"EndOfAnotherType",
     machine_of(R"({"Type":"Pass","End":"true"})"),
     {"Exactly one of these fields is required: [Next, End] at /States/S",
      "Expected value of type [BOOLEAN] at /States/S/End"}},
    {"NextOfAnotherType",
     machine_of(R"({"Type":"Pass","Next":1})"),
     {"Expected value of type [STRING] at /States/S/Next"}},
    {"NextNamesNoState",
     R"({"StartAt":"S","States":{"S":{"Type":"Pass","Next":"X"},"E":{"Type":"Succeed"}}})",
     {"MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/S/Next",
      "MISSING_TRANSITION_TARGET: State \"E\" is not reachable. at /States/E"}},
    {"Unreachable",
     R"({"StartAt":"S","States":{"S":{"Type":"Succeed"},"T":{"Type":"Pass","Next":"T"}}})",
     {"MISSING_TRANSITION_TARGET: State \"T\" is not reachable. at /States/T"}},
    {"NoEnd",
     machine_of(R"({"Type":"Pass","Next":"S"})"),
     {"MISSING_END_STATE: Workflow has no terminal state at null"}},
    {"UnreachableEnd",
     R"({"StartAt":"S","States":{"S":{"Type":"Pass","Next":"S"},"T":{"Type":"Succeed"}}})",
     {"MISSING_TRANSITION_TARGET: State \"T\" is not reachable. at /States/T"}},
    {"NoGuessesPastABrokenState",
     R"({"StartAt":"S","States":{"S":{"Type":"Pass"},"T":{"Type":"Pass","Next":"T"}}})",
     {"Exactly one of these fields is required: [Next, End] at /States/S"}},
    {"NameTooLong",
     R"({"StartAt":"S","States":{"S":{"Type":"Pass","Next":")" + std::string(81, 'x') + R"("},")" +
         std::string(81, 'x') + R"(":{"Type":"Succeed"}}})",
     {"INVALID_STATE_NAME: A state name must have 1 to 80 characters: '" + std::string(80, 'x') +
      "' at /States"}},
    {"EmptyName",
     R"({"StartAt":"","States":{"":{"Type":"Succeed"}}})",
     {"INVALID_STATE_NAME: A state name must have 1 to 80 characters: '' at /States"}},
    {"NestedStateOfAnOuterName",
     ending(R"("Type":"Map","ItemProcessor":{"StartAt":"S","States":{"S":{"Type":"Succeed"}}})"),
     {"DUPLICATE_STATE_NAME: Duplicate State name: S at /States/S/ItemProcessor/States/S"}},
    {"TargetOutsideOfTheBranch",
     R"({"StartAt":"S","States":{"S":{"Type":"Parallel","Next":"E","Branches":[{"StartAt":"B",)"
     R"("States":{"B":{"Type":"Pass","Next":"E"}}}]},"E":{"Type":"Succeed"}}})",
     {"MISSING_END_STATE: Workflow has no terminal state at null",
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: E at /States/S/Branches[0]/States/B/"
      "Next"}},
};
INSTANTIATE_TEST_SUITE_P(State, Finds, testing::ValuesIn(kStates), name_of);

const auto kPaths = std::vector<FindingCase>{
    {"NoPath",
     ending(R"("Type":"Pass","InputPath":"a")"),
     {"Value is not a valid JSONPath: column 1: expected '$', found 'a' at /States/S/InputPath"}},
    {"OfAnotherType",
     ending(R"("Type":"Pass","OutputPath":1)"),
     {"Expected value of type [STRING] at /States/S/OutputPath"}},
    {"ResultPathWithAWildcard",
     ending(R"("Type":"Pass","ResultPath":"$.a[*]")"),
     {"Value is not a Reference Path: '$.a[*]' may lead to more than one value, or calls a "
      "function at /States/S/ResultPath"}},
    {"ResultPathIntoTheContext",
     ending(R"("Type":"Pass","ResultPath":"$$.a")"),
     {"Value is not a Reference Path: '$$.a' does not start at the state's input ($) at "
      "/States/S/ResultPath"}},
    {"ResultPathIntoAVariable",
     ending(R"("Type":"Pass","ResultPath":"$x")"),
     {"Value is not a Reference Path: '$x' does not start at the state's input ($) at "
      "/States/S/ResultPath"}},
    {"ItemsPathNull",
     ending(R"("Type":"Map","ItemsPath":null,"ItemProcessor":{"StartAt":"I","States":{"I":)"
            R"({"Type":"Succeed"}}})"),
     {"Expected value of type [STRING] at /States/S/ItemsPath"}},
    {"SecondsPathWithAFilter",
     ending(R"("Type":"Wait","SecondsPath":"$.a[?(@.b)]")"),
     {"Value is not a Reference Path: '$.a[?(@.b)]' may lead to more than one value, or calls a "
      "function at /States/S/SecondsPath"}},
};
INSTANTIATE_TEST_SUITE_P(Path, Finds, testing::ValuesIn(kPaths), name_of);

const auto kTemplates = std::vector<FindingCase>{
    {"ComputedFromANumber",
     ending(R"("Type":"Pass","Parameters":{"x.$":1})"),
     {"The value for the field 'x.$' must be a STRING that contains a JSONPath or an intrinsic "
      "function call, got 1 at /States/S/Parameters"}},
    {"ComputedFromAnObject",
     ending(R"("Type":"Pass","Parameters":{"x.$":{}})"),
     {"The value for the field 'x.$' must be a STRING that contains a JSONPath or an intrinsic "
      "function call, got an object at /States/S/Parameters"}},
    {"ComputedFromPlainText",
     ending(R"("Type":"Pass","Parameters":{"a":[{"x.$":"y"}]})"),
     {"The value for the field 'x.$' must be a valid JSONPath or a valid intrinsic function call "
      "at /States/S/Parameters/a[0]"}},
    {"SameFieldTwice",
     ending(R"("Type":"Pass","Parameters":{"x":1,"x.$":"$"})"),
     {"Both 'x' and 'x.$' give the same field at /States/S/Parameters"}},
    {"Intrinsic", ending(R"j("Type":"Pass","Parameters":{"x.$":"States.UUID()"})j"), {}},
    {"UnknownIntrinsic",
     ending(R"j("Type":"Pass","Parameters":{"a":{"x.$":"States.Nope($.a)"}})j"),
     {"The value for the field 'x.$' must be a valid JSONPath or a valid intrinsic function call "
      "at /States/S/Parameters/a"}},
    {"IntrinsicWithAWrongPath",
     ending(R"j("Type":"Pass","Parameters":{"x.$":"States.Array($.a[)"})j"),
     {"The value for the field 'x.$' must be a valid JSONPath or a valid intrinsic function call "
      "at /States/S/Parameters"}},
    {"IntrinsicWithoutCall",
     ending(R"j("Type":"Pass","Parameters":{"x.$":"States.UUID"})j"),
     {"The value for the field 'x.$' must be a valid JSONPath or a valid intrinsic function call "
      "at /States/S/Parameters"}},
    {"MissingSuffix",
     ending(R"("Type":"Pass","Parameters":{"x":"$.a"})"),
     {"NO_DOLLAR: The value looks like a path or an intrinsic function, but is taken literally; "
      "the field 'x.$' takes one at /States/S/Parameters/x"}},
    {"PathInAStaticResult",
     ending(R"("Type":"Pass","Result":{"a":["$.a"]})"),
     {"PASS_RESULT_IS_STATIC: The Result of a Pass state is taken literally, paths included; use "
      "'Parameters' to compute it at /States/S/Result"}},
    {"MoneyInAStaticResult", ending(R"("Type":"Pass","Result":{"a":"$5"})"), {}},
    {"StaticResult",
     ending(R"("Type":"Pass","Result":[{"x.$":"$.a"}])"),
     {"PASS_RESULT_IS_STATIC: The Result of a Pass state is taken literally, paths included; use "
      "'Parameters' to compute it at /States/S/Result"}},
};
INSTANTIATE_TEST_SUITE_P(Template, Finds, testing::ValuesIn(kTemplates), name_of);

const auto kAssigns = std::vector<FindingCase>{
    {"OfAnotherType",
     ending(R"("Type":"Pass","Assign":1)"),
     {"Expected value of type [OBJECT] at /States/S/Assign"}},
    {"NoIdentifier",
     ending(R"("Type":"Pass","Assign":{"x.y":1})"),
     {"A variable name is a letter, then letters, digits and underscores: 'x.y' at "
      "/States/S/Assign"}},
    {"Reserved",
     ending(R"("Type":"Pass","Assign":{"states.$":"$"})"),
     {"The variable name 'states' is reserved at /States/S/Assign"}},
    {"TooLong",
     ending(R"("Type":"Pass","Assign":{")" + std::string(81, 'v') + R"(":1})"),
     {"A variable name has at most 80 characters: '" + std::string(80, 'v') +
      "…' at /States/S/Assign"}},
    {"NameOfAnOuterScope",
     ending(R"("Type":"Map","Assign":{"x":1},"ItemProcessor":{"StartAt":"I","States":{"I":)"
            R"({"Type":"Pass","Assign":{"x.$":"$","y":1},"End":true}}})"),
     {"The variable 'x' belongs to an outer scope and cannot be assigned in this one at "
      "/States/S/ItemProcessor/States/I/Assign"}},
};
INSTANTIATE_TEST_SUITE_P(Assign, Finds, testing::ValuesIn(kAssigns), name_of);

TEST(Definition, WithManyErrorsReportsThemAllInTheOrderOfTheText) {
  const auto definition = R"({
    "StartAt": "Nowhere",
    "States": {
      "A": {"Type": "Pass", "InputPath": "x", "Next": "Gone", "Foo": 1},
      "B": {"Type": "Wait", "Seconds": -1, "End": true},
      "C": {"Type": "Task", "Resource": "r", "Retry": [{"ErrorEquals": []}], "End": true}
    },
    "Bar": 2
  })";
  EXPECT_THAT(
      findings(definition),
      testing::ElementsAre(
          "Field 'Bar' is not supported at /",
          "MISSING_TRANSITION_TARGET: Missing 'Next' target: Nowhere at /StartAt",
          "Field 'Foo' is not supported at /States/A",
          "Value is not a valid JSONPath: column 1: expected '$', found 'x' at /States/A/InputPath",
          "MISSING_TRANSITION_TARGET: Missing 'Next' target: Gone at /States/A/Next",
          "Value must be an integer from 0 to 99999999, got -1 at /States/B/Seconds",
          "Value is not a valid resource ARN at /States/C/Resource",
          "Value cannot be empty at /States/C/Retry[0]/ErrorEquals"));
}

TEST(Diagnostics, AreWordedAsCreateStateMachineWordsThem) {
  const auto parsed = parse_definition(
      R"({"StartAt":"A","States":{"A":{"Type":"Pass","Result":{"x.$":"$"},"Next":"A","X":1}}})");
  EXPECT_FALSE(parsed.machine);
  EXPECT_EQ(invalid_definition_message(parsed.diagnostics, limits::Policy::Strict),
            "Invalid State Machine Definition: 'MISSING_END_STATE: Workflow has no terminal state "
            "at null, SCHEMA_VALIDATION_FAILED: Field 'X' is not supported at /States/A'");
}

}  // namespace
}  // namespace sfn::asl
