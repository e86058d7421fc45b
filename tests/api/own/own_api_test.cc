#include "api/own/own_api.h"

#include "api/own/own_api_under_test.h"

namespace sfn::api {
namespace {

using testing::HasSubstr;

class OwnApiTest : public OwnApiUnderTest {};

TEST_F(OwnApiTest, ServesItsOwnPathsAlone) {
  EXPECT_TRUE(OwnApi::serves("/_sfn/v1/info"));
  EXPECT_TRUE(OwnApi::serves("/_sfn/v1/"));
  EXPECT_FALSE(OwnApi::serves("/_sfn/v1"));
  EXPECT_FALSE(OwnApi::serves("/_sfn/v2/info"));
}

TEST_F(OwnApiTest, UnknownPathsAreToldWhatIsServed) {
  for (const auto* path : {"", "nothing", "info/more", "executions/a/b", "executions//events"}) {
    const auto answer = get(path);
    EXPECT_EQ(answer.status, 404) << path;
    EXPECT_EQ(answer.body["__type"], "NotFound");
    EXPECT_THAT(answer.body["message"].get<std::string>(), HasSubstr("GET executions/*/events"));
  }
}

TEST_F(OwnApiTest, AWrongMethodIsToldTheRightOne) {
  const auto answer = get("purge");
  EXPECT_EQ(answer.status, 405);
  EXPECT_THAT(answer.head, HasSubstr("Allow: POST"));
  EXPECT_EQ(answer.body["message"], "/_sfn/v1/purge is served for POST, not GET");
}

TEST_F(OwnApiTest, MisspeltParametersAreRefusedNotIgnored) {
  const auto answer = get("executions?staus=FAILED&limit=0");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.body["__type"], "ValidationException");
  EXPECT_THAT(answer.body["message"].get<std::string>(),
              HasSubstr("'limit' must be a whole number from 1 to 1000, got '0'"));
  EXPECT_THAT(answer.body["message"].get<std::string>(),
              HasSubstr("there is no parameter 'staus'; there are stateMachineArn"));
}

TEST_F(OwnApiTest, InfoTellsOfTheDaemonAndWhatItHolds) {
  const auto machine = deploy("M", kTask);
  start(machine, "a");
  stop(start(machine, "b"));
  const auto info = get("info").body;
  const auto expected = *parse_json(R"({
      "version": "1.2.3", "account": "123456789012", "region": "eu-west-3",
      "regions": ["eu-west-3"], "limits": "strict",
      "dataDir": "/data", "startedAt": "2023-11-14T22:13:20.000Z",
      "store": {"bytes": 0, "freeBytes": 1099511627776, "schemaVersion": 1},
      "counts": {"running": 1, "succeeded": 0, "failed": 0, "timedOut": 0, "aborted": 1}})");
  EXPECT_TRUE(same_json(info, expected)) << to_text(info);
}

}  // namespace
}  // namespace sfn::api
