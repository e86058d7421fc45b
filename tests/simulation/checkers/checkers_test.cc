// Each checker speaks up when what it guards is broken. Parts of the outside lie, as no real disk
// or host would: somewhere among some runs the checker must notice.
#include "simulation/checkers/checkers.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "simulation/simulation.h"

namespace sfn::simulation {
namespace {

constexpr std::uint64_t kRunsMax = 200;

struct Lie {
  const char* checker;
  Sabotage sabotage;
};

class Checkers : public testing::TestWithParam<Lie> {};

bool notices(const Lie& lie, std::uint64_t number) {
  const auto findings = simulate(number, {.sabotage = lie.sabotage}).findings;
  return std::any_of(findings.begin(), findings.end(),
                     [&](const Finding& finding) { return finding.checker == lie.checker; });
}

TEST_P(Checkers, Notice) {
  for (std::uint64_t number = 1; number <= kRunsMax; ++number) {
    if (notices(GetParam(), number)) return;
  }
  ADD_FAILURE() << GetParam().checker << " noticed nothing in " << kRunsMax << " runs";
}

const auto kLies = std::vector<Lie>{
    {"replay_equals_live", Sabotage::ChangeDocument},
    {"replay_equals_live", Sabotage::ChangeSnapshot},
    {"effects_follow_commits", Sabotage::AcknowledgeEarly},
    {"replies_follow_commits", Sabotage::AcknowledgeEarly},
    {"pending_equals_rebuild", Sabotage::LosePendingRow},
    {"outstanding_equals_full_difference", Sabotage::HideTasks},
    {"history_well_formed", Sabotage::MisnumberEvent},
    {"no_lost_work", Sabotage::NeverAnswer},
    {"at_most_one_recorded_completion", Sabotage::DoubleCompletion},
    {"at_most_once", Sabotage::CallTwice},
    {"crash_changes_nothing_decided", Sabotage::ForgetCommits},
    {"quiescence", Sabotage::StirTheQuiet},
    {"no_orphan_children", Sabotage::ForgetParents},
    {"map_runs_add_up", Sabotage::MiscountChild},
    {"map_runs_add_up", Sabotage::SwapItem},
    {"express_promises", Sabotage::ResumeExpress},
    {"limits_hold", Sabotage::WidenLimits},
    {"limits_hold", Sabotage::ForgetDeadlines},
};

INSTANTIATE_TEST_SUITE_P(Sabotage, Checkers, testing::ValuesIn(kLies), [](const auto& test) {
  return fmt::format("{}_{}", test.param.checker, test.index);
});

TEST(Lies, CoverEveryChecker) {
  const Ledger ledger;
  const support::SimulatedDisk disk;
  FlakyObjects objects;
  const View view{.ledger = ledger, .disk = disk, .objects = objects.versions(), .bounds = {}};
  Findings findings;
  for (const auto& checker : all_checkers(Post(view, findings))) {
    EXPECT_TRUE(std::any_of(kLies.begin(), kLies.end(), [&](const Lie& lie) {
      return checker->name() == lie.checker;
    })) << checker->name();
  }
}

}  // namespace
}  // namespace sfn::simulation
