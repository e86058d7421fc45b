// How rows are read: the columns of a query's answer, in the order of the constants. BrokenStore
// where a column holds what has no meaning.
#pragma once

#include "store/event_store.h"
#include "store/sqlite/statement.h"

namespace sfn::store {

inline constexpr const char* kExecutionColumns =
    "id, machine, definition, name, role_arn, status, started, stopped, parent, parent_work, "
    "items";
ExecutionRow read_execution(const Statement& row);
ExecutionStatus read_status(const Statement& row, int column);

inline constexpr const char* kJournalColumns =
    "execution, first_seq, events, first_public, publics, time, body";
JournalRow read_journal(const Statement& row);
/// No row is of an event of a higher place: whoever adds or doubles places need not look out.
inline constexpr std::int64_t kPlaceMax = (std::int64_t{1} << 62) - 1;

PendingRow read_pending(const Statement& row);        ///< execution, kind, key, due
SnapshotRow read_snapshot(const Statement& row);      ///< execution, seq, body
DefinitionRow read_definition(const Statement& row);  ///< All columns, as in all that follow.
MachineRow read_machine(const Statement& row);
RevisionRow read_revision(const Statement& row);
FunctionRow read_function(const Statement& row);
InvocationRow read_invocation(const Statement& row);
StartRequestRow read_start_request(const Statement& row);
ResourceRow read_resource(const Statement& row);

}  // namespace sfn::store
