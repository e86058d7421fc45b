// Runs of fixed numbers, of fresh ones, and of those that have failed once.
#include "simulation/simulation.h"

#include <gtest/gtest.h>

#include <iostream>

#include "base/entropy.h"
#include "simulation/many.h"

namespace sfn::simulation {
namespace {

constexpr std::uint64_t kRunsOfABlock = 25;
constexpr std::uint64_t kFreshRuns = 100;

void expect_all_hold(std::uint64_t number, const RunOptions& options = {}) {
  const auto outcome = simulate_and_tell(number, options);
  EXPECT_TRUE(outcome.findings.empty()) << describe(number, outcome.findings);
}

// Each row is a block of numbers, the one that begins it.
class Fixed : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Fixed, NumbersBreakNothing) {
  for (std::uint64_t i = 0; i < kRunsOfABlock; ++i) expect_all_hold(GetParam() + i);
}

INSTANTIATE_TEST_SUITE_P(Simulation, Fixed,
                         testing::Range(std::uint64_t{1}, std::uint64_t{301}, kRunsOfABlock));

TEST(Simulation, FreshNumbersBreakNothing) {
  const auto from = system_entropy()() >> 16;
  std::cout << "again: tools/simulate --runs " << kFreshRuns << " --from " << from << std::endl;
  for (std::uint64_t i = 0; i < kFreshRuns; ++i) expect_all_hold(from + i);
}

// Numbers that have broken something once, with what it was, in runs of what there was then.
struct Regression {
  std::uint64_t number;
  const char* was;
  PlanParts parts;
};

class Regressions : public testing::TestWithParam<Regression> {};

TEST_P(Regressions, StayMended) {
  SCOPED_TRACE(GetParam().was);
  expect_all_hold(GetParam().number, {.parts = GetParam().parts});
}

constexpr const char* kNeverRead =
    "timers beyond the boundary were not read once those before it had all been taken back";
constexpr const char* kBegunTwice =
    "recovery began a task whose commit was durable and not yet reported, and so did that commit";

constexpr const char* kDropped =
    "a deleted machine whose map run was about to bear its first children was dropped under them";
constexpr const char* kMixed =
    "an object that changed before the first page was used up was read on as if it were the same";
constexpr const char* kWentRound =
    "tasks for whose EXPRESS executions there was no room asked for it without a pause";

constexpr const char* kCalledLate =
    "a task began although a commit after its own had ended it before its turn came";
constexpr const char* kHeldOn =
    "an offer was not withdrawn whose task was called off between its end and the beginning of "
    "that";
constexpr const char* kOverslept =
    "tasks for whose EXPRESS executions room came while much was being written looked for it only "
    "after a while";

// Neither snapshots nor task tokens, and of the language the plain part.
constexpr PlanParts kFirst{
    .snapshots = false, .tokens = false, .commit_cost = false, .language = false};
constexpr PlanParts kDear{.commit_cost = false};

INSTANTIATE_TEST_SUITE_P(
    Simulation, Regressions,
    testing::Values(Regression{43, kBegunTwice, kFirst}, Regression{148, kBegunTwice, kFirst},
                    Regression{489, kBegunTwice, kFirst}, Regression{10093, kNeverRead, kFirst},
                    Regression{21017, kDropped, kDear}, Regression{200038, kMixed, kDear},
                    Regression{300685, kMixed, kDear}, Regression{301053, kMixed, kDear},
                    Regression{1006293, kWentRound, kDear}, Regression{1009713, kWentRound, kDear},
                    Regression{8002130, kCalledLate, {}}, Regression{8001102, kHeldOn, {}},
                    Regression{10050933, kOverslept, {}}),
    [](const auto& test) { return std::to_string(test.param.number); });

TEST(Simulation, RepeatsARunExactly) {
  for (std::uint64_t number = 1; number <= 20; ++number) {
    EXPECT_EQ(simulate_and_tell(number).digest, simulate_and_tell(number).digest) << number;
  }
  EXPECT_NE(simulate_and_tell(1).digest, simulate_and_tell(2).digest);
}

TEST(Simulation, StrikesWithEveryFault) {
  Tally tally;
  for (std::uint64_t number = 1; number <= 150; ++number) tally += simulate_and_tell(number).tally;
  for (std::size_t kind = 0; kind < kFaultKinds; ++kind) {
    EXPECT_GT(tally.faults[kind], 0) << to_word(static_cast<Fault>(kind));
  }
  EXPECT_GT(tally.executions, 5 * tally.runs);
  EXPECT_GT(tally.offers, tally.runs);
  EXPECT_GT(tally.children, tally.runs);
  EXPECT_GT(tally.stops, tally.runs / 10);
  EXPECT_GT(tally.map_runs, tally.runs / 2);
  EXPECT_GT(tally.map_children, tally.runs);
  EXPECT_GT(tally.express, tally.runs / 4);
}

}  // namespace
}  // namespace sfn::simulation
