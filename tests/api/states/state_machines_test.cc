#include "api/states/states_under_test.h"

namespace sfn::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

const std::string kArn = "arn:aws:states:eu-west-3:123456789012:stateMachine:M";
const std::string kUnknown = "arn:aws:states:eu-west-3:123456789012:stateMachine:Nobody";
const std::string kOther = R"({"StartAt":"S","States":{"S":{"Type":"Succeed"}}})";

class StateMachines : public StatesUnderTest {};

TEST_F(StateMachines, AMachineIsShownAsItWasMade) {
  EXPECT_EQ(to_text(ok("CreateStateMachine", creation("M"))),
            R"({"stateMachineArn":")" + kArn + R"(","creationDate":1700000000.0})");
  const auto shown = ok("DescribeStateMachine", of_machine(kArn));
  EXPECT_EQ(shown["definition"], kPassState);
  EXPECT_EQ(to_text(with(shown, "definition", "")),
            R"({"stateMachineArn":")" + kArn +
                R"(","name":"M","status":"ACTIVE","definition":"","roleArn":")" + kRole +
                R"(","type":"STANDARD","creationDate":1700000000.0,)"
                R"("loggingConfiguration":{"level":"OFF","includeExecutionData":false},)"
                R"("tracingConfiguration":{"enabled":false},)"
                R"("encryptionConfiguration":{"type":"AWS_OWNED_KEY"}})");
}

TEST_F(StateMachines, TheVariablesOfAMachineAreShown) {
  const auto arn =
      create("M", R"({"StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"x":1},"Next":"B"},)"
                  R"("B":{"Type":"Pass","InputPath":"$x","End":true}}})");
  EXPECT_EQ(to_text(ok("DescribeStateMachine", of_machine(arn))["variableReferences"]),
            R"({"B":["x"]})");
}

TEST_F(StateMachines, TheDefinitionIsKeptToTheLetter) {
  const std::string spaced = "\n  " + kPassState + "  \n";
  EXPECT_EQ(ok("DescribeStateMachine", of_machine(create("M", spaced)))["definition"], spaced);
}

// ---- CreateStateMachine

struct MachineRefusal {
  std::string name;
  std::string changes;  // To a creation that would succeed.
  std::string error;
};

std::string fifty_tags() {
  std::string tags = "{'key':'1','value':''}";
  for (int i = 2; i <= 50; ++i) tags += ",{'key':'" + std::to_string(i) + "'}";
  return tags;
}

class Creation : public StatesUnderTest, public testing::WithParamInterface<MachineRefusal> {};

TEST_P(Creation, IsRefused) {
  auto asked = creation("M");
  const Json changes = params(GetParam().changes);
  for (const auto& [name, value] : changes.items()) asked[name] = value;
  EXPECT_EQ(error("CreateStateMachine", asked), GetParam().error);
  EXPECT_THAT(error("DescribeStateMachine", of_machine(kArn)),
              StartsWith("StateMachineDoesNotExist"));
}

