// An execution as DescribeExecution shows it, from its durable record.
#pragma once

#include "base/json.h"
#include "store/event_store.h"

namespace sfn::api {

/// MetadataOnly: without input and output.
enum class IncludedData { All, MetadataOnly };

Json describe(const store::ExecutionRecord& record, IncludedData data = IncludedData::All);

}  // namespace sfn::api
