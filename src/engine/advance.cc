// advance: the next step of what is ready, first come first served, so that branches take turns.
#include <utility>

#include "base/check.h"
#include "base/overloaded.h"
#include "engine/decide.h"
#include "engine/map_run/rules.h"
#include "engine/recorder.h"
#include "engine/states/failure.h"
#include "engine/states/step.h"

namespace sfn::engine {
namespace {

StateType type_of(const asl::StateKind& kind) {
  return std::visit(overloaded{[](const asl::PassState&) { return StateType::Pass; },
                               [](const asl::TaskState&) { return StateType::Task; },
                               [](const asl::ChoiceState&) { return StateType::Choice; },
                               [](const asl::WaitState&) { return StateType::Wait; },
                               [](const asl::SucceedState&) { return StateType::Succeed; },
                               [](const asl::FailState&) { return StateType::Fail; },
                               [](const asl::ParallelState&) { return StateType::Parallel; },
                               [](const asl::MapState&) { return StateType::Map; }},
                    kind);
}

void advance_scope(const asl::StateMachine& machine, const Execution& execution, const Scope& scope,
                   const Facts& facts, Recorder& out) {
  if (const auto* ended = std::get_if<Scope::Ended>(&scope.progress)) {
    SFN_CHECK(!scope.parent);
    out.add(history::ExecutionSucceeded{out.link(scope.last), ended->output});
    return;
  }
  const Upcoming& upcoming = std::get<Scope::Entering>(scope.progress).upcoming;
  const asl::State& state = graph_of(machine, execution, scope.id).state(upcoming.state);
  out.add(history::StateEntered{.link = out.link(scope.last),
                                .time = facts.now,
                                .visit = out.new_visit(),
                                .scope = scope.id,
                                .name = state.name,
                                .type = type_of(state.kind),
                                .input = upcoming.input});
}

void enter(const Step& step, Recorder& out) {
  std::visit([&](const auto& kind) { enter(step, kind, out); }, step.state.kind);
}

void advance_visit(const Step& step, Recorder& out) {
  const auto never = [] { SFN_CHECK(false && "a visit that waits is not ready"); };
  std::visit(
      overloaded{
          [&](const Entered&) { enter(step, out); },
          [&](const Resulted& done) { leave_with_result(step, done.result, out); },
          [&](const Errored& errored) { fail_after_work(step, errored, out); },
          [&](const Branching&) { branches_ended(step, out); },
          [&](const Mapping&) { map_next(step, std::get<asl::MapState>(step.state.kind), out); },
          [&](const Sleeping&) { never(); }, [&](const Calling&) { never(); },
          [&](const Distributing&) { never(); }, [&](const Unsuccessful&) { never(); }},
      step.visit.phase);
}

}  // namespace

Events advance(const asl::StateMachine& machine, const Execution& execution, const Facts& facts,
               const Bounds& bounds) {
  Meter unlimited(Meter::kUnlimited);
  Births births;
  return advance(machine, execution, facts, bounds, unlimited, births);
}

Events advance(const asl::StateMachine& machine, const Execution& execution, const Facts& facts,
               const Bounds& bounds, Meter& meter, Births& births) {
  if (execution.ready.empty()) return {};
  Recorder out(execution, meter, births);
  if (execution.map_run) {
    advance_map_run(execution, out);
    return out.take();
  }
  std::visit(overloaded{[&](ScopeId id) {
                          advance_scope(machine, execution, execution.scope(id), facts, out);
                        },
                        [&](VisitId id) {
                          const Visit& visit = execution.visit(id);
                          advance_visit({machine, execution, visit,
                                         state_of(machine, execution, visit), facts, bounds, meter},
                                        out);
                        }},
             execution.ready.front());
  return out.take();
}

}  // namespace sfn::engine
