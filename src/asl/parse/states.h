// The readers of the state types: each takes the fields of its own, those that all states share
// having been taken. Private to the module.
#pragma once

#include "asl/parse/reading.h"

namespace sfn::asl {

PassState read_pass(StateDraft& draft);
TaskState read_task(StateDraft& draft);
ChoiceState read_choice(StateDraft& draft);
WaitState read_wait(StateDraft& draft);
SucceedState read_succeed(StateDraft& draft);
FailState read_fail(StateDraft& draft);
ParallelState read_parallel(StateDraft& draft);
MapState read_map(StateDraft& draft);

}  // namespace sfn::asl
