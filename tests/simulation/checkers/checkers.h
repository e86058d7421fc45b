// The invariants, a file each.
#pragma once

#include <memory>
#include <vector>

#include "simulation/checker.h"

namespace sfn::simulation {

using CheckerPtr = std::unique_ptr<Checker>;

CheckerPtr replay_equals_live(Post post);
CheckerPtr effects_follow_commits(Post post);
CheckerPtr replies_follow_commits(Post post);
CheckerPtr pending_equals_rebuild(Post post);
CheckerPtr outstanding_equals_full_difference(Post post);
CheckerPtr history_well_formed(Post post);
CheckerPtr no_lost_work(Post post);
CheckerPtr no_orphan_children(Post post);
CheckerPtr map_runs_add_up(Post post);
CheckerPtr express_promises(Post post);
CheckerPtr at_most_one_recorded_completion(Post post);
CheckerPtr at_most_once(Post post);
CheckerPtr crash_changes_nothing_decided(Post post);
CheckerPtr quiescence(Post post);
CheckerPtr limits_hold(Post post);

/// All of them.
std::vector<CheckerPtr> all_checkers(const Post& post);

}  // namespace sfn::simulation