INSTANTIATE_TEST_SUITE_P(
    Api, Creation,
    testing::ValuesIn(std::vector<MachineRefusal>{
        {"WithoutAnything", "{'name':null,'definition':null,'roleArn':null}",
         "ValidationException: 3 validation errors detected: Value null at 'name' failed to "
         "satisfy constraint: Member must not be null; Value null at 'definition' failed to "
         "satisfy constraint: Member must not be null; Value null at 'roleArn' failed to satisfy "
         "constraint: Member must not be null"},
        {"EmptyName", "{'name':''}",
         "ValidationException: 1 validation error detected: Value '' at 'name' failed to satisfy "
         "constraint: Member must have length greater than or equal to 1"},
        {"BadName", "{'name':'a b'}", "InvalidName: Invalid Name: 'a b'"},
        {"UnknownType", "{'type':'FAST'}",
         "ValidationException: 1 validation error detected: Value 'FAST' at 'type' failed to "
         "satisfy constraint: Member must satisfy enum value set: [STANDARD, EXPRESS]"},
        {"DefinitionAsObject", "{'definition':{}}",
         "SerializationException: START_OBJECT can not be converted to String at 'definition'"},
        {"DescriptionOfNoVersion", "{'versionDescription':'first'}",
         "ValidationException: Version description can only be set when publish is true"},
        {"Version", "{'publish':true}",
         "ValidationException: This version of sfn does not have state machine versions: leave out "
         "'publish'"},
        {"LevelWithoutDestination", "{'loggingConfiguration':{'level':'ALL'}}",
         "InvalidLoggingConfiguration: Invalid Logging Configuration: Must specify exactly one Log "
         "Destination."},
        {"TwoDestinations", "{'loggingConfiguration':{'level':'ALL','destinations':[{},{}]}}",
         "InvalidLoggingConfiguration: Invalid Logging Configuration: Must specify exactly one Log "
         "Destination."},
        {"DestinationWithoutGroup", "{'loggingConfiguration':{'level':'ALL','destinations':[{}]}}",
         "InvalidLoggingConfiguration: Invalid Logging Configuration: Log Destination not found."},
        {"DestinationThatIsNone", "{'loggingConfiguration':{'level':'ALL','destinations':[7]}}",
         "InvalidLoggingConfiguration: Invalid Logging Configuration: Log Destination not found."},
        {"DestinationWithoutAllStreams",
         "{'loggingConfiguration':{'level':'ALL','destinations':[{'cloudWatchLogsLogGroup':"
         "{'logGroupArn':'arn:aws:logs:eu-west-3:123456789012:log-group:g'}}]}}",
         "InvalidLoggingConfiguration: Invalid Logging Configuration: Log Destination not found."},
        {"UnknownLevel", "{'loggingConfiguration':{'level':'LOUD'}}",
         "ValidationException: 1 validation error detected: Value 'LOUD' at "
         "'loggingConfiguration.level' failed to satisfy constraint: Member must satisfy enum "
         "value set: [ALL, ERROR, FATAL, OFF]"},
        {"TracingAsText", "{'tracingConfiguration':{'enabled':'yes'}}",
         "SerializationException: STRING_VALUE can not be converted to Boolean at "
         "'tracingConfiguration.enabled'"},
        {"EncryptionWithoutType", "{'encryptionConfiguration':{}}",
         "ValidationException: 1 validation error detected: Value null at "
         "'encryptionConfiguration.type' failed to satisfy constraint: Member must not be null"},
        {"EncryptionWithAKey",
         "{'encryptionConfiguration':{'type':'CUSTOMER_MANAGED_KMS_KEY','kmsKeyId':'k'}}",
         "InvalidEncryptionConfiguration: Invalid Encryption Configuration: sfn does not encrypt "
         "with keys of AWS KMS: use AWS_OWNED_KEY"},
        {"RoleThatIsNone", "{'roleArn':'nope'}", "InvalidArn: Invalid Role Arn: 'nope'"},
        {"RoleOfAnotherKind", "{'roleArn':'arn:aws:iam::123456789012:user/U'}",
         "InvalidArn: Invalid Role Arn: 'arn:aws:iam::123456789012:user/U'"},
        {"TooManyTags", "{'tags':[" + fifty_tags() + ",{'key':'one more'}]}",
         "TooManyTags: A resource may have 50 tags, this one has 51"},
        {"TagOfAws", "{'tags':[{'key':'AWS:x','value':'y'}]}",
         "ValidationException: Tag keys that begin with 'aws:' are reserved: 'AWS:x'"},
        {"TagWithoutKey", "{'tags':[{'key':'','value':'y'}]}",
         "ValidationException: 1 validation error detected: Value '' at 'tags.1.member.key' failed "
         "to satisfy constraint: Member must have length greater than or equal to 1"},
        {"TagWithALongValue", "{'tags':[{'key':'k','value':'" + std::string(257, 'v') + "'}]}",
         "ValidationException: 1 validation error detected: Value '" + std::string(257, 'v') +
             "' at 'tags.1.member.value' failed to satisfy constraint: Member must have length "
             "less than or equal to 256"},
        {"TagAsText", "{'tags':['k']}",
         "SerializationException: 'tags.1.member' must be a structure with 'key' and 'value'"},
        {"TagsAsObject", "{'tags':{}}",
         "SerializationException: START_OBJECT can not be converted to List at 'tags'"},
    }),
    [](const auto& test) { return test.param.name; });

TEST_F(StateMachines, ABadDefinitionIsToldWithItsPlace) {
  EXPECT_EQ(error("CreateStateMachine",
                  creation("M", R"({"StartAt":"P","States":{"P":{"Type":"Pass","Next":"Q"}}})")),
            "InvalidDefinition: Invalid State Machine Definition: "
            "'MISSING_END_STATE: Workflow has no terminal state at null, "
            "MISSING_TRANSITION_TARGET: Missing 'Next' target: Q at /States/P/Next'");
  EXPECT_THAT(error("CreateStateMachine", creation("M", "nothing")),
              StartsWith("InvalidDefinition: Invalid State Machine Definition: "
                         "'INVALID_JSON_DESCRIPTION: "));
}

