// The members of an execution's value, said once for the writer of snapshots and the reader alike.
//
// Each function takes its type apart completely: a member that is new in the value does not compile
// here, so that none is forgotten. What changes here changes the bytes: raise kSnapshotVersion.
#pragma once

#include <concepts>
#include <cstdint>
#include <tuple>
#include <type_traits>

#include "engine/execution.h"

namespace sfn::engine {

/// `V` is `T` or `const T`.
template <typename V, typename T>
concept Form = std::same_as<std::remove_const_t<V>, T>;

/// Ids are enums of 64 bits, of which every value is good; words are those up to the last one.
template <typename E>
concept Id = std::is_enum_v<E> && std::same_as<std::underlying_type_t<E>, std::int64_t>;
template <typename E>
concept Word = std::is_enum_v<E> && !Id<E>;

constexpr StateType last_word(Form<StateType> auto&) { return StateType::Map; }
constexpr TaskKind last_word(Form<TaskKind> auto&) { return TaskKind::Integration; }
constexpr Status last_word(Form<Status> auto&) { return Status::Aborted; }
constexpr history::WorkKind last_word(Form<history::WorkKind> auto&) {
  return history::WorkKind::Continue;
}
constexpr history::ChildTask last_word(Form<history::ChildTask> auto&) {
  return history::ChildTask::Await;
}

auto members(Form<Failure> auto& failure) {
  auto& [error, cause] = failure;
  return std::tie(error, cause);
}

// ---- scopes

auto members(Form<Upcoming> auto& upcoming) {
  auto& [state, input] = upcoming;
  return std::tie(state, input);
}
auto members(Form<Scope::Entering> auto& entering) {
  auto& [upcoming] = entering;
  return std::tie(upcoming);
}
auto members(Form<Scope::Visiting> auto& visiting) {
  auto& [visit] = visiting;
  return std::tie(visit);
}
auto members(Form<Scope::Ended> auto& ended) {
  auto& [output] = ended;
  return std::tie(output);
}
auto members(Form<Scope::Failed> auto& failed) {
  auto& [failure] = failed;
  return std::tie(failure);
}
auto members(Form<Scope::Cut> auto&) { return std::tie(); }
auto members(Form<Scope> auto& scope) {
  auto& [id, parent, index, last, variables, progress] = scope;
  return std::tie(id, parent, index, last, variables, progress);
}

// ---- visits

auto members(Form<Entered> auto&) { return std::tie(); }
auto members(Form<Sleeping> auto& sleeping) {
  auto& [due] = sleeping;
  return std::tie(due);
}
auto members(Form<Calling> auto& calling) {
  auto& [kind, resource, request_id, offered, timeout_seconds, heartbeat_seconds] = calling;
  return std::tie(kind, resource, request_id, offered, timeout_seconds, heartbeat_seconds);
}
auto members(Form<Branching> auto& branching) {
  auto& [scopes, ended] = branching;
  return std::tie(scopes, ended);
}
auto members(Form<Mapping> auto& mapping) {
  auto& [items, length, concurrency, started, succeeded, ended, next_follows, scopes] = mapping;
  return std::tie(items, length, concurrency, started, succeeded, ended, next_follows, scopes);
}
auto members(Form<Distributing> auto& distributing) {
  auto& [map_run_arn] = distributing;
  return std::tie(map_run_arn);
}
auto members(Form<Resulted> auto& resulted) {
  auto& [result] = resulted;
  return std::tie(result);
}
auto members(Form<Errored> auto& errored) {
  auto& [failure, heartbeat] = errored;
  return std::tie(failure, heartbeat);
}
auto members(Form<Unsuccessful> auto&) { return std::tie(); }
auto members(Form<Visit> auto& visit) {
  auto& [id, scope, state, type, input, entered, entered_id, entered_previous, last, attempt,
         attempts_by_retrier, phase] = visit;
  return std::tie(id, scope, state, type, input, entered, entered_id, entered_previous, last,
                  attempt, attempts_by_retrier, phase);
}

// ---- work

auto members(Form<history::WorkId> auto& id) {
  auto& [visit, attempt, kind] = id;
  return std::tie(visit, attempt, kind);
}
auto members(Form<history::TimerWork> auto& timer) {
  auto& [due] = timer;
  return std::tie(due);
}
auto members(Form<history::TaskWork> auto& task) {
  auto& [resource, parameters, request_id, state, token, offered, child] = task;
  return std::tie(resource, parameters, request_id, state, token, offered, child);
}
auto members(Form<history::HeartbeatWork> auto& heartbeat) {
  auto& [due, interval_seconds] = heartbeat;
  return std::tie(due, interval_seconds);
}
auto members(Form<history::ContinueWork> auto&) { return std::tie(); }
auto members(Form<history::ChildWork> auto& child) {
  auto& [execution_arn, resource] = child;
  return std::tie(execution_arn, resource);
}
auto members(Form<history::StopChildWork> auto& stop) {
  auto& [execution_arn] = stop;
  return std::tie(execution_arn);
}
auto members(Form<history::ChildrenWork> auto&) { return std::tie(); }
auto members(Form<history::StopChildrenWork> auto&) { return std::tie(); }
auto members(Form<history::ReadItemsWork> auto& read) {
  auto& [cursor, count] = read;
  return std::tie(cursor, count);
}
auto members(Form<history::CollectResultsWork> auto&) { return std::tie(); }
auto members(Form<history::ParentLink> auto& parent) {
  auto& [execution, work] = parent;
  return std::tie(execution, work);
}
auto members(Form<history::Work> auto& work) {
  auto& [id, what] = work;
  return std::tie(id, what);
}

// ---- map runs

auto members(Form<history::Tally> auto& tally) {
  auto& [succeeded, failed, timed_out, aborted] = tally;
  return std::tie(succeeded, failed, timed_out, aborted);
}
auto members(Form<history::MapRunConfigured> auto& configured) {
  auto& [visit, state, parent_definition, parent_arn, parent_name, parent_machine, parent_input,
         parent_started, entered, attempt, input, variables, items, reader, batcher, writer, length,
         concurrency, tolerated_count, tolerated_millionths, child_machine, express] = configured;
  return std::tie(visit, state, parent_definition, parent_arn, parent_name, parent_machine,
                  parent_input, parent_started, entered, attempt, input, variables, items, reader,
                  batcher, writer, length, concurrency, tolerated_count, tolerated_millionths,
                  child_machine, express);
}
auto members(Form<MapRun> auto& run) {
  auto& [configured, concurrency, tolerated_count, tolerated_millionths, cursor, page, reading,
         exhausted, started, items_started, running, executions, items, collecting] = run;
  return std::tie(configured, concurrency, tolerated_count, tolerated_millionths, cursor, page,
                  reading, exhausted, started, items_started, running, executions, items,
                  collecting);
}

// ---- the whole

auto members(Form<Execution> auto& execution) {
  auto& [arn, name, machine_arn, machine_name, role_arn, input, trace_header, parent, started,
         status, last_event, events, last_visit, last_scope, turns_put_off, variable_bytes, map_run,
         scopes, visits, ready, outstanding] = execution;
  return std::tie(arn, name, machine_arn, machine_name, role_arn, input, trace_header, parent,
                  started, status, last_event, events, last_visit, last_scope, turns_put_off,
                  variable_bytes, map_run, scopes, visits, ready, outstanding);
}

}  // namespace sfn::engine
