// Commands: requests to change an execution, from the API, from timers and from task hosts.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "base/payload.h"
#include "history/event.h"
#include "history/work.h"

namespace sfn::engine {

struct StartExecution {
  std::string arn;
  std::string name;
  std::string machine_arn;
  std::string machine_name;
  std::string role_arn;
  Payload input;
  std::optional<std::string> trace_header = {};
};

struct StopExecution {
  history::Failure failure;
};

/// A timer's moment has come, or steps that were put off are due.
struct WorkDue {
  history::WorkId work;
};

/// Whom an attempt was offered to is about to begin it, and waits for the commit that says so.
struct TaskStarting {
  history::WorkId work;  ///< The offer.
};

/// An attempt is over; one that was offered may be over before it began.
struct TaskEnded {
  history::WorkId work;
  history::TaskOutcome outcome;
};

/// An attempt that was offered had started, and whoever had begun it is gone: nobody knows how far
/// it came, and nobody may begin it again.
struct TaskLost {
  history::WorkId work;
};

using Command =
    std::variant<StartExecution, StopExecution, WorkDue, TaskStarting, TaskEnded, TaskLost>;

}  // namespace sfn::engine