TEST_F(StateMachines, ADefinitionHasALimit) {
  const auto said = error("CreateStateMachine", creation("M", std::string(1'048'577, ' ')));
  EXPECT_EQ(said,
            "ValidationException: 1 validation error detected: Value at 'definition' failed to "
            "satisfy constraint: Member must have length less than or equal to 1048576");
  create("M", kPassState + std::string(1'048'576 - kPassState.size(), ' '));
}

TEST_F(StateMachines, ARepetitionGivesTheMachineThatThereIs) {
  const auto made = ok("CreateStateMachine", creation("M"));
  advance(seconds(5));
  auto again = creation("M");
  again["roleArn"] = "arn:aws:iam::123456789012:role/Another";
  again["tags"] = params("[{'key':'k','value':'v'}]");
  again["type"] = "STANDARD";
  again["tracingConfiguration"] = params("{'enabled':false}");
  again["loggingConfiguration"] = params("{'level':'OFF'}");
  EXPECT_EQ(to_text(ok("CreateStateMachine", again)), to_text(made));
  again["loggingConfiguration"] = params("{'destinations':[]}");
  EXPECT_EQ(to_text(ok("CreateStateMachine", again)), to_text(made));
  EXPECT_EQ(ok("DescribeStateMachine", of_machine(kArn))["roleArn"], kRole);
}

TEST_F(StateMachines, AnotherMachineOfTheNameIsRefused) {
  create("M");
  const auto refused = "StateMachineAlreadyExists: State Machine Already Exists: '" + kArn + "'";
  EXPECT_EQ(error("CreateStateMachine", creation("M", kOther)), refused);
  EXPECT_EQ(error("CreateStateMachine",
                  with(creation("M"), "tracingConfiguration", params("{'enabled':true}"))),
            refused);
  EXPECT_EQ(error("CreateStateMachine", creation("M", kPassState + " ")), refused);
}

TEST_F(StateMachines, RegionsHaveMachinesOfTheirOwn) {
  create("M");
  place.region = "us-west-2";
  EXPECT_EQ(create("M", kOther), "arn:aws:states:us-west-2:123456789012:stateMachine:M");
}

// ---- logging

struct LoggingCase {
  std::string name;
  std::string given;
  std::string shown;
};

class Logging : public StatesUnderTest, public testing::WithParamInterface<LoggingCase> {};

TEST_P(Logging, IsShown) {
  ok("CreateStateMachine", with(creation("M"), "loggingConfiguration", params(GetParam().given)));
  const auto shown = ok("DescribeStateMachine", of_machine(kArn));
  EXPECT_TRUE(same_json(shown["loggingConfiguration"], params(GetParam().shown)))
      << to_text(shown["loggingConfiguration"]);
}

const std::string kDestinations =
    "'destinations':[{'cloudWatchLogsLogGroup':{'logGroupArn':"
    "'arn:aws:logs:eu-west-3:123456789012:log-group:G:*'}}]";

INSTANTIATE_TEST_SUITE_P(
    Api, Logging,
    testing::ValuesIn(std::vector<LoggingCase>{
        {"Empty", "{}", "{'level':'OFF','includeExecutionData':false}"},
        {"NoDestinations", "{'destinations':[]}",
         "{'level':'OFF','includeExecutionData':false,'destinations':[]}"},
        {"Off", "{'level':'OFF'}", "{'level':'OFF','includeExecutionData':false}"},
        {"OffWithDestination", "{'level':'OFF'," + kDestinations + "}",
         "{'level':'OFF','includeExecutionData':false," + kDestinations + "}"},
        {"All", "{'level':'ALL','includeExecutionData':true," + kDestinations + "}",
         "{'level':'ALL','includeExecutionData':true," + kDestinations + "}"},
    }),
    [](const auto& test) { return test.param.name; });

// ---- UpdateStateMachine

