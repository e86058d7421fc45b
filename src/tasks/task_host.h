// TaskHost: the seam to whatever carries out tasks. It runs one attempt and reports how it ended;
// it knows nothing of states, retries or the time-outs of states, which the engine owns.
//
// An attempt that may be made at most once is offered first. The host prepares all that it can,
// reports that the attempt is starting, and makes it when it is told to go ahead, which is after
// that start has become durable:
//
//   start(offer) ──▶ starting ──▶ go_ahead(task) ──▶ report of the task
//        └──────────────┴──▶ report of the offer: it has ended before it began
//
// An attempt of an activity is offered too. Whoever carries it out is no part of the host: once it
// is told to go ahead, the host has handed it on, and its end comes as the return of its token.
//
// Implementations: the router over functions and other services; the simulated host of the tests,
// which is slow, doubles, loses and errs on purpose. All are used on the loop's thread alone.
#pragma once

#include <functional>
#include <string>

#include "base/ids.h"
#include "history/work.h"

namespace sfn::tasks {

/// One attempt, with what its logs and its callee need to know of where it comes from.
struct TaskRequest {
  ExecutionId execution;
  history::WorkId work;
  history::TaskWork task;
  std::string execution_arn;
  std::string region;  ///< Of the execution.
  std::string account;
  std::string trace_header = {};  ///< That the execution was started with; empty without.
};

/// Called once for each attempt that was started and not cancelled; never from within start().
using TaskReport = std::function<void(ExecutionId, history::WorkId, history::TaskOutcome)>;

/// An offer that would begin.
struct TaskStarting {
  ExecutionId execution{0};
  history::WorkId work;
  std::string worker = {};  ///< Of an activity: how it calls itself; may be empty.
  /// Asked when that is about to be decided, at most once: false where the offer waits on, since
  /// whoever would have begun it is gone. Absent: it begins.
  std::function<bool()> still_wanted = {};
};
/// Called for each offer when it would begin, and once more for each time that it was not wanted
/// any more; never from within start().
using TaskStartingReport = std::function<void(TaskStarting)>;

class TaskHost {
 public:
  virtual ~TaskHost() = default;

  /// Carries the attempt out, or holds it ready if its work is an offer. What cannot be carried out
  /// is reported as failed, in AWS's words.
  virtual void start(TaskRequest request) = 0;

  /// The attempt whose offer was reported as starting begins now. Its work is the task, under which
  /// its end is reported, or the callback that its token stands for.
  virtual void go_ahead(TaskRequest request) = 0;

  /// The attempt's outcome is no longer wanted: a queued call is dropped, an offer withdrawn, the
  /// answer of a running one ignored. An attempt that is unknown, over or handed on is no error.
  virtual void cancel(ExecutionId execution, const history::WorkId& work) = 0;
};

}  // namespace sfn::tasks
