// LogLine: one event of a function's log, with what caused it. Where lines go is for the
// composition root to say.
#pragma once

#include <functional>
#include <string>

#include "base/arn.h"
#include "base/time.h"
#include "tasks/lambda/function.h"

namespace sfn::tasks {

struct LogLine {
  Timestamp time;  ///< Never before that of the stream's line before.
  Place place;
  std::string group;
  std::string stream;
  std::string message;     ///< With its line break, as CloudWatch Logs keeps it.
  std::string request_id;  ///< Empty for what a process prints between two invocations.
  InvocationOrigin origin;
};

using LogSink = std::function<void(LogLine)>;

}  // namespace sfn::tasks
