// What the rules of a state may look at while they decide one step of a visit.
#pragma once

#include "asl/state_machine.h"
#include "engine/decide.h"
#include "engine/execution.h"
#include "engine/meter.h"
#include "engine/recorder.h"

namespace sfn::engine {

struct Step {
  const asl::StateMachine& machine;
  const Execution& execution;
  const Visit& visit;
  const asl::State& state;
  const Facts& facts;
  const Bounds& bounds;
  Meter& meter;
  std::string task_token = {};  ///< `$$.Task.Token`, while a task that has one is worked out.

  const Scope& scope() const { return execution.scope(visit.scope); }
};

// The entrances of the states, a file each. What they record leads to the state's exit, its
// failure, or a point at which it waits for the outside.
void enter(const Step& step, const asl::PassState& pass, Recorder& out);
void enter(const Step& step, const asl::TaskState& task, Recorder& out);
void enter(const Step& step, const asl::ChoiceState& choice, Recorder& out);
void enter(const Step& step, const asl::WaitState& wait, Recorder& out);
void enter(const Step& step, const asl::SucceedState& succeed, Recorder& out);
void enter(const Step& step, const asl::FailState& fail, Recorder& out);
void enter(const Step& step, const asl::ParallelState& parallel, Recorder& out);
void enter(const Step& step, const asl::MapState& map, Recorder& out);

/// Wait: the due time has come.
void wait_over(const Step& step, const asl::WaitState& wait, Recorder& out);

/// Task: the attempt that was offered begins.
void task_starting(const Step& step, const std::string& worker, Recorder& out);
/// Task: whoever has been given the attempt has taken it on.
void task_accepted(const Step& step, const TaskAccepted& accepted, Recorder& out);
/// Task: how the call that was awaited ended.
void task_ended(const Step& step, const history::TaskOutcome& outcome, Recorder& out);
/// Task: what the return of its token says.
void token_returned(const Step& step, const history::TaskOutcome& outcome, Recorder& out);
/// Task: how the attempt that was offered ended, which nobody has begun.
void task_ended_unbegun(const Step& step, const history::TaskOutcome& outcome, Recorder& out);
/// Task: whoever had begun the attempt that was offered is gone.
void task_lost(const Step& step, Recorder& out);
/// Task: TimeoutSeconds or HeartbeatSeconds have passed.
void task_timed_out(const Step& step, bool heartbeat, Recorder& out);

/// Parallel: every branch has ended.
void branches_ended(const Step& step, Recorder& out);

/// Map: starts one iteration, notes the end of one, or ends the state.
void map_next(const Step& step, const asl::MapState& map, Recorder& out);

/// Map, distributed: how its map run has ended.
void map_run_ended(const Step& step, const history::TaskOutcome& outcome, Recorder& out);

/// The state's work has given `result`: ResultSelector, ResultPath, OutputPath and Assign, then the
/// exit.
void leave_with_result(const Step& step, const Payload& result, Recorder& out);

}  // namespace sfn::engine
