// CallOutcome: how a call of a function ended, in Lambda's words, before it is logged and told.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/time.h"
#include "tasks/lambda/supervised_child.h"

namespace sfn::tasks {

struct CallOutcome {
  std::string payload;
  bool failed = false;
  std::string error_type;  ///< Of a failed call; empty where the function did not say.
  std::string log_line;    ///< What Lambda logs of such an end; may be empty.
  std::string status;      ///< For REPORT, where the process failed the call: `timeout`, `error`.
};

CallOutcome succeeded(std::string payload);

/// The function reported an error. `type` is used where the body names none.
CallOutcome reported_error(std::string body, const std::string& type);

/// The runtime failed, in a sentence that goes after "RequestId: ID Error: ".
CallOutcome runtime_failed(const std::string& request_id, const std::string& error_type,
                           std::string_view why);

CallOutcome not_loaded_in_time(const std::string& request_id, milliseconds time);

CallOutcome timed_out(const std::string& request_id, seconds timeout, Timestamp now);

/// The process is gone without an answer.
CallOutcome process_died(const std::string& request_id, const ChildEnd& end);

CallOutcome response_too_large(std::size_t bytes);

}  // namespace sfn::tasks
