// Described: an execution as the daemon describes it, of whatever type its state machine is.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "sfnctl/client.h"

namespace sfn::sfnctl {

/// The members of DescribeExecution. Of an EXPRESS execution, which AWS's API does not describe,
/// they come from sfn's own.
Result<Json> describe_execution(Client& client, const std::string& execution_arn);

/// False of an EXPRESS execution, and only there.
bool is_kept(const Json& execution);

inline constexpr std::string_view kNotKept =
    "It is an EXPRESS execution: the daemon has it in memory alone, and not for long.";

}  // namespace sfn::sfnctl
