// An execution's ARN as the catalogue and the cache know executions: by machine and name.
#pragma once

#include <optional>
#include <string>

namespace sfn::runtime {

struct ExecutionName {
  std::string machine_arn;
  std::string name;
};

/// Nothing where the text is no ARN of an execution or of a map run.
std::optional<ExecutionName> parse_execution_arn(const std::string& text);

}  // namespace sfn::runtime
