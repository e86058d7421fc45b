// Effects: begins what a commit has made outstanding and ends what is gone.
//
// Effects are the difference between two states, and nothing begins before the commit that
// justifies it. What several decisions of one commit begin and end again cancels out: it never
// begins. Recovery begins what a stored state has outstanding, through the same door.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "engine/execution.h"
#include "runtime/commit_queue.h"
#include "runtime/due_item.h"
#include "runtime/loaded_execution.h"
#include "runtime/net_change.h"
#include "runtime/statistics.h"
#include "runtime/wakeups.h"
#include "tasks/task_host.h"

namespace sfn::runtime {

class Effects {
 public:
  /// Goes on with steps that were put off.
  using GoOn = std::function<void(ExecutionId, const history::WorkId&)>;

  /// `go_on` is called in a turn of its own.
  Effects(CommitQueue& commits, tasks::TaskHost& tasks, Wakeups& wakeups, Post post, GoOn go_on,
          Statistics& statistics);

  /// Effects that one turn of the loop carries out; the others follow in the next ones.
  static constexpr std::size_t kEffectsPerTurn = 64;

  /// `commit` holds the decision that has changed the work of `execution` so.
  void add(CommitId commit, const LoadedExecution& execution, engine::WorkChange change);

  /// Begins an item that is outstanding and durable, unless this process has begun it already.
  void begin_again(const LoadedExecution& execution, const history::Work& work);

  /// The host has reported the end of an attempt.
  void task_over(ExecutionId execution, const history::WorkId& work);

 private:
  struct Item {
    history::Work work;
    std::string execution_arn;
  };

  struct Effect {
    DueItem place;
    std::optional<Item> begun;  ///< Else it is gone.
  };

  void queue(CommitId commit);
  void carry_out_some();
  void begin(const DueItem& place, Item item);
  void start_task(const DueItem& place, history::TaskWork task, std::string execution_arn);
  void end(const DueItem& place);

  CommitQueue& commits_;
  tasks::TaskHost& tasks_;
  Wakeups& wakeups_;
  Post post_;
  GoOn go_on_;
  Statistics& statistics_;
  std::map<CommitId, NetChange<DueItem, Item>> changes_;  ///< Of commits that are not durable.
  std::deque<Effect> queue_;                              ///< Of durable commits, in their order.
  std::set<DueItem> running_;                             ///< Tasks that the host has.
  Lifetime lifetime_;
};

}  // namespace sfn::runtime