TEST_F(StateMachines, AnUpdateMakesARevision) {
  create("M");
  advance(seconds(5));
  const auto first = ok("UpdateStateMachine", with(of_machine(kArn), "definition", kOther));
  EXPECT_EQ(first["updateDate"], 1'700'000'005.0);
  const auto shown = ok("DescribeStateMachine", of_machine(kArn));
  EXPECT_EQ(shown["revisionId"], first["revisionId"]);
  EXPECT_EQ(shown["definition"], kOther);
  EXPECT_EQ(shown["roleArn"], kRole);
  EXPECT_EQ(shown["creationDate"], 1'700'000'000.0);
  const auto second = ok("UpdateStateMachine", with(of_machine(kArn), "roleArn", kRole + "2"));
  EXPECT_NE(second["revisionId"], first["revisionId"]);
  EXPECT_EQ(ok("DescribeStateMachine", of_machine(kArn))["definition"], kOther);
}

TEST_F(StateMachines, AnUpdateThatChangesNothingKeepsTheRevision) {
  create("M");
  advance(seconds(5));
  const auto changed = ok("UpdateStateMachine", with(of_machine(kArn), "roleArn", kRole + "2"));
  advance(seconds(5));
  auto same = of_machine(kArn);
  same["definition"] = kPassState;
  same["roleArn"] = kRole + "2";
  EXPECT_EQ(to_text(ok("UpdateStateMachine", same)), to_text(changed));
}

TEST_F(StateMachines, AnUpdateThatChangesNothingOfTheFirstRevisionHasNone) {
  create("M");
  EXPECT_EQ(to_text(ok("UpdateStateMachine", with(of_machine(kArn), "roleArn", kRole))),
            R"({"updateDate":1700000000.0})");
}

TEST_F(StateMachines, AnUpdateKeepsTheConfigurationItDoesNotName) {
  ok("CreateStateMachine", with(creation("M"), "tracingConfiguration", params("{'enabled':true}")));
  auto asked = of_machine(kArn);
  asked["loggingConfiguration"] = params("{'level':'ALL'," + kDestinations + "}");
  ok("UpdateStateMachine", asked);
  const auto shown = ok("DescribeStateMachine", of_machine(kArn));
  EXPECT_EQ(shown["tracingConfiguration"]["enabled"], true);
  EXPECT_EQ(shown["loggingConfiguration"]["level"], "ALL");
}

class Update : public StatesUnderTest, public testing::WithParamInterface<MachineRefusal> {};

TEST_P(Update, IsRefused) {
  const auto before = ok("DescribeStateMachine", of_machine(create("M")));
  auto asked = of_machine(kArn);
  const Json changes = params(GetParam().changes);
  for (const auto& [name, value] : changes.items()) asked[name] = value;
  EXPECT_THAT(error("UpdateStateMachine", asked), StartsWith(GetParam().error));
  EXPECT_EQ(to_text(ok("DescribeStateMachine", of_machine(kArn))), to_text(before));
}

INSTANTIATE_TEST_SUITE_P(
    Api, Update,
    testing::ValuesIn(std::vector<MachineRefusal>{
        {"WithoutAnything", "{}",
         "MissingRequiredParameter: Either the definition, the role ARN, the LoggingConfiguration, "
         "or the TracingConfiguration must be specified"},
        {"TagsAlone", "{'tags':[]}", "MissingRequiredParameter: "},
        {"BadDefinition", "{'definition':'{}'}",
         "InvalidDefinition: Invalid State Machine Definition: '"},
        {"EmptyDefinition", "{'definition':''}",
         "ValidationException: 1 validation error detected: Value '' at 'definition' failed"},
        {"RoleThatIsNone", "{'roleArn':'nope'}", "InvalidArn: Invalid Role Arn: 'nope'"},
        {"UnknownMachine", "{'stateMachineArn':'" + kUnknown + "','roleArn':'" + kRole + "'}",
         "StateMachineDoesNotExist: State Machine Does Not Exist: '" + kUnknown + "'"},
        {"VersionOfAMachine", "{'stateMachineArn':'" + kArn + ":3','roleArn':'" + kRole + "'}",
         "StateMachineDoesNotExist: State Machine Does Not Exist: '" + kArn + ":3'"},
        {"NoArn", "{'stateMachineArn':'M','roleArn':'" + kRole + "'}",
         "InvalidArn: Invalid Arn: 'Invalid ARN prefix: M'"},
        {"BadLogging", "{'loggingConfiguration':{'level':'ALL'}}",
         "InvalidLoggingConfiguration: Invalid Logging Configuration: Must specify exactly one"},
        {"Version", "{'publish':true,'roleArn':'" + kRole + "'}",
         "ValidationException: This version of sfn"},
    }),
    [](const auto& test) { return test.param.name; });

// ---- DescribeStateMachine, ListStateMachines, DeleteStateMachine

TEST_F(StateMachines, WhatDoesNotExistIsToldByItsArn) {
  const auto refused = "StateMachineDoesNotExist: State Machine Does Not Exist: '" + kUnknown + "'";
  EXPECT_EQ(error("DescribeStateMachine", of_machine(kUnknown)), refused);
  EXPECT_EQ(error("ListExecutions", of_machine(kUnknown)), refused);
  EXPECT_EQ(error("StartExecution", of_machine(kUnknown)), refused);
}

TEST_F(StateMachines, AreListedByRegionPageByPage) {
  for (const std::string name : {"c", "a", "b"}) create(name);
  place.region = "us-west-2";
  create("d");
  EXPECT_THAT(all(ok("ListStateMachines", {})["stateMachines"], "name"), ElementsAre("d"));
  place.region = "eu-west-3";
  const auto first = ok("ListStateMachines", params("{'maxResults':2}"));
  EXPECT_THAT(all(first["stateMachines"], "name"), ElementsAre("a", "b"));
  EXPECT_EQ(to_text(first["stateMachines"][0]),
            R"({"stateMachineArn":"arn:aws:states:eu-west-3:123456789012:stateMachine:a",)"
            R"("name":"a","type":"STANDARD","creationDate":1700000000.0})");
  const auto rest = with(params("{'maxResults':2}"), "nextToken", first["nextToken"]);
  const auto second = ok("ListStateMachines", rest);
  EXPECT_THAT(all(second["stateMachines"], "name"), ElementsAre("c"));
  EXPECT_FALSE(second.contains("nextToken"));
  place.region = "us-west-2";
  EXPECT_EQ(error("ListStateMachines", rest), "InvalidToken: Invalid Token: 'Invalid token'");
}

TEST_F(StateMachines, AFullLastPageHasNoNextOne) {
  for (const std::string name : {"a", "b"}) create(name);
  EXPECT_FALSE(ok("ListStateMachines", params("{'maxResults':2}")).contains("nextToken"));
  EXPECT_EQ(ok("ListStateMachines", params("{'maxResults':0}"))["stateMachines"].size(), 2U);
}

TEST_F(StateMachines, AMachineThatIsDeletedIsGone) {
  create("M");
  EXPECT_EQ(to_text(ok("DeleteStateMachine", of_machine(kArn))), "{}");
  EXPECT_THAT(error("DescribeStateMachine", of_machine(kArn)),
              StartsWith("StateMachineDoesNotExist"));
  EXPECT_EQ(ok("ListStateMachines", {})["stateMachines"].size(), 0U);
  create("M", kOther);
  EXPECT_EQ(ok("DescribeStateMachine", of_machine(kArn))["definition"], kOther);
}

TEST_F(StateMachines, ToDeleteWhatDoesNotExistSucceeds) {
  EXPECT_EQ(to_text(ok("DeleteStateMachine", of_machine(kUnknown))), "{}");
  EXPECT_EQ(error("DeleteStateMachine", of_machine("M")),
            "InvalidArn: Invalid Arn: 'Invalid ARN prefix: M'");
}

// ---- nothing before the commit

TEST_F(StateMachines, NothingIsAnsweredBeforeItsCommit) {
  create("Old");
  world.store.hold_commits();
  const auto old = of_machine("arn:aws:states:eu-west-3:123456789012:stateMachine:Old");
  const std::vector<Answers> asked = {
      ask("CreateStateMachine", creation("M")),
      ask("CreateStateMachine", creation("M")),
      ask("CreateStateMachine", creation("M", kOther)),
      ask("DescribeStateMachine", of_machine(kArn)),
      ask("ListStateMachines", Json::object()),
      ask("UpdateStateMachine", with(old, "definition", kOther)),
      ask("DeleteStateMachine", of_machine(kArn)),
      ask("DescribeStateMachine", of_machine(kArn)),
  };
  settle();
  for (std::size_t i = 0; i < asked.size(); ++i) EXPECT_EQ(asked[i]->size(), 0U) << i;
  world.store.release_commits();
  settle();
  for (std::size_t i = 0; i < asked.size(); ++i) EXPECT_EQ(asked[i]->size(), 1U) << i;
  EXPECT_EQ(asked[2]->front().error().name, "StateMachineAlreadyExists");
  EXPECT_EQ(asked[7]->front().error().name, "StateMachineDoesNotExist");
}

TEST_F(StateMachines, WhatIsMalformedIsRefusedAtOnce) {
  world.store.hold_commits();
  ask("CreateStateMachine", creation("M"));
  EXPECT_EQ(ask("DescribeStateMachine", of_machine("x"))->size(), 1U);
  EXPECT_EQ(ask("CreateStateMachine", Json::object())->size(), 1U);
}

TEST_F(StateMachines, ActionsThatAreNotServedAreNamed) {
  const auto said = error("CreateNothing", Json::object());
  EXPECT_THAT(said, StartsWith("UnknownOperationException: The action 'CreateNothing' of AWS Step "
                               "Functions is not served here; served are: CreateActivity, "));
  EXPECT_THAT(said, HasSubstr("UpdateStateMachine"));
}

}  // namespace
}  // namespace sfn::api
