#include "runtime/effects.h"

#include <algorithm>
#include <utility>

#include "base/arn.h"
#include "base/check.h"
#include "base/fail_point.h"
#include "base/overloaded.h"
#include "runtime/children.h"
#include "runtime/execution_numbers.h"

namespace sfn::runtime {
namespace {

// Tasks and offers are never due later.
DueItem task_item(ExecutionId execution, const history::WorkId& work) {
  return {Timestamp{}, execution, work};
}

// Of those that are called, alone: timers are kept in step with the rows of the store.
bool is_task(const DueItem& place) {
  return place.work.kind == history::WorkKind::Task ||
         place.work.kind == history::WorkKind::Offer ||
         place.work.kind == history::WorkKind::Callback;
}

// Whether what is gone is an offer that its task, or the wait for its token, has taken the place
// of.
template <typename Change>
bool is_taken_up(const Change& change, const DueItem& gone) {
  const auto has_begun = [&](const history::WorkId& work) {
    return change.begun().contains(task_item(gone.execution, work));
  };
  return gone.work.kind == history::WorkKind::Offer &&
         (has_begun(history::task_of(gone.work)) || has_begun(history::callback_of(gone.work)));
}

}  // namespace

Effects::Effects(CommitQueue& commits, tasks::TaskHost& tasks, GetChildren children,
                 Wakeups& wakeups, Post post, Commands commands, Statistics& statistics)
    : commits_(commits),
      tasks_(tasks),
      children_(std::move(children)),
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
  for (const auto& work : change.gone) {
    const auto place = due_item(execution.id, work);
    if (!call_off(place)) net.end(place);
  }
  for (auto& work : change.begun) {
    const auto place = due_item(execution.id, work);
    net.begin(place, item_of(std::move(work), execution));
  }
}

// Nothing is called that has been decided to be over, though its end is not durable yet.
bool Effects::call_off(const DueItem& place) {
  if (!is_task(place)) return false;
  for (auto& [commit, change] : changes_) {
    if (change.begun().erase(place) > 0) return true;
  }
  for (auto& change : durable_) {
    if (change.begun().erase(place) == 0) continue;
    once_.erase(place);
    // Its offer may have been left to it.
    if (place.work.kind != history::WorkKind::Offer) {
      cancel(task_item(place.execution, history::offer_of(place.work)));
    }
    return true;
  }
  return false;
}

bool Effects::is_about_to_begin(const DueItem& place) const {
  const auto has = [&](const Change& change) { return change.begun().contains(place); };
  return std::any_of(durable_.begin(), durable_.end(), has) ||
         std::any_of(changes_.begin(), changes_.end(), [&](auto& c) { return has(c.second); });
}

void Effects::queue(CommitId commit) {
  const bool others_wait = !durable_.empty();
  durable_.push_back(std::move(changes_.extract(commit).mapped()));
  note_once(durable_.back());
  if (!others_wait) carry_out_some();
}

// In order, whatever the turn: what an earlier commit begins, a later one may end.
void Effects::carry_out_some() {
  for (std::size_t i = 0; i < kEffectsPerTurn && !durable_.empty(); ++i) carry_out_one();
  if (!durable_.empty()) return post_(lifetime_.guard([this] { carry_out_some(); }));
  tell_if_drained();
}

// What a commit ends comes before what it begins.
void Effects::carry_out_one() {
  auto& change = durable_.front();
  if (!change.gone().empty()) {
    const auto place = change.take_gone();
    if (!is_taken_up(change, place)) end(place);
  } else if (!change.begun().empty()) {
    auto begun = change.begun().extract(change.begun().begin());
    begin(begun.key(), std::move(begun.mapped()), false);
  } else {
    durable_.pop_front();
  }
}

void Effects::begin_again(const LoadedExecution& execution, const history::Work& work) {
  const auto place = due_item(execution.id, work);
  // A row can be read before its commit is reported and carried out: once is enough.
  if (is_about_to_begin(place)) return;
  begin(place, item_of(work, execution), true);
}

void Effects::begin(const DueItem& place, Item item, bool again) {
  const auto of_map_run = [&] { commands_.map_run(place.execution, item.work, again); };
  std::visit(
      overloaded{
          [&](const history::TaskWork&) { begin_task(place, std::move(item), again); },
          [&](const history::TimerWork&) { arm(place); },
          [&](const history::HeartbeatWork&) { arm(place); },
          [&](const history::ContinueWork&) {
            post_(lifetime_.guard([this, place] { commands_.go_on(place.execution, place.work); }));
          },
          [&](const history::ChildWork& child) {
            children_().await(place.execution, place.work, child.execution_arn);
          },
          [&](const history::StopChildWork& child) {
            children_().stop(place.execution, place.work, child.execution_arn);
          },
          [&](const history::ChildrenWork&) { of_map_run(); },
          [&](const history::StopChildrenWork&) { of_map_run(); },
          [&](const history::ReadItemsWork&) { of_map_run(); },
          [&](const history::CollectResultsWork&) { of_map_run(); },
      },
      item.work.what);
}

