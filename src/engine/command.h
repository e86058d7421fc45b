// Commands: requests to change an execution, from the API, from timers and from task hosts.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/payload.h"
#include "history/event.h"
#include "history/work.h"

namespace sfn::engine {

struct StartExecution {
  std::string arn;
  std::string name;
  std::string machine_arn;
  std::string machine_name;
  std::string role_arn;
  Payload input;
  std::optional<std::string> trace_header = {};
  std::optional<history::ParentLink> parent = {};
};

struct StopExecution {
  history::Failure failure;
};

/// A timer's moment has come, or steps that were put off are due.
struct WorkDue {
  history::WorkId work;
};

/// Whom an attempt was offered to is about to begin it, and waits for the commit that says so.
struct TaskStarting {
  history::WorkId work;     ///< The offer.
  std::string worker = {};  ///< The name that an activity's worker gives itself; may be empty.
};

/// An attempt was taken on by whom it was given to; how it ends is awaited.
struct TaskAccepted {
  history::WorkId work;  ///< The task.
  Payload output;        ///< The answer.
  std::string child;     ///< ARN of the execution whose end is awaited; else empty.
};

/// An attempt is over, or the child that it waits for; one that was offered may be over before it
/// began.
struct TaskEnded {
  history::WorkId work;
  history::TaskOutcome outcome;
};

/// An attempt that was offered had started, and whoever had begun it is gone: nobody knows how far
/// it came, and nobody may begin it again.
struct TaskLost {
  history::WorkId work;
};

/// A child that was no longer wanted has ended, or never was. Good for an execution that has ended,
/// too.
struct ChildGone {
  history::WorkId work;
};

/// Somebody returns the task token that an attempt has given out.
struct TokenReturned {
  history::WorkId work;  ///< The callback, whether the call that gave the token out is over or not.
  std::string secret;
  history::TaskOutcome outcome;
};

// ---- map runs

/// Begins a map run, to which a MapRunBirth has led.
struct BeginMapRun {
  std::string arn;
  std::string name;
  std::string machine_arn;
  std::string machine_name;
  std::string role_arn;
  history::ParentLink parent;
  history::MapRunConfigured configured;
};

/// The inputs that were to be read are there, or why they are not.
struct ItemsRead {
  struct Child {
    Payload input;
    std::int64_t items = 1;  ///< That it is made of.
  };
  history::WorkId work;
  std::vector<Child> children;                      ///< So many as were asked for, at most.
  std::string cursor;                               ///< The place in the source after their items.
  bool last = false;                                ///< There are no more items.
  std::optional<history::LimitPassed> passed = {};  ///< By the first of the inputs that does so.
  std::optional<history::Failure> failure = {};     ///< Then nothing else counts.
};

/// A child of a map run has ended. Good for a map run that has ended, too.
struct MapChildOver {
  std::int64_t index = 0;
  history::ChildEnd end = history::ChildEnd::Succeeded;
};

/// The results that were to be collected are there, or why they are not.
struct ResultsCollected {
  history::WorkId work;
  Payload output;            ///< Of the state.
  std::int64_t written = 0;  ///< Executions whose results were exported.
  std::optional<history::Failure> failure = {};
};

/// Changes limits of a map run; absent is what stays.
struct UpdateMapRun {
  std::optional<std::int64_t> concurrency;
  std::optional<std::int64_t> tolerated_count;
  std::optional<std::int64_t> tolerated_millionths;
};

using Command = std::variant<StartExecution, StopExecution, WorkDue, TaskStarting, TaskAccepted,
                             TaskEnded, TaskLost, ChildGone, TokenReturned, BeginMapRun, ItemsRead,
                             MapChildOver, ResultsCollected, UpdateMapRun>;

}  // namespace sfn::engine
