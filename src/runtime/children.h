// Children: executions that tasks of other executions, their parents, have started.
//
//   Task ──start──▶ the child's ExecutionStarted, which names the parent and its work
//        └────────▶ the parent's TaskSubmitted; then the Child work waits for the end
//   Child ─await─▶ has it ended? else its end tells: both deliver the end to the parent
//   StopChild ───▶ the child is stopped; when that is durable, the parent notes it
//
// A task that asks for an EXPRESS execution and its end in one is over with that end. After a crash
// it asks for another.
//
// All of it begins as effects do, after the commit that has made it outstanding, and again after a
// crash. So nothing here is kept: a child is found by the link to its parent, which is durable with
// its start, and an end that was told to nobody is found by whoever begins to wait again. What is
// delivered twice, the parent refuses.
//
// A parent that waits costs no memory: the child's own end says whom it concerns. Only executions
// that a task has not started but found, since it asked for the name and the input of one that
// runs, have a place in a table here.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "runtime/alarms.h"
#include "runtime/catalogue.h"
#include "runtime/commit_queue.h"
#include "runtime/dispatcher.h"
#include "runtime/execution_cache.h"
#include "runtime/followers.h"
#include "runtime/lifetime.h"
#include "runtime/offload.h"
#include "runtime/post.h"
#include "runtime/starts.h"
#include "runtime/statistics.h"
#include "store/event_store.h"
#include "tasks/child_task.h"
#include "tasks/task_host.h"

namespace sfn::runtime {

class Children {
 public:
  /// Starts in one turn of the loop: each may take as long as a command.
  static constexpr std::size_t kStartsPerTurn = 4;
  /// Starts that are under way. Of more, and of those that come while new work is refused, only the
  /// names are kept, and their work is begun again when there is room.
  static constexpr std::size_t kStartingMax = 1'000;
  /// Of those, so many at once: each may load its execution.
  static constexpr std::size_t kBegunAgainAtOnce = 64;
  /// While new work is refused and nothing is being written.
  static constexpr std::chrono::seconds kBetweenLooks{1};

  struct Parts {
    CommitQueue& commits;
    Catalogue& catalogue;
    ExecutionCache& cache;
    Effects& effects;
    Dispatcher& dispatcher;
    Starts& starts;
    store::EventStore& store;
    Alarms& alarms;
    Post post;
    Offload offload;
    Statistics& statistics;
  };

  Children(Parts parts, Followers& followers);

  // ---- effects
  /// Starts the child of a task. `again`: the work may have begun before, and the child be there.
  void start(tasks::TaskRequest request, bool again);
  /// The task is gone. One that has not come to its turn is not begun.
  void cancel(ExecutionId parent, const history::WorkId& task);
  /// Delivers the child's end, now or when it comes.
  void await(ExecutionId parent, const history::WorkId& work, const std::string& child_arn);
  /// The work is gone.
  void forget(ExecutionId parent, const history::WorkId& work);
  /// Ends the child that the attempt has started, if it has, and tells the parent. `child_arn` may
  /// be empty.
  void stop(ExecutionId parent, const history::WorkId& work, const std::string& child_arn);

  /// As await, after a restart: where the child is found to run, the parent need not be loaded.
  void await_again(ExecutionId parent, const history::WorkId& work, std::function<void()> done);

 private:
  using Key = std::pair<ExecutionId, history::WorkId>;
  struct Starting {
    tasks::TaskRequest request;
    bool again = false;
    bool begun = false;
    std::optional<std::string> stop = {};  ///< The child is to be stopped then: its ARN, or empty.
  };

  // Starting.
  void start_some();
  void begin(const Key& key);
  void read_parameters(const Key& key);
  void ask_for_start(const Key& key, Result<tasks::ChildStart> asked);
  void start_and_await(const Key& key, tasks::ChildStart asked);
  void ended_synchronously(const Key& key, const history::TaskWork& task,
                           const Result<store::ExecutionRecord>& record);
  void answered(const Key& key, const Result<Started>& started);
  void report(const Key& key, const Starting& starting, const Result<Started>& started);
  void put_off(const Key& key);
  void resume_later();
  void resume();
  void look_again();

  // Waiting.
  void look_for(ExecutionId parent, const history::WorkId& work, const std::string& child_arn);
  void adopt(ExecutionId parent, const history::WorkId& work, const std::string& child_arn);
  void ended(const ExecutionChange& change);
  void deliver(ExecutionId child, ExecutionId parent, const history::WorkId& work);
  void delivered(ExecutionId parent, const history::WorkId& work, tasks::EndedExecution end);
  void gone(ExecutionId parent, const history::WorkId& work, const std::string& child_arn);

  // Stopping.
  void find_and_stop(ExecutionId parent, const history::WorkId& work, const std::string& child_arn);
  void stop_found(ExecutionId parent, const history::WorkId& work,
                  const std::optional<ExecutionId>& child);

  void find_by_arn(const std::string& arn,
                   std::function<void(std::optional<store::ExecutionRow>)> found);
  std::string arn_of(const store::ExecutionRow& row) const;

  Parts parts_;
  Followers::Subscription followed_;
  std::map<Key, Starting> starting_;
  std::deque<Key> queue_;  ///< Of those, what has not begun; what is cancelled may stand here yet.
  std::deque<Key> put_off_;                     ///< Not begun, and not in `starting_`.
  std::map<std::string, std::set<Key>> found_;  ///< By ARN: who waits for what he has not started.
  Alarms::Alarm alarm_;
  bool turn_posted_ = false;
  bool resumes_ = false;  ///< With a commit.
  bool look_posted_ = false;
  Lifetime lifetime_;
};

}  // namespace sfn::runtime
