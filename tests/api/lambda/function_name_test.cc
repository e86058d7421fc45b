#include "api/lambda/function_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace sfn::api {
namespace {

const Place kHere{"eu-west-3", "123456789012"};

struct NameCase {
  std::string name;
  std::string text;
  std::string qualifier;  // Given apart.
  std::string expected;   // ARN, a blank and the qualifier, if any.
};

const auto kNames = std::vector<NameCase>{
    {"Name", "f-1_A", "", "arn:aws:lambda:eu-west-3:123456789012:function:f-1_A"},
    {"Qualified", "f:$LATEST", "", "arn:aws:lambda:eu-west-3:123456789012:function:f $LATEST"},
    {"QualifierApart", "f", "7", "arn:aws:lambda:eu-west-3:123456789012:function:f 7"},
    {"QualifierTwiceAlike", "f:7", "7", "arn:aws:lambda:eu-west-3:123456789012:function:f 7"},
    {"FunctionWord", "function:f", "", "arn:aws:lambda:eu-west-3:123456789012:function:f"},
    {"PartialArn", "210987654321:function:f", "",
     "arn:aws:lambda:eu-west-3:210987654321:function:f"},
    {"PartialArnQualified", "210987654321:function:f:live", "",
     "arn:aws:lambda:eu-west-3:210987654321:function:f live"},
    {"PartialArnWithRegion", "us-east-1:210987654321:function:f", "",
     "arn:aws:lambda:us-east-1:210987654321:function:f"},
    {"Arn", "arn:aws:lambda:us-east-1:210987654321:function:f", "",
     "arn:aws:lambda:us-east-1:210987654321:function:f"},
    {"ArnQualified", "arn:aws:lambda:us-east-1:210987654321:function:f:live", "",
     "arn:aws:lambda:us-east-1:210987654321:function:f live"},
    {"PercentEncoded", "arn%3Aaws%3Alambda%3Aus-east-1%3A210987654321%3Afunction%3Af%3A%24LATEST",
     "", "arn:aws:lambda:us-east-1:210987654321:function:f $LATEST"},
    {"NamedFunction", "function", "", "arn:aws:lambda:eu-west-3:123456789012:function:function"},
};

class FunctionNames : public testing::TestWithParam<NameCase> {};

TEST_P(FunctionNames, LeadToAnArn) {
  const auto name = parse_function_name(GetParam().text, kHere, GetParam().qualifier);
  ASSERT_TRUE(name) << name.error().cause;
  const auto shown = name->arn() + (name->qualifier.empty() ? "" : " " + name->qualifier);
  EXPECT_EQ(shown, GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Api, FunctionNames, testing::ValuesIn(kNames),
                         [](const auto& test) { return test.param.name; });

TEST(FunctionName, ThatIsNoneIsRefused) {
  for (const std::string text :
       {"", ":", "f:", "f:7:8", "a b", "f/g", "été", "%zz", "arn:aws:lambda:us-east-1:1:function:f",
        "arn:aws:lambda:us-east-1:210987654321:function:",
        "arn:aws:lambda:us-east-1:210987654321:layer:f:1:2", "f:a b",
        "arn:aws:s3:us-east-1:210987654321:function:f"}) {
    const auto name = parse_function_name(text, kHere);
    ASSERT_FALSE(name) << text << " is taken for " << name->arn();
    EXPECT_EQ(name.error().name, "ValidationException");
    EXPECT_THAT(name.error().cause, testing::HasSubstr("Value '" + text + "' at 'functionName'"));
  }
  EXPECT_TRUE(parse_function_name(std::string(64, 'f'), kHere));
  EXPECT_FALSE(parse_function_name(std::string(65, 'f'), kHere));
}

TEST(FunctionName, AndAnotherQualifierApartAreRefused) {
  const auto name = parse_function_name("f:7", kHere, "8");
  ASSERT_FALSE(name);
  EXPECT_EQ(name.error(),
            (Error{"InvalidParameterValueException",
                   "The derived qualifier from the function name does not match the specified "
                   "qualifier: '7' and '8'."}));
}

TEST(FunctionName, IsLatestWithoutQualifierOrWithThatOne) {
  EXPECT_TRUE(parse_function_name("f", kHere)->is_latest());
  EXPECT_TRUE(parse_function_name("f:$LATEST", kHere)->is_latest());
  EXPECT_FALSE(parse_function_name("f:1", kHere)->is_latest());
}

TEST(FunctionName, ThatIsNotFoundIsToldWithItsQualifier) {
  EXPECT_EQ(function_not_found(*parse_function_name("f:1", kHere)),
            (Error{"ResourceNotFoundException",
                   "Function not found: arn:aws:lambda:eu-west-3:123456789012:function:f:1"}));
}

}  // namespace
}  // namespace sfn::api
