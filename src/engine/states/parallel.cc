// Parallel: runs its branches side by side, each in a scope of its own. ASL specification,
// "Parallel State".
//
//   enter ──▶ ParallelStarted ── all branches ended ──▶ ParallelSucceeded ──▶ StateExited
//                             └─ one has failed ──▶ siblings cut ──▶ retry | ParallelFailed …
#include "engine/states/data_limit.h"
#include "engine/states/failure.h"
#include "engine/states/input_output.h"
#include "engine/states/step.h"

namespace sfn::engine {
namespace {

// A branch becomes a scope: that is more than to look at one.
constexpr std::size_t kItemsPerBranch = 4;

}  // namespace

void enter(const Step& step, const asl::ParallelState& parallel, Recorder& out) {
  const auto input = effective_input(step, parallel.parameters);
  if (!input) return fail(step, runtime_failure(step, input.error()), out);
  step.meter.charge_items(parallel.branches.size() * kItemsPerBranch);
  history::ParallelStarted started{out.link(step.visit.last), step.visit.id, *input, {}};
  for (const auto& branch : parallel.branches) {
    started.branches.push_back({out.new_scope(), branch.start_at});
  }
  out.add(std::move(started));
}

void branches_ended(const Step& step, Recorder& out) {
  const auto& scopes = std::get<Branching>(step.visit.phase).scopes;
  const auto within = check_extent(extent_of_outputs(step, scopes), step.state.name, step.bounds);
  if (!within) return fail(step, runtime_failure(step, within.error()), out);
  out.add(history::ParallelSucceeded{out.link(step.visit.last), step.visit.id});
}

}  // namespace sfn::engine
