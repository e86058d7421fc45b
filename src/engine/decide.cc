// decide: what each command means for an execution in its present state.
#include "engine/decide.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/arn.h"
#include "base/overloaded.h"
#include "base/text.h"
#include "engine/limits.h"
#include "engine/map_run/rules.h"
#include "engine/recorder.h"
#include "engine/states/step.h"

namespace sfn::engine {
namespace {

using history::WorkKind;

struct Decision {
  const asl::StateMachine& machine;
  const Execution& execution;
  const Facts& facts;
  const Bounds& bounds;
  Meter& meter;
  Births& births;

  Recorder recorder() const { return {execution, meter, births}; }
  Step step(const Visit& visit) const {
    return {machine, execution, visit, state_of(machine, execution, visit), facts, bounds, meter};
  }
};

Error not_running(const Execution& execution) {
  return {"ExecutionNotRunning", execution.status == Status::NotStarted
                                     ? "The execution has not started"
                                     : fmt::format("The execution '{}' has ended", execution.arn)};
}

Error not_outstanding(const WorkId& work) {
  return {"WorkNotOutstanding", fmt::format("The work {} is not outstanding", to_key(work))};
}

// The whole execution; nothing: for ever.
std::optional<std::int64_t> seconds_allowed(const asl::StateMachine& machine, bool is_express) {
  if (!is_express) return machine.timeout_seconds;
  return std::min(machine.timeout_seconds.value_or(limits::kExpressSecondsMax),
                  limits::kExpressSecondsMax);
}

// Whoever takes starts in has refused what is past a limit, unless it is let pass.
void note_limits(const Bounds& bounds, const StartExecution& start) {
  const auto bytes = start.input.text().size();
  if (bytes > bounds.payload_bytes) {
    (void)lets_pass(bounds, limit_name::kPayload, "", static_cast<std::int64_t>(bytes));
  }
  const auto characters = utf8_length(start.name);
  if (characters > limits::kNameCharactersMax) {
    (void)lets_pass(bounds, limit_name::kName, "", static_cast<std::int64_t>(characters));
  }
}

Result<Events> decide_command(const Decision& at, const StartExecution& start) {
  if (at.execution.status != Status::NotStarted) {
    return Error{"ExecutionAlreadyStarted",
                 fmt::format("The execution '{}' has started already", at.execution.arn)};
  }
  Meter free(Meter::kUnlimited);
  Recorder out(at.execution, free, at.births);
  history::ExecutionStarted started{.link = out.link(EventId{0}),
                                    .time = at.facts.now,
                                    .arn = start.arn,
                                    .name = start.name,
                                    .machine_arn = start.machine_arn,
                                    .machine_name = start.machine_name,
                                    .role_arn = start.role_arn,
                                    .input = start.input,
                                    .start_at = at.machine.graph.start_at,
                                    .deadline = std::nullopt,
                                    .trace_header = start.trace_header,
                                    .parent = start.parent};
  if (const auto allowed = seconds_allowed(at.machine, is_express_execution_arn(start.arn))) {
    started.deadline = at.facts.now + seconds(*allowed);
  }
  out.add(std::move(started));
  note_limits(at.bounds, start);
  return out.take();
}

Result<Events> decide_command(const Decision& at, const StopExecution& stop) {
  if (!at.execution.is_running()) return not_running(at.execution);
  Meter free(Meter::kUnlimited);
  Recorder out(at.execution, free, at.births);
  if (at.execution.map_run) {
    abort_map_run(at.execution, stop.failure, out);
    return out.take();
  }
  out.add(history::ExecutionAborted{out.link(EventId{0}), stop.failure});
  return out.take();
}

void enter_again(const Step& step, Recorder& out) {
  std::visit([&](const auto& kind) { enter(step, kind, out); }, step.state.kind);
}

Result<Events> decide_command(const Decision& at, const WorkDue& due) {
  if (!at.execution.is_running()) return not_running(at.execution);
  if (!at.execution.outstanding.contains(due.work)) return not_outstanding(due.work);
  Recorder out = at.recorder();
  const auto step = [&] { return at.step(at.execution.visit(due.work.visit)); };
  switch (due.work.kind) {
    case WorkKind::ExecutionDeadline:
      out.add(history::ExecutionTimedOut{out.link(EventId{0}), {"States.Timeout", std::nullopt}});
      break;
    case WorkKind::Wait:
      wait_over(step(), std::get<asl::WaitState>(step().state.kind), out);
      break;
    case WorkKind::Retry:
      enter_again(step(), out);
      break;
    case WorkKind::TaskDeadline:
      task_timed_out(step(), false, out);
      break;
    case WorkKind::Heartbeat:
      task_timed_out(step(), true, out);
      break;
    case WorkKind::Continue:
      return advance(at.machine, at.execution, at.facts, at.bounds, at.meter, at.births);
    case WorkKind::Offer:
    case WorkKind::Task:
    case WorkKind::Child:
    case WorkKind::StopChild:
    case WorkKind::Callback:
    case WorkKind::ReadItems:
    case WorkKind::Children:
    case WorkKind::StopChildren:
    case WorkKind::CollectResults:
      return not_outstanding(due.work);
  }
  return out.take();
}

// What `record` makes of an attempt, if one of these kinds of its work is outstanding.
template <typename F>
Result<Events> decide_attempt(const Decision& at, const WorkId& work,
                              std::initializer_list<WorkKind> kinds, const F& record) {
  if (!at.execution.is_running()) return not_running(at.execution);
  const bool fits = std::find(kinds.begin(), kinds.end(), work.kind) != kinds.end();
  if (!fits || !at.execution.outstanding.contains(work)) return not_outstanding(work);
  Recorder out = at.recorder();
  record(at.step(at.execution.visit(work.visit)), out);
  return out.take();
}

Result<Events> decide_command(const Decision& at, const TaskStarting& starting) {
  return decide_attempt(at, starting.work, {WorkKind::Offer}, [&](const Step& step, Recorder& out) {
    task_starting(step, starting.worker, out);
  });
}

Result<Events> decide_command(const Decision& at, const TaskAccepted& accepted) {
  return decide_attempt(at, accepted.work, {WorkKind::Task}, [&](const Step& step, Recorder& out) {
    task_accepted(step, accepted, out);
  });
}

Result<Events> decide_command(const Decision& at, const TaskEnded& ended) {
  return decide_attempt(at, ended.work, {WorkKind::Offer, WorkKind::Task, WorkKind::Child},
                        [&](const Step& step, Recorder& out) {
                          if (step.visit.type == StateType::Map) {
                            return map_run_ended(step, ended.outcome, out);
                          }
                          const bool begun = ended.work.kind != WorkKind::Offer;
                          begun ? task_ended(step, ended.outcome, out)
                                : task_ended_unbegun(step, ended.outcome, out);
                        });
}

// What was never offered is never lost: it is begun again.
bool was_offered(const Execution& execution, const WorkId& work) {
  const auto found = execution.outstanding.find(work);
  if (found == execution.outstanding.end()) return false;
  const auto* task = std::get_if<history::TaskWork>(&found->second.what);
  return task != nullptr && task->offered;
}

Result<Events> decide_command(const Decision& at, const TaskLost& lost) {
  if (at.execution.is_running() && !was_offered(at.execution, lost.work)) {
    return not_outstanding(lost.work);
  }
  return decide_attempt(at, lost.work, {WorkKind::Task},
                        [](const Step& step, Recorder& out) { task_lost(step, out); });
}

// Of the visit, which may be gone, nothing is left but this.
Result<Events> decide_command(const Decision& at, const ChildGone& gone) {
  const auto& work = gone.work;
  if (work.kind != WorkKind::StopChild || !at.execution.outstanding.contains(work)) {
    return not_outstanding(work);
  }
  return Events{history::ChildStopped{work.visit, work.attempt}};
}

Result<Events> decide_command(const Decision& at, const TokenReturned& returned) {
  const auto checked = check_token(at.execution, returned.work, returned.secret);
  if (!checked) return checked.error();
  Recorder out = at.recorder();
  token_returned(at.step(at.execution.visit(returned.work.visit)), returned.outcome, out);
  return out.take();
}

Result<Events> decide_command(const Decision& at, const BeginMapRun& begin) {
  if (at.execution.status != Status::NotStarted) {
    return Error{"ExecutionAlreadyStarted",
                 fmt::format("The map run '{}' has started already", at.execution.arn)};
  }
  Meter free(Meter::kUnlimited);
  Recorder out(at.execution, free, at.births);
  begin_map_run(begin, at.facts.now, out);
  return out.take();
}

template <typename F>
Result<Events> decide_for_map_run(const Decision& at, const F& record) {
  Recorder out = at.recorder();
  const Result<void> recorded = record(out);
  if (!recorded) return recorded.error();
  return out.take();
}

Result<Events> decide_command(const Decision& at, const ItemsRead& read) {
  return decide_for_map_run(at, [&](auto& out) { return items_read(at.execution, read, out); });
}

Result<Events> decide_command(const Decision& at, const MapChildOver& over) {
  return decide_for_map_run(at, [&](auto& out) { return map_child_over(at.execution, over, out); });
}

Result<Events> decide_command(const Decision& at, const ResultsCollected& collected) {
  return decide_for_map_run(
      at, [&](auto& out) { return results_collected(at.execution, collected, out); });
}

Result<Events> decide_command(const Decision& at, const UpdateMapRun& update) {
  return decide_for_map_run(at,
                            [&](auto& out) { return update_map_run(at.execution, update, out); });
}

// What gives a token out or waits for it; null where neither is outstanding any more. An offer has
// not given its token out yet.
const history::TaskWork* holder_of_token(const Execution& execution, const WorkId& work) {
  const auto& outstanding = execution.outstanding;
  auto found = outstanding.find(history::callback_of(work));
  if (found == outstanding.end()) found = outstanding.find(history::task_of(work));
  return found == outstanding.end() ? nullptr : &std::get<history::TaskWork>(found->second.what);
}

}  // namespace

Result<void> check_token(const Execution& execution, const WorkId& work,
                         const std::string& secret) {
  const Error not_given{"TokenNotGiven", "The task token was never given out"};
  if (execution.last_visit < work.visit) return not_given;
  if (!execution.is_running()) return not_running(execution);
  const auto* holder = holder_of_token(execution, work);
  if (holder == nullptr) return not_outstanding(work);
  if (holder->token != secret) return not_given;
  return {};
}

Result<Events> decide(const asl::StateMachine& machine, const Execution& execution,
                      const Command& command, const Facts& facts, const Bounds& bounds) {
  Meter unlimited(Meter::kUnlimited);
  Births births;
  return decide(machine, execution, command, facts, bounds, unlimited, births);
}

Result<Events> decide(const asl::StateMachine& machine, const Execution& execution,
                      const Command& command, const Facts& facts, const Bounds& bounds,
                      Meter& meter, Births& births) {
  const Decision at{machine, execution, facts, bounds, meter, births};
  return std::visit([&](const auto& known) { return decide_command(at, known); }, command);
}

}  // namespace sfn::engine
