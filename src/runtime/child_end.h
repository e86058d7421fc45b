// How a child has ended, as the store has it.
#pragma once

#include "store/event_store.h"
#include "tasks/child_task.h"

namespace sfn::runtime {

/// `record` must be of an execution that has ended.
tasks::EndedExecution child_end(const store::ExecutionRecord& record);

}  // namespace sfn::runtime
