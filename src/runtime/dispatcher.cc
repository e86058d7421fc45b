#include "runtime/dispatcher.h"

#include <limits>
#include <optional>
#include <utility>

#include "base/check.h"
#include "runtime/execution_numbers.h"

namespace sfn::runtime {
namespace {

const Error kNoSuchExecution{"ExecutionDoesNotExist", "Execution Does Not Exist"};

// Null where nothing of that kind is outstanding under this id.
template <typename What>
const What* find_work(const LoadedExecution& execution, const history::WorkId& id) {
  const auto found = execution.value.outstanding.find(id);
  if (found == execution.value.outstanding.end()) return nullptr;
  return std::get_if<What>(&found->second.what);
}

// No host was given it: whatever is said of it by one is about something else.
bool is_of_child(const LoadedExecution* execution, const history::WorkId& id) {
  const auto* task = execution ? find_work<history::TaskWork>(*execution, id) : nullptr;
  return id.kind == history::WorkKind::Child ||
         (task != nullptr && task->child != history::ChildTask::None);
}

// The Map that has begun a map run takes its output and its failure as they are.
history::TaskOutcome outcome_of_map_run(tasks::EndedExecution end) {
  if (end.output) return history::TaskSuccess{std::move(*end.output)};
  return history::TaskFailure{std::move(end.failure.error), std::move(end.failure.cause)};
}

template <typename T>
void refuse(CommitQueue& commits, CommitId commit, const Reply<T>& reply, const Error& error) {
  commits.reply_after(Durable<Result<T>>(commit, error), reply);
}

}  // namespace

// ---- commands

const LoadedExecution& Dispatcher::start(NewExecution start) {
  auto& execution = parts_.cache.insert(std::move(start.execution));
  auto known = facts();
  if (start.now) known.now = *start.now;
  const auto decided = decide(execution, std::move(start.command), std::move(start.with), known);
  SFN_CHECK(decided);
  return execution;
}

void Dispatcher::stop(ExecutionId id, history::Failure failure, Reply<Stopped> reply) {
  const bool admitted = parts_.cache.try_visit(
      id, [this, id, failure = std::move(failure), reply](LoadedExecution* execution) mutable {
        if (!execution) return answer_stopped(id, std::move(reply));
        stop_loaded(*execution, std::move(failure), std::move(reply));
      });
  if (!admitted) refuse(parts_.commits, CommitId{0}, reply, kTooManyWait);
}

void Dispatcher::stop_loaded(LoadedExecution& execution, history::Failure failure,
                             Reply<Stopped> reply) {
  const auto decided = decide(execution, engine::StopExecution{std::move(failure)});
  SFN_CHECK(decided || execution.has_ended());  // To have ended already is the only refusal.
  parts_.commits.reply_after(
      Durable<Result<Stopped>>(execution.last_commit, Stopped{*execution.stopped}),
      std::move(reply));
}

// Not in memory, hence closed and durable: the store says when.
void Dispatcher::answer_stopped(ExecutionId id, Reply<Stopped> reply) {
  parts_.store.execution(
      id, lifetime_.guard(
              [reply = std::move(reply)](const std::optional<store::ExecutionRecord>& record) {
                if (!record || !record->row.stopped) return reply(kNoSuchExecution);
                reply(Stopped{*record->row.stopped});
              }));
}

void Dispatcher::inspect(ExecutionId id, Reply<Inspected> reply) {
  const bool admitted = parts_.cache.try_visit(id, [this, reply](LoadedExecution* execution) {
    if (!execution) return refuse(parts_.commits, CommitId{0}, reply, kNoSuchExecution);
    parts_.commits.reply_after(
        Durable<Result<Inspected>>(execution->last_commit, inspected(*execution)), reply);
  });
  if (!admitted) refuse(parts_.commits, CommitId{0}, reply, kTooManyWait);
}

Inspected Dispatcher::inspected(const LoadedExecution& execution) const {
  Inspected shown{execution.id, execution.value};
  for (const auto& [id, work] : execution.value.outstanding) {
    if (const auto* heartbeat = std::get_if<history::HeartbeatWork>(&work.what)) {
      shown.heartbeats.emplace(id, parts_.heartbeats.due(execution.id, id, *heartbeat));
    }
  }
  return shown;
}

void Dispatcher::work_due(ExecutionId id, const history::WorkId& work) {
  parts_.cache.visit(
      id, [this, work](LoadedExecution* execution) { complete(execution, engine::WorkDue{work}); });
}

void Dispatcher::heartbeat_due(ExecutionId id, const history::WorkId& work) {
  parts_.cache.visit(id, [this, work](LoadedExecution* execution) {
    if (execution && is_put_off(*execution, work)) return;
    complete(execution, engine::WorkDue{work});
  });
}

bool Dispatcher::is_put_off(const LoadedExecution& execution, const history::WorkId& work) {
  const auto found = execution.value.outstanding.find(work);
  if (found == execution.value.outstanding.end()) return false;
  const auto& heartbeat = std::get<history::HeartbeatWork>(found->second.what);
  return !parts_.heartbeats.is_missed(execution.id, work, heartbeat);
}

void Dispatcher::task_starting(tasks::TaskStarting starting) {
  const auto id = starting.execution;
  parts_.cache.visit(id, [this, starting = std::move(starting)](LoadedExecution* execution) {
    if (offers_kept_) return;
    if (starting.still_wanted && !starting.still_wanted()) return;
    complete(execution, engine::TaskStarting{starting.work, starting.worker});
  });
}

// ---- task tokens

void Dispatcher::return_token(ExecutionId id, engine::TokenReturned returned, Reply<void> reply) {
  parts_.cache.visit(id, [this, returned = std::move(returned),
                          reply = std::move(reply)](LoadedExecution* execution) mutable {
    if (!execution) return refuse(parts_.commits, CommitId{0}, reply, kTaskTimedOut);
    const auto decided = decide(*execution, returned);
    if (!decided && decided.error().name == "OverBudget") {
      return decide_away(*execution, std::move(returned),
                         [this, reply](const auto& back) { answer_token(back, {}, reply); });
    }
    answer_token(*execution, decided, reply);
  });
}

void Dispatcher::heartbeat(ExecutionId id, const history::TaskToken& token, Reply<void> reply) {
  parts_.cache.visit(id, [this, token, reply = std::move(reply)](LoadedExecution* execution) {
    if (!execution) return refuse(parts_.commits, CommitId{0}, reply, kTaskTimedOut);
    const auto checked = engine::check_token(execution->value, token.work, token.secret);
    const auto deadline = history::heartbeat_of(token.work);
    // Before its call has been answered a task may beat, and has no deadline to put off.
    if (checked && execution->value.outstanding.contains(deadline)) {
      parts_.heartbeats.beat(execution->id, deadline);
    }
    answer_token(*execution, checked, reply);
  });
}

void Dispatcher::answer_token(const LoadedExecution& execution, const Result<void>& result,
                              const Reply<void>& reply) {
  Result<void> answer;
  if (!result) answer = result.error().name == "TokenNotGiven" ? kInvalidToken : kTaskTimedOut;
  parts_.commits.reply_after(Durable<Result<void>>(execution.last_commit, std::move(answer)),
                             reply);
}

void Dispatcher::task_lost(ExecutionId id, const history::WorkId& work) {
  parts_.cache.visit(id, [this, work](LoadedExecution* execution) {
    complete(execution, engine::TaskLost{work});
  });
}

void Dispatcher::task_ended(ExecutionId id, const history::WorkId& work,
                            history::TaskOutcome outcome) {
  parts_.cache.visit(
      id, [this, id, work, outcome = std::move(outcome)](LoadedExecution* execution) mutable {
        if (is_of_child(execution, work)) return static_cast<void>(++parts_.statistics.late);
        parts_.effects.task_over(id, work);
        complete(execution, engine::TaskEnded{work, std::move(outcome)});
      });
}

void Dispatcher::child_task_ended(ExecutionId id, const history::WorkId& work,
                                  history::TaskOutcome outcome) {
  parts_.cache.visit(
      id, [this, id, work, outcome = std::move(outcome)](LoadedExecution* execution) mutable {
        parts_.effects.task_over(id, work);
        complete(execution, engine::TaskEnded{work, std::move(outcome)});
      });
}

void Dispatcher::task_submitted(ExecutionId id, const history::WorkId& work, Payload output,
                                std::string child) {
  parts_.cache.visit(id, [this, id, work, output = std::move(output),
                          child = std::move(child)](LoadedExecution* execution) mutable {
    parts_.effects.task_over(id, work);
    complete(execution, engine::TaskAccepted{work, std::move(output), std::move(child)});
  });
}

void Dispatcher::child_ended(ExecutionId id, const history::WorkId& work,
                             tasks::EndedExecution end) {
  parts_.cache.visit(id, [this, work, end = std::move(end)](LoadedExecution* execution) {
    const auto* waiting = execution ? find_work<history::ChildWork>(*execution, work) : nullptr;
    if (waiting == nullptr) return static_cast<void>(++parts_.statistics.late);
    auto outcome = waiting->resource.empty() ? outcome_of_map_run(end)
                                             : tasks::child_outcome(waiting->resource, end);
    complete(execution, engine::TaskEnded{work, std::move(outcome)});
  });
}

void Dispatcher::child_stopped(ExecutionId id, const history::WorkId& work) {
  parts_.cache.visit(id, [this, work](LoadedExecution* execution) {
    complete(execution, engine::ChildGone{work});
  });
}

// Not in memory, hence closed and durable.
void Dispatcher::stop_child(ExecutionId id, std::function<void()> done) {
  parts_.cache.visit(id, [this, done = std::move(done)](LoadedExecution* execution) {
    if (!execution) return done();
    if (execution->value.is_running()) SFN_CHECK(decide(*execution, engine::StopExecution{}));
    parts_.commits.reply_after(execution->last_commit, done);
  });
}

// ---- map runs

// That of a run which has just begun may not have been worked out yet.
void Dispatcher::items_read(ExecutionId run, engine::ItemsRead read, MeaningPtr children_run) {
  parts_.cache.visit(run, [this, read = std::move(read), children_run = std::move(children_run)](
                              LoadedExecution* execution) mutable {
    if (execution) execution->meaning = children_run;
    complete(execution, std::move(read));
  });
}

void Dispatcher::map_child_over(ExecutionId run, engine::MapChildOver over) {
  parts_.cache.visit(run, [this, over](LoadedExecution* execution) { complete(execution, over); });
}

void Dispatcher::results_collected(ExecutionId run, engine::ResultsCollected collected) {
  parts_.cache.visit(run,
                     [this, collected = std::move(collected)](LoadedExecution* execution) mutable {
                       complete(execution, std::move(collected));
                     });
}

void Dispatcher::update_map_run(ExecutionId run, engine::UpdateMapRun update, Reply<void> reply) {
  const bool admitted =
      parts_.cache.try_visit(run, [this, update, reply](LoadedExecution* execution) {
        if (!execution) return refuse(parts_.commits, CommitId{0}, reply, kNoSuchExecution);
        const auto decided = decide(*execution, update);
        const auto answer = decided ? Result<void>() : Result<void>(kNoSuchExecution);
        parts_.commits.reply_after(Durable<Result<void>>(execution->last_commit, answer), reply);
      });
  if (!admitted) refuse(parts_.commits, CommitId{0}, reply, kTooManyWait);
}

void Dispatcher::look_at(ExecutionId run, std::function<void(const LoadedExecution*)> look) {
  parts_.cache.visit(run,
                     [look = std::move(look)](LoadedExecution* execution) { look(execution); });
}

// What comes late or twice is refused by the engine, which is all the protection there is.
void Dispatcher::complete(LoadedExecution* execution, engine::Command command) {
  if (execution) {
    const auto decided = decide(*execution, command);
    if (decided) return;
    if (decided.error().name == "OverBudget") return decide_away(*execution, std::move(command));
  }
  ++parts_.statistics.late;
}

void Dispatcher::begin_again(ExecutionId id, const history::WorkId& work,
                             std::function<void()> done) {
  parts_.cache.visit(id, [this, work, done = std::move(done)](LoadedExecution* execution) {
    if (execution) {
      const auto found = execution->value.outstanding.find(work);
      if (found != execution->value.outstanding.end()) {
        parts_.effects.begin_again(*execution, found->second);
      }
    }
    done();
  });
}

// ---- decisions

engine::Facts Dispatcher::facts() const {
  return {.now = parts_.clock.now(),
          .entropy = parts_.entropy,
          .at_most_once = parts_.at_most_once ? parts_.at_most_once() : engine::AtMostOnce(),
          .activity_exists =
              parts_.activity_exists ? parts_.activity_exists() : engine::ActivityExists(),
          .services = parts_.services};
}

// The history of a volatile execution may be of any length.
engine::Bounds Dispatcher::bounds_for(const LoadedExecution& execution,
                                      engine::Bounds bounds) const {
  if (is_volatile(execution.id)) {
    bounds.history_events = std::numeric_limits<std::int64_t>::max();
  }
  return bounds;
}

Result<void> Dispatcher::decide(LoadedExecution& execution, const engine::Command& command,
                                std::vector<store::CatalogueChange> with) {
  return decide(execution, command, std::move(with), facts());
}

Result<void> Dispatcher::decide(LoadedExecution& execution, const engine::Command& command,
                                std::vector<store::CatalogueChange> with,
                                const engine::Facts& facts) {
  const auto before = before_decision(execution);
  auto decision = work_out(*execution.meaning, execution.value, command, facts,
                           bounds_for(execution, parts_.on_loop));
  if (!decision) return decision.error();
  record(execution, before, std::move(*decision), std::move(with));
  return {};
}

struct Dispatcher::Away {
  MeaningPtr meaning;
  engine::Execution value;
  std::optional<engine::Command> command;
  engine::Facts facts;
  engine::Bounds bounds;
  Before before;
  Decision decision = {};

