// The stored form of each event: which members, under which names, in which order. Said once, for
// the writer and the reader alike.
//
// Every event begins with its type `t`, AWS's where it is public, and its link: `id`, and `prev`
// where that is not the number before. What is at its default (0, false, empty, absent) is left
// out; documents, causes and resources are indexes into the row's `docs`.
#pragma once

#include <string>
#include <tuple>
#include <type_traits>

#include "base/text.h"
#include "history/event.h"

namespace sfn::history::stored {

template <typename E, typename T>
struct Plain {
  const char* name;
  T E::*member;
};

/// A text that tends to come again in the same row: kept once, among the documents.
template <typename E>
struct Shared {
  const char* name;
  std::string E::*member;
};

/// Left out where the members before imply it.
template <typename E>
struct Implied {
  const char* name;
  std::string E::*member;
  std::string (*implied)(const E&);
};

/// The type as stored. Public types are AWS's.
std::string type_of(const Event& event);

inline std::string implied_machine_name(const ExecutionStarted& e) {
  return e.machine_arn.substr(e.machine_arn.rfind(':') + 1);
}
inline std::string implied_arn(const ExecutionStarted& e) {
  return replace_all(e.machine_arn, ":stateMachine:", ":execution:") + ":" + e.name;
}

template <typename E>
using Of = std::type_identity<E>;

constexpr auto members(Of<ExecutionStarted>) {
  using E = ExecutionStarted;
  return std::tuple(Plain{"name", &E::name}, Plain{"machine", &E::machine_arn},
                    Implied<E>{"machineName", &E::machine_name, &implied_machine_name},
                    Implied<E>{"arn", &E::arn, &implied_arn}, Plain{"role", &E::role_arn},
                    Plain{"input", &E::input}, Plain{"start", &E::start_at},
                    Plain{"deadline", &E::deadline});
}
constexpr auto members(Of<ExecutionSucceeded>) {
  return std::tuple(Plain{"output", &ExecutionSucceeded::output});
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
  return std::tuple(Plain{"visit", &E::visit}, Plain{"scope", &E::scope}, Plain{"name", &E::name},
                    Plain{"input", &E::input});
}
constexpr auto members(Of<StateExited>) {
  using E = StateExited;
  return std::tuple(Plain{"visit", &E::visit}, Plain{"name", &E::name}, Plain{"output", &E::output},
                    Plain{"assigned", &E::assigned}, Plain{"next", &E::next});
}
constexpr auto members(Of<StateAborted>) {
  return std::tuple(Plain{"visit", &StateAborted::visit});
}
constexpr auto members(Of<ScopeFailed>) {
  using E = ScopeFailed;
  return std::tuple(Plain{"scope", &E::scope}, Plain{"last", &E::last},
                    Plain{"failure", &E::failure});
}
constexpr auto members(Of<RetryScheduled>) {
  using E = RetryScheduled;
  return std::tuple(Plain{"visit", &E::visit}, Plain{"retrier", &E::retrier},
                    Plain{"attempt", &E::attempt}, Plain{"due", &E::due});
}
constexpr auto members(Of<WaitStarted>) {
  return std::tuple(Plain{"visit", &WaitStarted::visit}, Plain{"due", &WaitStarted::due});
}
constexpr auto members(Of<StepsPutOff>) { return std::tuple(Plain{"turn", &StepsPutOff::turn}); }

constexpr auto members(Of<TaskScheduled>) {
  using E = TaskScheduled;
  return std::tuple(
      Plain{"visit", &E::visit}, Shared<E>{"resource", &E::resource}, Plain{"region", &E::region},
      Plain{"input", &E::parameters}, Plain{"timeout", &E::timeout_seconds},
      Plain{"heartbeat", &E::heartbeat_seconds}, Plain{"credentials", &E::credentials},
      Plain{"request", &E::request_id}, Plain{"token", &E::token});
}
constexpr auto members(Of<TaskStarted>) {
  using E = TaskStarted;
  return std::tuple(Plain{"visit", &E::visit}, Shared<E>{"resource", &E::resource},
                    Plain{"deadline", &E::deadline}, Plain{"heartbeatDue", &E::heartbeat_due},
                    Plain{"worker", &E::worker});
}
constexpr auto members(Of<TaskSucceeded>) {
  using E = TaskSucceeded;
  return std::tuple(Plain{"visit", &E::visit}, Shared<E>{"resource", &E::resource},
                    Plain{"output", &E::output});
}
constexpr auto members(Of<TaskFailed>) {
  using E = TaskFailed;
  return std::tuple(Plain{"visit", &E::visit}, Shared<E>{"resource", &E::resource},
                    Plain{"failure", &E::failure});
}
constexpr auto members(Of<TaskTimedOut>) {
  using E = TaskTimedOut;
  return std::tuple(Plain{"visit", &E::visit}, Shared<E>{"resource", &E::resource},
                    Plain{"failure", &E::failure}, Plain{"missedHeartbeat", &E::heartbeat});
}

constexpr auto members(Of<ParallelStarted>) {
  using E = ParallelStarted;
  return std::tuple(Plain{"visit", &E::visit}, Plain{"input", &E::input},
                    Plain{"branches", &E::branches});
}
constexpr auto members(Of<ParallelSucceeded>) {
  return std::tuple(Plain{"visit", &ParallelSucceeded::visit});
}
constexpr auto members(Of<ParallelFailed>) {
  return std::tuple(Plain{"visit", &ParallelFailed::visit});
}

constexpr auto members(Of<MapStarted>) {
  using E = MapStarted;
  return std::tuple(Plain{"visit", &E::visit}, Plain{"items", &E::items},
                    Plain{"length", &E::length}, Plain{"concurrency", &E::concurrency});
}
constexpr auto members(Of<MapIterationStarted>) {
  using E = MapIterationStarted;
  return std::tuple(Plain{"visit", &E::visit}, Plain{"name", &E::name}, Plain{"index", &E::index},
                    Plain{"scope", &E::scope}, Plain{"start", &E::start_at},
                    Plain{"input", &E::input});
}
constexpr auto members(Of<MapIterationEnded>) {
  using E = MapIterationEnded;
  return std::tuple(Plain{"visit", &E::visit}, Plain{"name", &E::name}, Plain{"index", &E::index});
}
constexpr auto members(Of<MapSucceeded>) {
  return std::tuple(Plain{"visit", &MapSucceeded::visit});
}
constexpr auto members(Of<MapFailed>) { return std::tuple(Plain{"visit", &MapFailed::visit}); }

}  // namespace sfn::history::stored
