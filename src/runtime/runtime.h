// Runtime: the imperative shell around the pure engine.
//
// It moves commands, events and effects without looking inside them: a command reaches its
// execution (dispatcher, execution_cache), the engine decides, the events become durable
// (commit_queue), and then replies leave and work begins or ends (effects, wakeups). On start,
// recovery begins the outstanding work again, from pending rows. Everything here runs on one
// thread and never blocks.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/entropy.h"
#include "engine/decide.h"
#include "history/task_token.h"
#include "runtime/catalogue.h"
#include "runtime/commit_queue.h"
#include "runtime/followers.h"
#include "runtime/offload.h"
#include "runtime/post.h"
#include "runtime/requests.h"
#include "runtime/space_guard.h"
#include "runtime/statistics.h"
#include "runtime/volatile_executions.h"
#include "runtime/wakeups.h"
#include "store/event_store.h"
#include "tasks/task_host.h"

namespace sfn::items {
class ObjectStore;
}

namespace sfn::runtime {

struct RuntimeOptions {
  CommitMarks marks = {};
  std::size_t cache_bytes = std::size_t{32}
                            << 20;  ///< Of executions in memory that may be evicted.
  /// One of them that is evicted after more events since its last snapshot leaves another.
  std::int64_t snapshot_events = 1'000;
  engine::Bounds bounds = {};                            ///< Its budget is not used: these are.
  engine::Budget turn_budget = engine::kTurnBudget;      ///< Of a decision on the loop.
  engine::Budget thread_budget = engine::kThreadBudget;  ///< Of one that is made away from it.
  std::int64_t min_free_bytes =
      0;                      ///< On the disk; below it new work is refused. 0: not looked at.
  WakeupLimits wakeups = {};  ///< Of timers in memory.
  VolatileLimits volatiles = {};
  std::chrono::hours retain{90 * 24};  ///< Closed executions are kept so long; 0 keeps all.
};

/// The world as the runtime sees it. All must outlive the runtime.
struct RuntimeSeams {
  store::EventStore& store;
  tasks::TaskHost& tasks;
  Clock& clock;
  Entropy entropy;
  Post post;
  InvokeFunction invoke;  ///< For asynchronous invocations.
  /// Of what tasks call, as things are now; asked for with every decision. Absent: nothing is to be
  /// called at most once.
  std::function<engine::AtMostOnce()> at_most_once = {};
  engine::Services services = {};  ///< What there is for tasks to call; see engine::Facts.
  std::function<void(const SpaceReport&)> space_changed = {};
  Offload offload = {};                   ///< Absent: long work takes a turn of the loop.
  items::ObjectStore* objects = nullptr;  ///< Of the map runs; null where there is none.
};

class Runtime {
 public:
  /// `loaded` is the catalogue of the store. Nothing is begun before recover().
  Runtime(const RuntimeOptions& options, const RuntimeSeams& seams, const store::Catalogue& loaded);
  ~Runtime();
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  /// Begins all outstanding work again, as soon as the disk has room; once, before or after the
  /// first request. `done` is told when the last task has been handed to its host.
  void recover(std::function<void(RecoveryReport)> done);

  // ---- executions
  void start(StartRequest request, Reply<Started> reply);
  /// Of an EXPRESS state machine; answers when the execution has ended.
  void start_sync(StartRequest request, Reply<store::ExecutionRecord> reply);
  void stop(StopRequest request, Reply<Stopped> reply);
  /// The newest value of a running execution, for what it is waiting for.
  void inspect(std::string execution_arn, Reply<Inspected> reply);
  /// As all of these, by the ARN of a map run. Errors: ExecutionDoesNotExist (it has ended, or
  /// never was), ThrottlingException.
  void update_map_run(std::string map_run_arn, engine::UpdateMapRun update, Reply<void> reply);
  /// The durable record, running or closed. Errors: ExecutionDoesNotExist.
  void find(std::string execution_arn, Reply<store::ExecutionRecord> reply);

  /// Ends the task that has given the token out.
  void return_token(const history::TaskToken& token, history::TaskOutcome outcome,
                    const Reply<void>& reply);
  /// A sign of life of whoever has the token.
  void heartbeat(const history::TaskToken& token, const Reply<void>& reply);

  /// For the task host: an offer is about to begin, an attempt is over. Late and doubled reports
  /// are ignored and counted.
  void task_starting(tasks::TaskStarting starting);
  void task_ended(ExecutionId execution, history::WorkId work, history::TaskOutcome outcome);

  /// Before a graceful end: no offer begins any more. `done` is told when all that had begun and
  /// may not be begun again is over and durable; everything else is resumed by the next start.
  void drain(std::function<void()> done);

  // ---- functions
  /// Answers when the invocation can no longer be lost; then it is made, and made again if it
  /// fails.
  void invoke(InvokeRequest request, Reply<Accepted> reply);

  // ---- housekeeping
  /// Removes closed executions, all that match, in small batches; answers how many.
  void purge(store::PurgeRequest request, Reply<std::int64_t> reply);
  void backup(std::string path, Reply<void> reply);

  Catalogue& catalogue();
  CommitQueue& commits();
  Followers& followers();
  /// For queries: what it answers is durable, or of a volatile execution.
  store::EventStore& store();
  const Offload& offload() const;
  const Statistics& statistics() const;

 private:
  struct Parts;

  /// Calls `act` with the execution's number, or `reply` where there is none of this ARN.
  template <typename T>
  void with_id(const std::string& execution_arn, const Reply<T>& reply,
               std::function<void(ExecutionId)> act);
  void with_token(const history::TaskToken& token, const Reply<void>& reply,
                  std::function<void(ExecutionId)> act);

  std::unique_ptr<Parts> parts_;
};

}  // namespace sfn::runtime
