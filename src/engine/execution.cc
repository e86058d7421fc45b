#include "engine/execution.h"

#include "base/check.h"

namespace sfn::engine {

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
