// What the daemon has let pass and AWS would have refused.
#include "api/own/own_api_under_test.h"
#include "api/states/states.h"
#include "loop/loop_clock.h"
#include "tasks/activity_queue.h"

namespace sfn::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kLongName(81, 'n');

class OwnLimitsTest : public OwnApiUnderTest {
 protected:
  using OwnApiUnderTest::OwnApiUnderTest;

  Json passed(const std::string& arn) {
    return get("limits/" + percent_encode(arn)).body["passed"];
  }

  /// `stateMachineArn`, or the error's name.
  std::string create(limits::Policy policy, const std::string& definition,
                     const std::string& name = "M") {
    loop::LoopClock poll_clock(loop);
    tasks::ActivityQueue activities([this](std::function<void()> turn) { loop.post(turn); },
                                    poll_clock, [](const tasks::TaskStarting&) {});
    States states(runtime, activities, policy);
    Json asked = Json::object();
    asked["name"] = name;
    asked["definition"] = definition;
    asked["roleArn"] = "arn:aws:iam::123456789012:role/r";
    std::string answer;
    states.handle("CreateStateMachine", asked, {kParis, "id-1", clock.now()},
                  [&answer](const Result<Json>& made) {
                    answer =
                        made ? (*made)["stateMachineArn"].get<std::string>() : made.error().name;
                  });
    run_until(loop, [&] { return !answer.empty(); });
    return answer;
  }
  static std::string with_long_name() {
    return R"({"StartAt":")" + kLongName + R"(","States":{")" + kLongName +
           R"(":{"Type":"Wait","Seconds":100000000,"End":true}}})";
  }
};

TEST_F(OwnLimitsTest, AStrictDaemonRefuses) {
  EXPECT_EQ(create(limits::Policy::Strict, with_long_name()), "InvalidDefinition");
}

TEST_F(OwnLimitsTest, ADefinitionIsTakenWithNotes) {
  const auto arn = create(limits::Policy::Warn, with_long_name());
  EXPECT_THAT(passed(arn), ElementsAre(HasSubstr("A state name must have 1 to 80 characters"),
                                       HasSubstr("Value must be an integer from 0 to 99999999")));
}

TEST_F(OwnLimitsTest, ADefinitionIsTakenWithoutNotes) {
  EXPECT_THAT(passed(create(limits::Policy::Off, with_long_name())), IsEmpty());
}

TEST_F(OwnLimitsTest, AMachineMayHaveALongNameSoLongAsItsArnCanBeAskedFor) {
  EXPECT_EQ(create(limits::Policy::Strict, kPass, kLongName), "ValidationException");
  EXPECT_THAT(passed(create(limits::Policy::Warn, kPass, kLongName)),
              ElementsAre("the name has 81 characters; at most 80 are allowed"));
  EXPECT_THAT(passed(create(limits::Policy::Off, kPass, kLongName + "x")), IsEmpty());
  EXPECT_EQ(create(limits::Policy::Off, kPass, std::string(250, 'n')), "InvalidName");
  EXPECT_EQ(create(limits::Policy::Off, kPass, kLongName + " "), "InvalidName");
}

TEST_F(OwnLimitsTest, WhatIsWrongStaysWrong) {
  EXPECT_EQ(create(limits::Policy::Off, R"({"StartAt":"A","States":{}})"), "InvalidDefinition");
}

TEST_F(OwnLimitsTest, NothingIsSaidWhereNothingWas) {
  EXPECT_THAT(passed(start(deploy("M", kPass), "e")), IsEmpty());
  EXPECT_THAT(passed(deploy("M", kPass)), IsEmpty());
  EXPECT_EQ(get("limits/x").body["__type"], "InvalidArn");
}

// Under the policy that warns.
class OwnLimitsOfExecutionsTest : public OwnLimitsTest {
 protected:
  OwnLimitsOfExecutionsTest()
      : OwnLimitsTest({.bounds = {.payload_bytes = 10, .policy = limits::Policy::Warn}}) {}
};

TEST_F(OwnLimitsOfExecutionsTest, EachIsToldOnceWithHowOften) {
  const auto machine = deploy(
      "M", R"({"StartAt":"Small","States":{"Small":{"Type":"Pass","Result":1,"Next":"Large"},)"
           R"("Large":{"Type":"Pass","Result":"123456789","End":true}}})");
  EXPECT_THAT(passed(start(machine, "e", R"("1234567890")")),
              ElementsAre("the execution: 12 payload bytes", HasSubstr("Large: 11 payload bytes")));
}

TEST_F(OwnLimitsOfExecutionsTest, OfAnExpressExecutionToo) {
  const auto machine = deploy("X", kPass, kParis, "EXPRESS");
  EXPECT_THAT(passed(start(machine, "e", R"("1234567890")")),
              testing::Contains("the execution: 12 payload bytes"));
}

}  // namespace
}  // namespace sfn::api