void Effects::arm(const DueItem& place) {
  fail_point("timer-arm.before");
  is_volatile(place.execution) ? wakeups_.put_off(place) : wakeups_.add(place);
  fail_point("timer-arm.after");
}

void Effects::begin_task(const DueItem& place, Item item, bool again) {
  if (running_.contains(place)) return;
  if (place.work.kind == history::WorkKind::Callback) return hand_on(place, std::move(item));
  const bool offered = std::get<history::TaskWork>(item.work.what).offered;
  if (offered && place.work.kind == history::WorkKind::Task) {
    return take_up(place, std::move(item));
  }
  start_task(place, std::move(item), again);
}

void Effects::start_task(const DueItem& place, Item item, bool again) {
  const bool of_child =
      std::get<history::TaskWork>(item.work.what).child != history::ChildTask::None;
  running_.emplace(place, of_child ? Carrier::Children : Carrier::Host);
  if (place.work.kind == history::WorkKind::Task) ++statistics_.tasks_started;
  fail_point("task-start.before");
  if (of_child) {
    children_().start(request_of(place, std::move(item)), again);
  } else {
    tasks_.start(request_of(place, std::move(item)));
  }
  fail_point("task-start.after");
}

void Effects::take_up(const DueItem& place, Item item) {
  if (running_.erase(task_item(place.execution, history::offer_of(place.work))) == 0) {
    return post_(lifetime_.guard([this, place] { commands_.lost(place.execution, place.work); }));
  }
  go_ahead(place, std::move(item));
}

// The token of a callback is out already, and that of an activity which had started with a process
// that is gone.
void Effects::hand_on(const DueItem& place, Item item) {
  if (running_.erase(task_item(place.execution, history::offer_of(place.work))) == 0) return;
  go_ahead(place, std::move(item));
}

void Effects::go_ahead(const DueItem& place, Item item) {
  running_.emplace(place, Carrier::Host);
  ++statistics_.tasks_started;
  fail_point("task-go-ahead.before");
  tasks_.go_ahead(request_of(place, std::move(item)));
  fail_point("task-go-ahead.after");
}

tasks::TaskRequest Effects::request_of(const DueItem& place, Item item) {
  const auto arn = Arn::parse(item.execution_arn);
  SFN_CHECK(arn);
  return {.execution = place.execution,
          .work = place.work,
          .task = std::move(std::get<history::TaskWork>(item.work.what)),
          .execution_arn = std::move(item.execution_arn),
          .region = arn->region,
          .account = arn->account,
          .trace_header = std::move(item.trace_header)};
}

void Effects::end(const DueItem& place) {
  fail_point("effect-end.before");
  const auto& [due, execution, work] = place;
  switch (work.kind) {
    case history::WorkKind::Task:
    case history::WorkKind::Offer:
    case history::WorkKind::Callback:
      return cancel(place);
    case history::WorkKind::Child:
      return children_().forget(execution, work);
    case history::WorkKind::StopChild:
    case history::WorkKind::ReadItems:
    case history::WorkKind::Children:
    case history::WorkKind::StopChildren:
    case history::WorkKind::CollectResults:
    case history::WorkKind::Continue:
      return;
    default:
      return is_volatile(execution) ? wakeups_.take_back(place) : wakeups_.remove(place);
  }
}

void Effects::cancel(const DueItem& place) {
  const auto running = running_.extract(place);
  if (!running.empty()) withdraw(place, running.mapped());
  fail_point("task-cancel.after");
}

void Effects::withdraw(const DueItem& place, Carrier carrier) {
  if (carrier == Carrier::Children) {
    children_().cancel(place.execution, place.work);
  } else {
    tasks_.cancel(place.execution, place.work);
  }
}

// An offer that is said to be over may be about to go ahead: which of the two, its commit tells.
void Effects::task_over(ExecutionId execution, const history::WorkId& work) {
  if (work.kind == history::WorkKind::Offer) return;
  running_.erase(task_item(execution, work));
}

// ---- the end of the process

// As soon as they are durable, whenever their turn to be carried out comes.
void Effects::note_once(const Change& change) {
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
  if (drained_ && once_.empty() && durable_.empty()) std::exchange(drained_, {})();
}

}  // namespace sfn::runtime
