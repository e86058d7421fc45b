#include "asl/state_machine.h"

#include "base/check.h"
#include "base/overloaded.h"

namespace sfn::asl {

const State& Graph::state(const std::string& name) const {
  const auto it = states.find(name);
  SFN_CHECK(it != states.end());
  return it->second;
}

const char* type_name(const StateKind& kind) {
  return std::visit(overloaded{
                        [](const PassState&) { return "Pass"; },
                        [](const TaskState&) { return "Task"; },
                        [](const ChoiceState&) { return "Choice"; },
                        [](const WaitState&) { return "Wait"; },
                        [](const SucceedState&) { return "Succeed"; },
                        [](const FailState&) { return "Fail"; },
                        [](const ParallelState&) { return "Parallel"; },
                        [](const MapState&) { return "Map"; },
                    },
                    kind);
}

const std::vector<Retrier>& retriers_of(const StateKind& kind) {
  static const std::vector<Retrier> kNone;
  if (const auto* task = std::get_if<TaskState>(&kind)) return task->retry;
  if (const auto* parallel = std::get_if<ParallelState>(&kind)) return parallel->retry;
  if (const auto* map = std::get_if<MapState>(&kind)) return map->retry;
  return kNone;
}

const std::vector<Catcher>& catchers_of(const StateKind& kind) {
  static const std::vector<Catcher> kNone;
  if (const auto* task = std::get_if<TaskState>(&kind)) return task->catchers;
  if (const auto* parallel = std::get_if<ParallelState>(&kind)) return parallel->catchers;
  if (const auto* map = std::get_if<MapState>(&kind)) return map->catchers;
  return kNone;
}

}  // namespace sfn::asl
