// Plan: what a number draws of a run before it begins. What happens within the run comes from the
// same number, one roll of the dice after the other.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"
#include "engine/support/random_machine.h"
#include "runtime/runtime.h"

namespace sfn::simulation {

/// How often something goes wrong: once in so many cases; 0 never.
struct Rates {
  int commit_stalls = 0;
  int commit_fails = 0;
  int query_stalls = 0;
  int snapshot_lost = 0;
  int snapshot_damaged = 0;
  int task_slow = 0;
  int task_lost = 0;
  int task_doubled = 0;
  int task_late = 0;
  int task_wrong = 0;
  int task_stray = 0;
  int call_fails = 0;
  int call_lost = 0;
  int call_doubled = 0;
};

struct Plan {
  std::vector<std::string> definitions;  ///< Machines are deployed, and updated, with these.
  /// Of machines that tasks start executions of, and users do not; in two runs of three none.
  std::vector<std::string> children;
  runtime::RuntimeOptions options;
  Rates rates;
  int machines = 1;
  int actions = 0;    ///< What users do.
  milliseconds span;  ///< Within which they do it.
  int crashes = 0;    ///< At most: beyond those that failing commits cause.
  int clock_jumps = 0;
  bool tokens = false;  ///< Definitions have callbacks and activities.
};

Plan draw_plan(engine::Dice& dice, std::uint64_t number);

/// The name of the machine that has the definition of this number among the children.
std::string child_machine_name(int index);

/// Lets executions leave snapshots after few events, which may be lost or damaged. Drawn apart:
/// without them a number is the run that it was before there were any.
void add_snapshots(std::uint64_t number, Plan& plan);

/// Lets some tasks, in most runs, be callbacks and of activities. Drawn apart likewise.
void add_tokens(std::uint64_t number, Plan& plan);

/// One of the values, each as likely.
template <typename T>
T one_of(engine::Dice& dice, std::initializer_list<T> values) {
  return *(values.begin() + dice.roll(static_cast<int>(values.size())));
}

}  // namespace sfn::simulation
