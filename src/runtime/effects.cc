#include "runtime/effects.h"

#include <utility>

#include "base/arn.h"
#include "base/check.h"
#include "base/fail_point.h"
#include "base/overloaded.h"

namespace sfn::runtime {
namespace {

// Tasks and offers are never due later.
DueItem task_item(ExecutionId execution, const history::WorkId& work) {
  return {Timestamp{}, execution, work};
}

// Whether what is gone is an offer that its task has taken the place of.
template <typename Change>
bool is_taken_up(const Change& change, const DueItem& gone) {
  return gone.work.kind == history::WorkKind::Offer &&
         change.begun().contains(task_item(gone.execution, history::task_of(gone.work)));
}

}  // namespace

Effects::Effects(CommitQueue& commits, tasks::TaskHost& tasks, Wakeups& wakeups, Post post,
                 Commands commands, Statistics& statistics)
    : commits_(commits),
      tasks_(tasks),
      wakeups_(wakeups),
      post_(std::move(post)),
      commands_(std::move(commands)),
      statistics_(statistics) {}

Effects::Item Effects::item_of(history::Work work, const LoadedExecution& execution) {
  return {std::move(work), execution.value.arn, execution.value.trace_header.value_or("")};
}

void Effects::add(CommitId commit, const LoadedExecution& execution, engine::WorkChange change) {
  if (change.begun.empty() && change.gone.empty()) return;
  const auto [found, is_new] = changes_.try_emplace(commit);
  if (is_new) commits_.after(commit, Stage::Effect, [this, commit] { queue(commit); });
  auto& net = found->second;
  for (const auto& work : change.gone) net.end(due_item(execution.id, work));
  for (auto& work : change.begun) {
    const auto place = due_item(execution.id, work);
    net.begin(place, item_of(std::move(work), execution));
  }
}

void Effects::queue(CommitId commit) {
  auto change = std::move(changes_.at(commit));
  changes_.erase(commit);
  const bool others_wait = !queue_.empty();
  note_once(change);
  for (const auto& place : change.gone()) {
    if (!is_taken_up(change, place)) queue_.push_back({place, std::nullopt});
  }
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
  begin(place, item_of(work, execution));
}

void Effects::begin(const DueItem& place, Item item) {
  std::visit(
      overloaded{
          [&](const history::TaskWork&) { begin_task(place, std::move(item)); },
          [&](const history::TimerWork&) {
            fail_point("timer-arm.before");
            wakeups_.add(place);
            fail_point("timer-arm.after");
          },
          [&](const history::ContinueWork&) {
            post_(lifetime_.guard([this, place] { commands_.go_on(place.execution, place.work); }));
          },
      },
      item.work.what);
}

void Effects::begin_task(const DueItem& place, Item item) {
  if (running_.contains(place)) return;
  const bool offered = std::get<history::TaskWork>(item.work.what).offered;
  if (offered && place.work.kind == history::WorkKind::Task) return take_up(place);
  start_task(place, std::move(item));
}

void Effects::start_task(const DueItem& place, Item item) {
  running_.insert(place);
  if (place.work.kind == history::WorkKind::Task) ++statistics_.tasks_started;
  const auto arn = Arn::parse(item.execution_arn);
  SFN_CHECK(arn);
  fail_point("task-start.before");
  tasks_.start({.execution = place.execution,
                .work = place.work,
                .task = std::move(std::get<history::TaskWork>(item.work.what)),
                .execution_arn = std::move(item.execution_arn),
                .region = arn->region,
                .account = arn->account,
                .trace_header = std::move(item.trace_header)});
  fail_point("task-start.after");
}

void Effects::take_up(const DueItem& place) {
  if (running_.erase(task_item(place.execution, history::offer_of(place.work))) == 0) {
    return post_(lifetime_.guard([this, place] { commands_.lost(place.execution, place.work); }));
  }
  running_.insert(place);
  ++statistics_.tasks_started;
  fail_point("task-go-ahead.before");
  tasks_.go_ahead(place.execution, place.work);
  fail_point("task-go-ahead.after");
}

void Effects::end(const DueItem& place) {
  fail_point("effect-end.before");
  const bool is_task =
      place.work.kind == history::WorkKind::Task || place.work.kind == history::WorkKind::Offer;
  if (!is_task) return wakeups_.remove(place);
  if (running_.erase(place) > 0) tasks_.cancel(place.execution, place.work);
  fail_point("task-cancel.after");
}

// An offer that is said to be over may be about to go ahead: which of the two, its commit tells.
void Effects::task_over(ExecutionId execution, const history::WorkId& work) {
  if (work.kind == history::WorkKind::Offer) return;
  running_.erase(task_item(execution, work));
}

// ---- the end of the process

// As soon as they are durable, whenever their turn to be carried out comes.
void Effects::note_once(const NetChange<DueItem, Item>& change) {
  for (const auto& place : change.gone()) once_.erase(place);
  for (const auto& [place, item] : change.begun()) {
    const auto* task = std::get_if<history::TaskWork>(&item.work.what);
    if (task != nullptr && task->offered && place.work.kind == history::WorkKind::Task) {
      once_.insert(place);
    }
  }
  tell_if_drained();
}

void Effects::drain(std::function<void()> done) {
  commits_.after(commits_.newest(), Stage::Follow,
                 lifetime_.guard([this, done = std::move(done)]() mutable {
                   drained_ = std::move(done);
                   tell_if_drained();
                 }));
}

void Effects::tell_if_drained() {
  if (drained_ && once_.empty()) std::exchange(drained_, {})();
}

}  // namespace sfn::runtime
