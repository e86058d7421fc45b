// What follows when a state fails: another attempt, a catcher, or the end of its scope.
//
//   an expression is no good ─▶ EvaluationFailed, then as below
//   fail ─▶ a retrier with attempts left? ─▶ RetryScheduled
//        ─▶ a catcher that matches?       ─▶ StateExited with the error output
//        ─▶ else: the top level ─▶ ExecutionFailed;  a branch or iteration ─▶ ScopeFailed, siblings
//        cut
//
// ASL specification, "Errors", "Retrying after Error", "Fallback States".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/states/step.h"
#include "history/event.h"

namespace sfn::engine {

/// How a state failed before or after its work.
struct StateFailure {
  Failure failure;
  /// Where its evaluation failed, empty where no field is to blame; nothing: it was no evaluation.
  std::optional<std::string> evaluated_at = {};
};

/// The failure that an Error of a query means, its cause introduced as AWS introduces it: "An error
/// occurred while executing the state 'S' (entered at the event id #2). …".
StateFailure runtime_failure(const Step& step, const Error& error);

/// The failure with its texts cut to the service's limits, never inside a character: they may come
/// from outside.
Failure bounded(Failure failure);

/// Whether a name in ErrorEquals matches the failure.
bool matches(const std::string& name, const Failure& failure, bool heartbeat);

/// The visit's state has failed: retriers, then catchers, then the scope's end.
void fail(const Step& step, const StateFailure& failing, Recorder& out);

/// As above, after the failure was recorded by an event of its own (the phase is Errored).
void fail_after_work(const Step& step, const Errored& errored, Recorder& out);

/// The visit's scope fails with it, whatever retriers and catchers say: a Fail state was entered.
/// `last` is the public event that this follows from.
void fail_scope(const Step& step, const Failure& failure, EventId last, Recorder& out);

}  // namespace sfn::engine
