// Nothing begins before the commit that justifies it, nothing is cancelled before the commit that
// ends it, and no timer does its work before its moment.
#include <fmt/format.h>

#include <algorithm>

#include "base/overloaded.h"
#include "simulation/checkers/checkers.h"

namespace sfn::simulation {
namespace {

class EffectsFollowCommits : public Checker {
 public:
  explicit EffectsFollowCommits(Post post) : post_(post) {}
  std::string_view name() const override { return "effects_follow_commits"; }

  void task_begun(const tasks::TaskRequest& request) override {
    const auto* durable = outstanding({request.execution, request.work});
    const auto* task = durable ? std::get_if<history::TaskWork>(&durable->what) : nullptr;
    if (task == nullptr) return broken("began before it was durable", request);
    if (*task != request.task) broken("is another than the durable one", request);
  }

  void task_went_ahead(const AttemptKey& key) override {
    if (outstanding(key) != nullptr) return;
    post_.broken(name(), fmt::format("task {} of execution {} went ahead before its start was "
                                     "durable",
                                     to_key(key.work), raw(key.execution)));
  }

  void task_cancelled(const AttemptKey& key) override {
    if (outstanding(key) == nullptr) return;
    post_.broken(name(), fmt::format("task {} of execution {} was cancelled before its end was "
                                     "durable",
                                     to_key(key.work), raw(key.execution)));
  }

  void invocation_attempted(const store::InvocationRow& row) override {
    const auto& rows = post_.ledger().invocations();
    const auto durable = rows.find(row.request_id);
    if (durable != rows.end() && durable->second == row) return;
    post_.broken(name(),
                 fmt::format("invocation {} was attempted before it was durable", row.request_id));
  }

  // What was acknowledged puts the deadline off, if the task waits for that.
  void claimed(const Claim& claim) override {
    const auto* beat = std::get_if<HeartbeatAnswer>(&claim);
    if (beat == nullptr || !beat->answer) return;
    const auto* entry = post_.ledger().find(beat->token.execution_arn);
    const auto deadline = history::heartbeat_of(beat->token.work);
    if (entry == nullptr || !entry->value.outstanding.contains(deadline)) return;
    auto& heartbeat = heartbeats_[{entry->row.id, beat->token.work.visit}];
    if (heartbeat.due) {
      heartbeat.due = std::max(*heartbeat.due, beat->sent + seconds(heartbeat.interval_seconds));
    }
  }

  void committed(const SeenCommit& commit) override {
    for (const auto& row : commit.rows) {
      for (const auto& event : row.events) follow_timers(row.row.execution, event);
    }
  }

 private:
  using VisitKey = std::pair<ExecutionId, VisitId>;

  const history::Work* outstanding(const AttemptKey& key) const {
    const auto* entry = post_.ledger().find(key.execution);
    if (entry == nullptr) return nullptr;
    const auto found = entry->value.outstanding.find(key.work);
    return found == entry->value.outstanding.end() ? nullptr : &found->second;
  }

  void broken(std::string_view how, const tasks::TaskRequest& request) {
    post_.broken(name(), fmt::format("task {} of execution {} {}", to_key(request.work),
                                     raw(request.execution), how));
  }

  void follow_timers(ExecutionId id, const history::Event& event) {
    std::visit(overloaded{
                   [&](const history::ExecutionStarted& e) { deadlines_[id] = e.deadline; },
                   [&](const history::ExecutionTimedOut&) { rang(deadlines_[id], "deadline", id); },
                   [&](const history::WaitStarted& e) {
                     sleeps_[{id, e.visit}] = e.due;
                   },
                   [&](const history::RetryScheduled& e) {
                     sleeps_[{id, e.visit}] = e.due;
                   },
                   [&](const history::TaskScheduled& e) {
                     woke({id, e.visit});
                     task_deadlines_[{id, e.visit}] = e.deadline;
                     heartbeats_[{id, e.visit}] = {std::nullopt, e.heartbeat_seconds.value_or(0)};
                   },
                   [&](const history::ParallelStarted& e) {
                     woke({id, e.visit});
                   },
                   [&](const history::MapStarted& e) {
                     woke({id, e.visit});
                   },
                   [&](const history::StateExited& e) {
                     woke({id, e.visit});
                   },
                   [&](const history::TaskStarted& e) {
                     if (e.deadline) task_deadlines_[{id, e.visit}] = e.deadline;
                     heartbeats_[{id, e.visit}].due = e.heartbeat_due;
                   },
                   [&](const history::TaskSubmitted& e) {
                     if (e.deadline) task_deadlines_[{id, e.visit}] = e.deadline;
                     heartbeats_[{id, e.visit}].due = e.heartbeat_due;
                   },
                   [&](const history::TaskTimedOut& e) {
                     if (e.heartbeat) {
                       rang(heartbeats_[{id, e.visit}].due, "heartbeat of a task", id);
                     } else {
                       rang(task_deadlines_[{id, e.visit}], "deadline of a task", id);
                     }
                   },
                   [](const auto&) {},
               },
               event);
  }

  // A visit goes on after its sleep; the one that is cut short says nothing of its timer.
  void woke(const VisitKey& key) {
    const auto found = sleeps_.find(key);
    if (found == sleeps_.end()) return;
    rang(found->second, "sleep", key.first);
    sleeps_.erase(found);
  }

  void rang(std::optional<Timestamp> due, std::string_view what, ExecutionId id) {
    if (due && *due <= post_.view().latest) return;
    post_.broken(name(),
                 fmt::format("a {} of execution {} ended too early, due {}, now {}", what, raw(id),
                             due ? to_iso8601(*due) : "never", to_iso8601(post_.view().latest)));
  }

  Post post_;
  std::map<ExecutionId, std::optional<Timestamp>> deadlines_;
  std::map<VisitKey, Timestamp> sleeps_;
  std::map<VisitKey, std::optional<Timestamp>> task_deadlines_;
  struct Heartbeat {
    std::optional<Timestamp> due;
    std::int64_t interval_seconds = 0;
  };
  std::map<VisitKey, Heartbeat> heartbeats_;
};

}  // namespace

CheckerPtr effects_follow_commits(Post post) {
  return std::make_unique<EffectsFollowCommits>(post);
}

}  // namespace sfn::simulation
