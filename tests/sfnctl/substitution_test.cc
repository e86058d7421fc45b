#include "sfnctl/substitution.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sfnctl/exit_code.h"

namespace sfn::sfnctl {
namespace {

const Substitution kWith{{"us-east-1", "123456789012"}, {"ProcessData", "ValidateInput"}};

struct SubstitutionCase {
  const char* name;
  const char* before;
  const char* after;
};

const std::vector<SubstitutionCase> kSubstitutionCases = {
    {"AccountAndRegionOfAFolderFunction",
     R"({"Resource": "arn:aws:lambda:eu-west-3:ACCOUNT_ID:function:ValidateInput"})",
     R"({"Resource": "arn:aws:lambda:us-east-1:123456789012:function:ValidateInput"})"},
    {"QualifiersStay", R"("arn:aws:lambda:eu-west-3:ACCOUNT_ID:function:ProcessData:$LATEST")",
     R"("arn:aws:lambda:us-east-1:123456789012:function:ProcessData:$LATEST")"},
    {"OtherFunctionsKeepTheirRegion", R"("arn:aws:lambda:eu-west-3:ACCOUNT_ID:function:Elsewhere")",
     R"("arn:aws:lambda:eu-west-3:123456789012:function:Elsewhere")"},
    {"OtherAccountsStay", R"("arn:aws:lambda:eu-west-3:999999999999:function:ValidateInput")",
     R"("arn:aws:lambda:us-east-1:999999999999:function:ValidateInput")"},
    {"OtherServicesGetTheAccount", R"("arn:aws:sqs:eu-west-3:ACCOUNT_ID:queue")",
     R"("arn:aws:sqs:eu-west-3:123456789012:queue")"},
    {"ServiceIntegrationsStay", R"("arn:aws:states:::lambda:invoke")",
     R"("arn:aws:states:::lambda:invoke")"},
    {"TheWordAloneStays", R"({"Comment": "put ACCOUNT_ID here"})",
     R"({"Comment": "put ACCOUNT_ID here"})"},
    {"PlaceholderAsAWholeIsTheArn", R"("${ValidateInput}")",
     R"("arn:aws:lambda:us-east-1:123456789012:function:ValidateInput")"},
    {"PlaceholderWithinIsTheName", R"("arn:aws:lambda:x:${ACCOUNT_ID}:function:${ProcessData}")",
     R"("arn:aws:lambda:us-east-1:123456789012:function:ProcessData")"},
    {"SamStyle", R"(["${ValidateInputFunctionArn}", "${ProcessDataArn}"])",
     R"(["arn:aws:lambda:us-east-1:123456789012:function:ValidateInput", )"
     R"("arn:aws:lambda:us-east-1:123456789012:function:ProcessData"])"},
    {"PseudoParameters", R"("arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:t")",
     R"("arn:aws:sns:us-east-1:123456789012:t")"},
    {"ArnWithinAnExpression",
     R"("{% 'arn:aws:lambda:eu-west-3:ACCOUNT_ID:function:ProcessData' %}")",
     R"("{% 'arn:aws:lambda:us-east-1:123456789012:function:ProcessData' %}")"},
    {"CodeInAnExpressionStays", R"("{% ${name} %}")", R"("{% ${name} %}")"},
    {"EscapesDoNotEndALiteral", R"({"a\"${b": "x\\", "c": "${ValidateInput}:1"})",
     R"({"a\"${b": "x\\", "c": "arn:aws:lambda:us-east-1:123456789012:function:ValidateInput:1"})"},
    {"LayoutStays", "{\n  \"a\" :\t[ 1,2 ]\n}\n", "{\n  \"a\" :\t[ 1,2 ]\n}\n"},
};

class Substitutions : public testing::TestWithParam<SubstitutionCase> {};
TEST_P(Substitutions, Replace) {
  const auto text = substitute(GetParam().before, kWith);
  ASSERT_TRUE(text) << text.error().cause;
  EXPECT_EQ(*text, GetParam().after);
}
INSTANTIATE_TEST_SUITE_P(Texts, Substitutions, testing::ValuesIn(kSubstitutionCases),
                         [](const auto& test) { return test.param.name; });

TEST(Substitution, AnUnknownPlaceholderIsRefused) {
  const auto text = substitute(R"({"Resource": "${ValidateInputs}"})", kWith);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error(),
            misused("nothing to put in place of ${ValidateInputs}: the folder has ProcessData, "
                    "ValidateInput; did you mean \"ValidateInput\"?"));
}

}  // namespace
}  // namespace sfn::sfnctl
