// A graph: `StartAt` and `States`, at the top level, in a branch, in the processor of a Map.
// Private to the module.
#pragma once

#include <vector>

#include "asl/parse/reading.h"

namespace sfn::asl {

/// Reads the two fields and every state in them, and checks how the states lead to each other.
Graph read_graph(Fields& fields, Reading& reading, Scope& scope);

/// Reads one member of `States`.
State read_state(const Node& node, Reading& reading, Scope& scope, StateOutline& outline);

/// What was read of a graph, for its check.
struct GraphOutline {
  const Place* place;
  std::optional<Target> start;
  std::vector<StateOutline> states;
};

/// Reports targets that do not exist, states that nothing leads to, and a graph that never ends.
void check_graph(const GraphOutline& outline, Report& report);

/// Reports assignments to names that belong to a scope around.
void check_scopes(const Scope& top, Report& report);

}  // namespace sfn::asl
