#include "runtime/children.h"

#include <fmt/format.h>

#include <utility>

#include "base/arn.h"
#include "base/broken_store.h"
#include "base/check.h"
#include "base/fail_point.h"
#include "base/limits.h"
#include "runtime/child_end.h"
#include "runtime/execution_name.h"
#include "runtime/execution_numbers.h"

namespace sfn::runtime {
namespace {

using history::ChildTask;
using history::WorkId;
using history::WorkKind;

// What the start of a child records as the work that it belongs to.
history::ParentLink link_of(const tasks::TaskRequest& request) {
  const bool awaited = request.task.child == ChildTask::Await;
  return {request.execution, awaited ? child_of(request.work) : request.work};
}

store::ParentKey key_of(const history::ParentLink& link) {
  return {link.execution, to_key(link.work)};
}

}  // namespace

Children::Children(Parts parts, Followers& followers)
    : parts_(std::move(parts)),
      followed_(followers.follow_all([this](const ExecutionChange& change) {
        if (change.ended) ended(change);
      })),
      alarm_(parts_.alarms) {
  SFN_CHECK(followed_);
}

// ---- starting

void Children::start(tasks::TaskRequest request, bool again) {
  const Key key{request.execution, request.work};
  if (starting_.size() >= kStartingMax || !parts_.commits.admit()) return put_off(key);
  starting_.insert_or_assign(key, Starting{std::move(request), again});
  queue_.push_back(key);
  start_some();
}

// The first of a turn begin within the call that has asked for them, which is an effect's.
void Children::start_some() {
  if (std::exchange(turn_posted_, true)) return;
  for (std::size_t begun = 0; begun < kStartsPerTurn && !queue_.empty();) {
    const auto key = queue_.front();
    queue_.pop_front();
    const auto found = starting_.find(key);
    if (found == starting_.end() || std::exchange(found->second.begun, true)) continue;
    begin(key);
    ++begun;
  }
  parts_.post(lifetime_.guard([this] {
    turn_posted_ = false;
    if (!queue_.empty()) start_some();
  }));
}

void Children::begin(const Key& key) {
  const auto& starting = starting_.at(key);
  if (!starting.again) return read_parameters(key);
  parts_.store.find_child(
      key_of(link_of(starting.request)),
      lifetime_.guard([this, key](const std::optional<store::ExecutionRow>& row) {
        if (!row) return read_parameters(key);
        answered(key, Started{arn_of(*row), row->started});
      }));
}

void Children::read_parameters(const Key& key) {
  const auto& parameters = starting_.at(key).request.task.parameters;
  if (parameters.text().size() <= limits::kLoopJsonBytesMax) {
    return ask_for_start(key, tasks::child_start(parameters));
  }
  compute(
      parts_.offload, [parameters] { return tasks::child_start(parameters); },
      lifetime_.guard(
          [this, key](Result<tasks::ChildStart> asked) { ask_for_start(key, std::move(asked)); }));
}

// A volatile parent is none that a child could be found by after a crash, and its number may be
// given out again then. What the parent makes of the answer becomes durable with what the answer
// rests on, or later: so the answer need not be waited for.
void Children::ask_for_start(const Key& key, Result<tasks::ChildStart> asked) {
  if (!asked) return answered(key, asked.error());
  const auto& request = starting_.at(key).request;
  if (tasks::is_synchronous(request.task)) return start_and_await(key, std::move(*asked));
  fail_point("child-start.before");
  parts_.starts.start_child(
      {.machine_arn = std::move(asked->machine_arn),
       .name = asked->name ? std::move(asked->name) : request.task.request_id,
       .input = std::move(asked->input),
       .idempotency_key = {},
       .trace_header = std::move(asked->trace_header),
       .parent = is_volatile(request.execution) ? std::nullopt : std::optional(link_of(request)),
       .only_type = request.task.child == ChildTask::Await ? std::optional<std::string>("STANDARD")
                                                           : std::nullopt},
      lifetime_.guard([this, key](Durable<Result<Started>> started) {
        (void)std::move(started).map([this, key](const Result<Started>& answer) {
          answered(key, answer);
          return true;
        });
      }));
  fail_point("child-start.after");
}

// It may take minutes, and is not under way for others meanwhile.
void Children::start_and_await(const Key& key, tasks::ChildStart asked) {
  const auto starting = std::move(starting_.extract(key).mapped());
  parts_.starts.start_sync({.machine_arn = std::move(asked.machine_arn),
                            .name = std::move(asked.name),
                            .input = std::move(asked.input),
                            .idempotency_key = {},
                            .trace_header = std::move(asked.trace_header)},
                           lifetime_.guard([this, key, task = starting.request.task](
                                               const Result<store::ExecutionRecord>& record) {
                             ended_synchronously(key, task, record);
                           }));
  if (!put_off_.empty()) resume_later();
}

void Children::ended_synchronously(const Key& key, const history::TaskWork& task,
                                   const Result<store::ExecutionRecord>& record) {
  const auto& [parent, work] = key;
  if (!record && record.error().name == "ThrottlingException") return put_off(key);
  if (!record) {
    return parts_.dispatcher.child_task_ended(parent, work,
                                              tasks::start_failure(task, record.error()));
  }
  ++parts_.statistics.children_started;
  ++parts_.statistics.children_ended;
  const auto bytes = record->first.body.size() + record->last.body.size();
  const auto answer = [](const store::ExecutionRecord& ended) {
    return history::TaskSuccess{tasks::sync_answer(child_end(ended))};
  };
  if (bytes <= limits::kLoopJsonBytesMax) {
    return parts_.dispatcher.child_task_ended(parent, work, answer(*record));
  }
  compute(
      parts_.offload, [ended = *record, answer] { return answer(ended); },
      lifetime_.guard([this, key](history::TaskSuccess success) {
        parts_.dispatcher.child_task_ended(key.first, key.second, std::move(success));
      }));
}

void Children::answered(const Key& key, const Result<Started>& started) {
  auto starting = std::move(starting_.extract(key).mapped());
  const auto& [parent, task] = key;
  if (!started && started.error().name == "ThrottlingException") {
    put_off(key);
  } else {
    report(key, starting, started);
  }
  if (starting.stop) find_and_stop(parent, stop_child_of(task), *starting.stop);
  if (!put_off_.empty()) resume_later();
}

void Children::report(const Key& key, const Starting& starting, const Result<Started>& started) {
  const auto& [parent, work] = key;
  const auto& task = starting.request.task;
  if (!started) {
    const auto failure = tasks::start_failure(task, started.error());
    return parts_.dispatcher.child_task_ended(parent, work, failure);
  }
  ++parts_.statistics.children_started;
  auto answer =
      tasks::start_answer(task, {started->arn, started->started}, parts_.alarms.clock().now());
  const bool awaited = task.child == ChildTask::Await;
  if (!awaited && task.token.empty()) {
    return parts_.dispatcher.child_task_ended(parent, work,
                                              history::TaskSuccess{std::move(answer)});
  }
  parts_.dispatcher.task_submitted(parent, work, std::move(answer),
                                   awaited ? started->arn : std::string());
}

void Children::put_off(const Key& key) {
  parts_.effects.task_over(key.first, key.second);
  put_off_.push_back(key);
  resume_later();
}

// With the next commit: while work is refused because much is to be written, there is one. Where
// there is none, as for want of disk, after a while.
void Children::resume_later() {
  if (parts_.commits.is_idle()) {
    if (!alarm_.due()) {
      alarm_.set(parts_.alarms.clock().now() + kBetweenLooks, [this] { resume(); });
    }
  } else if (!std::exchange(resumes_, true)) {
    parts_.commits.after(parts_.commits.newest(), Stage::Follow, lifetime_.guard([this] {
      resumes_ = false;
      resume();
    }));
  }
}

void Children::resume() {
  for (std::size_t begun = 0; begun < kBegunAgainAtOnce; ++begun) {
    if (put_off_.empty() || starting_.size() >= kStartingMax || !parts_.commits.admit()) break;
    const auto key = put_off_.front();
    put_off_.pop_front();
    parts_.dispatcher.begin_again(key.first, key.second, [] {});
  }
  if (!put_off_.empty() && starting_.size() < kStartingMax) resume_later();
}

// One EXPRESS execution less, so there is room for another.
void Children::look_again() {
  if (put_off_.empty() || std::exchange(look_posted_, true)) return;
  parts_.post(lifetime_.guard([this] {
    look_posted_ = false;
    resume();
  }));
}

void Children::cancel(ExecutionId parent, const WorkId& task) {
  const auto found = starting_.find({parent, task});
  if (found != starting_.end() && !found->second.begun) starting_.erase(found);
}

// ---- waiting

void Children::await(ExecutionId parent, const WorkId& work, const std::string& child_arn) {
  const auto name = parse_execution_arn(child_arn);
  const auto machine =
      name ? parts_.catalogue.machine_id(name->machine_arn) : std::optional<store::MachineId>();
  const auto known = machine ? parts_.cache.find(*machine, name->name) : std::nullopt;
  if (!known) return look_for(parent, work, child_arn);
  // In memory: its end, if that is not durable yet, will be told.
  parts_.cache.visit(*known, [this, parent, work, child_arn](const LoadedExecution* child) {
    if (child == nullptr || child->value.parent != history::ParentLink{parent, work} ||
        (child->has_ended() && parts_.commits.is_durable(child->last_commit))) {
      look_for(parent, work, child_arn);
    }
  });
}

void Children::look_for(ExecutionId parent, const WorkId& work, const std::string& child_arn) {
  parts_.store.find_child({parent, to_key(work)},
                          lifetime_.guard([this, parent, work, child_arn](
                                              const std::optional<store::ExecutionRow>& row) {
                            if (!row) return adopt(parent, work, child_arn);
                            if (row->stopped) deliver(row->id, parent, work);
                          }));
}

// Noted first: its end may come while the store is being asked.
void Children::adopt(ExecutionId parent, const WorkId& work, const std::string& child_arn) {
  found_[child_arn].insert({parent, work});
  find_by_arn(child_arn,
              [this, parent, work, child_arn](const std::optional<store::ExecutionRow>& row) {
                if (row && !row->stopped) return;
                forget(parent, work);
                row ? deliver(row->id, parent, work) : gone(parent, work, child_arn);
              });
}

void Children::forget(ExecutionId parent, const WorkId& work) {
  for (auto entry = found_.begin(); entry != found_.end();) {
    entry->second.erase({parent, work});
    entry = entry->second.empty() ? found_.erase(entry) : std::next(entry);
  }
}

void Children::ended(const ExecutionChange& change) {
  if (is_volatile(change.execution)) look_again();
  if (change.parent && change.parent->work.kind == WorkKind::Child) {
    deliver(change.execution, change.parent->execution, change.parent->work);
  }
  const auto waiting = found_.extract(change.arn);
  if (waiting.empty()) return;
  for (const auto& [parent, work] : waiting.mapped()) deliver(change.execution, parent, work);
}

void Children::deliver(ExecutionId child, ExecutionId parent, const WorkId& work) {
  fail_point("child-end.before");
  parts_.store.execution(
      child, lifetime_.guard([this, parent, work](std::optional<store::ExecutionRecord> record) {
        if (!record) return gone(parent, work, "");
        const auto bytes = record->first.body.size() + record->last.body.size();
        if (bytes <= limits::kLoopJsonBytesMax) return delivered(parent, work, child_end(*record));
        compute(
            parts_.offload, [record = std::move(*record)] { return child_end(record); },
            lifetime_.guard([this, parent, work](tasks::EndedExecution end) {
              delivered(parent, work, std::move(end));
            }));
      }));
}

void Children::delivered(ExecutionId parent, const WorkId& work, tasks::EndedExecution end) {
  ++parts_.statistics.children_ended;
  parts_.dispatcher.child_ended(parent, work, std::move(end));
  fail_point("child-end.after");
}

// The store keeps a child for as long as its parent waits: so this one was not the task's own.
void Children::gone(ExecutionId parent, const WorkId& work, const std::string& child_arn) {
  parts_.dispatcher.child_task_ended(parent, work, tasks::child_is_gone(child_arn));
}

void Children::await_again(ExecutionId parent, const WorkId& work, std::function<void()> done) {
  parts_.store.find_child({parent, to_key(work)},
                          lifetime_.guard([this, parent, work, done = std::move(done)](
                                              std::optional<store::ExecutionRow> row) {
                            if (!row) return parts_.dispatcher.begin_again(parent, work, done);
                            if (row->stopped) deliver(row->id, parent, work);
                            done();
                          }));
}

// ---- stopping

// A start that is under way comes to its end first: then the child is there, or never will be.
void Children::stop(ExecutionId parent, const WorkId& work, const std::string& child_arn) {
  const auto starting = starting_.find({parent, task_of(work)});
  if (starting != starting_.end()) {
    starting->second.stop = child_arn;
    return;
  }
  find_and_stop(parent, work, child_arn);
}

// What has been decided of the start is to be found only when it is durable.
void Children::find_and_stop(ExecutionId parent, const WorkId& work, const std::string& child_arn) {
  const auto find = [this, parent, work, child_arn] {
    parts_.store.find_child(
        {parent, to_key(child_of(work))},
        lifetime_.guard(
            [this, parent, work, child_arn](const std::optional<store::ExecutionRow>& row) {
              if (row) return stop_found(parent, work, row->id);
              find_by_arn(
                  child_arn, [this, parent, work](const std::optional<store::ExecutionRow>& found) {
                    stop_found(parent, work, found ? std::optional(found->id) : std::nullopt);
                  });
            }));
  };
  parts_.commits.after(parts_.commits.newest(), Stage::Effect, lifetime_.guard(find));
}

void Children::stop_found(ExecutionId parent, const WorkId& work,
                          const std::optional<ExecutionId>& child) {
  if (!child) return parts_.dispatcher.child_stopped(parent, work);
  fail_point("child-stop.before");
  ++parts_.statistics.children_stopped;
  parts_.dispatcher.stop_child(*child, lifetime_.guard([this, parent, work] {
    parts_.dispatcher.child_stopped(parent, work);
  }));
  fail_point("child-stop.after");
}

// ---- names

void Children::find_by_arn(const std::string& arn,
                           std::function<void(std::optional<store::ExecutionRow>)> found) {
  const auto name = parse_execution_arn(arn);
  const auto machine =
      name ? parts_.catalogue.machine_id(name->machine_arn) : std::optional<store::MachineId>();
  if (!machine) return found(std::nullopt);
  parts_.store.find_execution(
      *machine, name->name,
      lifetime_.guard([found = std::move(found)](std::optional<store::ExecutionRecord> record) {
        found(record ? std::optional(std::move(record->row)) : std::nullopt);
      }));
}

std::string Children::arn_of(const store::ExecutionRow& row) const {
  const auto machine = parts_.catalogue.machine(row.machine);
  if (machine == nullptr) {  // It stays as long as an execution of it.
    throw BrokenStore(fmt::format("execution {}", raw(row.id)),
                      fmt::format("its state machine {} is missing", raw(row.machine)));
  }
  return row_arn({machine->row.region, machine->row.account}, machine->row.name, row.name);
}

}  // namespace sfn::runtime
