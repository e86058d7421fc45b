// TaskRouter: the daemon's TaskHost. It reads a task's resource and hands the attempt to what
// serves it: Lambda functions, by their ARN, through `lambda:invoke` or by what is bound to them;
// activities, to the queue where their workers poll. Other resources fail with a sentence that
// names them. An attempt of a function that is offered is starting when a process of its function
// is ready for it.
#pragma once

#include <functional>
#include <memory>

#include "base/result.h"
#include "loop/loop.h"
#include "tasks/activity_queue.h"
#include "tasks/bindings.h"
#include "tasks/lambda/function.h"
#include "tasks/lambda/function_pool.h"
#include "tasks/task_host.h"

namespace sfn::tasks {

/// Takes an asynchronous invocation over as durable work and tells when it is; or refuses it, in
/// Lambda's words. May answer at once.
using EventAcceptor = std::function<void(FunctionSpecPtr spec, Invocation invocation,
                                         std::function<void(Result<void>)> accepted)>;

struct TaskServices {
  FunctionPool& functions;    ///< Must outlive the router.
  ActivityQueue& activities;  ///< Likewise.
  Bindings bindings;
  FunctionDirectory directory;
  EventAcceptor accept_event;
  TaskReport report;
  TaskStartingReport starting;
};

class TaskRouter : public TaskHost {
 public:
  TaskRouter(loop::Loop& loop, TaskServices services);
  ~TaskRouter() override;

  void start(TaskRequest request) override;
  void go_ahead(TaskRequest request) override;
  void cancel(ExecutionId execution, const history::WorkId& work) override;

 private:
  class State;
  std::shared_ptr<State> state_;  // Watched by answers that are on their way.
};

}  // namespace sfn::tasks
