// Statistics: what the runtime has done since it was made, for metrics.
#pragma once

#include <cstdint>

namespace sfn::runtime {

struct Statistics {
  std::int64_t commands = 0;   ///< Decided, refusals not counted.
  std::int64_t offloaded = 0;  ///< Of them, those that were too long for a turn of the loop.
  std::int64_t events = 0;
  std::int64_t started = 0;  ///< Executions.
  std::int64_t ended = 0;
  std::int64_t commits = 0;
  std::int64_t throttled = 0;  ///< New work refused at the soft mark.
  std::int64_t late = 0;       ///< Completions and timers that were no longer outstanding.
  std::int64_t loads = 0;      ///< Executions made again from what the store has of them.
  std::int64_t evictions = 0;
  std::int64_t snapshots_written = 0;
  std::int64_t snapshots_read = 0;  ///< Loads that began with one.
  std::int64_t tasks_started = 0;
  std::int64_t children_started = 0;  ///< Executions that tasks have started.
  std::int64_t children_ended = 0;    ///< Ends that were delivered to parents.
  std::int64_t children_stopped = 0;
  std::int64_t timers_fired = 0;
  std::int64_t invocations = 0;  ///< Attempts of asynchronous invocations.
  std::int64_t purged = 0;       ///< Closed executions.
};

}  // namespace sfn::runtime
