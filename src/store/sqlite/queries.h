// Queries: what the store answers, each from one state of the database.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/event_store.h"
#include "store/sqlite/database.h"

namespace sfn::store {

/// Borrows the database, which must outlive it. Throws StoreError, and BrokenStore
/// for a row that no sfn has written.
class Queries {
 public:
  explicit Queries(const Database& database);

  std::vector<JournalRow> journal(const JournalRange& range);
  std::vector<JournalRow> history(const HistoryRange& range);
  std::optional<ExecutionRecord> find_execution(MachineId machine, const std::string& name);
  std::optional<ExecutionRecord> execution(ExecutionId id);
  std::optional<ExecutionRow> find_child(const ParentKey& parent);
  std::vector<ExecutionRecord> children(const ChildrenRange& range);
  std::vector<PendingRow> pending(Timestamp due_before, const std::optional<PendingRow>& after,
                                  std::int64_t limit);
  std::optional<SnapshotRow> snapshot(ExecutionId id);
  std::optional<DefinitionRow> definition(DefinitionId id);
  std::optional<RevisionRow> revision(MachineId machine, ExecutionId execution);
  std::vector<MachineId> unused_machines(const std::vector<MachineId>& among);

 private:
  std::int64_t end_of_rows_up_to(ExecutionId execution, EventId last);
  std::optional<ExecutionRecord> record(std::optional<ExecutionRow> row);
  std::vector<PendingRow> due_at_once(const std::optional<PendingRow>& after, std::int64_t limit);
  std::vector<PendingRow> due_later(Timestamp due_before, const std::optional<PendingRow>& after,
                                    std::int64_t limit);

  Statement journal_;
  Statement history_;
  Statement history_backwards_;
  Statement first_public_from_;
  Statement find_execution_;
  Statement execution_;
  Statement find_child_;
  Statement children_;
  Statement first_journal_;
  Statement last_journal_;
  Statement last_public_journal_;
  Statement any_pending_;
  Statement due_at_once_;
  Statement due_later_;
  Statement snapshot_;
  Statement definition_;
  Statement revision_;
  Statement execution_of_;
};

}  // namespace sfn::store
