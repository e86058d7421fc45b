// TaskHost: the seam to whatever carries out tasks. It runs one attempt and reports how it ended;
// it knows nothing of states, retries or the time-outs of states, which the engine owns.
//
// Implementations: the router over functions and other services; the simulated host of the tests,
// which is slow, doubles, loses and errs on purpose. All are used on the loop's thread alone.
#pragma once

#include <functional>
#include <string>

#include "base/ids.h"
#include "history/work.h"

namespace sfn::tasks {

/// One attempt, with what its logs and its callee need to know of where it comes from.
struct TaskRequest {
  ExecutionId execution;
  history::WorkId work;
  history::TaskWork task;
  std::string execution_arn;
  std::string region;  ///< Of the execution.
  std::string account;
};

/// Called once for each attempt that was started and not cancelled; never from within start().
using TaskReport = std::function<void(ExecutionId, history::WorkId, history::TaskOutcome)>;

class TaskHost {
 public:
  virtual ~TaskHost() = default;

  /// Carries the attempt out. What cannot be carried out is reported as failed, in AWS's words.
  virtual void start(TaskRequest request) = 0;

  /// The attempt's outcome is no longer wanted: a queued call is dropped, the answer of a running
  /// one ignored. An attempt that is unknown or over is no error.
  virtual void cancel(ExecutionId execution, const history::WorkId& work) = 0;
};

}  // namespace sfn::tasks
