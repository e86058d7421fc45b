// Random definitions that draw from the whole language: both query languages, variables, intrinsic
// functions, every pattern of a task, Maps inline and distributed with all that can be asked of
// one. random_machine.h has the plain ones.
#pragma once

#include <string>
#include <vector>

#include "asl/machine_type.h"
#include "engine/support/random_machine.h"

namespace sfn::engine {

struct WholeLanguage {
  asl::MachineType type = asl::MachineType::Standard;
  /// Machines that tasks start executions of; none: they start none.
  std::vector<std::string> children = {};
  int depth = 3;     ///< How far Parallels and Maps may nest.
  int map_runs = 2;  ///< Distributed Maps in it, at most. An EXPRESS machine has none.
};

/// The definition of a valid machine whose every path ends, if its tasks do. Its input may be any
/// object with an array `items` and a small number `n`. Distributed Maps read objects of the bucket
/// `items` and write to the bucket `results`, which may be there or not.
std::string whole_definition(Dice& dice, WholeLanguage what = {});

}  // namespace sfn::engine
