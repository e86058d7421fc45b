// Work: what an execution owes the outside, or waits for. The words that engine and shell share.
//
// Work is part of an execution's value: events make it outstanding and take it away again. The
// runtime starts what a commit has made outstanding and cancels what is gone; after a crash it does
// the same, starting from nothing. So an item never changes: what changes is a new item.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/ids.h"
#include "base/payload.h"
#include "base/time.h"

namespace sfn::history {

enum class WorkKind {
  ExecutionDeadline,  ///< Timer: TimeoutSeconds of the machine.
  Wait,               ///< Timer: a Wait state.
  Retry,              ///< Timer: the back-off before the next attempt.
  TaskDeadline,       ///< Timer: TimeoutSeconds of a Task.
  Heartbeat,          ///< Timer: HeartbeatSeconds of a Task, re-armed by each heartbeat.
  Offer,              ///< An attempt that is scheduled and may not begin before it says so.
  Task,               ///< A call of a function or of another service.
  Callback,           ///< The return of a task token: a worker of an activity has it, or whoever
                      ///< was called.
  Child,              ///< The end of an execution that a task has started.
  StopChild,          ///< The stop of such an execution, whose end nobody waits for any more.
  ReadItems,          ///< Of a map run: the inputs of children that are to start.
  Children,           ///< The ends of the children of a map run, all of them.
  StopChildren,       ///< The stop of those, whose ends nobody waits for any more.
  CollectResults,     ///< Of a map run: what its children have given, when all have ended.
  Continue,           ///< Steps that were put off, so that no execution starves the others.
};

/// `wait`, `task`, …: the word in the table of pending work and in sfn's own API.
const char* to_word(WorkKind kind);
std::optional<WorkKind> work_kind(std::string_view word);

/// Names one item within its execution. A retry of a visit is another attempt, hence another item.
struct WorkId {
  VisitId visit{0};  ///< 0 where the work is the execution's own.
  std::int64_t attempt = 0;
  WorkKind kind = WorkKind::Continue;
  friend auto operator<=>(const WorkId&, const WorkId&) = default;
};

/// `7.0.task`: visit, attempt, kind. The key in the table of pending work.
std::string to_key(const WorkId& id);
std::optional<WorkId> parse_work_key(std::string_view key);

/// A moment to be woken at. Already past is legal: it fires at once.
struct TimerWork {
  Timestamp due;
  friend bool operator==(const TimerWork&, const TimerWork&) = default;
};

/// A deadline that each heartbeat puts off, which is no event: the moment is that of no heartbeat.
struct HeartbeatWork {
  Timestamp due;
  std::int64_t interval_seconds = 0;
  friend bool operator==(const HeartbeatWork&, const HeartbeatWork&) = default;
};

/// The items of one attempt: what it is while it is offered, once it has started, and while its
/// task token is out.
inline WorkId offer_of(const WorkId& id) { return {id.visit, id.attempt, WorkKind::Offer}; }
inline WorkId task_of(const WorkId& id) { return {id.visit, id.attempt, WorkKind::Task}; }
inline WorkId callback_of(const WorkId& id) { return {id.visit, id.attempt, WorkKind::Callback}; }
inline WorkId heartbeat_of(const WorkId& id) { return {id.visit, id.attempt, WorkKind::Heartbeat}; }
/// And of the child that it has started: while it is awaited, and when it is to be stopped.
inline WorkId child_of(const WorkId& id) { return {id.visit, id.attempt, WorkKind::Child}; }
inline WorkId stop_child_of(const WorkId& id) {
  return {id.visit, id.attempt, WorkKind::StopChild};
}

/// What an attempt has to do with an execution of its own, a child.
enum class ChildTask {
  None,
  Start,  ///< It starts one and is over.
  Await,  ///< It starts one and is over when that has ended; what is not awaited is stopped.
};

/// One attempt of a Task state, for a task host to carry out: at least once, or at most once where
/// it is offered first. The engine owns every time-out and retry; the host runs the attempt and
/// reports.
struct TaskWork {
  std::string resource;  ///< The `Resource` of the state, as written.
  Payload parameters;    ///< The function's event, the activity's input, or the integration's
                         ///< parameters; `{}` once those were submitted.
  std::string
      request_id;        ///< The same after a crash, so that the callee can recognise a repetition.
  std::string state;     ///< The state's name, for logs.
  std::string token;     ///< Secret of the task token; empty where none is awaited.
  bool offered = false;  ///< Once started, it goes on with whom it was offered to, or is lost.
  ChildTask child = ChildTask::None;  ///< Else the runtime carries it out, and no host.
  friend bool operator==(const TaskWork&, const TaskWork&) = default;
};

/// The end of a child is awaited. What begins with this item is to look whether it has ended.
struct ChildWork {
  std::string execution_arn;  ///< The child's.
  std::string resource;       ///< Of the task that has started it, as written.
  friend bool operator==(const ChildWork&, const ChildWork&) = default;
};

/// A child that is no longer wanted has to be stopped: outstanding until it is known to have ended,
/// also where its parent has ended.
struct StopChildWork {
  std::string execution_arn;  ///< The child's; empty: that of the attempt, if it has started one.
  friend bool operator==(const StopChildWork&, const StopChildWork&) = default;
};

/// The children of a map run are awaited. Their links name it as their parent, with this kind of
/// work; so there is one item for all of them, and what begins with it is to look which have ended.
struct ChildrenWork {
  friend bool operator==(const ChildrenWork&, const ChildrenWork&) = default;
};

/// The children of a map run that still run have to be stopped, also where it has ended.
struct StopChildrenWork {
  friend bool operator==(const StopChildrenWork&, const StopChildrenWork&) = default;
};

/// Inputs for so many children are to be made of the items from this place on.
struct ReadItemsWork {
  std::string cursor;
  std::int64_t count = 0;
  friend bool operator==(const ReadItemsWork&, const ReadItemsWork&) = default;
};

/// The results of all children are to be collected, or exported.
struct CollectResultsWork {
  friend bool operator==(const CollectResultsWork&, const CollectResultsWork&) = default;
};

/// The work that a child of a map run names as its parent's, by its index.
inline WorkId map_child(std::int64_t index) { return {VisitId{index + 1}, 0, WorkKind::Children}; }
inline std::int64_t map_child_index(const WorkId& work) { return raw(work.visit) - 1; }

struct ContinueWork {
  friend bool operator==(const ContinueWork&, const ContinueWork&) = default;
};

struct Work {
  WorkId id;
  std::variant<TimerWork, TaskWork, ContinueWork, HeartbeatWork, ChildWork, StopChildWork,
               ChildrenWork, StopChildrenWork, ReadItemsWork, CollectResultsWork>
      what;
  friend bool operator==(const Work&, const Work&) = default;
};

/// When the work falls due, or nothing where it is due at once.
std::optional<Timestamp> due_of(const Work& work);

/// How an attempt ended, as its host reports it.
struct TaskSuccess {
  Payload output;
  friend bool operator==(const TaskSuccess&, const TaskSuccess&) = default;
};
struct TaskFailure {
  std::optional<std::string> error;
  std::optional<std::string> cause;
  friend bool operator==(const TaskFailure&, const TaskFailure&) = default;
};
using TaskOutcome = std::variant<TaskSuccess, TaskFailure>;

}  // namespace sfn::history
