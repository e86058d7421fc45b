// Map runs as people read them: how far one has come, as a bar and in numbers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "sfnctl/client.h"

namespace sfn::sfnctl {

/// `[#########-----------]  412/1000 items, 3 failed, 20 running`, of the members of
/// DescribeMapRun. Where items are still being read, of those that are known.
std::string map_run_progress(const Json& map_run);

/// The map runs of an execution, the newest first, each as DescribeMapRun shows it.
Result<std::vector<Json>> map_runs_of(Client& client, const std::string& execution_arn);

Result<Json> describe_map_run(Client& client, const std::string& arn);

/// `MACHINE/LABEL:UUID` of a map run's ARN; another text is given back.
std::string short_map_run_name(std::string_view arn);

}  // namespace sfn::sfnctl
