#include "api/states/names.h"

#include <gtest/gtest.h>

#include <vector>

namespace sfn::api {
namespace {

TEST(StatesName, MayBeAnyUsualText) {
  for (const std::string name :
       {"a", "A-b_c.d", "Bestellung(1)!", "été", "注文", "'quoted'", "a@b=c+d"}) {
    EXPECT_TRUE(check_name(name)) << name;
  }
  EXPECT_TRUE(check_name(std::string(80, 'x')));
}

TEST(StatesName, MayNotHoldWhatAwsForbids) {
  for (const char c : std::string(" \t\r\n<>{}[]?*\"#%\\^|~`$&,;:/\x01\x1f\x7f")) {
    const std::string name = std::string("a") + c + "b";
    EXPECT_EQ(check_name(name).error(), (Error{"InvalidName", "Invalid Name: '" + name + "'"}));
  }
  for (const std::string name : {"", "a\xc2\x80", "\xc2\x9f", "a\xef\xbf\xbe", "\xef\xbf\xbf"}) {
    EXPECT_FALSE(check_name(name)) << name;
  }
  EXPECT_FALSE(check_name(std::string(81, 'x')));
}

TEST(StatesName, IsMeasuredInCharacters) {
  std::string name;
  for (int i = 0; i < 80; ++i) name += "é";
  EXPECT_TRUE(check_name(name));
  EXPECT_FALSE(check_name(name + "é"));
}

struct ArnCase {
  std::string name;
  std::string arn;
  std::string cause;  // Empty: it is right.
};

std::string say(const Error& error) {
  EXPECT_EQ(error.name, "InvalidArn");
  return error.cause;
}

class MachineArn : public testing::TestWithParam<ArnCase> {};

TEST_P(MachineArn, IsChecked) {
  const auto checked = check_machine_arn(GetParam().arn);
  EXPECT_EQ(checked ? "" : say(checked.error()), GetParam().cause);
}

INSTANTIATE_TEST_SUITE_P(
    Api, MachineArn,
    testing::ValuesIn(std::vector<ArnCase>{
        {"Machine", "arn:aws:states:us-east-1:123456789012:stateMachine:M", ""},
        {"OtherPartition", "arn:aws-cn:states:cn-north-1:123456789012:stateMachine:M", ""},
        {"Version", "arn:aws:states:us-east-1:123456789012:stateMachine:M:1", ""},
        {"NoArn", "not_a_valid_arn", "Invalid Arn: 'Invalid ARN prefix: not_a_valid_arn'"},
        {"OtherService", "arn:aws:lambda:us-east-1:123456789012:function:F",
         "Invalid Arn: 'Invalid ARN prefix: arn:aws:lambda:us-east-1:123456789012:function:F'"},
        {"Execution", "arn:aws:states:us-east-1:123456789012:execution:M:E",
         "Invalid Arn: 'Resource type not valid in this context: execution'"},
        {"Activity", "arn:aws:states:us-east-1:123456789012:activity:A",
         "Invalid Arn: 'Resource type not valid in this context: activity'"},
        {"WithoutName", "arn:aws:states:us-east-1:123456789012:stateMachine:",
         "Invalid Arn: 'Invalid ARN: arn:aws:states:us-east-1:123456789012:stateMachine:'"},
        {"KindAlone", "arn:aws:states:us-east-1:123456789012:stateMachine",
         "Invalid Arn: 'Invalid ARN: arn:aws:states:us-east-1:123456789012:stateMachine'"},
    }),
    [](const auto& test) { return test.param.name; });

class ExecutionArn : public testing::TestWithParam<ArnCase> {};

TEST_P(ExecutionArn, IsChecked) {
  const auto parsed = parse_execution_arn(GetParam().arn);
  EXPECT_EQ(parsed ? "" : say(parsed.error()), GetParam().cause);
}

INSTANTIATE_TEST_SUITE_P(
    Api, ExecutionArn,
    testing::ValuesIn(std::vector<ArnCase>{
        {"Execution", "arn:aws:states:us-east-1:123456789012:execution:M:E", ""},
        {"NoArn", "x", "Invalid Arn: 'Invalid ARN prefix: x'"},
        {"Machine", "arn:aws:states:us-east-1:123456789012:stateMachine:M",
         "Invalid Arn: 'Resource type not valid in this context: statemachine'"},
        {"Express", "arn:aws:states:us-east-1:123456789012:express:M:E:1",
         "Invalid Arn: 'Resource type not valid in this context: express'"},
        {"WithoutExecution", "arn:aws:states:us-east-1:123456789012:execution:M",
         "Invalid Arn: 'Invalid ARN: arn:aws:states:us-east-1:123456789012:execution:M'"},
        {"TooManyParts", "arn:aws:states:us-east-1:123456789012:execution:M:E:F",
         "Invalid Arn: 'Invalid ARN: arn:aws:states:us-east-1:123456789012:execution:M:E:F'"},
    }),
    [](const auto& test) { return test.param.name; });

TEST(ExecutionArn, IsTakenApart) {
  const auto parsed = parse_execution_arn("arn:aws:states:us-east-1:123456789012:execution:M:E");
  EXPECT_EQ(parsed->machine, "M");
  EXPECT_EQ(parsed->name, "E");
}

}  // namespace
}  // namespace sfn::api
