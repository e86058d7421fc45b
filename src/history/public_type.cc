// The names of AWS's event types, made of what the event is about and what happened to it.
#include <array>

#include "base/overloaded.h"
#include "history/public_history.h"

namespace sfn::history {
namespace {

std::string word(StateType type) {
  constexpr std::array kWords{"Pass",    "Task", "Choice",   "Wait",
                              "Succeed", "Fail", "Parallel", "Map"};
  return kWords.at(static_cast<std::size_t>(type));
}

std::string word(TaskKind kind) {
  constexpr std::array kWords{"LambdaFunction", "Activity", "Task"};
  return kWords.at(static_cast<std::size_t>(kind));
}

std::string word(MapIterationEnded::How how) {
  constexpr std::array kWords{"Succeeded", "Failed", "Aborted"};
  return kWords.at(static_cast<std::size_t>(how));
}

}  // namespace

std::string public_type(const Event& event) {
  using S = std::string;
  return std::visit(overloaded{
                        [](const ExecutionStarted&) -> S { return "ExecutionStarted"; },
                        [](const ExecutionSucceeded&) -> S { return "ExecutionSucceeded"; },
                        [](const ExecutionFailed&) -> S { return "ExecutionFailed"; },
                        [](const ExecutionTimedOut&) -> S { return "ExecutionTimedOut"; },
                        [](const ExecutionAborted&) -> S { return "ExecutionAborted"; },
                        [](const StateEntered& e) { return word(e.type) + "StateEntered"; },
                        [](const StateExited& e) { return word(e.type) + "StateExited"; },
                        [](const StateAborted& e) { return word(e.type) + "StateAborted"; },
                        [](const EvaluationFailed&) -> S { return "EvaluationFailed"; },
                        [](const ScopeFailed&) { return S(); },
                        [](const RetryScheduled&) { return S(); },
                        [](const WaitStarted&) { return S(); },
                        [](const StepsPutOff&) { return S(); },
                        [](const LimitPassed&) { return S(); },
                        [](const TaskScheduled& e) { return word(e.kind) + "Scheduled"; },
                        [](const TaskStarted& e) { return word(e.kind) + "Started"; },
                        [](const TaskSubmitted&) -> S { return "TaskSubmitted"; },
                        [](const TaskSubmitFailed&) -> S { return "TaskSubmitFailed"; },
                        [](const TaskSucceeded& e) { return word(e.kind) + "Succeeded"; },
                        [](const TaskFailed& e) { return word(e.kind) + "Failed"; },
                        [](const TaskTimedOut& e) { return word(e.kind) + "TimedOut"; },
                        [](const ChildStopped&) { return S(); },
                        [](const ParallelStarted&) -> S { return "ParallelStateStarted"; },
                        [](const ParallelSucceeded&) -> S { return "ParallelStateSucceeded"; },
                        [](const ParallelFailed&) -> S { return "ParallelStateFailed"; },
                        [](const MapStarted&) -> S { return "MapStateStarted"; },
                        [](const MapIterationStarted&) -> S { return "MapIterationStarted"; },
                        [](const MapIterationEnded& e) { return "MapIteration" + word(e.how); },
                        [](const MapSucceeded&) -> S { return "MapStateSucceeded"; },
                        [](const MapFailed&) -> S { return "MapStateFailed"; },
                        [](const MapRunStarted&) -> S { return "MapRunStarted"; },
                        [](const MapRunSucceeded&) -> S { return "MapRunSucceeded"; },
                        [](const MapRunFailed&) -> S { return "MapRunFailed"; },
                        [](const MapRunAborted&) -> S { return "MapRunAborted"; },
                        [](const MapRunConfigured&) { return S(); },
                        [](const ItemsWanted&) { return S(); },
                        [](const ChildrenStarted&) { return S(); },
                        [](const MapChildEnded&) { return S(); },
                        [](const MapRunUpdated&) { return S(); },
                        [](const ResultsWanted&) { return S(); },
                        [](const ChildrenCounted&) { return S(); },
                    },
                    event);
}

}  // namespace sfn::history
