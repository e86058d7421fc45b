// Effects: begins what a commit has made outstanding and ends what is gone.
//
// Effects are the difference between two states, and nothing begins before the commit that
// justifies it. What several decisions of one commit begin and end again cancels out: it never
// begins, and neither does a task whose end is decided before its beginning was carried out.
// Recovery begins what a stored state has outstanding, through the same door.
//
// What has to do with children is done by the runtime itself (children.h), all else by the host.
//
// A task that was offered begins where its offer is: the host holds that ready and is told to go
// ahead. Where nobody holds it, it had begun with a process that is gone, and is lost. So recovery
// needs no rule of its own for what may be called only once. What waits for the return of its token
// waits wherever the token is: nothing of it begins here, and a start after a crash leaves it
// alone.
#pragma once

#include <deque>
#include <functional>
#include <map>
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

class Children;

class Effects {
 public:
  using TellOfWork = std::function<void(ExecutionId, const history::WorkId&)>;
  /// What leads to commands. Each is called in a turn of its own.
  struct Commands {
    TellOfWork go_on;  ///< With steps that were put off.
    TellOfWork lost;   ///< The task had begun elsewhere and may not be begun again.
    /// What a map run owes is to be carried out. Called at once.
    std::function<void(ExecutionId, const history::Work&, bool again)> map_run = {};
  };

  /// They are made of effects' consequences, and so later than these.
  using GetChildren = std::function<Children&()>;

  Effects(CommitQueue& commits, tasks::TaskHost& tasks, GetChildren children, Wakeups& wakeups,
          Post post, Commands commands, Statistics& statistics);

  /// Effects that one turn of the loop carries out; the others follow in the next ones.
  static constexpr std::size_t kEffectsPerTurn = 64;

  /// `commit` holds the decision that has changed the work of `execution` so.
  void add(CommitId commit, const LoadedExecution& execution, engine::WorkChange change);

  /// Begins an item that is outstanding and durable, unless this process has begun it already.
  void begin_again(const LoadedExecution& execution, const history::Work& work);

  /// Whoever carries out the attempt has reported its end, or that he has not begun it.
  void task_over(ExecutionId execution, const history::WorkId& work);

  /// Calls `done` once, when all decisions so far are durable and carried out, and the ends durable
  /// of all tasks that were offered and have begun.
  void drain(std::function<void()> done);

 private:
  struct Item {
    history::Work work;
    std::string execution_arn;
    std::string trace_header;
  };

  using Change = NetChange<DueItem, Item>;

  enum class Carrier { Host, Children };

  static Item item_of(history::Work work, const LoadedExecution& execution);

  bool call_off(const DueItem& place);
  bool is_about_to_begin(const DueItem& place) const;
  void queue(CommitId commit);
  void carry_out_some();
  void carry_out_one();
  void begin(const DueItem& place, Item item, bool again);
  void arm(const DueItem& place);
  void begin_task(const DueItem& place, Item item, bool again);
  void start_task(const DueItem& place, Item item, bool again);
  void take_up(const DueItem& place, Item item);
  void hand_on(const DueItem& place, Item item);
  void go_ahead(const DueItem& place, Item item);
  static tasks::TaskRequest request_of(const DueItem& place, Item item);
  void end(const DueItem& place);
  void cancel(const DueItem& place);
  void withdraw(const DueItem& place, Carrier carrier);
  void note_once(const Change& change);
  void tell_if_drained();

  CommitQueue& commits_;
  tasks::TaskHost& tasks_;
  GetChildren children_;
  Wakeups& wakeups_;
  Post post_;
  Commands commands_;
  Statistics& statistics_;
  std::map<CommitId, Change> changes_;  ///< Of commits that are not durable.
  std::deque<Change> durable_;          ///< Of others, as far as it is not carried out, in order.
  /// Tasks and offers that somebody has, and activities that the host has handed on.
  std::map<DueItem, Carrier> running_;
  std::set<DueItem> once_;  ///< Tasks that were offered and have begun; until their end is durable.
  std::function<void()> drained_;
  Lifetime lifetime_;
};

}  // namespace sfn::runtime
