// run: the pure driver. A command, then every step that follows from it.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

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

bool has_ended(const Execution& execution) {
  return !execution.is_running() && execution.status != Status::NotStarted;
}

bool is_past(const Event& event, std::int64_t history_events) {
  const auto* link = history::link_of(event);
  return link != nullptr && raw(link->id) >= history_events && !ends_execution(event);
}

// Applies the events of a step. The last place of the history is for the event that ends the
// execution: a step that would take it for another fails the execution there instead.
void apply_events(Execution& execution, Events step, const Bounds& bounds, Events& recorded) {
  for (auto& event : step) {
    if (is_past(event, bounds.history_events)) {
      const EventId last = execution.last_event;
      event = history::ExecutionFailed{
          {next(last), last},
          {"States.Runtime",
           fmt::format("The execution reached the maximum number of history events ({}).",
                       bounds.history_events)}};
    }
    const bool was_over = has_ended(execution);
    engine::apply(execution, event);  // Qualified: std::apply is found through the variant.
    recorded.push_back(std::move(event));
    if (!was_over && has_ended(execution)) return;
  }
}

struct Ran {
  Events events;
  Births births;
};

// A step that ended the execution for want of room has given birth to nothing.
void apply_step(Execution& execution, Events step, Births born, const Bounds& bounds, Ran& ran) {
  apply_events(execution, std::move(step), bounds, ran.events);
  if (!execution.is_running()) return;
  std::move(born.begin(), born.end(), std::back_inserter(ran.births));
}

// What `step` gives, or nothing where that costs more than the meter has left.
template <typename F>
auto within_budget(F step) -> std::optional<decltype(step())> {
  try {
    return step();
  } catch (const OverBudget&) {
    return std::nullopt;
  }
}

Events put_off(const Execution& execution) {
  return {history::StepsPutOff{execution.turns_put_off + 1}};
}

}  // namespace

Result<Events> run(const asl::StateMachine& machine, Execution& execution, const Command& command,
                   const Facts& facts, const Bounds& bounds, Births* births) {
  Meter first_meter(bounds.budget.first_step);
  Births born;
  auto first = within_budget(
      [&] { return decide(machine, execution, command, facts, bounds, first_meter, born); });
  if (!first) return Error{"OverBudget", "The command cannot be decided within its budget"};
  if (!*first) return first->error();
  Ran ran;
  apply_step(execution, std::move(**first), std::move(born), bounds, ran);

  const auto spent = bounds.budget.first_step - first_meter.left();
  Meter meter(std::max<std::int64_t>(bounds.budget.command - spent, 0));
  for (int steps = 0; execution.is_running() && !execution.ready.empty(); ++steps) {
    std::optional<Events> step;
    born.clear();
    if (steps < bounds.steps_per_command) {
      step = within_budget([&] { return advance(machine, execution, facts, bounds, meter, born); });
    }
    if (!step) born.clear();
    apply_step(execution, step ? std::move(*step) : put_off(execution), std::move(born), bounds,
               ran);
    if (!step) break;
  }
  if (births != nullptr) *births = std::move(ran.births);
  return std::move(ran.events);
}

}  // namespace sfn::engine
