// The engine: a pure function from (execution, command, facts) to events. Start reading here.
//
//   decide   turns a command into the events of one step; may refuse
//   advance  takes the next step of an execution that is not at rest; nothing when it is
//   apply    folds an event into the execution; total, decides nothing, reads no definition
//   run      a command to its end: decide, then advance until all branches wait or the execution
//   has ended
//
// None of them knows a clock, entropy, a thread or I/O: `facts` brings the time and the random
// bits. Replay is apply alone.
#pragma once

#include <functional>
#include <string>

#include "asl/state_machine.h"
#include "base/entropy.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/result.h"
#include "base/time.h"
#include "engine/birth.h"
#include "engine/command.h"
#include "engine/execution.h"
#include "engine/meter.h"
#include "engine/services.h"
#include "history/event.h"

namespace sfn::engine {

using history::Event;
using history::Events;

/// What a Task state is about to call.
struct TaskCall {
  const std::string& execution_arn;
  const std::string& resource;  ///< As written.
  const Payload& parameters;
};
/// Whether what a task calls may be called at most once for an attempt. Good on any thread; its
/// answers do not change.
using AtMostOnce = std::function<bool(const TaskCall&)>;

/// Whether there is an activity of this ARN. Good on any thread; its answers do not change.
using ActivityExists = std::function<bool(const std::string& arn)>;

/// What a decision may know of the world.
struct Facts {
  Timestamp now;
  Entropy entropy;
  AtMostOnce at_most_once = {};         ///< Absent: nothing may be called only once.
  ActivityExists activity_exists = {};  ///< Absent: there are no activities.
  Services services = {};               ///< Absent: the usual ones.
};

/// What a run may cost, in the steps of a Meter.
struct Budget {
  std::int64_t first_step = Meter::kUnlimited;  ///< Beyond it the command is refused: OverBudget.
  std::int64_t command = Meter::kUnlimited;     ///< Beyond it what follows is put off.
};

/// For a run in a turn of the loop, which should take about two milliseconds.
inline constexpr Budget kTurnBudget{2'000, 2'000};
/// For a run on a thread of its own: a step takes what it takes, and others have to be decided too.
inline constexpr Budget kThreadBudget{Meter::kUnlimited, 400'000};

/// The limits that end an execution or cut a command short.
struct Bounds {
  std::int64_t history_events = limits::kHistoryEventsMax;
  std::size_t payload_bytes = limits::kPayloadBytesMax;
  std::size_t variables_bytes = limits::kVariablesBytesMax;
  std::size_t payload_depth = JsonLimits().depth;  ///< As deep as what comes from outside may be.
  /// What becomes of what is past the first three, and past other limits of the service.
  limits::Policy policy = limits::Policy::Strict;
  /// Takes what was let pass, where the policy is to warn; run() sees to that.
  std::vector<history::LimitPassed>* passed = nullptr;
  int steps_per_command = limits::kStepsPerCommandMax;
  Budget budget = {};
};

/// Refusals: ExecutionAlreadyStarted; ExecutionNotRunning (it has not started or has ended);
/// WorkNotOutstanding (a completion, a beginning or a timer that came late or twice);
/// TokenNotGiven (a task token that was never given out).
Result<Events> decide(const asl::StateMachine& machine, const Execution& execution,
                      const Command& command, const Facts& facts, const Bounds& bounds = {});

/// Whether a command that returns the token of `work` finds a task that waits for it. The errors
/// are those of decide() for TokenReturned.
Result<void> check_token(const Execution& execution, const WorkId& work, const std::string& secret);

/// Total: what fails while a state is worked out becomes events too.
Events advance(const asl::StateMachine& machine, const Execution& execution, const Facts& facts,
               const Bounds& bounds = {});

/// As above, charging the meter and adding to the births; they throw OverBudget.
Result<Events> decide(const asl::StateMachine& machine, const Execution& execution,
                      const Command& command, const Facts& facts, const Bounds& bounds,
                      Meter& meter, Births& births);
Events advance(const asl::StateMachine& machine, const Execution& execution, const Facts& facts,
               const Bounds& bounds, Meter& meter, Births& births);

/// Total: the events of a history fold in order, whatever made them.
void apply(Execution& execution, const Event& event);

/// Decides the command and every step that follows from it, applying as it goes. After
/// `steps_per_command` steps, or when the next one would cost more than is left of the budget, the
/// rest is put off (StepsPutOff). A refusal leaves the execution untouched, OverBudget too: the
/// same run with a larger budget gives what this one would have given. To start an execution and to
/// end it costs next to nothing, so that neither is ever over budget. What is to begin in the same
/// commit is added to `births`.
Result<Events> run(const asl::StateMachine& machine, Execution& execution, const Command& command,
                   const Facts& facts, const Bounds& bounds = {}, Births* births = nullptr);

}  // namespace sfn::engine
