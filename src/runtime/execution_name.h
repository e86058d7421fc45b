// An execution's ARN as the catalogue and the cache know executions: by machine and name.
#pragma once

#include <optional>
#include <string>

#include "base/arn.h"

namespace sfn::runtime {

struct ExecutionName {
  std::string machine_arn;
  std::string name;
};

/// Nothing where the text is no ARN of an execution or of a map run.
std::optional<ExecutionName> parse_execution_arn(const std::string& text);

/// The name by which the rows of an EXPRESS execution are known: its own is not unique.
std::string express_row_name(const std::string& name, const std::string& run);

/// The ARN of the execution that has this row, `row_name` being the name in it.
std::string row_arn(const Place& place, const std::string& machine, const std::string& row_name);

/// The name that people know of a row.
std::string shown_name(const std::string& row_name);

}  // namespace sfn::runtime
