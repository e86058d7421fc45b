// SimulatedDisk: what survives a simulated crash. The tables of the event store as ordered maps,
// and its queries in the most obvious way, for the real store to be compared with.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "store/event_store.h"

namespace sfn::support {

/// A value: a copy is a backup.
class SimulatedDisk {
 public:
  void commit(const store::Batch& batch);
  std::int64_t purge(const store::PurgeRequest& request);

  store::Catalogue catalogue() const;
  std::vector<store::JournalRow> journal(const store::JournalRange& range) const;
  std::vector<store::JournalRow> history(const store::HistoryRange& range) const;
  bool has_execution(ExecutionId id) const { return executions_.contains(id); }
  std::optional<store::ExecutionRecord> execution(ExecutionId id) const;
  std::optional<store::ExecutionRecord> find_execution(store::MachineId machine,
                                                       const std::string& name) const;
  std::optional<store::ExecutionRow> find_child(const store::ParentKey& parent) const;
  std::vector<store::ExecutionRecord> children(const store::ChildrenRange& range) const;
  std::vector<store::ExecutionRow> executions(const store::ExecutionFilter& filter) const;
  store::StatusCounts count_executions(const store::ExecutionFilter& filter) const;
  std::vector<store::PendingRow> pending(Timestamp due_before,
                                         const std::optional<store::PendingRow>& after,
                                         std::int64_t limit) const;
  std::optional<store::SnapshotRow> snapshot(ExecutionId id) const;
  std::optional<store::DefinitionRow> definition(store::DefinitionId id) const;
  std::optional<store::RevisionRow> revision(store::MachineId machine, ExecutionId execution) const;
  std::vector<store::MachineId> unused_machines(std::vector<store::MachineId> among) const;

 private:
  void put(const store::DefinitionRow& row);
  void put(const store::MachineRow& row);
  void put(const store::RevisionRow& row);
  void put(const store::FunctionRow& row);
  void put(const store::InvocationRow& row);
  void put(const store::StartRequestRow& row);
  void put(const store::ResourceRow& row);
  void put(const store::RemoveMachine& gone);
  void put(const store::RemoveFunction& gone);
  void put(const store::RemoveInvocation& gone);
  void put(const store::RemoveResource& gone);
  void start(const store::ExecutionRow& row);
  void append(const store::JournalRow& row);
  void end(const store::ExecutionEnd& end);
  void put(const store::SnapshotRow& row);

  // Those that some row names. They go when nothing names them any more.
  using Definitions = std::set<store::DefinitionId>;
  Definitions used() const;
  bool owes_work(ExecutionId id) const;
  bool is_done_with(const store::ExecutionRow& row) const;
  void remove_let_go(const Definitions& before);
  void remove_unused_revisions();

  std::map<ExecutionId, store::ExecutionRow> executions_;
  std::map<ExecutionId, std::map<EventSeq, store::JournalRow>> journals_;
  std::map<std::pair<ExecutionId, std::string>, store::PendingRow> pending_;
  std::map<ExecutionId, store::SnapshotRow> snapshots_;
  std::map<store::DefinitionId, store::DefinitionRow> definitions_;
  std::map<store::MachineId, store::MachineRow> machines_;
  std::map<std::pair<store::MachineId, ExecutionId>, store::RevisionRow> revisions_;
  std::map<std::string, store::FunctionRow> functions_;
  std::map<std::string, store::InvocationRow> invocations_;
  std::map<std::string, store::StartRequestRow> start_requests_;
  std::map<std::pair<std::string, std::string>, store::ResourceRow> resources_;
  ExecutionId last_execution_{0};
  store::MachineId last_machine_{0};
  CommitId last_commit_{0};
};

}  // namespace sfn::support
