// An execution as DescribeExecution shows it, from its durable record.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "store/event_store.h"

namespace sfn::api {

/// MetadataOnly: without input and output.
enum class IncludedData { All, MetadataOnly };

/// `map_run` is the ARN of the map run that the execution is a child of, if it is.
Json describe(const store::ExecutionRecord& record, IncludedData data = IncludedData::All,
              const std::optional<std::string>& map_run = std::nullopt);

}  // namespace sfn::api
