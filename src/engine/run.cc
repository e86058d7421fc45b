// run: the pure driver. A command, then every step that follows from it.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "engine/decide.h"
#include "engine/limits.h"
#include "engine/recorder.h"

namespace sfn::engine {
namespace {

bool ends_execution(const Event& event) {
  return std::holds_alternative<history::ExecutionSucceeded>(event) ||
         std::holds_alternative<history::ExecutionFailed>(event) ||
         std::holds_alternative<history::ExecutionTimedOut>(event) ||
         std::holds_alternative<history::ExecutionAborted>(event);
}

// What AWS would have refused, on its way into the history.
class Passed {
 public:
  explicit Passed(const Bounds& bounds) : bounds_(bounds) { bounds_.passed = &noted_; }
  Passed(const Passed&) = delete;
  Passed& operator=(const Passed&) = delete;

  const Bounds& bounds() const { return bounds_; }
  /// Of a step that is thrown away.
  void forget() { noted_.clear(); }
  void record(Execution& execution, Events& recorded) {
    for (auto& passed : std::exchange(noted_, {})) {
      Event event = std::move(passed);
      engine::apply(execution, event);  // Qualified: std::apply is found through the variant.
      recorded.push_back(std::move(event));
    }
  }

 private:
  Bounds bounds_;  // With the place that they are noted in.
  std::vector<history::LimitPassed> noted_;
};

bool is_past(const Event& event, const Bounds& bounds) {
  const auto* link = history::link_of(event);
  if (link == nullptr || raw(link->id) < bounds.history_events || ends_execution(event)) {
    return false;
  }
  // Noted with the first of them alone.
  if (raw(link->id) > bounds.history_events) return bounds.policy == limits::Policy::Strict;
  return !lets_pass(bounds, limit_name::kEvents, "", bounds.history_events);
}

// Applies the events of a step. The last place of the history is for the event that ends the
// execution: a step that would take it for another fails the execution there instead.
//
// What was let pass comes before them: the last event of an execution is its end. But its first is
// its start.
void apply_events(Execution& execution, Events step, Passed& passed, Events& recorded) {
  const bool is_start = execution.status == Status::NotStarted;
  if (!is_start) passed.record(execution, recorded);
  for (auto& event : step) {
    if (is_past(event, passed.bounds())) {
      const EventId last = execution.last_event;
      event = history::ExecutionFailed{
          {next(last), last},
          {"States.Runtime",
           fmt::format("The execution reached the maximum number of history events ({}).",
                       passed.bounds().history_events)}};
    }
    if (!is_start) passed.record(execution, recorded);
    const bool was_over = execution.has_ended();
    engine::apply(execution, event);
    recorded.push_back(std::move(event));
    if (!was_over && execution.has_ended()) return;
  }
  passed.record(execution, recorded);
}

struct Ran {
  Events events;
  Births births;
};

// A step that ended the execution for want of room has given birth to nothing.
void apply_step(Execution& execution, Events step, Births born, Passed& passed, Ran& ran) {
  apply_events(execution, std::move(step), passed, ran.events);
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
  Passed passed(bounds);
  Meter first_meter(bounds.budget.first_step);
  Births born;
  auto first = within_budget([&] {
    return decide(machine, execution, command, facts, passed.bounds(), first_meter, born);
  });
  if (!first) return Error{"OverBudget", "The command cannot be decided within its budget"};
  if (!*first) return first->error();
  Ran ran;
  apply_step(execution, std::move(**first), std::move(born), passed, ran);

  const auto spent = bounds.budget.first_step - first_meter.left();
  Meter meter(std::max<std::int64_t>(bounds.budget.command - spent, 0));
  for (int steps = 0; execution.is_running() && !execution.ready.empty(); ++steps) {
    std::optional<Events> step;
    born.clear();
    if (steps < bounds.steps_per_command) {
      step = within_budget(
          [&] { return advance(machine, execution, facts, passed.bounds(), meter, born); });
    }
    if (!step) {
      passed.forget();
      born.clear();
    }
    apply_step(execution, step ? std::move(*step) : put_off(execution), std::move(born), passed,
               ran);
    if (!step) break;
  }
  if (births != nullptr) *births = std::move(ran.births);
  return std::move(ran.events);
}

}  // namespace sfn::engine
