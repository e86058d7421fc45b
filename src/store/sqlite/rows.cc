#include "store/sqlite/rows.h"

#include <fmt/format.h>

#include "base/broken_store.h"

namespace sfn::store {
namespace {

std::optional<ParentKey> read_parent(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return ParentKey{row.id<ExecutionId>(column), row.text(column + 1)};
}

// Public events are some of all, so none has a number above its place.
bool numbers_are_right(const JournalRow& row) {
  return raw(row.first_seq) <= kPlaceMax && row.events > 0 && row.events <= kPlaceMax &&
         row.publics >= 0 && row.publics <= row.events && raw(row.first_public) > 0 &&
         raw(row.first_public) <= raw(row.first_seq);
}

}  // namespace

ExecutionStatus read_status(const Statement& row, int column) {
  const auto number = row.integer(column);
  if (number >= 0 && number <= static_cast<std::int64_t>(ExecutionStatus::Aborted)) {
    return static_cast<ExecutionStatus>(number);
  }
  throw BrokenStore("execution", fmt::format("there is no status {}", number));
}

ExecutionRow read_execution(const Statement& row) {
  ExecutionRow execution{row.id<ExecutionId>(0),
                         row.id<MachineId>(1),
                         row.id<DefinitionId>(2),
                         row.text(3),
                         row.text(4),
                         read_status(row, 5),
                         row.time(6),
                         row.maybe_time(7),
                         read_parent(row, 8),
                         row.maybe_integer(10)};
  const bool has_ended = execution.status != ExecutionStatus::Running;
  if (has_ended == execution.stopped.has_value()) return execution;
  throw BrokenStore(fmt::format("execution {}", raw(execution.id)),
                    has_ended ? "it has ended, and nobody knows when" : "it runs, and has stopped");
}

JournalRow read_journal(const Statement& row) {
  JournalRow read{row.id<ExecutionId>(0), row.id<EventSeq>(1), row.integer(2), row.id<EventId>(3),
                  row.integer(4),         row.time(5),         row.text(6)};
  if (numbers_are_right(read)) return read;
  throw BrokenStore(name_of(read),
                    fmt::format("no row has events {}, publics {} and first_public {}", read.events,
                                read.publics, raw(read.first_public)));
}

PendingRow read_pending(const Statement& row) {
  return {row.id<ExecutionId>(0), row.text(1), row.text(2), row.maybe_time(3)};
}

SnapshotRow read_snapshot(const Statement& row) {
  return {row.id<ExecutionId>(0), row.id<EventSeq>(1), row.blob(2)};
}

DefinitionRow read_definition(const Statement& row) {
  return {row.id<DefinitionId>(0), row.text(1), row.text(2)};
}

MachineRow read_machine(const Statement& row) {
  return {
      row.id<MachineId>(0),    row.text(1), row.text(2), row.text(3), row.text(4),  row.text(5),
      row.id<DefinitionId>(6), row.text(7), row.text(8), row.text(9), row.time(10), row.time(11),
      row.integer(12) != 0};
}

RevisionRow read_revision(const Statement& row) {
  return {row.id<MachineId>(0), row.id<ExecutionId>(1), row.text(2), row.text(3), row.time(4)};
}

FunctionRow read_function(const Statement& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5)};
}

InvocationRow read_invocation(const Statement& row) {
  return {row.text(0), row.text(1), row.text(2), row.time(3),   row.integer(4),
          row.time(5), row.text(6), row.text(7), row.integer(8)};
}

StartRequestRow read_start_request(const Statement& row) {
  return {row.text(0), row.text(1), row.time(2)};
}

ResourceRow read_resource(const Statement& row) { return {row.text(0), row.text(1), row.text(2)}; }

}  // namespace sfn::store
