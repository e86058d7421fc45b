// Paced starts: executions started over HTTP at an even pace, however long each start takes.
#pragma once

#include <cstdint>
#include <string>

namespace sfn::bench {

struct PacedStarts {
  std::uint16_t port = 0;
  std::string machine_arn;
  std::string input;
  std::int64_t executions = 0;
  double over_seconds = 0;  ///< 0: as fast as the connections allow.
  int connections = 16;
};

/// Returns when all have been answered; how long that took, in seconds.
double start_paced(const PacedStarts& starts);

}  // namespace sfn::bench
