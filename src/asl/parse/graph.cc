#include "asl/parse/graph.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "base/text.h"

namespace sfn::asl {
namespace {

std::optional<Target> read_start(Fields& fields) {
  const auto node = fields.take("StartAt");
  if (!node) return std::nullopt;
  auto name = read_text(*node, fields.report());
  if (!name) return std::nullopt;
  return Target{std::move(*name), node->place};
}

bool has_legal_name(const Node& state, Reading& reading) {
  const auto name = state.place->name;
  const auto message = [name] {
    return fmt::format("A state name must have 1 to {} characters: '{}'",
                       limits::kNameCharactersMax, utf8_prefix(name, limits::kNameCharactersMax));
  };
  if (name.empty()) {
    reading.report.error("INVALID_STATE_NAME", *state.place->around, message());
    return false;
  }
  if (utf8_length(name) > limits::kNameCharactersMax) {
    reading.report.past_limit("INVALID_STATE_NAME", *state.place->around, message());
  }
  if (!reading.state_names.emplace(name).second) {
    reading.report.error("DUPLICATE_STATE_NAME", *state.place,
                         fmt::format("Duplicate State name: {}", name));
  }
  return true;
}

void read_states(const Node& states, Reading& reading, Scope& scope, Graph& graph,
                 GraphOutline& outline) {
  for (std::size_t i = 0; i < states.value->size(); ++i) {
    const auto node = reading.report.member(states, i);
    auto& state = outline.states.emplace_back();
    state.name = node.place->name;
    state.place = node.place;
    state.broken = !has_legal_name(node, reading);
    if (state.broken) continue;
    graph.states.emplace(state.name, read_state(node, reading, scope, state));
  }
}

bool is_too_deep(const Fields& fields, Reading& reading) {
  if (reading.depth < kNestingMax) return false;
  reading.report.error("TOO_DEEPLY_NESTED", fields.place(),
                       fmt::format("States nest at most {} levels deep", kNestingMax));
  return true;
}

}  // namespace

Graph read_graph(Fields& fields, Reading& reading, Scope& scope) {
  Graph graph;
  GraphOutline outline{&fields.place(), read_start(fields), {}};
  const auto states = fields.take("States");
  require_all(fields, {"States", "StartAt"});
  if (outline.start) graph.start_at = outline.start->name;
  if (!states || is_too_deep(fields, reading)) return graph;
  if (!read_fields(*states, reading.report)) return graph;
  if (states->value->empty()) {
    reading.report.error(*states->place, "Value cannot be empty");
    return graph;
  }

  ++reading.depth;
  read_states(*states, reading, scope, graph, outline);
  --reading.depth;
  check_graph(outline, reading.report);
  return graph;
}

}  // namespace sfn::asl
