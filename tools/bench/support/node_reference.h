// What a bench compares with where that is a library of npm's: a script under Node, run in the same
// run of the bench on the same cases.
#pragma once

#include <string>

#include "base/json.h"
#include "support/bench_main.h"

namespace sfn::bench {

/// What tools/bench/NAME/reference.mjs prints, given {"cases": cases, "ms": ms}. Its packages must
/// be installed in build/bench/NAME (tools/bench/run does it). Throws where it fails or prints no
/// JSON.
Json run_reference(const Options& options, const std::string& name, Json cases, double ms);

}  // namespace sfn::bench
