// Tasks that start another execution: what the task asks for, in StartExecution's words, and what
// StartExecution and DescribeExecution answer, in the words of a task. Pure; the runtime does the
// starting and waits.
//
// Resources: `states:startExecution` with its patterns, and `aws-sdk:sfn:startExecution` and
// `aws-sdk:sfn:startSyncExecution`, whose names, times and errors are the SDK's. Developer guide,
// "Start workflow executions from a task state".
#pragma once

#include <optional>
#include <string>

#include "base/payload.h"
#include "base/result.h"
#include "base/time.h"
#include "history/event.h"
#include "history/work.h"

namespace sfn::tasks {

/// An execution as a task asks for it.
struct ChildStart {
  std::string machine_arn;
  std::optional<std::string> name;
  Payload input;
  std::optional<std::string> trace_header;
  friend bool operator==(const ChildStart&, const ChildStart&) = default;
};

/// Errors: `States.Runtime`, naming every parameter that is wrong; InvalidArn, InvalidName,
/// InvalidExecutionInput.
Result<ChildStart> child_start(const Payload& parameters);

/// An execution that was started for a task.
struct StartedChild {
  std::string arn;
  Timestamp started;
};

/// StartExecution's answer.
Payload start_answer(const history::TaskWork& task, const StartedChild& child, Timestamp now);

/// For a start that was refused.
history::TaskFailure start_failure(const history::TaskWork& task, const Error& error);

/// An execution that has ended.
struct EndedExecution {
  std::string arn;
  std::string name;
  std::string machine_arn;
  std::string status;  ///< `SUCCEEDED`, …
  Timestamp started;
  Timestamp stopped;
  Payload input;
  std::optional<Payload> output = {};  ///< Of one that has succeeded.
  history::Failure failure = {};
  std::optional<std::string> trace_header = {};
};

/// What that means for the task that has waited for it.
history::TaskOutcome child_outcome(const std::string& resource, const EndedExecution& child);

/// Whether the task asks for an EXPRESS execution and its end in one.
bool is_synchronous(const history::TaskWork& task);

/// StartSyncExecution's answer, however the execution has ended.
Payload sync_answer(const EndedExecution& child);

/// For a task whose child is not to be found any more.
history::TaskFailure child_is_gone(const std::string& arn);

}  // namespace sfn::tasks
