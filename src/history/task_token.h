// Task tokens: what whoever carries a task out shows to report how it ended.
//
// A token says where it leads, the execution and the attempt, so that nothing has to be looked up
// or kept in memory for it, and holds 128 random bits, without which nobody can make one. The bits
// are recorded; the rest is known where they are. To users it is an opaque text, safe in a URL.
//
// AWS Step Functions developer guide, "Wait for a Callback with the Task Token".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "history/work.h"

namespace sfn::history {

struct TaskToken {
  std::string execution_arn;
  WorkId work;         ///< The callback.
  std::string secret;  ///< 32 hexadecimal digits.
  friend bool operator==(const TaskToken&, const TaskToken&) = default;
};

std::string to_text(const TaskToken& token);

/// Nothing where the text is not one that to_text() makes.
std::optional<TaskToken> parse_task_token(std::string_view text);

}  // namespace sfn::history
