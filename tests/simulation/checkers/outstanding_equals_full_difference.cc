// Work that is noted as it changes is what one finds who compares whole states: what a commit says
// has begun and gone is the difference of what was outstanding before it and after; an execution's
// outstanding work is what its visits wait for; the tasks that the host has are the outstanding
// ones of all executions, and the clock is set for the earliest timer.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "simulation/checkers/checkers.h"

namespace sfn::simulation {
namespace {

using engine::Execution;
using history::WorkKind;

// Whether what was offered has begun, what has a token waits for it, and a child has been started,
// is not to be seen from the visit.
WorkKind stage_of(const engine::Calling& calling, const history::WorkId& attempt,
                  const Execution& execution) {
  const auto owes = [&](const history::WorkId& id) { return execution.outstanding.contains(id); };
  if (calling.offered && owes(history::offer_of(attempt))) return WorkKind::Offer;
  if (calling.kind != history::TaskKind::LambdaFunction && owes(history::callback_of(attempt))) {
    return WorkKind::Callback;
  }
  if (owes(history::child_of(attempt))) return WorkKind::Child;
  return WorkKind::Task;
}

// From the counts alone.
void add_owed(const engine::MapRun& run, std::set<std::pair<VisitId, WorkKind>>& owed) {
  if (run.reading) owed.emplace(engine::kMapRunVisit, WorkKind::ReadItems);
  if (run.started > 0 && !run.collecting) owed.emplace(engine::kMapRunVisit, WorkKind::Children);
  if (run.collecting) owed.emplace(engine::kMapRunVisit, WorkKind::CollectResults);
}

// From the visits alone: which of them owe which kinds of work.
std::set<std::pair<VisitId, WorkKind>> owed(const Execution& execution) {
  std::set<std::pair<VisitId, WorkKind>> owed;
  if (execution.map_run) add_owed(*execution.map_run, owed);
  for (const auto& [id, visit] : execution.visits) {
    if (const auto* calling = std::get_if<engine::Calling>(&visit.phase)) {
      owed.emplace(id, stage_of(*calling, {id, visit.attempt}, execution));
    }
    if (std::holds_alternative<engine::Distributing>(visit.phase)) {
      owed.emplace(id, WorkKind::Child);
    }
    if (!std::holds_alternative<engine::Sleeping>(visit.phase)) continue;
    owed.emplace(id, visit.type == history::StateType::Wait ? WorkKind::Wait : WorkKind::Retry);
  }
  if (!execution.ready.empty()) owed.emplace(VisitId{0}, WorkKind::Continue);
  return owed;
}

// Deadlines come with the work that they bound.
bool is_deadline(WorkKind kind) {
  return kind == WorkKind::ExecutionDeadline || kind == WorkKind::TaskDeadline ||
         kind == WorkKind::Heartbeat;
}

// What a host has: children are carried out by the daemon itself, and a token that is out by
// nobody.
bool is_task(const history::Work& work) {
  const auto* task = std::get_if<history::TaskWork>(&work.what);
  return task != nullptr && task->child == history::ChildTask::None &&
         work.id.kind != WorkKind::Callback;
}

// Of a visit that is over, and perhaps gone, or of a map run that is.
bool is_left(WorkKind kind) {
  return kind == WorkKind::StopChild || kind == WorkKind::StopChildren;
}

class OutstandingEqualsFullDifference : public Checker {
 public:
  explicit OutstandingEqualsFullDifference(Post post) : post_(post) {}
  std::string_view name() const override { return "outstanding_equals_full_difference"; }

  void committed(const SeenCommit& commit) override {
    std::set<ExecutionId> changed;
    for (const auto& row : commit.batch.journal) changed.insert(row.execution);
    std::set<Key> gone;
    std::set<Key> begun;
    for (const auto id : changed) {
      const auto& value = post_.ledger().find(id)->value;
      visits_account_for(value);
      compare(id, value, gone, begun);
    }
    if (gone != keys_of(commit.batch.pending_gone) || begun != keys_of(commit.batch.pending_new)) {
      broken(fmt::format("commit {} notes other changes than it makes", raw(commit.batch.id)));
    }
  }

