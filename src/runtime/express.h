// Express: starts executions of EXPRESS state machines, and waits for their ends.
//
// Each start is a new execution, with a name that need not be its own and a number of its own.
// Nothing of it is stored; what it rests on, which is the state machine, is durable before it
// starts. AWS Step Functions API, StartExecution and StartSyncExecution.
#pragma once

#include <functional>
#include <map>

#include "base/entropy.h"
#include "runtime/catalogue.h"
#include "runtime/commit_queue.h"
#include "runtime/definitions.h"
#include "runtime/dispatcher.h"
#include "runtime/execution_numbers.h"
#include "runtime/followers.h"
#include "runtime/lifetime.h"
#include "runtime/requests.h"
#include "runtime/statistics.h"
#include "runtime/volatile_executions.h"

namespace sfn::runtime {

class Express {
 public:
  struct Parts {
    CommitQueue& commits;
    Catalogue& catalogue;
    ExecutionNumbers& numbers;
    Definitions& definitions;
    Dispatcher& dispatcher;
    Followers& followers;
    VolatileExecutions& volatiles;
    Entropy entropy;
    Statistics& statistics;
  };

  explicit Express(Parts parts);

  using Decided = std::function<void(Durable<Result<Started>>)>;

  /// `machine` is of this type and lives, and its definition's meaning is known. Tells `decided` in
  /// the turn of the start. Error: ThrottlingException.
  void start(StateMachinePtr machine, StartRequest request, Decided decided);

  /// Answers with the record of an execution that has been decided to start, when it has ended; or
  /// with the refusal of its start. To be called in the turn of the start.
  void await_end(Durable<Result<Started>> started, const Reply<store::ExecutionRecord>& reply);

 private:
  void begin(const StateMachine& machine, MeaningPtr meaning, StartRequest request,
             const Decided& decided);
  void ended(ExecutionId id);

  Parts parts_;
  std::map<ExecutionId, Reply<store::ExecutionRecord>> waiting_;  ///< For the ends of these.
  Followers::Subscription followed_;
  Lifetime lifetime_;
};

}  // namespace sfn::runtime
