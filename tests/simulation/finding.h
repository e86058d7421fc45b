// Findings: what the checkers of a run have found broken. The first ends the run.
#pragma once

#include <string>
#include <vector>

namespace sfn::simulation {

struct Finding {
  std::string checker;
  std::string what;
};

using Findings = std::vector<Finding>;

}  // namespace sfn::simulation
