// Tasks that start another execution, a child: `states:startExecution` and its patterns.
//
// To the states, such a task is like any other; what starts the child, waits for its end and stops
// it lies with the runtime. What is decided here is recorded in TaskScheduled: whether there is a
// child and whether its end is the task's. Developer guide, "Start workflow executions from a task
// state".
#pragma once

#include "engine/states/step.h"

namespace sfn::engine {

/// What carries out the task: what the facts say of its resource.
Service service_of(const Step& step, const asl::TaskState& task);

/// What the attempt has to do with a child, if that is what carries it out.
history::ChildTask child_task(const asl::Resource& resource, const Service& service);

}  // namespace sfn::engine
