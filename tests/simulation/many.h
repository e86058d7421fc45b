// Many runs, one after the other, with their counts; and what to say when one fails.
#pragma once

#include <cstdint>
#include <string>

#include "simulation/simulation.h"

namespace sfn::simulation {

/// `--runs N [--from NUMBER] [--trace]`: prints failures as they come and the counts at the end,
/// each as `COUNT<tab>WORD`. Exit: 0 all held, 1 an invariant was broken, 2 used wrongly.
int run_many(int argc, char** argv);

/// As simulate(); a run that aborts or crashes says its number before it ends the process.
Outcome simulate_and_tell(std::uint64_t number, const RunOptions& options = {});

/// The number, what is broken, and the command that repeats it.
std::string describe(std::uint64_t number, const Findings& findings);

}  // namespace sfn::simulation
