#include "api/states/states_under_test.h"

namespace sfn::api {
namespace {

using testing::HasSubstr;

const std::string kThreeFindings =
    R"({"StartAt":"S","Foo":1,"States":{"S":{"Type":"Pass","Bar":2,"Parameters":{"x":"$.a"},)"
    R"("End":true}}})";

class ValidateDefinition : public StatesUnderTest {
 protected:
  Json validate(const std::string& definition, const Json& more = Json::object()) {
    Json params = more;
    params["definition"] = definition;
    return ok("ValidateStateMachineDefinition", params);
  }
  std::string refused(const std::string& definition, const Json& more) {
    Json params = more;
    params["definition"] = definition;
    return error("ValidateStateMachineDefinition", params);
  }
};

TEST_F(ValidateDefinition, AnswersOkToWhatIsValid) {
  EXPECT_EQ(to_text(validate(kPassState)), R"({"result":"OK","diagnostics":[],"truncated":false})");
}

TEST_F(ValidateDefinition, ListsErrorsInTheMembersOfTheService) {
  EXPECT_EQ(to_text(validate("{}")),
            R"({"result":"FAIL","diagnostics":[{"severity":"ERROR",)"
            R"("code":"SCHEMA_VALIDATION_FAILED",)"
            R"("message":"These fields are required: [States, StartAt]","location":"/"}],)"
            R"("truncated":false})");
  EXPECT_FALSE(validate(" ")["diagnostics"][0].contains("location"));
}

TEST_F(ValidateDefinition, ListsWarningsWhenAsked) {
  EXPECT_EQ(validate(kThreeFindings)["diagnostics"].size(), 2U);
  EXPECT_EQ(validate(kThreeFindings, {{"severity", "ERROR"}})["diagnostics"].size(), 2U);
  const auto all = validate(kThreeFindings, {{"severity", "WARNING"}})["diagnostics"];
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[2]["severity"], "WARNING");
  EXPECT_EQ(all[2]["code"], "NO_DOLLAR");
}

TEST_F(ValidateDefinition, IsOkWithWarningsAlone) {
  const auto answer = validate(
      R"({"StartAt":"S","States":{"S":{"Type":"Pass","Parameters":{"x":"$.a"},"End":true}}})",
      {{"severity", "WARNING"}});
  EXPECT_EQ(answer["result"], "OK");
  EXPECT_EQ(answer["diagnostics"].size(), 1U);
}

TEST_F(ValidateDefinition, HasNothingOfSfnsOwnAdvice) {
  const std::string no_timeout =
      R"({"StartAt":"T","States":{"T":{"Type":"Task","End":true,)"
      R"("Resource":"arn:aws:lambda:eu-west-3:123456789012:function:F"}}})";
  EXPECT_EQ(validate(no_timeout, {{"severity", "WARNING"}})["diagnostics"], Json::array());
}

TEST_F(ValidateDefinition, SaysWhenThereIsMoreThanWasAskedFor) {
  const auto one = validate(kThreeFindings, {{"maxResults", 1}});
  EXPECT_EQ(one["diagnostics"].size(), 1U);
  EXPECT_EQ(one["truncated"], true);
  // The warning that is left was not asked for.
  EXPECT_EQ(validate(kThreeFindings, {{"maxResults", 2}})["truncated"], false);
  EXPECT_EQ(validate(kThreeFindings, {{"maxResults", 2}, {"severity", "WARNING"}})["truncated"],
            true);

  std::string fields;
  for (int i = 0; i < 101; ++i) fields += "\"f" + std::to_string(i) + "\":1,";
  const auto many = validate("{" + fields + R"("StartAt":"S","States":{"S":{"Type":"Succeed"}}})",
                             {{"maxResults", 0}});
  EXPECT_EQ(many["diagnostics"].size(), 100U);
  EXPECT_EQ(many["truncated"], true);
}

TEST_F(ValidateDefinition, KnowsWhatTheTypeMayDo) {
  const std::string callback =
      R"({"StartAt":"T","States":{"T":{"Type":"Task","End":true,)"
      R"("Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken"}}})";
  EXPECT_EQ(validate(callback)["result"], "OK");
  EXPECT_EQ(validate(callback, {{"type", "EXPRESS"}})["result"], "FAIL");
}

TEST_F(ValidateDefinition, ReadsALargeDefinitionAwayFromTheLoop) {
  const std::string large = R"({"Comment":")" + std::string(100'000, 'c') +
                            R"(","StartAt":"S","States":{"S":{"Type":"Succeed"}}})";
  EXPECT_EQ(validate(large)["result"], "OK");
}

TEST_F(ValidateDefinition, RefusesParametersOutOfRange) {
  EXPECT_THAT(refused(kPassState, {{"maxResults", 101}}),
              HasSubstr("Value '101' at 'maxResults' failed to satisfy constraint: Member must "
                        "have value less than or equal to 100"));
  EXPECT_THAT(refused(kPassState, {{"severity", "INFO"}}), HasSubstr("at 'severity'"));
  EXPECT_THAT(refused("", Json::object()), HasSubstr("at 'definition'"));
}

}  // namespace
}  // namespace sfn::api
