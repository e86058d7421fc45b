#include "simulation/plan.h"

#include <fmt/format.h>

#include "base/arn.h"
#include "engine/support/whole_language.h"

namespace sfn::simulation {
namespace {

using engine::Dice;

const Place kHere{"us-east-1", "123456789012"};

std::string child_machine_arn(int index) {
  return state_machine_arn(kHere, child_machine_name(index));
}

// The last one is not there.
std::vector<std::string> child_machine_arns() {
  return {child_machine_arn(0), child_machine_arn(1), child_machine_arn(2), child_machine_arn(0),
          child_machine_arn(1)};
}

// Most runs have limits so small that they are met.
engine::Bounds draw_bounds(Dice& dice) {
  engine::Bounds bounds;
  if (dice.once_in(3)) bounds.steps_per_command = dice.roll(8);
  bounds.history_events = dice.once_in(4) ? 10 + dice.roll(150) : 200 + dice.roll(600);
  if (dice.once_in(3)) bounds.payload_bytes = 200 + static_cast<std::size_t>(dice.roll(2'000));
  if (dice.once_in(4)) bounds.payload_depth = 10;
  return bounds;
}

runtime::RuntimeOptions draw_options(Dice& dice) {
  runtime::RuntimeOptions options;
  options.bounds = draw_bounds(dice);
  if (!dice.once_in(4)) options.cache_bytes = static_cast<std::size_t>(dice.roll(30'000));
  if (dice.once_in(3)) {
    options.marks.soft = 500 + static_cast<std::size_t>(dice.roll(20'000));
    options.marks.hard = options.marks.soft * 2;
  }
  if (dice.once_in(2)) {
    options.wakeups = {.timers = 4 + static_cast<std::size_t>(dice.roll(8)),
                       .page_rows = 1 + dice.roll(6),
                       .fired_per_turn = 1 + static_cast<std::size_t>(dice.roll(3))};
  }
  if (dice.once_in(3)) options.turn_budget = {20 + dice.roll(100), 50 + dice.roll(300)};
  options.retain = std::chrono::hours(one_of(dice, {0, 1, 2'160}));
  return options;
}

// Each kind of fault is absent from some runs, so that it hides nothing in them.
int draw_rate(Dice& dice, int often) { return dice.once_in(3) ? 0 : often + dice.roll(often * 3); }

Rates draw_rates(Dice& dice) {
  return {.commit_stalls = draw_rate(dice, 6),
          .commit_fails = draw_rate(dice, 60),
          .query_stalls = draw_rate(dice, 8),
          .task_slow = draw_rate(dice, 4),
          .task_lost = draw_rate(dice, 10),
          .task_doubled = draw_rate(dice, 5),
          .task_late = draw_rate(dice, 3),
          .task_wrong = draw_rate(dice, 6),
          .task_stray = draw_rate(dice, 10),
          .call_fails = draw_rate(dice, 2),
          .call_lost = draw_rate(dice, 6),
          .call_doubled = draw_rate(dice, 4)};
}

// One whose executions start nothing, and one whose executions start some of that. None is as deep
// as those of users: an execution may start hundreds.
std::vector<std::string> draw_children(Dice& dice) {
  auto leaf = engine::random_definition(dice, {}, 0);
  auto middle = engine::random_definition(dice, {child_machine_arn(0)}, 1);
  return {std::move(leaf), std::move(middle)};
}

void add_snapshots(std::uint64_t number, Plan& plan) {
  Dice dice(~number);
  if (!dice.once_in(4)) plan.options.snapshot_events = dice.roll(25);
  plan.rates.snapshot_lost = draw_rate(dice, 4);
  plan.rates.snapshot_damaged = draw_rate(dice, 3);
}

void add_tokens(std::uint64_t number, Plan& plan) {
  Dice dice(~number);
  if (dice.once_in(4)) return;
  plan.tokens = true;
  for (auto& definition : plan.definitions) definition = engine::with_tokens(definition, dice);
}

void add_commit_cost(std::uint64_t number, Plan& plan) {
  Dice dice(~number);
  if (dice.once_in(3)) return;
  plan.commit_cost = std::chrono::microseconds(one_of(dice, {0, 40, 150}));
}

// Of those that the daemon has for what is kept in memory alone: so small that they are met.
runtime::VolatileLimits draw_volatile_limits(Dice& dice) {
  runtime::VolatileLimits limits;
  if (dice.once_in(2)) limits.kept = static_cast<std::size_t>(dice.roll(6));
  if (dice.once_in(3)) limits.running = 1 + static_cast<std::size_t>(dice.roll(4));
  if (dice.once_in(4)) limits.execution_bytes = 500 + static_cast<std::size_t>(dice.roll(3'000));
  if (dice.once_in(4)) limits.bytes = 2'000 + static_cast<std::size_t>(dice.roll(9'000));
  return limits;
}

void add_express(Dice& dice, Plan& plan) {
  const auto children = plan.children.empty() ? std::vector<std::string>()
                                              : std::vector<std::string>{child_machine_arn(0)};
  for (int i = dice.roll(3); i > 0; --i) {
    plan.express.push_back(engine::whole_definition(
        dice, {.type = asl::MachineType::Express, .children = children, .depth = dice.roll(3)}));
  }
  plan.options.volatiles = draw_volatile_limits(dice);
}

// So small that much is let pass.
void loosen(Dice& dice, engine::Bounds& bounds) {
  bounds.policy = dice.once_in(2) ? limits::Policy::Warn : limits::Policy::Off;
  if (dice.once_in(2)) bounds.payload_bytes = 30 + static_cast<std::size_t>(dice.roll(300));
  if (dice.once_in(2)) bounds.history_events = 5 + dice.roll(30);
  if (dice.once_in(2)) bounds.variables_bytes = 20 + static_cast<std::size_t>(dice.roll(200));
}

void add_language(std::uint64_t number, Plan& plan) {
  Dice dice(number ^ 0x9e3779b97f4a7c15u);
  if (dice.once_in(4)) return;
  plan.whole_language = plan.tokens = true;
  std::vector<std::string> machines;
  if (!plan.children.empty()) {
    plan.children = {engine::whole_definition(dice, {.depth = 0}),
                     engine::whole_definition(
                         dice, {.children = {child_machine_arn(0)}, .depth = 1, .map_runs = 1})};
    machines = child_machine_arns();
    machines.push_back(state_machine_arn(kHere, express_machine_name(0)));
  }
  for (auto& definition : plan.definitions) {
    definition = engine::whole_definition(dice, {.children = machines, .depth = 1 + dice.roll(2)});
  }
  if (dice.once_in(2)) add_express(dice, plan);
  plan.rates.object_refused = draw_rate(dice, 8);
  if (dice.once_in(5)) loosen(dice, plan.options.bounds);
}

}  // namespace

std::string child_machine_name(int index) { return fmt::format("K{}", index); }
std::string express_machine_name(int index) { return fmt::format("X{}", index); }

Plan draw_plan(Dice& dice, std::uint64_t number, const PlanParts& parts) {
  Plan plan;
  plan.options = draw_options(dice);
  plan.rates = draw_rates(dice);
  plan.machines = 1 + dice.roll(3);
  std::vector<std::string> machines;
  if (number % 3 == 0) {
    plan.children = draw_children(dice);
    machines = child_machine_arns();
  }
  for (int i = plan.machines + dice.roll(2); i > 0; --i) {
    plan.definitions.push_back(engine::random_definition(dice, machines));
  }
  plan.actions = 3 + dice.roll(33);
  plan.span = milliseconds(one_of(dice, {0, 50, 2'000, 20'000, 60'000}));
  plan.crashes = dice.roll(6);
  plan.clock_jumps = dice.once_in(2) ? 0 : dice.roll(5);
  if (parts.snapshots) add_snapshots(number, plan);
  if (parts.tokens) add_tokens(number, plan);
  if (parts.commit_cost) add_commit_cost(number, plan);
  if (parts.language) add_language(number, plan);
  return plan;
}

}  // namespace sfn::simulation
