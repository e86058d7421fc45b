#include "engine/states/retry.h"

#include "engine/support/outcome_case.h"

namespace sfn::engine {
namespace {

using history::TaskWork;
using history::WorkKind;

std::string retried_task(std::string_view retry, std::string_view further = "") {
  return machine_of(fmt::format(R"("Type":"Task","Resource":"FUNCTION","End":true,"Retry":[{}]{})",
                                retry, further));
}

// Fails with these errors in turn, the last again and again.
World::Answer fails_with(const std::vector<const char*>& errors) {
  std::vector<World::Answer> answers;
  for (const char* error : errors) answers.push_back(fails(error));
  return in_turn(std::move(answers));
}

struct DelayCase {
  const char* name;
  std::string retry;
  std::vector<std::int64_t> seconds;
};
void PrintTo(const DelayCase& c, std::ostream* out) { *out << c.retry; }

class RetryDelay : public testing::TestWithParam<DelayCase> {};

// The delays before each retry, until the attempts are used up.
std::vector<std::int64_t> delays_of(World& world, const World::Answer& answer) {
  std::vector<std::int64_t> delays;
  world.start();
  while (world.execution().is_running()) {
    if (world.outstanding().find("retry") != std::string::npos) {
      delays.push_back(world.due_in(WorkKind::Retry) / seconds(1));
    }
    world.play_one(answer);
  }
  return delays;
}

TEST_P(RetryDelay, Is) {
  World world(retried_task(GetParam().retry));
  EXPECT_EQ(delays_of(world, fails("E")), GetParam().seconds);
  EXPECT_EQ(world.outcome(), "E: cause");
}

const auto kDelays = std::vector<DelayCase>{
    {"DoubledFromASecondThreeTimesByDefault", R"({"ErrorEquals":["E"]})", {1, 2, 4}},
    {"FromTheInterval", R"({"ErrorEquals":["E"],"IntervalSeconds":3,"MaxAttempts":2})", {3, 6}},
    {"AlwaysTheSameAtARateOfOne",
     R"({"ErrorEquals":["E"],"IntervalSeconds":2,"BackoffRate":1,"MaxAttempts":4})",
     {2, 2, 2, 2}},
    {"AtMostTheCap",
     R"({"ErrorEquals":["E"],"BackoffRate":3.0,"MaxDelaySeconds":5,"MaxAttempts":4})",
     {1, 3, 5, 5}},
    {"NoneWithoutAttempts", R"({"ErrorEquals":["E"],"MaxAttempts":0})", {}},
    {"NoneForAnotherError", R"({"ErrorEquals":["F"]})", {}},
    {"ThatOfTheFirstRetrierThatMatches",
     R"({"ErrorEquals":["F"],"IntervalSeconds":7},
        {"ErrorEquals":["E"],"IntervalSeconds":5,"MaxAttempts":1},
        {"ErrorEquals":["States.ALL"],"IntervalSeconds":9})",
     {5}},
    {"BoundedByTheLifeOfAnExecution",
     R"({"ErrorEquals":["E"],"BackoffRate":1000000,"MaxAttempts":3})",
     {1, 1'000'000, 365 * 24 * 3'600}},
};
INSTANTIATE_TEST_SUITE_P(States, RetryDelay, testing::ValuesIn(kDelays), kNameOfCase);

TEST(Retry, IsInexactOnlyBelowAMillisecond) {
  World world(retried_task(R"({"ErrorEquals":["E"],"BackoffRate":1.5,"MaxAttempts":2})"));
  world.start();
  world.play_one(fails("E"));
  world.play_one(fails("E"));
  world.play_one(fails("E"));
  EXPECT_EQ(world.due_in(WorkKind::Retry), milliseconds(1'500));
}

TEST(Retry, CountsTheAttemptsOfEachRetrierApart) {
  World world(retried_task(
      R"({"ErrorEquals":["A"],"MaxAttempts":1},{"ErrorEquals":["B"],"MaxAttempts":2})"));
  int calls = 0;
  const auto count = [&calls, failing = fails_with({"A", "B", "B", "A"})](const TaskWork& task) {
    ++calls;
    return failing(task);
  };
  world.run("{}", count);
  EXPECT_EQ(calls, 4);
  EXPECT_EQ(world.outcome(), "A: cause");
}

TEST(Retry, StartsAfreshWhenTheStateIsEnteredAgain) {
  World world(machine_of(
      R"("Type":"Task","Resource":"FUNCTION","Retry":[{"ErrorEquals":["E"],"MaxAttempts":1}],"Next":"C")",
      R"("C":{"Type":"Choice","Default":"S","Choices":[{"Variable":"$","NumericEquals":2,"Next":"T"}]},
         "T":{"Type":"Succeed"})"));
  world.run("{}", in_turn({fails("E"), always("1"), fails("E"), always("2")}));
  EXPECT_EQ(world.outcome(), "2");
}

struct ChoiceOfRetrier {
  const char* name;
  const char* handlers;
  const char* outcome;
};
void PrintTo(const ChoiceOfRetrier& c, std::ostream* out) { *out << c.handlers; }

class UsedUpRetrier : public testing::TestWithParam<ChoiceOfRetrier> {};

TEST_P(UsedUpRetrier, EndsTheSearch) {
  World world(machine_of(
      fmt::format(R"("Type":"Task","Resource":"FUNCTION","End":true,{})", GetParam().handlers),
      where_named("T", R"("Type":"Pass","Result":"caught","End":true)", GetParam().handlers)));
  world.run("{}", fails("E"));
  EXPECT_EQ(world.outcome(), GetParam().outcome);
  EXPECT_EQ(world.events("LambdaFunctionScheduled").size(), 2u);
}

const auto kUsedUp = std::vector<ChoiceOfRetrier>{
    {"AlsoForALaterOneThatMatches",
     R"("Retry":[{"ErrorEquals":["E"],"MaxAttempts":1},{"ErrorEquals":["States.ALL"]}])",
     "E: cause"},
    {"AndCatchersFollow",
     R"("Retry":[{"ErrorEquals":["E"],"MaxAttempts":1},{"ErrorEquals":["States.ALL"]}],
        "Catch":[{"ErrorEquals":["E"],"Next":"T"}])",
     R"("caught")"},
};
INSTANTIATE_TEST_SUITE_P(States, UsedUpRetrier, testing::ValuesIn(kUsedUp), kNameOfCase);

// ---- jitter

TEST(Retry, JitterStaysWithinTheFullDelay) {
  World world(
      retried_task(R"({"ErrorEquals":["E"],"IntervalSeconds":2,"BackoffRate":2,"MaxAttempts":3,
                       "MaxDelaySeconds":7,"JitterStrategy":"FULL"})"));
  world.start();
  const Execution& execution = world.execution();
  const auto& retriers = asl::retriers_of(world.machine().graph.state("S").kind);
  std::uint64_t bits = 0;
  const Facts facts{world.now(), [&bits] { return bits; }};
  const Bounds bounds;
  Meter meter(Meter::kUnlimited);
  for (std::int64_t used = 0; used < 3; ++used) {
    Visit visit = execution.visit(VisitId{1});
    visit.attempts_by_retrier[0] = used;
    const Step step{world.machine(), execution, visit, world.machine().graph.state("S"),
                    facts,           bounds,    meter};
    const auto full = milliseconds(std::min<std::int64_t>(2'000 << used, 7'000));
    const auto delay = [&](std::uint64_t given) {
      bits = given;
      return *next_attempt(retriers.at(0), 0, step) - world.now();
    };
    EXPECT_EQ(delay(0), milliseconds(0));
    EXPECT_EQ(delay(std::uint64_t{1} << 63), full / 2);
    EXPECT_EQ(delay(~std::uint64_t{0}), full);  // Rounded up from just below it.
    for (std::uint64_t i = 1; i < 1'000; ++i) {
      const auto drawn = delay(i * 0x9e3779b97f4a7c15);
      ASSERT_TRUE(drawn >= milliseconds(0) && drawn <= full) << i;
    }
  }
}

}  // namespace
}  // namespace sfn::engine
