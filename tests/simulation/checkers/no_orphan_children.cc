// A child starts after its task is durable, and once for it; the task hears of the child's end
// after that is durable; what runs as somebody's child is waited for; and what nobody waits for any
// more has been stopped when all is at rest.
#include <fmt/format.h>

#include <set>

#include "base/overloaded.h"
#include "simulation/checkers/checkers.h"

namespace sfn::simulation {
namespace {

using history::WorkKind;

class NoOrphanChildren : public Checker {
 public:
  explicit NoOrphanChildren(Post post) : post_(post) {}
  std::string_view name() const override { return "no_orphan_children"; }

  void committed(const SeenCommit& commit) override {
    for (const auto& row : commit.rows) {
      for (const auto& event : row.events) check_start(row.row.execution, event);
    }
    for (const auto& row : commit.rows) {
      for (const auto& event : row.events) read(row.row.execution, event);
    }
  }

  void at_rest() override {
    for (const auto& [id, entry] : post_.ledger().executions()) {
      for (const auto& [work_id, work] : entry.value.outstanding) check(entry, work);
      if (entry.is_running() && entry.value.parent) check_is_wanted(entry);
    }
  }

 private:
  using VisitKey = std::pair<ExecutionId, VisitId>;
  using AttemptId = std::pair<ExecutionId, history::WorkId>;  // Of the task.

  // Against what was durable before this commit.
  void check_start(ExecutionId id, const history::Event& event) {
    const auto* started = std::get_if<history::ExecutionStarted>(&event);
    if (started == nullptr || !started->parent || is_of_map_run(*started)) return;
    const AttemptId attempt{started->parent->execution, task_of(started->parent->work)};
    if (!scheduled_.contains(attempt)) tell("started before its task was durable", id);
    if (!started_for_.insert(attempt).second) tell("is the second child of its task", id);
  }

  // One, or a child of one: see map_runs_add_up.
  static bool is_of_map_run(const history::ExecutionStarted& started) {
    return started.parent->work.kind == WorkKind::Children ||
           started.arn.find(":mapRun:") != std::string::npos;
  }

  void read(ExecutionId id, const history::Event& event) {
    std::visit(overloaded{
                   [&](const history::RetryScheduled& e) {
                     attempts_[{id, e.visit}] = e.attempt;
                   },
                   [&](const history::TaskScheduled& e) {
                     const history::WorkId task{e.visit, attempts_[{id, e.visit}], WorkKind::Task};
                     scheduled_.insert({id, task});
                     awaited_.erase({id, e.visit});
                   },
                   [&](const history::TaskSubmitted& e) {
                     if (!e.child.empty()) awaited_[{id, e.visit}] = e.child;  // Else a token is.
                   },
                   [&](const history::TaskSucceeded& e) { ended(id, e.visit); },
                   [&](const history::TaskFailed& e) { ended(id, e.visit); },
                   [](const auto&) {},
               },
               event);
  }

  void ended(ExecutionId parent, VisitId visit) {
    const auto awaited = awaited_.extract({parent, visit});
    if (awaited.empty()) return;
    const auto* child = post_.ledger().find(awaited.mapped());
    if (child != nullptr && !child->is_running()) return;
    tell("was told of the end of a child that runs", parent);
  }

  void check(const LedgerEntry& entry, const history::Work& work) {
    const auto& arn = entry.value.arn;
    if (work.id.kind == WorkKind::StopChild || work.id.kind == WorkKind::StopChildren) {
      broken("has a child to stop, and nobody does", arn);
    }
    if (work.id.kind == WorkKind::ReadItems || work.id.kind == WorkKind::CollectResults) {
      broken("has items to read or results to collect, and nobody does", arn);
    }
    const auto* task = std::get_if<history::TaskWork>(&work.what);
    const bool started = work.id.kind == WorkKind::Callback;  // It waits for its token.
    // There may be no room for another EXPRESS execution until one of them ends.
    const bool may_wait = started || !post_.view().express_running.empty();
    if (task != nullptr && task->child != history::ChildTask::None && !may_wait) {
      broken("has a child to start, and nobody does", arn);
    }
    if (const auto* child = std::get_if<history::ChildWork>(&work.what)) {
      const auto* awaited = post_.ledger().find(child->execution_arn);
      if (awaited != nullptr && awaited->is_running()) return;
      broken("waits for a child that does not run", arn);
    }
  }

  void check_is_wanted(const LedgerEntry& child) {
    const auto& [parent, work] = *child.value.parent;
    const bool of_run = work.kind == WorkKind::Children;
    if (work.kind != WorkKind::Child && !of_run) return;  // It was started, and no more.
    const auto* entry = post_.ledger().find(parent);
    const history::WorkId all_children{engine::kMapRunVisit, 0, WorkKind::Children};
    if (entry != nullptr && entry->value.outstanding.contains(of_run ? all_children : work)) return;
    broken("runs and nobody waits for it", child.value.arn);
  }

  void tell(std::string_view how, ExecutionId id) {
    post_.broken(name(), fmt::format("execution {} {}", raw(id), how));
  }
  void broken(std::string_view how, const std::string& arn) {
    post_.broken(name(), fmt::format("{} {}", arn, how));
  }

  Post post_;
  std::map<VisitKey, std::int64_t> attempts_;
  std::map<VisitKey, std::string> awaited_;  ///< The child's ARN.
  std::set<AttemptId> scheduled_;
  std::set<AttemptId> started_for_;
};

}  // namespace

CheckerPtr no_orphan_children(Post post) { return std::make_unique<NoOrphanChildren>(post); }

}  // namespace sfn::simulation
