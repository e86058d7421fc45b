// Ledger: what is durable, as the commits said it in their order. Checkers compare with it what the
// disk has kept, what the world was told and what was done.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/execution.h"
#include "history/event.h"
#include "store/records.h"

namespace sfn::simulation {

/// A row of the journal with the events in it.
struct SeenRow {
  store::JournalRow row;
  history::Events events;
};

/// An execution, kept when it is purged.
struct LedgerEntry {
  store::ExecutionRow row;
  std::vector<SeenRow> rows;
  engine::Execution value;  ///< The fold of the rows.
  bool purged = false;

  bool is_running() const { return row.status == store::ExecutionStatus::Running; }
  /// The fold of the first `events` events; nothing where no row ends there.
  std::optional<engine::Execution> value_after(std::int64_t events) const;
  /// The public event of this number, null where there is none.
  const history::Event* event(EventId id) const;
};

/// A batch that has become durable.
struct SeenCommit {
  const store::Batch& batch;
  std::vector<SeenRow> rows;  ///< Of its journal, in order.
};

class Ledger {
 public:
  /// Enters the batch. Rows that do not decode or fold throw std::exception.
  void enter(const SeenCommit& commit);
  void purge(ExecutionId id) { executions_.at(id).purged = true; }

  const std::map<ExecutionId, LedgerEntry>& executions() const { return executions_; }
  const LedgerEntry* find(ExecutionId id) const;
  /// The newest of this ARN: after a purge its name may be taken again.
  const LedgerEntry* find(std::string_view arn) const;

  const std::map<std::string, store::InvocationRow>& invocations() const { return invocations_; }
  bool was_accepted(const std::string& request_id) const { return accepted_.contains(request_id); }
  /// By ARN.
  const std::map<std::string, store::MachineRow>& machines() const { return machines_; }
  /// Whether an activity was ever created.
  bool has_resources() const { return has_resources_; }
  CommitId last_commit() const { return last_commit_; }

 private:
  void enter(const store::CatalogueChange& change);

  std::map<ExecutionId, LedgerEntry> executions_;
  std::map<std::string, ExecutionId, std::less<>> by_arn_;
  std::map<std::string, store::InvocationRow> invocations_;  ///< Not over.
  std::set<std::string> accepted_;                           ///< Invocations, over or not.
  std::map<std::string, store::MachineRow> machines_;
  bool has_resources_ = false;
  CommitId last_commit_{0};
};

SeenCommit see(const store::Batch& batch);

}  // namespace sfn::simulation
