#include "api/aws_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sfn::api {
namespace {

TEST(AwsJson, ATargetIsAServiceAndAnAction) {
  const auto target = parse_target("Logs_20140328.PutLogEvents");
  EXPECT_EQ(target.service, "Logs_20140328");
  EXPECT_EQ(target.action, "PutLogEvents");
  EXPECT_EQ(parse_target("nothing").service, "nothing");
  EXPECT_EQ(parse_target("nothing").action, "");
  EXPECT_EQ(parse_target("").service, "");
}

TEST(AwsJson, NoBodyIsNoParameters) { EXPECT_EQ(to_text(*aws_json_params("")), "{}"); }

TEST(AwsJson, ABodyMustBeAnObject) {
  for (const std::string body : {"null", "[]", "7", "\"x\"", "true"}) {
    EXPECT_EQ(aws_json_params(body).error(),
              (Error{"SerializationException", "The request body must be a JSON object"}))
        << body;
  }
}

TEST(AwsJson, ABodyMustBeJson) {
  for (const std::string body : {"{", "{\"a\":}", "x", "{}{}", "\xff"}) {
    const auto params = aws_json_params(body);
    ASSERT_FALSE(params) << body;
    EXPECT_EQ(params.error().name, "SerializationException");
    EXPECT_THAT(params.error().cause,
                testing::StartsWith("The request body is not JSON: line 1, column "));
  }
}

TEST(AwsJson, AnswersInTheVersionThatWasAsked) {
  const Result<Json> result = Json::object();
  const auto type_for = [&](std::string_view asked) {
    return std::string(aws_json_response(result, asked).headers.get("Content-Type"));
  };
  EXPECT_EQ(type_for("application/x-amz-json-1.1"), "application/x-amz-json-1.1");
  EXPECT_EQ(type_for("application/x-amz-json-1.0"), "application/x-amz-json-1.0");
  EXPECT_EQ(type_for("text/html"), "application/x-amz-json-1.0");
  EXPECT_EQ(type_for(""), "application/x-amz-json-1.0");
}

TEST(AwsJson, AnErrorHasItsNameInBodyAndHeader) {
  const auto response =
      aws_json_response(Error{"InvalidName", "Invalid Name: 'a b'"}, "application/x-amz-json-1.0");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.headers.get("x-amzn-ErrorType"), "InvalidName");
  EXPECT_EQ(response.body, R"({"__type":"InvalidName","message":"Invalid Name: 'a b'"})");
}

TEST(AwsJson, AnErrorHasItsFurtherMembersBesideTheMessage) {
  const auto response = aws_json_response(
      Error{"ResourceNotFound", "none", {{"resourceName", "arn:a"}}}, "application/x-amz-json-1.0");
  EXPECT_EQ(response.body,
            R"({"__type":"ResourceNotFound","message":"none","resourceName":"arn:a"})");
}

TEST(AwsJson, OnlyTheServicesOwnErrorsAre5xx) {
  const auto status_of = [](const char* code) {
    return aws_json_response(Error{code, ""}, "").status;
  };
  EXPECT_EQ(status_of("InternalFailure"), 500);
  EXPECT_EQ(status_of("ServiceUnavailable"), 503);
  EXPECT_EQ(status_of("ThrottlingException"), 400);
  EXPECT_EQ(status_of("ResourceNotFound"), 400);
}

}  // namespace
}  // namespace sfn::api
