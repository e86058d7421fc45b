// How the states of a graph lead to each other: every target must exist, every state must be
// reached, and some state must end the graph.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "asl/parse/graph.h"

namespace sfn::asl {
namespace {

using ByName = std::map<std::string_view, const StateOutline*>;

ByName by_name(const GraphOutline& outline) {
  ByName states;
  for (const auto& state : outline.states) states.emplace(state.name, &state);
  return states;
}

void check_target(const Target& target, const ByName& states, Report& report) {
  if (states.contains(target.name)) return;
  report.error("MISSING_TRANSITION_TARGET", *target.place,
               fmt::format("Missing 'Next' target: {}", target.name));
}

void check_targets(const GraphOutline& outline, const ByName& states, Report& report) {
  if (outline.start) check_target(*outline.start, states, report);
  for (const auto& state : outline.states) {
    for (const auto& target : state.targets) check_target(target, states, report);
  }
}

std::set<std::string_view> reachable(const Target& start, const ByName& states) {
  std::set<std::string_view> reached;
  std::vector<std::string_view> open = {start.name};
  while (!open.empty()) {
    const auto state = states.find(open.back());
    open.pop_back();
    if (state == states.end() || !reached.insert(state->first).second) continue;
    for (const auto& target : state->second->targets) open.push_back(target.name);
  }
  return reached;
}

void check_reachability(const GraphOutline& outline, const ByName& states, Report& report) {
  const auto reached = reachable(*outline.start, states);
  for (const auto& state : outline.states) {
    if (reached.contains(state.name)) continue;
    report.error("MISSING_TRANSITION_TARGET", *state.place,
                 fmt::format("State \"{}\" is not reachable.", state.name));
  }
}

}  // namespace

void check_graph(const GraphOutline& outline, Report& report) {
  const auto states = by_name(outline);
  check_targets(outline, states, report);

  // Where a state leads nobody knows where, the rest would be guesses.
  const auto is_broken = [](const StateOutline& state) { return state.broken; };
  const auto& all = outline.states;
  if (!outline.start || std::any_of(all.begin(), all.end(), is_broken)) return;

  if (states.contains(outline.start->name)) check_reachability(outline, states, report);
  const auto ends = [](const StateOutline& state) { return state.ends; };
  if (std::none_of(all.begin(), all.end(), ends)) {
    report.error_without_location("MISSING_END_STATE", *outline.place,
                                  "Workflow has no terminal state");
  }
}

}  // namespace sfn::asl
