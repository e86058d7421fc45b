// The stored form of each event: which members, under which names, in which order. Said once, for
// the writer and the reader alike.
//
// Every event begins with its type `t`: AWS's where it is public, with `Lambda` for
// `LambdaFunction`. Documents, causes and resources are indexes into the row's `docs`. Left out is
//   what is at its default: 0, false, empty, absent;
//   `id`, where it is the row's plus the event's place in it; `prev`, where it is `id` - 1;
//   `visit`, where it is the highest of the row so far; likewise an input, output or items;
//   `resource`, where it is the last one of the row;
//   `name` of a state that the event before names as `next` or `start`.
// The view `history` in schema/sqlite fills the same in again.
#pragma once

#include <string>
#include <tuple>
#include <type_traits>

#include "base/arn.h"
#include "base/text.h"
#include "history/event.h"

namespace sfn::history::stored {

template <typename E, typename T>
struct Plain {
  const char* name;
  T E::*member;
};
template <typename E, typename T>
Plain(const char*, T E::*) -> Plain<E, T>;

/// A text that tends to come again in the same row: kept once, among the documents, and left out
/// where it is the last one.
template <typename E>
struct Resource {
  const char* name;
  std::string E::*member;
};
template <typename E>
Resource(const char*, std::string E::*) -> Resource<E>;

/// Left out where it is the newest of the row.
template <typename E>
struct Visit {
  const char* name;
  VisitId E::*member;
};
template <typename E>
Visit(const char*, VisitId E::*) -> Visit<E>;
template <typename E>
struct Document {
  const char* name;
  Payload E::*member;
};
template <typename E>
Document(const char*, Payload E::*) -> Document<E>;

/// The name of the state that is entered next: an optional text or a text.
template <typename E, typename T>
struct Announcing {
  const char* name;
  T E::*member;
};
template <typename E, typename T>
Announcing(const char*, T E::*) -> Announcing<E, T>;

/// Left out where the event before has announced it.
template <typename E>
struct Announced {
  const char* name;
  std::string E::*member;
};
template <typename E>
Announced(const char*, std::string E::*) -> Announced<E>;

/// Left out where the members before imply it.
template <typename E>
struct Implied {
  const char* name;
  std::string E::*member;
  std::string (*implied)(const E&);
};

/// The type as stored.
std::string type_of(const Event& event);

inline std::string implied_machine_name(const ExecutionStarted& e) {
  return e.machine_arn.substr(e.machine_arn.rfind(':') + 1);
}
inline std::string implied_arn(const ExecutionStarted& e) {
  return replace_all(e.machine_arn, ":stateMachine:", ":execution:") + ":" + e.name;
}

// Only integrations have one.
inline std::string implied_region(const TaskScheduled& e) {
  const auto arn = e.kind == TaskKind::Integration ? Arn::parse(e.resource) : std::nullopt;
  return arn ? arn->region : "";
}

template <typename E>
using Of = std::type_identity<E>;

constexpr auto members(Of<ExecutionStarted>) {
  using E = ExecutionStarted;
  return std::tuple(Plain{"name", &E::name}, Plain{"machine", &E::machine_arn},
                    Implied<E>{"machineName", &E::machine_name, &implied_machine_name},
                    Implied<E>{"arn", &E::arn, &implied_arn}, Plain{"role", &E::role_arn},
                    Document{"input", &E::input}, Announcing{"start", &E::start_at},
                    Plain{"deadline", &E::deadline}, Plain{"trace", &E::trace_header},
                    Plain{"parent", &E::parent});
}
constexpr auto members(Of<ExecutionSucceeded>) {
  return std::tuple(Document{"output", &ExecutionSucceeded::output});
}
constexpr auto members(Of<ExecutionFailed>) {
  return std::tuple(Plain{"failure", &ExecutionFailed::failure});
}
constexpr auto members(Of<ExecutionTimedOut>) {
  return std::tuple(Plain{"failure", &ExecutionTimedOut::failure});
}
constexpr auto members(Of<ExecutionAborted>) {
  return std::tuple(Plain{"failure", &ExecutionAborted::failure});
}

constexpr auto members(Of<StateEntered>) {
  using E = StateEntered;
  return std::tuple(Visit{"visit", &E::visit}, Plain{"scope", &E::scope},
                    Announced{"name", &E::name}, Document{"input", &E::input});
}
constexpr auto members(Of<StateExited>) {
  using E = StateExited;
  return std::tuple(Visit{"visit", &E::visit}, Plain{"name", &E::name},
                    Document{"output", &E::output}, Plain{"assigned", &E::assigned},
                    Announcing{"next", &E::next});
}
constexpr auto members(Of<StateAborted>) {
  return std::tuple(Visit{"visit", &StateAborted::visit});
}
constexpr auto members(Of<EvaluationFailed>) {
  using E = EvaluationFailed;
  return std::tuple(Visit{"visit", &E::visit}, Plain{"name", &E::name},
                    Plain{"location", &E::location}, Plain{"failure", &E::failure});
}
constexpr auto members(Of<ScopeFailed>) {
  using E = ScopeFailed;
  return std::tuple(Plain{"scope", &E::scope}, Plain{"last", &E::last},
                    Plain{"failure", &E::failure});
}
constexpr auto members(Of<RetryScheduled>) {
  using E = RetryScheduled;
  return std::tuple(Visit{"visit", &E::visit}, Plain{"retrier", &E::retrier},
                    Plain{"attempt", &E::attempt}, Plain{"due", &E::due});
}
constexpr auto members(Of<WaitStarted>) {
  return std::tuple(Visit{"visit", &WaitStarted::visit}, Plain{"due", &WaitStarted::due});
}
constexpr auto members(Of<StepsPutOff>) { return std::tuple(Plain{"turn", &StepsPutOff::turn}); }

constexpr auto members(Of<TaskScheduled>) {
  using E = TaskScheduled;
  return std::tuple(Visit{"visit", &E::visit}, Resource{"resource", &E::resource},
                    Implied<E>{"region", &E::region, &implied_region},
                    Document{"input", &E::parameters}, Plain{"timeout", &E::timeout_seconds},
                    Plain{"heartbeat", &E::heartbeat_seconds},
                    Plain{"credentials", &E::credentials}, Plain{"request", &E::request_id},
                    Plain{"token", &E::token}, Plain{"offered", &E::offered},
                    Plain{"deadline", &E::deadline}, Plain{"child", &E::child});
}
constexpr auto members(Of<TaskStarted>) {
  using E = TaskStarted;
  return std::tuple(Visit{"visit", &E::visit}, Resource{"resource", &E::resource},
                    Plain{"deadline", &E::deadline}, Plain{"heartbeatDue", &E::heartbeat_due},
                    Plain{"worker", &E::worker});
}
constexpr auto members(Of<TaskSubmitted>) {
  using E = TaskSubmitted;
  return std::tuple(Visit{"visit", &E::visit}, Resource{"resource", &E::resource},
                    Document{"output", &E::output}, Plain{"deadline", &E::deadline},
                    Plain{"heartbeatDue", &E::heartbeat_due}, Plain{"child", &E::child});
}
constexpr auto members(Of<TaskSubmitFailed>) {
  using E = TaskSubmitFailed;
  return std::tuple(Visit{"visit", &E::visit}, Resource{"resource", &E::resource},
                    Plain{"failure", &E::failure});
}
constexpr auto members(Of<TaskSucceeded>) {
  using E = TaskSucceeded;
  return std::tuple(Visit{"visit", &E::visit}, Resource{"resource", &E::resource},
                    Document{"output", &E::output});
}
constexpr auto members(Of<TaskFailed>) {
  using E = TaskFailed;
  return std::tuple(Visit{"visit", &E::visit}, Resource{"resource", &E::resource},
                    Plain{"failure", &E::failure});
}
constexpr auto members(Of<TaskTimedOut>) {
  using E = TaskTimedOut;
  return std::tuple(Visit{"visit", &E::visit}, Resource{"resource", &E::resource},
                    Plain{"failure", &E::failure}, Plain{"missedHeartbeat", &E::heartbeat});
}

constexpr auto members(Of<ChildStopped>) {
  return std::tuple(Visit{"visit", &ChildStopped::visit}, Plain{"attempt", &ChildStopped::attempt});
}

constexpr auto members(Of<ParallelStarted>) {
  using E = ParallelStarted;
  return std::tuple(Visit{"visit", &E::visit}, Document{"input", &E::input},
                    Plain{"branches", &E::branches});
}
constexpr auto members(Of<ParallelSucceeded>) {
  return std::tuple(Visit{"visit", &ParallelSucceeded::visit});
}
constexpr auto members(Of<ParallelFailed>) {
  return std::tuple(Visit{"visit", &ParallelFailed::visit});
}

constexpr auto members(Of<MapStarted>) {
  using E = MapStarted;
  return std::tuple(Visit{"visit", &E::visit}, Document{"items", &E::items},
                    Plain{"length", &E::length}, Plain{"concurrency", &E::concurrency},
                    Plain{"distributed", &E::distributed});
}
constexpr auto members(Of<MapIterationStarted>) {
  using E = MapIterationStarted;
  return std::tuple(Visit{"visit", &E::visit}, Plain{"name", &E::name}, Plain{"index", &E::index},
                    Plain{"scope", &E::scope}, Announcing{"start", &E::start_at},
                    Document{"input", &E::input});
}
constexpr auto members(Of<MapIterationEnded>) {
  using E = MapIterationEnded;
  return std::tuple(Visit{"visit", &E::visit}, Plain{"name", &E::name}, Plain{"index", &E::index});
}
constexpr auto members(Of<MapSucceeded>) {
  return std::tuple(Visit{"visit", &MapSucceeded::visit});
}
constexpr auto members(Of<LimitPassed>) {
  using E = LimitPassed;
  return std::tuple(Plain{"limit", &E::limit}, Plain{"name", &E::name},
                    Plain{"amount", &E::amount});
}
constexpr auto members(Of<MapFailed>) { return std::tuple(Visit{"visit", &MapFailed::visit}); }

constexpr auto members(Of<MapRunStarted>) {
  using E = MapRunStarted;
  return std::tuple(Visit{"visit", &E::visit}, Plain{"run", &E::map_run_arn});
}
constexpr auto members(Of<MapRunSucceeded>) {
  using E = MapRunSucceeded;
  return std::tuple(Visit{"visit", &E::visit}, Document{"output", &E::output});
}
constexpr auto members(Of<MapRunFailed>) {
  using E = MapRunFailed;
  return std::tuple(Visit{"visit", &E::visit}, Plain{"failure", &E::failure});
}
constexpr auto members(Of<MapRunAborted>) {
  return std::tuple(Visit{"visit", &MapRunAborted::visit});
}

constexpr auto members(Of<MapRunConfigured>) {
  using E = MapRunConfigured;
  return std::tuple(
      Visit{"visit", &E::visit}, Plain{"state", &E::state},
      Plain{"definition", &E::parent_definition}, Plain{"parent", &E::parent_arn},
      Plain{"parentName", &E::parent_name}, Plain{"machine", &E::parent_machine},
      Document{"parentInput", &E::parent_input}, Plain{"parentStarted", &E::parent_started},
      Plain{"entered", &E::entered}, Plain{"attempt", &E::attempt}, Document{"input", &E::input},
      Plain{"variables", &E::variables}, Plain{"items", &E::items}, Plain{"reader", &E::reader},
      Plain{"batcher", &E::batcher}, Plain{"writer", &E::writer}, Plain{"length", &E::length},
      Plain{"concurrency", &E::concurrency}, Plain{"tolerated", &E::tolerated_count},
      Plain{"toleratedMillionths", &E::tolerated_millionths}, Plain{"child", &E::child_machine},
      Plain{"express", &E::express});
}
constexpr auto members(Of<ItemsWanted>) {
  using E = ItemsWanted;
  return std::tuple(Visit{"visit", &E::visit}, Plain{"page", &E::page}, Plain{"count", &E::count});
}
constexpr auto members(Of<ChildrenStarted>) {
  using E = ChildrenStarted;
  return std::tuple(Visit{"visit", &E::visit}, Plain{"first", &E::first}, Plain{"count", &E::count},
                    Plain{"of", &E::item_counts}, Plain{"cursor", &E::cursor},
                    Plain{"last", &E::last_page});
}
constexpr auto members(Of<MapChildEnded>) {
  using E = MapChildEnded;
  return std::tuple(Visit{"visit", &E::visit}, Plain{"index", &E::index}, Plain{"end", &E::end});
}
constexpr auto members(Of<MapRunUpdated>) {
  using E = MapRunUpdated;
  return std::tuple(Visit{"visit", &E::visit}, Plain{"concurrency", &E::new_concurrency},
                    Plain{"tolerated", &E::tolerated_count},
                    Plain{"toleratedMillionths", &E::tolerated_millionths});
}
constexpr auto members(Of<ResultsWanted>) {
  return std::tuple(Visit{"visit", &ResultsWanted::visit});
}
constexpr auto members(Of<ChildrenCounted>) {
  using E = ChildrenCounted;
  return std::tuple(Visit{"visit", &E::visit}, Plain{"executions", &E::execution_tally},
                    Plain{"of", &E::item_tally}, Plain{"written", &E::results_written},
                    Plain{"concurrency", &E::concurrency}, Plain{"tolerated", &E::tolerated_count},
                    Plain{"toleratedMillionths", &E::tolerated_millionths});
}

}  // namespace sfn::history::stored
