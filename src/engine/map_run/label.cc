#include "engine/map_run/label.h"

#include <fmt/format.h>

#include "base/digest.h"

namespace sfn::engine {
namespace {

std::string made_label(const std::string& machine_arn, const std::string& state) {
  const auto digest = sha256_hex(machine_arn + "\n" + state);
  return fmt::format("{}-{}-4{}-8{}-{}", digest.substr(0, 8), digest.substr(8, 4),
                     digest.substr(12, 3), digest.substr(15, 3), digest.substr(18, 12));
}

const asl::MapState* find(const asl::Graph& graph, const std::string& machine_arn,
                          const std::string& children_arn) {
  for (const auto& [name, state] : graph.states) {
    const asl::MapState* found = nullptr;
    if (const auto* parallel = std::get_if<asl::ParallelState>(&state.kind)) {
      for (const auto& branch : parallel->branches) {
        if ((found = find(branch, machine_arn, children_arn)) != nullptr) break;
      }
    } else if (const auto* map = std::get_if<asl::MapState>(&state.kind)) {
      auto runs_as = machine_arn;
      if (map->distribution) {
        runs_as = labelled_arn(machine_arn, label_of(machine_arn, name, *map));
        if (runs_as == children_arn) return map;
      }
      found = find(map->graph(), runs_as, children_arn);
    }
    if (found != nullptr) return found;
  }
  return nullptr;
}

}  // namespace

std::string label_of(const std::string& machine_arn, const std::string& state,
                     const asl::MapState& map) {
  return map.distribution->label ? *map.distribution->label : made_label(machine_arn, state);
}

std::string labelled_arn(const std::string& machine_arn, const std::string& label) {
  return machine_arn.substr(0, machine_arn.find('/')) + "/" + label;
}

const asl::MapState* find_distributed(const asl::StateMachine& machine,
                                      const std::string& machine_arn,
                                      const std::string& children_arn) {
  return find(machine.graph, machine_arn, children_arn);
}

}  // namespace sfn::engine
