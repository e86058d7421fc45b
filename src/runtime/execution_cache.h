// ExecutionCache: the executions in memory, and the mailboxes of those that cannot be visited now.
//
// Whoever wants to work on an execution visits it. Visits happen in the order of asking: at once
// where the execution is loaded, else when it has been; while its value is away on a thread they
// wait too. Those that have waited come a few in each turn of the loop. An execution stays as long
// as any of its events is not durable; then it may be evicted, the least recently used first, until
// the rest fits the budget, which may leave a snapshot. A volatile one stays to its end: there is
// nothing that it could be loaded from. One that has ended and owes nothing leaves
// as soon as that is durable. So what is not here is in the store, complete: the cache doubles as
// the map of names that are taken and not yet durable.
#pragma once

#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/limits.h"
#include "runtime/execution_loader.h"
#include "runtime/lifetime.h"
#include "runtime/loaded_execution.h"
#include "runtime/offload.h"
#include "runtime/post.h"
#include "runtime/snapshots.h"
#include "runtime/statistics.h"

namespace sfn::runtime {

class ExecutionCache {
 public:
  static constexpr std::size_t kLoadsMax = 32;         ///< At one time; the others wait in order.
  static constexpr std::size_t kMailboxMax = 100;      ///< Optional visits to one execution.
  static constexpr std::size_t kMailboxesMax = 1'000;  ///< Above it the cache is busy.
  static constexpr std::size_t kVisitsPerTurn = 4;     ///< Of those that waited for one execution.
  /// An execution of more bytes is freed away from the loop.
  static constexpr std::size_t kFreedOnLoopBytesMax = kBytesPerTextByte * limits::kLoopJsonBytesMax;

  /// The execution, or null where it has ended and owes nothing, or never was. The pointer is good
  /// within the call.
  using Visit = std::function<void(LoadedExecution*)>;

  struct Parts {
    ExecutionLoader& loader;
    Snapshots& snapshots;
    Offload offload;
    Post post;
    Statistics& statistics;
  };

  ExecutionCache(Parts parts, std::size_t bytes_max)
      : parts_(std::move(parts)), bytes_max_(bytes_max) {}

  void visit(ExecutionId id, Visit visit);

  /// As visit, for what may be refused; false, and no visit, where too many wait already.
  bool try_visit(ExecutionId id, Visit visit);

  /// Takes in an execution that has just been made.
  LoadedExecution& insert(std::unique_ptr<LoadedExecution> execution);

  /// By name, where it is in memory.
  std::optional<ExecutionId> find(store::MachineId machine, std::string_view name) const;

  /// The execution's value goes away: visits wait until it has come back.
  void leave(const LoadedExecution& execution);
  /// It is back. `change` is the first visit; then come those that wait.
  void come_back(ExecutionId id, const Visit& change);

  /// The execution has changed and by about so many bytes: pinned until `made_durable`.
  void changed(LoadedExecution& execution, std::size_t bytes);

  /// `commit` and all before it are on disk; of a volatile execution, that it was told of.
  void made_durable(ExecutionId id, CommitId commit);

  /// So many executions have visits waiting that timers should rest.
  bool is_busy() const { return mailboxes_.size() >= kMailboxesMax; }
  /// Called when it ceases to be busy.
  void on_rest(std::function<void()> listener) { on_rest_ = std::move(listener); }

  std::size_t size() const { return slots_.size(); }
  std::size_t bytes() const { return bytes_; }

 private:
  struct Slot {
    std::unique_ptr<LoadedExecution> execution;
    std::size_t bytes = 0;  ///< As measured last.
    std::size_t grown = 0;  ///< Since then.
    bool pinned = false;
    bool untold = false;  ///< It has changed since `made_durable`.
    bool away = false;    ///< On a thread, or others have their turn first. Then pinned too.
    CommitId durable{0};  ///< The newest of its commits that is known to be on disk.
    std::list<ExecutionId>::iterator place;  ///< In `idle_`, where it is not pinned.

    std::size_t all_bytes() const { return bytes + grown; }
  };
  using Name = std::pair<store::MachineId, std::string>;

  void queue(ExecutionId id, Visit visit);
  void load_next();
  void loaded(ExecutionId id, std::unique_ptr<LoadedExecution> execution);
  void deliver(ExecutionId id);
  void deliver_nothing(ExecutionId id);
  void rest(ExecutionId id);
  static bool is_settled(const Slot& slot);
  void tell_of_rest(bool was_busy);
  Slot& add(std::unique_ptr<LoadedExecution> execution);
  void use(Slot& slot);
  void pin(Slot& slot);
  void measure(Slot& slot);
  void remove(ExecutionId id);
  void evict();
  Slot take_out(ExecutionId id);
  void let_go(Slot slot);

  Parts parts_;
  std::size_t bytes_max_;
  std::unordered_map<ExecutionId, Slot> slots_;
  std::map<Name, ExecutionId> names_;
  std::list<ExecutionId> idle_;  ///< Not pinned, the most recently used first.
  std::unordered_map<ExecutionId, std::deque<Visit>> mailboxes_;  ///< Never empty ones.
  std::deque<ExecutionId> to_load_;
  std::size_t loading_ = 0;
  std::size_t bytes_ = 0;
  std::function<void()> on_rest_;
  Lifetime lifetime_;
};

}  // namespace sfn::runtime
