// Dispatcher: brings a command to its execution, lets the engine decide, and hands on what follows.
//
// For each command: the events become one journal row in the open commit, with the rows of the
// execution and of its pending work; after that commit come the reply, the effects and the
// followers. A command that the engine refuses changes nothing, and its answer waits for the
// newest commit of the execution that it looked at.
//
// A volatile execution is decided likewise, but its rows stay in memory: nothing of it waits for
// the disk, since whatever it rests on is durable before it starts. Reply, effects and followers
// come a turn later.
//
// A decision that is too long for a turn of the loop is made on a thread, to which the execution's
// value is handed over; until it is back, other commands wait in the execution's mailbox. All that
// follows from a decision happens here, on the loop.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/entropy.h"
#include "engine/decide.h"
#include "history/task_token.h"
#include "runtime/commit_queue.h"
#include "runtime/decision_rows.h"
#include "runtime/effects.h"
#include "runtime/execution_cache.h"
#include "runtime/followers.h"
#include "runtime/heartbeats.h"
#include "runtime/offload.h"
#include "runtime/requests.h"
#include "runtime/statistics.h"
#include "runtime/volatile_executions.h"
#include "tasks/child_task.h"

namespace sfn::runtime {

/// An execution that is to be, with what is to become durable together with its start.
struct NewExecution {
  std::unique_ptr<LoadedExecution> execution;  ///< Empty: not started.
  engine::Command command;
  std::vector<store::CatalogueChange> with;
  std::optional<Timestamp> now = {};  ///< The moment of its start; absent: when that is decided.
};

class Dispatcher {
 public:
  struct Parts {
    CommitQueue& commits;
    ExecutionCache& cache;
    Effects& effects;
    Followers& followers;
    Heartbeats& heartbeats;
    store::EventStore& store;
    VolatileExecutions& volatiles;
    Clock& clock;
    Entropy entropy;
    std::function<engine::AtMostOnce()> at_most_once;         ///< As things are now. May be absent.
    std::function<engine::ActivityExists()> activity_exists;  ///< Likewise.
    engine::Services services;                                ///< May be absent.
    /// Begins what a decision has given birth to, before anything else is decided.
    std::function<void(const LoadedExecution& parent, engine::Births births)> bear;
    Offload offload;
    engine::Bounds on_loop;
    engine::Bounds on_thread;
    Statistics& statistics;
  };

  explicit Dispatcher(Parts parts) : parts_(std::move(parts)) {}

  /// Begins an execution at once and returns it.
  const LoadedExecution& start(NewExecution start);

  /// A stop of what has ended answers when it ended. Errors: ThrottlingException,
  /// ExecutionDoesNotExist.
  void stop(ExecutionId id, history::Failure failure, Reply<Stopped> reply);

  /// The value of an execution, running or not long ended. Errors: ThrottlingException,
  /// ExecutionDoesNotExist (it has ended and owes nothing, or never was).
  void inspect(ExecutionId id, Reply<Inspected> reply);

  /// A timer fired, or steps that were put off are due.
  void work_due(ExecutionId id, const history::WorkId& work);
  /// The first deadline of a heartbeat has come, or one that it was put off to.
  void heartbeat_due(ExecutionId id, const history::WorkId& work);

  /// Errors: InvalidToken, TaskTimedOut.
  void return_token(ExecutionId id, engine::TokenReturned returned, Reply<void> reply);
  void heartbeat(ExecutionId id, const history::TaskToken& token, Reply<void> reply);

  /// An offer is about to begin.
  void task_starting(tasks::TaskStarting starting);
  void task_ended(ExecutionId id, const history::WorkId& work, history::TaskOutcome outcome);
  /// As task_ended, of a task that starts a child or waits for one: no host has it.
  void child_task_ended(ExecutionId id, const history::WorkId& work, history::TaskOutcome outcome);
  /// A task was taken on: `output` is the answer, `child` the ARN of the execution whose end it
  /// waits for, or empty.
  void task_submitted(ExecutionId id, const history::WorkId& work, Payload output,
                      std::string child);
  /// The child that the work waits for has ended so.
  void child_ended(ExecutionId id, const history::WorkId& work, tasks::EndedExecution end);
  /// The child that was to be stopped has ended, or there is none.
  void child_stopped(ExecutionId id, const history::WorkId& work);
  /// Aborts an execution, unless it has ended; calls `done` when its end is durable.
  void stop_child(ExecutionId id, std::function<void()> done);
  // ---- map runs
  /// The inputs of children that were to be read. `children_run` is what the children run.
  void items_read(ExecutionId run, engine::ItemsRead read, MeaningPtr children_run);
  void map_child_over(ExecutionId run, engine::MapChildOver over);
  void results_collected(ExecutionId run, engine::ResultsCollected collected);
  /// Errors: ThrottlingException, ExecutionDoesNotExist (it has ended, or never was).
  void update_map_run(ExecutionId run, engine::UpdateMapRun update, Reply<void> reply);
  /// The value of a map run, running or not done with, as it is; null where it is neither.
  void look_at(ExecutionId run, std::function<void(const LoadedExecution*)> look);

  /// A task had begun with a process that is gone.
  void task_lost(ExecutionId id, const history::WorkId& work);

  /// From now on no offer begins: each stays what it is.
  void keep_offers() { offers_kept_ = true; }

  /// Begins a stored item again if it is still outstanding, then calls `done`.
  void begin_again(ExecutionId id, const history::WorkId& work, std::function<void()> done);

 private:
  struct Away;

  engine::Facts facts() const;
  engine::Bounds bounds_for(const LoadedExecution& execution, engine::Bounds bounds) const;
  void complete(LoadedExecution* execution, engine::Command command);
  void stop_loaded(LoadedExecution& execution, history::Failure failure, Reply<Stopped> reply);
  void answer_stopped(ExecutionId id, Reply<Stopped> reply);

  /// Nothing, or the engine's refusal.
  Result<void> decide(LoadedExecution& execution, const engine::Command& command,
                      std::vector<store::CatalogueChange> with = {});
  Result<void> decide(LoadedExecution& execution, const engine::Command& command,
                      std::vector<store::CatalogueChange> with, const engine::Facts& facts);
  Inspected inspected(const LoadedExecution& execution) const;
  bool is_put_off(const LoadedExecution& execution, const history::WorkId& work);
  /// `then` is called when it is decided.
  void decide_away(LoadedExecution& execution, engine::Command command,
                   std::function<void(const LoadedExecution&)> then = {});
  /// Answers as of the newest commit of the execution.
  void answer_token(const LoadedExecution& execution, const Result<void>& result,
                    const Reply<void>& reply);
  void record(LoadedExecution& execution, const Before& before, Decision decision,
              std::vector<store::CatalogueChange> with);
  void keep(LoadedExecution& execution, store::Batch rows);
  void follow(CommitId commit, const LoadedExecution& execution, const Before& before);
  void tell(CommitId commit, ExecutionId id);

  Parts parts_;
  std::map<std::pair<CommitId, ExecutionId>, ExecutionChange> changes_;  ///< Not told of yet.
  bool offers_kept_ = false;
  Lifetime lifetime_;
};

}  // namespace sfn::runtime
