#include "runtime/effects.h"

#include <utility>

#include "base/arn.h"
#include "base/check.h"
#include "base/fail_point.h"
#include "base/overloaded.h"

namespace sfn::runtime {

Effects::Effects(CommitQueue& commits, tasks::TaskHost& tasks, Wakeups& wakeups, Post post,
                 GoOn go_on, Statistics& statistics)
    : commits_(commits),
      tasks_(tasks),
      wakeups_(wakeups),
      post_(std::move(post)),
      go_on_(std::move(go_on)),
      statistics_(statistics) {}

void Effects::add(CommitId commit, const LoadedExecution& execution, engine::WorkChange change) {
  if (change.begun.empty() && change.gone.empty()) return;
  const auto [found, is_new] = changes_.try_emplace(commit);
  if (is_new) commits_.after(commit, Stage::Effect, [this, commit] { queue(commit); });
  auto& net = found->second;
  for (const auto& work : change.gone) net.end(due_item(execution.id, work));
  for (auto& work : change.begun) {
    const auto place = due_item(execution.id, work);
    net.begin(place, {std::move(work), execution.value.arn});
  }
}

void Effects::queue(CommitId commit) {
  auto change = std::move(changes_.at(commit));
  changes_.erase(commit);
  const bool others_wait = !queue_.empty();
  for (const auto& place : change.gone()) queue_.push_back({place, std::nullopt});
  for (auto& [place, item] : change.begun()) queue_.push_back({place, std::move(item)});
  if (!others_wait) carry_out_some();
}

// In order, whatever the turn: what an earlier commit begins, a later one may end.
void Effects::carry_out_some() {
  for (std::size_t i = 0; i < kEffectsPerTurn && !queue_.empty(); ++i) {
    auto effect = std::move(queue_.front());
    queue_.pop_front();
    effect.begun ? begin(effect.place, std::move(*effect.begun)) : end(effect.place);
  }
  if (!queue_.empty()) post_(lifetime_.guard([this] { carry_out_some(); }));
}

void Effects::begin_again(const LoadedExecution& execution, const history::Work& work) {
  const auto place = due_item(execution.id, work);
  // A row can be read before its commit is reported: that will begin the item, and once is enough.
  for (const auto& [commit, change] : changes_) {
    if (change.begun().contains(place)) return;
  }
  begin(place, {work, execution.value.arn});
}

void Effects::begin(const DueItem& place, Item item) {
  std::visit(overloaded{
                 [&](history::TaskWork& task) {
                   start_task(place, std::move(task), std::move(item.execution_arn));
                 },
                 [&](const history::TimerWork&) {
                   fail_point("timer-arm.before");
                   wakeups_.add(place);
                   fail_point("timer-arm.after");
                 },
                 [&](const history::ContinueWork&) {
                   post_(lifetime_.guard([this, place] { go_on_(place.execution, place.work); }));
                 },
             },
             item.work.what);
}

void Effects::start_task(const DueItem& place, history::TaskWork task, std::string execution_arn) {
  if (!running_.insert(place).second) return;
  ++statistics_.tasks_started;
  const auto arn = Arn::parse(execution_arn);
  SFN_CHECK(arn);
  fail_point("task-start.before");
  tasks_.start({.execution = place.execution,
                .work = place.work,
                .task = std::move(task),
                .execution_arn = std::move(execution_arn),
                .region = arn->region,
                .account = arn->account});
  fail_point("task-start.after");
}

void Effects::end(const DueItem& place) {
  fail_point("effect-end.before");
  if (place.work.kind != history::WorkKind::Task) return wakeups_.remove(place);
  if (running_.erase(place) > 0) tasks_.cancel(place.execution, place.work);
  fail_point("task-cancel.after");
}

void Effects::task_over(ExecutionId execution, const history::WorkId& work) {
  running_.erase({Timestamp{}, execution, work});
}

}  // namespace sfn::runtime
