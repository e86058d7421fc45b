// Findings about limits: errors, as on AWS, and yet what they are about can be read.
#include <gtest/gtest.h>

#include "asl/parse.h"

namespace sfn::asl {
namespace {

const std::string kLongWord(81, 'x');

std::string waits(const std::string& name, const std::string& seconds,
                  const std::string& more = "") {
  return R"({"StartAt":")" + name + R"(","States":{")" + name + R"(":{"Type":"Wait","Seconds":)" +
         seconds + more + R"(,"End":true}}})";
}

std::string passes(int depth) {
  std::string call = "1";
  for (int i = 0; i < depth; ++i) call = "States.Array(" + call + ")";
  return R"({"StartAt":"P","States":{"P":{"Type":"Pass","End":true,"Parameters":{"a.$":")" + call +
         R"("}}}})";
}

std::string fails(int depth) {
  std::string call = "'e'";
  for (int i = 0; i < depth; ++i) call = "States.Format(" + call + ")";
  return R"({"StartAt":"F","States":{"F":{"Type":"Fail","ErrorPath":")" + call + R"("}}})";
}

std::string gives(const std::string& expression) {
  return R"({"StartAt":"P","QueryLanguage":"JSONata","States":{"P":{"Type":"Pass","End":true,)"
         R"("Output":"{% )" +
         expression + R"( %}"}}})";
}

class PastALimit : public testing::TestWithParam<std::string> {};

TEST_P(PastALimit, IsAnErrorAndIsRead) {
  const auto parsed = parse_definition(GetParam());
  EXPECT_TRUE(has_errors(parsed.diagnostics, limits::Policy::Strict));
  EXPECT_FALSE(has_errors(parsed.diagnostics, limits::Policy::Off))
      << invalid_definition_message(parsed.diagnostics, limits::Policy::Off);
  EXPECT_EQ(parsed.diagnostics.size(), 1u);
  EXPECT_TRUE(parsed.machine.has_value());
}

std::string labelled(const std::string& label) {
  return R"({"StartAt":"M","States":{"M":{"Type":"Map","End":true,"Label":")" + label +
         R"(","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},)"
         R"("StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}}}})";
}

INSTANTIATE_TEST_SUITE_P(
    Limits, PastALimit,
    testing::Values(passes(11), passes(100), fails(11), waits(kLongWord, "1"),
                    waits("W", "100000000"), labelled(std::string(41, 'l')),
                    labelled(std::string(80, 'l')), gives("$states.input ?: 1"),
                    gives("$states.input.a ?? (1 ?: 2)"),
                    waits("W", "1", R"(,"Assign":{")" + kLongWord + R"(":1})")));

TEST(Limits, WhatIsBeyondAllReasonIsNotRead) {
  const auto parsed = parse_definition(waits("W", "9223372036854775807"));
  EXPECT_TRUE(has_errors(parsed.diagnostics, limits::Policy::Off));
  EXPECT_FALSE(parsed.machine.has_value());
}

TEST(Limits, LabelsAreBoundedAllTheSame) {
  for (const auto& label : {std::string(), std::string(81, 'l'), std::string("a b")}) {
    EXPECT_TRUE(has_errors(parse_definition(labelled(label)).diagnostics, limits::Policy::Off));
  }
}

TEST(Limits, ThatAreLetPassAreNotAmongTheReasonsOfARefusal) {
  const auto parsed = parse_definition(waits("W", "100000000", R"(,"Foo":1)"));
  const auto reasons_under = [&](limits::Policy policy) {
    return invalid_definition_message(parsed.diagnostics, policy);
  };
  EXPECT_NE(reasons_under(limits::Policy::Strict).find("/States/W/Seconds"), std::string::npos);
  EXPECT_EQ(reasons_under(limits::Policy::Warn).find("/States/W/Seconds"), std::string::npos);
  EXPECT_NE(reasons_under(limits::Policy::Warn).find("Foo"), std::string::npos);
}

TEST(Limits, NestingIsBoundedAllTheSame) {
  EXPECT_TRUE(has_errors(parse_definition(passes(101)).diagnostics, limits::Policy::Off));
  EXPECT_FALSE(has_errors(parse_definition(passes(10)).diagnostics, limits::Policy::Strict));
}

TEST(Limits, ANewerOperatorHidesNoErrorBehindIt) {
  const auto parsed = parse_definition(gives("1 ?: 2 )"));
  ASSERT_EQ(parsed.diagnostics.size(), 2u);
  EXPECT_EQ(parsed.diagnostics[0].message, R"(Unknown operator: "?:" (at character 6))");
  EXPECT_TRUE(parsed.diagnostics[0].is_limit);
  EXPECT_EQ(parsed.diagnostics[1].message, "Syntax error: \")\" (at character 11)");
  EXPECT_FALSE(parsed.diagnostics[1].is_limit);
  EXPECT_FALSE(parsed.machine.has_value());
}

TEST(Limits, WhatIsTooSmallIsNoMatterOfThem) {
  EXPECT_TRUE(has_errors(parse_definition(waits("W", "-1")).diagnostics, limits::Policy::Off));
}

}  // namespace
}  // namespace sfn::asl
