// run: the pure driver. A command, then every step that follows from it.
#include <fmt/format.h>

#include <iterator>

#include "engine/decide.h"
#include "engine/recorder.h"

namespace sfn::engine {
namespace {

bool ends_execution(const Event& event) {
  return std::holds_alternative<history::ExecutionSucceeded>(event) ||
         std::holds_alternative<history::ExecutionFailed>(event) ||
         std::holds_alternative<history::ExecutionTimedOut>(event) ||
         std::holds_alternative<history::ExecutionAborted>(event);
}

bool is_past(const Event& event, std::int64_t history_events) {
  const auto* link = history::link_of(event);
  return link != nullptr && raw(link->id) >= history_events && !ends_execution(event);
}

// Applies the events of a step. The last place of the history is for the event that ends the
// execution: a step that would take it for another fails the execution there instead.
void apply_step(Execution& execution, Events step, const Bounds& bounds, Events& recorded) {
  for (auto& event : step) {
    if (is_past(event, bounds.history_events)) {
      const EventId last = execution.last_event;
      event = history::ExecutionFailed{
          {next(last), last},
          {"States.Runtime",
           fmt::format("The execution reached the maximum number of history events ({}).",
                       bounds.history_events)}};
    }
    engine::apply(execution, event);  // Qualified: std::apply is found through the variant.
    recorded.push_back(std::move(event));
    if (!execution.is_running()) return;
  }
}

}  // namespace

Result<Events> run(const asl::StateMachine& machine, Execution& execution, const Command& command,
                   const Facts& facts, const Bounds& bounds) {
  auto first = decide(machine, execution, command, facts, bounds);
  if (!first) return first.error();
  Events recorded;
  apply_step(execution, std::move(*first), bounds, recorded);
  for (int steps = 0; execution.is_running() && !execution.ready.empty(); ++steps) {
    if (steps == bounds.steps_per_command) {
      apply_step(execution, {history::StepsPutOff{execution.turns_put_off + 1}}, bounds, recorded);
      break;
    }
    apply_step(execution, advance(machine, execution, facts, bounds), bounds, recorded);
  }
  return recorded;
}

}  // namespace sfn::engine
