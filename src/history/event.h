// The recorded facts. An execution is the fold of its events, and nothing else is true.
//
// Events that AWS shows carry a Link: their number and the number of the event they follow from.
// Both are decided when the event is made, because causes quote them and the limit of 25,000 counts
// them. Internal events have no link. `apply` reads events and never a definition, a clock or an
// expression, so whatever replay needs is recorded here: deadlines, tokens, items, transitions.
//
// AWS Step Functions API, HistoryEvent.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "base/payload.h"
#include "base/time.h"
#include "history/work.h"

namespace sfn::history {

/// An event's place in the public history.
struct Link {
  EventId id{0};
  EventId previous{0};
  friend bool operator==(const Link&, const Link&) = default;
};

/// An error's name and text. Either may be absent, and then stays absent.
struct Failure {
  std::optional<std::string> error;
  std::optional<std::string> cause;
  friend bool operator==(const Failure&, const Failure&) = default;
};

enum class StateType { Pass, Task, Choice, Wait, Succeed, Fail, Parallel, Map };

/// How AWS names the events of a task: by what its resource is.
enum class TaskKind { LambdaFunction, Activity, Integration };

// ---- the execution

/// Of a child: whose work it is. The link names one child at most, so that whoever begins the work
/// again finds the child that it has started.
struct ParentLink {
  ExecutionId execution{0};
  WorkId work;  ///< `Child` where the end is awaited, else the `Task` that has started it.
  friend bool operator==(const ParentLink&, const ParentLink&) = default;
};

struct ExecutionStarted {
  Link link;
  Timestamp time;
  std::string arn;
  std::string name;
  std::string machine_arn;  ///< Unqualified.
  std::string machine_name;
  std::string role_arn;
  Payload input;
  std::string start_at;                          ///< The first state's name.
  std::optional<Timestamp> deadline;             ///< From TimeoutSeconds of the machine.
  std::optional<std::string> trace_header = {};  ///< As the start was given it.
  std::optional<ParentLink> parent = {};
  friend bool operator==(const ExecutionStarted&, const ExecutionStarted&) = default;
};
struct ExecutionSucceeded {
  Link link;
  Payload output;
  friend bool operator==(const ExecutionSucceeded&, const ExecutionSucceeded&) = default;
};
struct ExecutionFailed {
  Link link;
  Failure failure;
  friend bool operator==(const ExecutionFailed&, const ExecutionFailed&) = default;
};
struct ExecutionTimedOut {
  Link link;
  Failure failure;
  friend bool operator==(const ExecutionTimedOut&, const ExecutionTimedOut&) = default;
};
struct ExecutionAborted {
  Link link;
  Failure failure;
  friend bool operator==(const ExecutionAborted&, const ExecutionAborted&) = default;
};

// ---- states

struct StateEntered {
  Link link;
  Timestamp time;
  VisitId visit;
  ScopeId scope;
  std::string name;
  StateType type;
  Payload input;
  friend bool operator==(const StateEntered&, const StateEntered&) = default;
};
/// The visit is over and the transition chosen; also the way out through a catcher.
struct StateExited {
  Link link;
  VisitId visit;
  std::string name;
  StateType type;
  Payload output;
  std::map<std::string, Payload> assigned;  ///< Variables, by name.
  std::optional<std::string> next;          ///< Nothing: the scope ends with this output.
  friend bool operator==(const StateExited&, const StateExited&) = default;
};
/// A visit cut short because a sibling failed: TaskStateAborted and its like.
struct StateAborted {
  Link link;
  VisitId visit;
  StateType type;
  friend bool operator==(const StateAborted&, const StateAborted&) = default;
};
/// An expression of the visit's state, or what it gave, was no good; the failure follows.
struct EvaluationFailed {
  Link link;  ///< To what the event of the state's entry links to; of a Wait to that event.
  VisitId visit;
  std::string name;  ///< Of the state.
  Failure failure;
  std::string location;  ///< The field, as AWS's errors name it; empty where none is to blame.
  friend bool operator==(const EvaluationFailed&, const EvaluationFailed&) = default;
};
/// Internal: a visit inside a branch or iteration failed for good, and its scope with it. Siblings
/// are cut.
struct ScopeFailed {
  ScopeId scope;
  EventId last;  ///< The public event that the failure follows from.
  Failure failure;
  friend bool operator==(const ScopeFailed&, const ScopeFailed&) = default;
};
/// Internal: the visit waits before its next attempt.
struct RetryScheduled {
  VisitId visit;
  std::int64_t retrier;  ///< Index into the state's Retry.
  std::int64_t attempt;  ///< Of the visit, from 1 for the first retry.
  Timestamp due;
  friend bool operator==(const RetryScheduled&, const RetryScheduled&) = default;
};
/// Internal: the public history shows only WaitStateEntered and WaitStateExited.
struct WaitStarted {
  VisitId visit;
  Timestamp due;  ///< Absolute, so that replay after a crash waits only for what is left.
  friend bool operator==(const WaitStarted&, const WaitStarted&) = default;
};
/// Internal: steps are put off to a command of their own.
struct StepsPutOff {
  std::int64_t turn;  ///< Rises by one each time.
  friend bool operator==(const StepsPutOff&, const StepsPutOff&) = default;
};

// ---- tasks

/// An attempt is scheduled and started by one decision, unless it is offered: then that it starts
/// is a decision of its own, made when somebody is about to begin it and durable before he does.
/// Every attempt of an activity is offered.
struct TaskScheduled {
  Link link;
  VisitId visit;
  TaskKind kind;
  std::string resource;  ///< The `Resource` of the state, as written.
  std::string region;    ///< Of the execution, for integrations; else empty.
  Payload parameters;
  std::optional<std::int64_t> timeout_seconds;
  std::optional<std::int64_t> heartbeat_seconds;
  std::optional<Payload> credentials;
  std::string request_id;
  std::string token;  ///< The secret of a callback's or an activity's task token; else empty.
  bool offered = false;
  /// From TimeoutSeconds, of what is offered; of a callback and an activity it is set later.
  std::optional<Timestamp> deadline = {};
  ChildTask child = ChildTask::None;
  friend bool operator==(const TaskScheduled&, const TaskScheduled&) = default;
};
struct TaskStarted {
  Link link;
  VisitId visit;
  TaskKind kind;
  std::string resource;
  std::optional<Timestamp> deadline;       ///< From TimeoutSeconds, if it is due from here on.
  std::optional<Timestamp> heartbeat_due;  ///< Likewise from HeartbeatSeconds: of an activity.
  std::string worker;                      ///< Of an activity; else empty.
  friend bool operator==(const TaskStarted&, const TaskStarted&) = default;
};
/// The call of an integration that waits for more than its answer has been answered: it waits for
/// the return of its task token, or for the end of the execution that it has started.
struct TaskSubmitted {
  Link link;
  VisitId visit;
  std::string resource;
  Payload output;                               ///< Of the call; the task's own comes at its end.
  std::optional<Timestamp> deadline = {};       ///< From TimeoutSeconds, of a callback.
  std::optional<Timestamp> heartbeat_due = {};  ///< From HeartbeatSeconds, of a callback.
  std::string child = {};  ///< ARN of the execution whose end is awaited; else empty.
  friend bool operator==(const TaskSubmitted&, const TaskSubmitted&) = default;
};
/// That call has failed.
struct TaskSubmitFailed {
  Link link;
  VisitId visit;
  std::string resource;
  Failure failure;
  friend bool operator==(const TaskSubmitFailed&, const TaskSubmitFailed&) = default;
};
struct TaskSucceeded {
  Link link;
  VisitId visit;
  TaskKind kind;
  std::string resource;  ///< Of an integration; else empty.
  Payload output;
  friend bool operator==(const TaskSucceeded&, const TaskSucceeded&) = default;
};
struct TaskFailed {
  Link link;
  VisitId visit;
  TaskKind kind;
  std::string resource;  ///< Of an integration; else empty.
  Failure failure;
  friend bool operator==(const TaskFailed&, const TaskFailed&) = default;
};
struct TaskTimedOut {
  Link link;
  VisitId visit;
  TaskKind kind;
  std::string resource;  ///< Of an integration; else empty.
  Failure failure;
  bool heartbeat = false;  ///< A heartbeat was missed: catchers may name States.HeartbeatTimeout.
  friend bool operator==(const TaskTimedOut&, const TaskTimedOut&) = default;
};

/// Internal: a child that was no longer wanted has ended, or never was. Comes after the end of its
/// parent, too.
struct ChildStopped {
  VisitId visit;
  std::int64_t attempt;
  friend bool operator==(const ChildStopped&, const ChildStopped&) = default;
};

// ---- Parallel

struct ParallelStarted {
  struct Branch {
    ScopeId scope;
    std::string start_at;
    friend bool operator==(const Branch&, const Branch&) = default;
  };
  Link link;
  VisitId visit;
  Payload input;  ///< What each branch gets.
  std::vector<Branch> branches;
  friend bool operator==(const ParallelStarted&, const ParallelStarted&) = default;
};
struct ParallelSucceeded {
  Link link;
  VisitId visit;
  friend bool operator==(const ParallelSucceeded&, const ParallelSucceeded&) = default;
};
struct ParallelFailed {
  Link link;
  VisitId visit;
  friend bool operator==(const ParallelFailed&, const ParallelFailed&) = default;
};

// ---- Map

struct MapStarted {
  Link link;
  VisitId visit;
  Payload items;             ///< An array.
  std::int64_t length;       ///< Of the array.
  std::int64_t concurrency;  ///< Iterations that run at once at most; at least 1.
  bool distributed = false;  ///< The items are a map run's affair; here stands what it is made of.
  friend bool operator==(const MapStarted&, const MapStarted&) = default;
};
struct MapIterationStarted {
  Link link;
  VisitId visit;
  std::string name;  ///< Of the Map state.
  std::int64_t index;
  ScopeId scope;
  std::string start_at;
  Payload input;
  friend bool operator==(const MapIterationStarted&, const MapIterationStarted&) = default;
};
/// How an iteration ended; an iteration that fails or is cut takes the Map with it.
struct MapIterationEnded {
  enum class How { Succeeded, Failed, Aborted };
  Link link;
  VisitId visit;
  std::string name;
  std::int64_t index;
  How how;
  friend bool operator==(const MapIterationEnded&, const MapIterationEnded&) = default;
};
struct MapSucceeded {
  Link link;
  VisitId visit;
  friend bool operator==(const MapSucceeded&, const MapSucceeded&) = default;
};
struct MapFailed {
  Link link;
  VisitId visit;
  friend bool operator==(const MapFailed&, const MapFailed&) = default;
};

// ---- limits

/// AWS would have refused this, and the daemon's policy is to let it pass and to say so.
struct LimitPassed {
  std::string limit;  ///< Such as `payload bytes`.
  std::string name;   ///< Of the state or of the function that is past it; empty: the execution.
  std::int64_t amount = 0;
  friend bool operator==(const LimitPassed&, const LimitPassed&) = default;
};

// ---- distributed Map: in the history of the execution that has the state

struct MapRunStarted {
  Link link;
  VisitId visit;
  std::string map_run_arn;
  friend bool operator==(const MapRunStarted&, const MapRunStarted&) = default;
};
struct MapRunSucceeded {
  Link link;
  VisitId visit;
  Payload output;  ///< What the state's work has given.
  friend bool operator==(const MapRunSucceeded&, const MapRunSucceeded&) = default;
};
struct MapRunFailed {
  Link link;
  VisitId visit;
  Failure failure;
  friend bool operator==(const MapRunFailed&, const MapRunFailed&) = default;
};
struct MapRunAborted {
  Link link;
  VisitId visit;
  friend bool operator==(const MapRunAborted&, const MapRunAborted&) = default;
};

// ---- map runs: a history of their own, which begins with ExecutionStarted and ends as one does

/// How many of something have ended, and how.
struct Tally {
  std::int64_t succeeded = 0;
  std::int64_t failed = 0;
  std::int64_t timed_out = 0;
  std::int64_t aborted = 0;
  friend bool operator==(const Tally&, const Tally&) = default;

