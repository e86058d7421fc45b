#include "engine/execution.h"

#include "base/check.h"

namespace sfn::engine {

WorkChange work_change(const std::map<WorkId, Work>& before, const std::map<WorkId, Work>& after) {
  WorkChange change;
  for (const auto& [id, work] : after) {
    if (!before.contains(id)) change.begun.push_back(work);
  }
  for (const auto& [id, work] : before) {
    if (!after.contains(id)) change.gone.push_back(id);
  }
  return change;
}

const asl::Graph& graph_of(const asl::StateMachine& machine, const Execution& execution,
                           ScopeId scope_id) {
  const Scope& scope = execution.scope(scope_id);
  if (!scope.parent) return machine.graph;
  const auto& kind = state_of(machine, execution, execution.visit(*scope.parent)).kind;
  if (const auto* map = std::get_if<asl::MapState>(&kind)) return map->graph();
  const auto* parallel = std::get_if<asl::ParallelState>(&kind);
  SFN_CHECK(parallel != nullptr);
  return parallel->branches.at(static_cast<std::size_t>(scope.index));
}

const asl::State& state_of(const asl::StateMachine& machine, const Execution& execution,
                           const Visit& visit) {
  return graph_of(machine, execution, visit.scope).state(visit.state);
}

}  // namespace sfn::engine