  void task_begun(const tasks::TaskRequest& request) override {
    const AttemptKey key{request.execution, request.work};
    held_.insert(key);
    if (begun_.insert(key).second) return;
    tell("was begun twice in one life of the daemon", key);
  }
  void task_went_ahead(const AttemptKey& key) override {
    const AttemptKey offer{key.execution, history::offer_of(key.work)};
    if (held_.erase(offer) == 0) tell("went ahead and was not offered", key);
    if (key.work.kind == WorkKind::Task) held_.insert(key);  // Else it was handed on.
    begun_.insert(key);
  }
  void task_cancelled(const AttemptKey& key) override {
    held_.erase(key);
    // One that is over may be cancelled: its report and its end may cross.
    if (!begun_.contains(key)) tell("was cancelled and never began", key);
  }
  // An offer stays one until it is withdrawn or goes ahead, which is being decided.
  void task_reported(const AttemptKey& key, const history::TaskOutcome&) override {
    if (key.work.kind != WorkKind::Offer) held_.erase(key);
  }
  void crashed() override {
    held_.clear();
    begun_.clear();
  }

  void at_rest() override {
    std::set<AttemptKey> tasks;
    std::optional<Timestamp> earliest;
    for (const auto& [id, entry] : post_.ledger().executions()) {
      for (const auto& [work_id, work] : entry.value.outstanding) {
        if (is_task(work)) tasks.insert({id, work_id});
        if (work_id.kind == WorkKind::Continue) broken("steps were put off for good");
        const auto due = history::due_of(work);
        // One that is past was put off, and by how much the ledger does not know.
        if (work_id.kind == WorkKind::Heartbeat && *due <= post_.view().latest) continue;
        if (due && (!earliest || *due < *earliest)) earliest = due;
      }
    }
    compare(tasks);
    const auto& wake = post_.view().next_wake;
    if (earliest && (!wake || *wake > *earliest)) {
      broken(fmt::format("nobody wakes the timer that is due {}", to_iso8601(*earliest)));
    }
  }

 private:
  using Key = std::pair<ExecutionId, std::string>;

  template <typename Row>
  static std::set<Key> keys_of(const std::vector<Row>& rows) {
    std::set<Key> keys;
    for (const auto& row : rows) keys.emplace(row.execution, row.key);
    return keys;
  }

  // With what was outstanding before the commit.
  void compare(ExecutionId id, const Execution& value, std::set<Key>& gone, std::set<Key>& begun) {
    std::set<std::string> now;
    for (const auto& [work_id, work] : value.outstanding) now.insert(to_key(work_id));
    auto& before = before_[id];
    for (const auto& key : before) {
      if (!now.contains(key)) gone.emplace(id, key);
    }
    for (const auto& key : now) {
      if (!before.contains(key)) begun.emplace(id, key);
    }
    before = std::move(now);
  }

  void visits_account_for(const Execution& execution) {
    if (!execution.is_running()) {
      for (const auto& [id, work] : execution.outstanding) {
        if (!is_left(id.kind)) broken(execution.arn + " has ended and waits for more");
      }
      const history::WorkId stop{engine::kMapRunVisit, 0, WorkKind::StopChildren};
      const bool has_left = execution.map_run && !execution.map_run->running.empty();
      if (execution.outstanding.contains(stop) != has_left) {
        broken(execution.arn + " stops other children than it has left");
      }
      return;
    }
    std::set<std::pair<VisitId, WorkKind>> outstanding;
    for (const auto& [id, work] : execution.outstanding) {
      if (!is_deadline(id.kind) && !is_left(id.kind)) outstanding.emplace(id.visit, id.kind);
      if (id.kind == WorkKind::TaskDeadline &&
          !execution.outstanding.contains(history::task_of(id)) &&
          !execution.outstanding.contains(history::child_of(id)) &&
          !execution.outstanding.contains(history::callback_of(id)) &&
          !execution.outstanding.contains(history::offer_of(id))) {
        broken(execution.arn + " has the deadline of a task that is over");
      }
    }
    if (outstanding != owed(execution)) {
      broken(execution.arn + " waits for other work than its visits do");
    }
  }

  void compare(const std::set<AttemptKey>& tasks) {
    for (const auto& key : tasks) {
      if (!held_.contains(key)) tell("is outstanding and nobody has begun it", key);
    }
    for (const auto& key : held_) {
      if (!tasks.contains(key)) tell("runs and is not outstanding", key);
    }
  }

  void tell(std::string_view how, const AttemptKey& key) {
    broken(fmt::format("task {} of execution {} {}", to_key(key.work), raw(key.execution), how));
  }
  void broken(std::string what) { post_.broken(name(), std::move(what)); }

  Post post_;
  std::map<ExecutionId, std::set<std::string>> before_;
  std::set<AttemptKey> begun_;  ///< In this life of the daemon.
  std::set<AttemptKey> held_;   ///< By the host: begun in this life, neither cancelled nor over.
};

}  // namespace

CheckerPtr outstanding_equals_full_difference(Post post) {
  return std::make_unique<OutstandingEqualsFullDifference>(post);
}

}  // namespace sfn::simulation