  std::int64_t ended() const { return succeeded + failed + timed_out + aborted; }
};

/// A percentage in millionths of a percent: 1.1 % is 1,100,000.
inline constexpr std::int64_t kMillionthsOfPercent = 1'000'000;

/// Internal: all that the map run was asked for, with every path and expression evaluated. None is
/// evaluated again, except an ItemSelector, once for each item; what that may look at is here.
struct MapRunConfigured {
  VisitId visit;                       ///< Of the Map, in the parent.
  std::string state;                   ///< The Map's name.
  std::int64_t parent_definition = 0;  ///< The store's number of what the parent runs.
  std::string parent_arn;
  std::string parent_name;
  std::string parent_machine;
  Payload parent_input;
  Timestamp parent_started;
  Timestamp entered;                         ///< When the parent entered the state.
  std::int64_t attempt = 0;                  ///< Of the visit: its retries so far.
  Payload input;                             ///< Of the state, raw.
  std::map<std::string, Payload> variables;  ///< That the state can see.

  std::optional<Payload> items;    ///< Without a reader: an array.
  std::optional<Payload> reader;   ///< The field `ItemReader`.
  std::optional<Payload> batcher;  ///< The field `ItemBatcher`.
  std::optional<Payload> writer;   ///< The field `ResultWriter`.
  std::int64_t length = 0;         ///< Of the items, without a reader.
  std::int64_t concurrency = 0;    ///< Children that run at once at most; 0: as many as may.
  std::optional<std::int64_t> tolerated_count;       ///< Failed items, likewise.
  std::optional<std::int64_t> tolerated_millionths;  ///< Likewise of all items, of a percent.
  std::string child_machine;  ///< ARN of the machine that the children are executions of.
  bool express = false;       ///< What the children were asked to be.
  friend bool operator==(const MapRunConfigured&, const MapRunConfigured&) = default;
};
/// Internal: inputs for so many more children are to be read.
struct ItemsWanted {
  VisitId visit;
  std::int64_t page;   ///< Rises by one each time.
  std::int64_t count;  ///< Of the children.
  friend bool operator==(const ItemsWanted&, const ItemsWanted&) = default;
};
/// Internal: children have started, whose inputs stand in their own histories.
struct ChildrenStarted {
  VisitId visit;
  std::int64_t first;                     ///< Index of the first.
  std::int64_t count;                     ///< May be 0, at the end of the items.
  std::vector<std::int64_t> item_counts;  ///< Of each of them, unless it is one each.
  std::string cursor;                     ///< The place in the source after their items.
  bool last_page = false;                 ///< There are no more items.
  friend bool operator==(const ChildrenStarted&, const ChildrenStarted&) = default;
};
enum class ChildEnd { Succeeded, Failed, TimedOut, Aborted };
/// Internal. Comes after the end of the map run, too.
struct MapChildEnded {
  VisitId visit;
  std::int64_t index;
  ChildEnd end;
  friend bool operator==(const MapChildEnded&, const MapChildEnded&) = default;
};
/// Internal: limits have been changed from outside; absent is what stays.
struct MapRunUpdated {
  VisitId visit;
  std::optional<std::int64_t> new_concurrency;
  std::optional<std::int64_t> tolerated_count;
  std::optional<std::int64_t> tolerated_millionths;
  friend bool operator==(const MapRunUpdated&, const MapRunUpdated&) = default;
};
/// Internal: all children have ended, and their results are to be collected.
struct ResultsWanted {
  VisitId visit;
  friend bool operator==(const ResultsWanted&, const ResultsWanted&) = default;
};
/// Internal, once: how all children have ended, the last thing that happens to their number.
struct ChildrenCounted {
  VisitId visit;
  Tally execution_tally;
  Tally item_tally;
  std::int64_t results_written = 0;  ///< Executions whose results were exported.
  // The limits of the map run, as they were at its end.
  std::int64_t concurrency = 0;
  std::optional<std::int64_t> tolerated_count = std::nullopt;
  std::optional<std::int64_t> tolerated_millionths = std::nullopt;
  friend bool operator==(const ChildrenCounted&, const ChildrenCounted&) = default;
};

using Event = std::variant<
    ExecutionStarted, ExecutionSucceeded, ExecutionFailed, ExecutionTimedOut, ExecutionAborted,
    StateEntered, StateExited, StateAborted, EvaluationFailed, ScopeFailed, RetryScheduled,
    WaitStarted, StepsPutOff, TaskScheduled, TaskStarted, TaskSubmitted, TaskSubmitFailed,
    TaskSucceeded, TaskFailed, TaskTimedOut, ChildStopped, ParallelStarted, ParallelSucceeded,
    ParallelFailed, MapStarted, MapIterationStarted, MapIterationEnded, MapSucceeded, MapFailed,
    LimitPassed, MapRunStarted, MapRunSucceeded, MapRunFailed, MapRunAborted, MapRunConfigured,
    ItemsWanted, ChildrenStarted, MapChildEnded, MapRunUpdated, ResultsWanted, ChildrenCounted>;

/// What one step, or all the steps of one command, made happen; in order.
using Events = std::vector<Event>;

/// The event's place in the public history, or null where it is internal.
const Link* link_of(const Event& event);

}  // namespace sfn::history
