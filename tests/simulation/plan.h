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
  int object_refused = 0;
};

struct Plan {
  std::vector<std::string> definitions;  ///< Machines are deployed, and updated, with these.
  /// Of machines that tasks start executions of, and users do not; in two runs of three none.
  std::vector<std::string> children;
  std::vector<std::string> express;  ///< Of EXPRESS machines.
  runtime::RuntimeOptions options;
  Rates rates;
  int machines = 1;
  int actions = 0;    ///< What users do.
  milliseconds span;  ///< Within which they do it.
  int crashes = 0;    ///< At most: beyond those that failing commits cause.
  int clock_jumps = 0;
  std::chrono::nanoseconds commit_cost = std::chrono::hours(1);  ///< As the store says.
  bool tokens = false;          ///< Definitions have callbacks and activities.
  bool whole_language = false;  ///< They draw from all that there is, and users from more.
};

/// What is drawn apart: without a part a number is the run that it was before there was such a
/// thing.
struct PlanParts {
  bool snapshots = true;  ///< Executions leave them after few events; they may be lost or damaged.
  bool tokens = true;     ///< Some tasks, in most runs, are callbacks and of activities.
  bool commit_cost = true;  ///< Commits are cheap, in most runs, so that batches leave early.
  bool language = true;  ///< The whole language, in most runs: map runs, EXPRESS machines, JSONata.
};

Plan draw_plan(engine::Dice& dice, std::uint64_t number, const PlanParts& parts = {});

/// The name of the machine that has the definition of this number among the children.
std::string child_machine_name(int index);
std::string express_machine_name(int index);

/// One of the values, each as likely.
template <typename T>
T one_of(engine::Dice& dice, std::initializer_list<T> values) {
  return *(values.begin() + dice.roll(static_cast<int>(values.size())));
}

}  // namespace sfn::simulation
