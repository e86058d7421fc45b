// An execution as DescribeExecution shows it, from its durable record.
#pragma once

#include "base/json.h"
#include "store/event_store.h"

namespace sfn::api {

Json describe(const store::ExecutionRecord& record);

}  // namespace sfn::api
