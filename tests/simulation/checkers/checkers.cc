#include "simulation/checkers/checkers.h"

namespace sfn::simulation {

std::vector<CheckerPtr> all_checkers(const Post& post) {
  std::vector<CheckerPtr> all;
  for (const auto make :
       {replay_equals_live, effects_follow_commits, replies_follow_commits, pending_equals_rebuild,
        outstanding_equals_full_difference, history_well_formed, no_lost_work, no_orphan_children,
        map_runs_add_up, express_promises, at_most_one_recorded_completion, at_most_once,
        crash_changes_nothing_decided, quiescence, limits_hold}) {
    all.push_back(make(post));
  }
  return all;
}

}  // namespace sfn::simulation