  void work_out() {
    auto decided = runtime::work_out(*meaning, value, *command, facts, bounds);
    SFN_CHECK(decided);  // It was not refused on the loop, and nothing has changed since.
    decision = std::move(*decided);
    command.reset();  // What it has brought may be large, and is freed here if it is of no use.
  }
};

void Dispatcher::decide_away(LoadedExecution& execution, engine::Command command,
                             std::function<void(const LoadedExecution&)> then) {
  ++parts_.statistics.offloaded;
  auto before = before_decision(execution);
  parts_.cache.leave(execution);
  const auto away = std::make_shared<Away>(Away{.meaning = execution.meaning,
                                                .value = std::move(execution.value),
                                                .command = std::move(command),
                                                .facts = facts(),
                                                .bounds = bounds_for(execution, parts_.on_thread),
                                                .before = std::move(before)});
  parts_.offload([away] { away->work_out(); },
                 lifetime_.guard([this, id = execution.id, away, then = std::move(then)] {
                   parts_.cache.come_back(id, [this, away, then](LoadedExecution* back) {
                     back->value = std::move(away->value);
                     record(*back, away->before, std::move(away->decision), {});
                     if (then) then(*back);
                   });
                 }));
}

void Dispatcher::record(LoadedExecution& execution, const Before& before, Decision decision,
                        std::vector<store::CatalogueChange> with) {
  execution.next_seq = EventSeq{raw(before.seq) + decision.events};
  if (has_just_ended(execution, before)) execution.stopped = decision.time;
  auto rows = decision_rows(execution, before, decision);
  const auto bytes = rows.bytes();
  rows.catalogue = std::move(with);
  keep(execution, std::move(rows));

  for (const auto& work : decision.change.gone) {
    if (work.id.kind == history::WorkKind::Heartbeat) {
      parts_.heartbeats.forget(execution.id, work.id);
    }
  }
  parts_.cache.changed(execution, bytes);
  parts_.effects.add(execution.last_commit, execution, std::move(decision.change));
  follow(execution.last_commit, execution, before);
  if (!decision.births.empty()) parts_.bear(execution, std::move(decision.births));
  ++parts_.statistics.commands;
  parts_.statistics.events += decision.events;
}

void Dispatcher::keep(LoadedExecution& execution, store::Batch rows) {
  if (is_volatile(execution.id)) return parts_.volatiles.add(std::move(rows));
  execution.last_commit = parts_.commits.add(std::move(rows));
}

// ---- after the commit

void Dispatcher::follow(CommitId commit, const LoadedExecution& execution, const Before& before) {
  const auto [found, is_first] = changes_.try_emplace({commit, execution.id});
  auto& change = found->second;
  if (is_first) {
    parts_.commits.after(commit, Stage::Follow,
                         [this, commit, id = execution.id] { tell(commit, id); });
    change.first_public = next(before.last_public);
    change.execution = execution.id;
    change.machine = execution.machine;
    change.arn = execution.value.arn;
    change.parent = execution.value.parent;
  }
  change.status = status_of(execution.value);
  change.started |= !before.was_started;
  change.ended |= has_just_ended(execution, before);
  change.last_public = execution.value.last_event;
}

void Dispatcher::tell(CommitId commit, ExecutionId id) {
  const auto change = std::move(changes_.extract({commit, id}).mapped());
  parts_.cache.made_durable(id, commit);
  parts_.statistics.started += change.started;
  parts_.statistics.ended += change.ended;
  parts_.followers.tell(change);
  if (change.ended && is_volatile(id)) parts_.volatiles.settle(id);
}

}  // namespace sfn::runtime
