// A closed loop of executions on an embedded runtime: always so many in flight, each that is over
// followed by the next.
#pragma once

#include <cstdint>
#include <string>

#include "support/embedded_runtime.h"
#include "support/samples.h"

namespace sfn::bench {

/// Numbered names of a UUID's length, since names are indexed: `order-` and 30 digits.
std::string numbered_name(std::int64_t number);
std::int64_t number_of_name(const std::string& name);

struct ClosedLoop {
  std::string machine_arn;
  std::string input;
  std::int64_t in_flight = 1;
  std::int64_t executions = INT64_MAX;  ///< Ends after so many …
  double seconds = 1e9;                 ///< … or after so long, whichever is first.
  bool until_started = false;           ///< An execution is over once its start is durable.
};

struct ClosedLoopResult {
  std::int64_t executions = 0;  ///< Over within the time.
  std::int64_t in_all = 0;      ///< With those that were in flight when time was up.
  double seconds = 0;
  double processor_seconds = 0;
  Samples milliseconds;  ///< From the start's request to the news of its end, each execution.

  double per_second() const { return static_cast<double>(executions) / seconds; }
};

/// Returns when nothing is in flight any more.
ClosedLoopResult run_closed_loop(EmbeddedRuntime& embedded, const ClosedLoop& load);

}  // namespace sfn::bench
