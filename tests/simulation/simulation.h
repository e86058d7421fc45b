// Simulation: one run of the production runtime and engine in a world that a number draws:
// definitions, users, limits, faults and crashes. The same number gives the same run.
//
// A run has three parts. At first users ask and faults strike, until the users have had enough;
// then nothing more goes wrong, until all that was begun has come to its end; then hours pass in
// which nothing may happen. Checkers look on all the time.
#pragma once

#include <cstdint>

#include "simulation/faults.h"
#include "simulation/finding.h"
#include "simulation/trace.h"
#include "simulation/world.h"

namespace sfn::simulation {

struct Outcome {
  Findings findings;         ///< None: all invariants held. The first ended the run.
  std::uint64_t digest = 0;  ///< Of everything that happened.
  Tally tally;
};

struct RunOptions {
  Sabotage sabotage = Sabotage::None;
  Trace::Write write = {};  ///< Where lines of the trace go, if anywhere.
  PlanParts parts = {};
};

Outcome simulate(std::uint64_t number, const RunOptions& options = {});

}  // namespace sfn::simulation
