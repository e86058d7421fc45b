#include "engine/support/outcome_case.h"

namespace sfn::engine {
namespace {

using history::WorkKind;

std::string wait(std::string_view fields) {
  return machine_of(fmt::format(R"("Type":"Wait","End":true,{})", fields));
}

struct DueCase {
  const char* name;
  std::string definition;
  const char* input;
  milliseconds due;  // From the start, which is 2023-11-14T22:13:20Z.
};
void PrintTo(const DueCase& c, std::ostream* out) { *out << c.definition; }

class Wait : public testing::TestWithParam<DueCase> {};

TEST_P(Wait, SleepsUntilItIsDueAndGoesOnWithItsInput) {
  World world(GetParam().definition);
  world.start(GetParam().input);
  EXPECT_EQ(world.outstanding(), "1.0.wait");
  EXPECT_EQ(world.due_in(WorkKind::Wait), GetParam().due);
  world.play(always("1"));
  EXPECT_EQ(world.outcome(), GetParam().input);
  EXPECT_EQ(world.now(), World::kStart + GetParam().due);
}

const auto kDue = std::vector<DueCase>{
    {"Seconds", wait(R"("Seconds":5)"), "{}", seconds(5)},
    {"SecondsPath", wait(R"("SecondsPath":"$.s")"), R"({"s":7})", seconds(7)},
    {"SecondsPathIntoTheContext", wait(R"("SecondsPath":"$$.Execution.Input.s")"), R"({"s":3})",
     seconds(3)},
    {"Timestamp", wait(R"("Timestamp":"2023-11-14T22:13:30Z")"), "{}", seconds(10)},
    {"TimestampWithAnOffset", wait(R"("Timestamp":"2023-11-14T23:13:30+01:00")"), "{}",
     seconds(10)},
    {"TimestampWithAFraction", wait(R"("Timestamp":"2023-11-14T22:13:20.250Z")"), "{}",
     milliseconds(250)},
    {"TimestampPath", wait(R"("TimestampPath":"$.t")"), R"({"t":"2023-11-14T22:14:20Z"})",
     seconds(60)},
    {"TheLongestThatAStateMayName", wait(R"("Seconds":99999999)"), "{}", seconds(99'999'999)},
    {"TheLongestThatThereIs", wait(R"("SecondsPath":"$.s")"), R"({"s":2147483646})",
     seconds(2'147'483'646)},
};
INSTANTIATE_TEST_SUITE_P(States, Wait, testing::ValuesIn(kDue), kNameOfCase);

class WaitAtOnce : public testing::TestWithParam<OutcomeCase> {};

TEST_P(WaitAtOnce, Gives) {
  const OutcomeCase& c = GetParam();
  World world(c.definition);
  world.start(c.input);
  EXPECT_EQ(world.outcome(), c.outcome);
  EXPECT_EQ(world.outstanding(), "");
}

const auto kAtOnce = std::vector<OutcomeCase>{
    {"ItsInputAfterNoSeconds", wait(R"("Seconds":0)"), R"({"a":1})", R"({"a":1})"},
    {"ItsInputAfterAMomentAlreadyPast", wait(R"("Timestamp":"2001-01-01T00:00:00Z")"), "1", "1"},
    {"ItsInputAfterThisVeryMoment", wait(R"("TimestampPath":"$")"), R"("2023-11-14T22:13:20Z")",
     R"("2023-11-14T22:13:20Z")"},
    {"AnErrorForNoSeconds", wait(R"("SecondsPath":"$.s")"), "{}",
     failure("The SecondsPath parameter does not reference an input value: $.s")},
    {"AnErrorForNegativeSeconds", wait(R"("SecondsPath":"$.s")"), R"({"s":-1})",
     failure("The SecondsPath parameter references a negative value: $.s == -1")},
    {"AnErrorForAFractionOfSeconds", wait(R"("SecondsPath":"$.s")"), R"({"s":1.5})",
     failure("The SecondsPath parameter cannot be parsed as a long value: $.s == 1.5")},
    {"AnErrorForSecondsThatAreAText", wait(R"("SecondsPath":"$.s")"), R"({"s":"soon"})",
     failure("The SecondsPath parameter cannot be parsed as a long value: $.s == soon")},
    {"AnErrorForMoreSecondsThanALongHolds", wait(R"("SecondsPath":"$.s")"),
     R"({"s":18446744073709551615})",
     failure("The SecondsPath parameter cannot be parsed as a long value: $.s == "
             "18446744073709551615")},
    {"AnErrorForTooManySeconds", wait(R"("SecondsPath":"$.s")"), R"({"s":2147483647})",
     failure("Wait state delay is too long.")},
    {"AnErrorForTheLargestNumberOfSeconds", wait(R"("SecondsPath":"$.s")"),
     R"({"s":9223372036854775807})", failure("Wait state delay is too long.")},
    {"AnErrorForAMomentTooFarAway", wait(R"("Timestamp":"2999-01-01T00:00:00Z")"), "{}",
     failure("Wait state delay is too long.")},
    {"AnErrorForNoMoment", wait(R"("TimestampPath":"$.t")"), "{}",
     failure("The TimestampPath parameter does not reference an input value: $.t")},
    {"AnErrorForAMomentWithoutZone", wait(R"("TimestampPath":"$.t")"),
     R"({"t":"2023-11-14T22:13:30"})",
     failure("The TimestampPath parameter does not reference a valid ISO-8601 extended offset "
             "date-time format string: $.t == 2023-11-14T22:13:30")},
    {"AnErrorForADateThatDoesNotExist", wait(R"("TimestampPath":"$.t")"),
     R"({"t":"2023-02-30T00:00:00Z"})",
     failure("The TimestampPath parameter does not reference a valid ISO-8601 extended offset "
             "date-time format string: $.t == 2023-02-30T00:00:00Z")},
    {"AnErrorForAMomentThatIsANumber", wait(R"("TimestampPath":"$.t")"), R"({"t":17})",
     failure("The TimestampPath parameter does not reference a valid ISO-8601 extended offset "
             "date-time format string: $.t == 17")},
    {"AnErrorWhereInputPathFindsNothing", wait(R"("Seconds":1,"InputPath":"$.x")"), "{}",
     failure("Invalid path '$.x' : No results for path: $['x']")},
};
INSTANTIATE_TEST_SUITE_P(States, WaitAtOnce, testing::ValuesIn(kAtOnce), kNameOfCase);

TEST(Wait, AppliesItsPathsAndItsAssignWhenItIsOver) {
  World world(machine_of(R"("Type":"Wait","SecondsPath":"$.s","InputPath":"$.in",
                            "OutputPath":"$.out","Assign":{"v.$":"$.s"},"Next":"T")",
                         R"("T":{"Type":"Pass","End":true,"Parameters":{"o.$":"$","v.$":"$v"}})"));
  world.run(R"({"in":{"s":2,"out":"x"}})", always("1"));
  EXPECT_EQ(world.outcome(), R"({"o":"x","v":2})");
}

TEST(Wait, IsNotWokenTwice) {
  World world(machine_of(R"("Type":"Wait","Seconds":1,"Next":"T")",
                         R"("T":{"Type":"Wait","Seconds":1,"End":true})"));
  world.start();
  const auto first = world.execution().outstanding.begin()->first;
  ASSERT_TRUE(world.command(WorkDue{first}));
  const Execution before = world.execution();
  EXPECT_EQ(world.command(WorkDue{first}).error(),
            (Error{"WorkNotOutstanding", "The work 1.0.wait is not outstanding"}));
  EXPECT_EQ(world.execution(), before);
}

}  // namespace
}  // namespace sfn::engine
