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
};

struct StopExecution {
  history::Failure failure;
};

/// A timer's moment has come, or steps that were put off are due.
struct WorkDue {
  history::WorkId work;
};

/// An attempt is over.
struct TaskEnded {
  history::WorkId work;
  history::TaskOutcome outcome;
};

using Command = std::variant<StartExecution, StopExecution, WorkDue, TaskEnded>;

}  // namespace sfn::engine
