#include "sfnctl/names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sfnctl/command_fixture.h"

namespace sfn::sfnctl {
namespace {

using testing::HasSubstr;

struct NameCase {
  const char* name;
  const char* text;
  ExecutionName expected;
};

const std::vector<NameCase> kNames = {
    {"Last", "@last", NewestExecution{""}},
    {"LastOfMachine", "orders/@last", NewestExecution{"orders"}},
    {"Named", "orders/4711", NamedExecution{"orders", "4711"}},
    {"ItemOfAMapRun", "orders/Items/4711", NamedExecution{"orders/Items", "4711"}},
    {"Arn", kExecution, ExecutionArn{kExecution}},
};

class ExecutionNames : public testing::TestWithParam<NameCase> {};
TEST_P(ExecutionNames, Parse) {
  const auto name = parse_execution_name(GetParam().text);
  ASSERT_TRUE(name);
  EXPECT_EQ(*name, GetParam().expected);
}
INSTANTIATE_TEST_SUITE_P(Forms, ExecutionNames, testing::ValuesIn(kNames),
                         [](const auto& test) { return test.param.name; });

TEST(ExecutionName, OtherTextsAreRefusedWithTheForms) {
  for (const char* text : {"orders", "", "/x", "orders/", kMachine, "arn:aws"}) {
    const auto name = parse_execution_name(text);
    ASSERT_FALSE(name) << text;
    EXPECT_THAT(name.error().cause, HasSubstr(text));
    EXPECT_THAT(name.error().cause, testing::AnyOf(HasSubstr("@last"), HasSubstr("execution:")));
  }
}

TEST(ExecutionName, IsToldFromFunctionsAndLogGroups) {
  EXPECT_TRUE(looks_like_execution("@last"));
  EXPECT_TRUE(looks_like_execution("orders/4711"));
  EXPECT_TRUE(looks_like_execution(kExecution));
  EXPECT_FALSE(looks_like_execution("ValidateInput"));
  EXPECT_FALSE(looks_like_execution(kFunction));
  EXPECT_FALSE(looks_like_execution("/aws/lambda/ValidateInput"));
}

TEST(ExecutionName, IsShortForPeople) {
  EXPECT_EQ(short_execution_name(kExecution), "orders/first");
  EXPECT_EQ(short_execution_name("what"), "what");
}

class Lookup : public CommandTest {};

TEST_F(Lookup, AsksEveryRegionInItsOwnCredentialScope) {
  FakeDaemon two_regions;
  environment.variables["SFN_ENDPOINT"] = two_regions.endpoint();
  two_regions.answer("GET /_sfn/v1/info",
                     {{"region", "us-east-1"}, {"regions", {"us-east-1", "eu-west-3"}}});
  two_regions.answer(
      "AWSStepFunctions.ListStateMachines",
      {{"stateMachines", Json::array({{{"name", "orders"}, {"stateMachineArn", kMachine}}})}});
  two_regions.answer(
      "AWSStepFunctions.ListStateMachines",
      {{"stateMachines",
        Json::array({{{"name", "orders"},
                      {"stateMachineArn",
                       "arn:aws:states:eu-west-3:123456789012:stateMachine:orders"}}})}});

  const auto ran = sfnctl({"start", "orders"});
  EXPECT_EQ(ran.code, ExitCode::Misused);
  EXPECT_THAT(ran.err, HasSubstr("could be any of 2"));
  EXPECT_THAT(ran.err, HasSubstr("\n  arn:aws:states:eu-west-3:"));
  const auto requests = two_regions.seen("AWSStepFunctions.ListStateMachines");
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_THAT(requests[0].headers.at("authorization"),
              HasSubstr("AWS4-HMAC-SHA256 Credential=sfn/20261122/us-east-1/states/aws4_request"));
  EXPECT_THAT(requests[1].headers.at("authorization"), HasSubstr("/eu-west-3/states/"));
}

TEST_F(Lookup, LooksInTheAskedRegionAlone) {
  know_machine();
  sfnctl({"--region", "eu-west-3", "state-machines"});
  EXPECT_THAT(daemon.only("AWSStepFunctions.ListStateMachines").headers.at("authorization"),
              HasSubstr("/eu-west-3/states/"));
}

TEST_F(Lookup, FollowsPages) {
  daemon.answer("AWSStepFunctions.ListStateMachines",
                {{"stateMachines", Json::array()}, {"nextToken", "more"}});
  know_machine();
  daemon.answer("AWSStepFunctions.StartExecution", {{"executionArn", kExecution}});
  EXPECT_EQ(sfnctl({"start", "orders"}).code, ExitCode::Done);
  EXPECT_EQ(daemon.seen("AWSStepFunctions.ListStateMachines")[1].json()["nextToken"], "more");
}

TEST_F(Lookup, SuggestsForASlip) {
  know_machine();
  const auto ran = sfnctl({"start", "ordres"});
  EXPECT_EQ(ran.code, ExitCode::Misused);
  EXPECT_THAT(ran.err,
              HasSubstr("no state machine is called \"ordres\"; did you mean \"orders\"?"));
}

TEST_F(Lookup, SaysWhichRegionWasAskedFor) {
  know_machine();
  const auto ran = sfnctl({"--region", "eu-west-3", "start", "none"});
  EXPECT_EQ(ran.code, ExitCode::Misused);
  EXPECT_THAT(ran.err, HasSubstr("no state machine is called \"none\" in eu-west-3, the region "
                                 "asked for (sfnctl state-machines lists those of all regions)"));
}

TEST_F(Lookup, TheWholeNameBeatsTheStartOfOthers) {
  const std::string other = "arn:aws:states:us-east-1:123456789012:execution:orders:first-2";
  daemon.answer("GET /_sfn/v1/executions",
                {{"executions", Json::array({{{"executionArn", other}, {"name", "first-2"}},
                                             {{"executionArn", kExecution}, {"name", "first"}}})}});
  daemon.answer("AWSStepFunctions.StopExecution", {{"stopDate", 1}});
  EXPECT_EQ(sfnctl({"stop", "orders/first"}).code, ExitCode::Done);
  EXPECT_EQ(daemon.only("AWSStepFunctions.StopExecution").json()["executionArn"], kExecution);
  EXPECT_EQ(daemon.only("GET /_sfn/v1/executions").query,
            "stateMachine=orders&name=first&limit=1000");

  const auto ran = sfnctl({"stop", "orders/fir"});
  EXPECT_EQ(ran.code, ExitCode::Misused);
  EXPECT_THAT(ran.err, HasSubstr("\"orders/fir\" could be any of 2"));
}

TEST_F(Lookup, TheWholeNameIsFoundBehindManyThatBeginLikeIt) {
  const std::string other = "arn:aws:states:us-east-1:123456789012:execution:orders:first-2";
  daemon.answer("GET /_sfn/v1/executions",
                {{"executions", Json::array({{{"executionArn", other}, {"name", "first-2"}}})},
                 {"nextToken", "more"}});
  daemon.answer("GET /_sfn/v1/executions",
                {{"executions", Json::array({{{"executionArn", kExecution}, {"name", "first"}}})}});
  daemon.answer("AWSStepFunctions.StopExecution", {{"stopDate", 1}});
  EXPECT_EQ(sfnctl({"stop", "orders/first"}).code, ExitCode::Done);
  EXPECT_EQ(daemon.only("AWSStepFunctions.StopExecution").json()["executionArn"], kExecution);
  EXPECT_EQ(daemon.seen("GET /_sfn/v1/executions")[1].query,
            "stateMachine=orders&name=first&limit=1000&nextToken=more");
}

TEST_F(Lookup, LastNeedsAnExecution) {
  daemon.answer("GET /_sfn/v1/executions", {{"executions", Json::array()}});
  const auto ran = sfnctl({"describe", "@last"});
  EXPECT_EQ(ran.code, ExitCode::Misused);
  EXPECT_THAT(ran.err, HasSubstr("there is no execution yet"));
}

}  // namespace
}  // namespace sfn::sfnctl
