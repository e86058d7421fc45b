#include "engine/map_run/item_selector.h"

#include <utility>

#include "base/check.h"
#include "engine/states/map.h"

namespace sfn::engine {
namespace {

const asl::State* find_state(const asl::Graph& graph, const std::string& name);

const asl::State* find_state_in(const std::vector<asl::Graph>& graphs, const std::string& name) {
  for (const auto& graph : graphs) {
    if (const auto* found = find_state(graph, name)) return found;
  }
  return nullptr;
}

// Names of states are unique in a whole definition.
const asl::State* find_state(const asl::Graph& graph, const std::string& name) {
  if (const auto found = graph.states.find(name); found != graph.states.end()) {
    return &found->second;
  }
  for (const auto& [other, state] : graph.states) {
    const asl::State* found = nullptr;
    if (const auto* parallel = std::get_if<asl::ParallelState>(&state.kind)) {
      found = find_state_in(parallel->branches, name);
    } else if (const auto* map = std::get_if<asl::MapState>(&state.kind)) {
      found = find_state_in(map->processor, name);
    }
    if (found != nullptr) return found;
  }
  return nullptr;
}

const asl::State& state_named(const asl::StateMachine& machine, const std::string& name) {
  const auto* found = find_state(machine.graph, name);
  SFN_CHECK(found != nullptr);
  return *found;
}

std::string name_of_machine(const std::string& arn) { return arn.substr(arn.rfind(':') + 1); }

Execution surroundings_of(const history::MapRunConfigured& configured,
                          const std::string& role_arn) {
  Execution parent;
  parent.role_arn = role_arn;
  parent.arn = configured.parent_arn;
  parent.name = configured.parent_name;
  parent.machine_arn = configured.parent_machine;
  parent.machine_name = name_of_machine(configured.parent_machine);
  parent.input = configured.parent_input;
  parent.started = configured.parent_started;
  parent.status = Status::Running;
  parent.scopes.emplace(ScopeId{0}, Scope{.variables = configured.variables,
                                          .progress = Scope::Visiting{configured.visit}});
  parent.visits.emplace(configured.visit, Visit{.id = configured.visit,
                                                .state = configured.state,
                                                .type = StateType::Map,
                                                .input = configured.input,
                                                .entered = configured.entered,
                                                .attempt = configured.attempt,
                                                .attempts_by_retrier = {},
                                                .phase = Distributing{}});
  return parent;
}

}  // namespace

ItemSelector::ItemSelector(const asl::StateMachine& machine,
                           const history::MapRunConfigured& configured, const std::string& role_arn,
                           Facts facts, Bounds bounds)
    : machine_(machine),
      state_(state_named(machine, configured.state)),
      surroundings_(surroundings_of(configured, role_arn)),
      facts_(std::move(facts)),
      bounds_(bounds) {}

bool ItemSelector::selects() const {
  return std::get<asl::MapState>(state_.kind).item_selector.has_value() ||
         state_.jsonata.contains("ItemSelector");
}

Result<Payload> ItemSelector::select(const MapItem& item) const {
  Meter unlimited(Meter::kUnlimited);
  const Visit& visit = surroundings_.visits.begin()->second;
  const Step step{machine_, surroundings_, visit, state_, facts_, bounds_, unlimited};
  Evaluation evaluation(step);
  auto input = iteration_input(step, std::get<asl::MapState>(state_.kind), item, evaluation);
  if (input || !failed_location(input.error())) return input;
  return Error{std::string(kQueryEvaluationError), input.error().cause};
}

}  // namespace sfn::engine
