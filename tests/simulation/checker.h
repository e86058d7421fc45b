// Checker: one invariant, held against everything that crosses the daemon's seams.
//
// A checker sees what happens in the order in which it happens, and may look at the ledger (what
// commits made durable), at the disk (what the store has kept of it) and at the clock. It knows
// nothing of the runtime. checkers/ has one file for each invariant.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/decide.h"
#include "items/object_store.h"
#include "simulation/claim.h"
#include "simulation/finding.h"
#include "simulation/ledger.h"
#include "support/simulated_disk.h"
#include "tasks/task_host.h"

namespace sfn::simulation {

/// What checkers may look at, besides what they are told.
struct View {
  const Ledger& ledger;
  const support::SimulatedDisk& disk;
  /// What map runs read, before the objects change and after, where none of them is refused.
  std::vector<items::ObjectStore*> objects;
  engine::Bounds bounds;
  std::optional<Timestamp> next_wake = {};  ///< When the daemon wants to be woken.
  Timestamp latest = {};                    ///< The latest time that its clock has shown.
  /// Executions of EXPRESS machines that have been told to run, in this life of the daemon.
  std::set<ExecutionId> express_running = {};
};

/// One attempt of a task, as its host knows it.
struct AttemptKey {
  ExecutionId execution;
  history::WorkId work;
  friend auto operator<=>(const AttemptKey&, const AttemptKey&) = default;
};

class Checker {
 public:
  virtual ~Checker() = default;

  /// The file's name.
  virtual std::string_view name() const = 0;

  /// Whether it looks at executions of EXPRESS machines, of which nothing durable is promised, and
  /// not at all others: of those it is told whatever is said of one execution.
  virtual bool watches_express() const { return false; }

  // ---- what crosses the seams
  virtual void committed(const SeenCommit&) {}  ///< The ledger has it already.
  virtual void task_begun(const tasks::TaskRequest&) {}
  virtual void task_went_ahead(const AttemptKey&) {}  ///< An offer, under the task's name.
  virtual void task_cancelled(const AttemptKey&) {}
  virtual void task_reported(const AttemptKey&, const history::TaskOutcome&) {}
  virtual void invocation_attempted(const store::InvocationRow&) {}
  virtual void asked(std::int64_t /*question*/, std::string_view /*what*/) {}
  virtual void answered(std::int64_t /*question*/) {}
  virtual void claimed(const Claim&) {}
  virtual void purged(ExecutionId) {}

  // ---- what becomes of the daemon
  virtual void crashed() {}   ///< And the next life has not begun.
  virtual void at_rest() {}   ///< Recovered; it does nothing until somebody or the time wakes it.
  virtual void all_done() {}  ///< At rest, and all that was ever asked should be over.
  virtual void quiet() {}     ///< Hours after that.
};

/// Where a checker stands: what it looks at, and whom it tells.
class Post {
 public:
  Post(const View& view, Findings& findings) : view_(view), findings_(findings) {}

  const View& view() const { return view_; }
  const Ledger& ledger() const { return view_.ledger; }
  void broken(std::string_view checker, std::string what) {
    findings_.push_back({std::string(checker), std::move(what)});
  }

 private:
  const View& view_;
  Findings& findings_;
};

}  // namespace sfn::simulation
