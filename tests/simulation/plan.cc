#include "simulation/plan.h"

#include <fmt/format.h>

#include "base/arn.h"

namespace sfn::simulation {
namespace {

using engine::Dice;

std::string child_machine_arn(int index) {
  return state_machine_arn({"us-east-1", "123456789012"}, child_machine_name(index));
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

}  // namespace

std::string child_machine_name(int index) { return fmt::format("K{}", index); }

Plan draw_plan(Dice& dice, std::uint64_t number) {
  Plan plan;
  plan.options = draw_options(dice);
  plan.rates = draw_rates(dice);
  plan.machines = 1 + dice.roll(3);
  std::vector<std::string> machines;
  if (number % 3 == 0) {
    plan.children = draw_children(dice);
    // The last one is not there.
    for (int i = 0; i < 3; ++i) machines.push_back(child_machine_arn(i));
    machines.push_back(machines[0]);
    machines.push_back(machines[1]);
  }
  for (int i = plan.machines + dice.roll(2); i > 0; --i) {
    plan.definitions.push_back(engine::random_definition(dice, machines));
  }
  plan.actions = 3 + dice.roll(33);
  plan.span = milliseconds(one_of(dice, {0, 50, 2'000, 20'000, 60'000}));
  plan.crashes = dice.roll(6);
  plan.clock_jumps = dice.once_in(2) ? 0 : dice.roll(5);
  return plan;
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

}  // namespace sfn::simulation
